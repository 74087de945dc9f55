"""Draws seconds as a bar chart in SVG: what `report.charted` gives, from stdin."""

import json
import re
import sys
from pathlib import Path

from pve_gen.bars import Bar, Bars, Kind, Segment
from pve_gen.svgchart import bar_svg


def main(svg: str) -> None:
    told = json.load(sys.stdin)
    plain, ours = Kind(name="other", pattern="plain", color="D5DEE8"), Kind(name="pve", pattern="rising", color="8FB1D6")
    bars = tuple(
        Bar(
            name=name,
            segments=(Segment(kind=ours if name.startswith("pve") else plain, value=seconds, label=""),),
            total=f"{seconds:.2f} s",
        )
        for name, seconds in told["seconds"].items()
    )
    most = max(told["seconds"].values())
    drawn = bar_svg(Bars(kinds=(ours, plain), bars=bars, most=most, description=told["description"]), "benchmarks")
    drawn = re.sub(r'<rect[^>]*rx="4"[^>]*/><text[^>]*></text>', "", drawn)  # the place of a number in the bar: it stands behind it
    drawn = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" ', 1)
    Path(svg).write_text(f"{drawn}\n", "utf-8")


main(*sys.argv[1:])
