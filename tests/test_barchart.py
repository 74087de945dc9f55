"""Charts that read without colour: patterns, numbers and names, the same on every machine."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pytest
from lxml import etree
from PIL import Image

from pve_gen.barchart import bar_chart
from pve_gen.barnames import names_beside
from pve_gen.bars import PATTERNS, Bar, Bars, Kind, Segment
from pve_gen.lettering import drawable
from pve_gen.svgchart import bar_svg

KINDS = tuple(Kind(name=pattern, pattern=pattern, color="FFFFFF") for pattern in PATTERNS)


def bars(name: str = "Bieder BV", *values: float) -> Bars:
    segments = tuple(
        Segment(kind=kind, value=value, label=f"{value:g}") for kind, value in zip(KINDS, values or (2, 2, 2, 2, 2), strict=False)
    )
    return Bars(kinds=KINDS, bars=(Bar(name=name, segments=segments, total="10"),), most=10, description="Vijf delen & één totaal.")


def picture(chart: Bars) -> Image.Image:
    return Image.open(io.BytesIO(bar_chart(chart))).convert("L")


def test_parts_of_one_colour_differ_by_their_pattern() -> None:
    image = picture(bars())
    width = (1800 - 520 - 240) // 5
    middle = image.height - 55
    # The left quarter of each part, beside the number in its middle.
    inks = [image.crop((520 + n * width + 8, middle - 25, 520 + n * width + width // 3, middle + 25)).tobytes() for n in range(5)]
    assert len(set(inks)) == 5
    assert set(inks[0]) == {255}  # plain


def test_a_number_that_does_not_fit_is_left_out_rather_than_cut() -> None:
    narrow = bars("Bieder BV", 0.1, 9.9)
    assert bar_svg(narrow, "a").count("<text") == len(KINDS) + len(["name", "9.9", "total"])


def test_a_chart_is_the_same_whatever_the_locale_and_hash_seed() -> None:
    code = "import sys, test_barchart as t; sys.stdout.buffer.write(t.bar_chart(t.bars()) + t.bar_svg(t.bars(), 'x').encode())"
    settings = ({"PYTHONHASHSEED": "1", "LC_ALL": "C"}, {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"})
    made = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env={**one, "PYTHONPATH": "tests"}).stdout
        for one in settings
    ]
    assert made[0] == made[1] != b""


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '" onload="x', "R&D & Zonen", "x" * 500, "Überlíngen – ëéü"])
def test_any_name_gives_sound_svg_that_says_what_it_shows(name: str) -> None:
    svg = etree.fromstring(bar_svg(bars(name), "a"))
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "Vijf delen & één totaal.")
    texts = [str(node.text) for node in svg.iter("text")]
    assert [text for text in texts if text and name.startswith(text)]
    assert {str(node.tag) for node in svg.iter()} <= {"svg", "defs", "pattern", "rect", "path", "circle", "text"}


NAMES: dict[str, tuple[list[str], list[tuple[str, ...]]]] = {
    "a short name stands on one line": (["Bieder BV"], [("Bieder BV",)]),
    "a longer one on two": (
        ["Coöperatieve Vereniging Dimpact Zaaksystemen U.A."],
        [("Coöperatieve Vereniging", "Dimpact Zaaksystemen U.A.")],
    ),
    "a long one loses its middle": (
        ["Coöperatieve Vereniging Dimpact Zaaksystemen en Archieven Noord-Nederland U.A."],
        [("Coöperatieve Vereniging", "…Noord-Nederland U.A.")],
    ),
    "two that begin and end alike show where they differ": (
        [
            "Coöperatieve Vereniging Dimpact Zaaksystemen en Archieven Noord-Nederland U.A.",
            "Coöperatieve Vereniging Dimpact Zorgsystemen en Archieven Noord-Nederland U.A.",
        ],
        [("Coöperatieve Vereniging", "…Zaaksystemen en Archieve…"), ("Coöperatieve Vereniging", "…Zorgsystemen en Archieve…")],
    ),
    "a word that fits on no line is broken": (["x" * 40], [("x" * 26, "x" * 14)]),
    "one name in another, and each of three its own": (
        ["a" * 60 + "bcd" + "e" * 60, "a" * 60 + "bce" + "e" * 60, "a" * 60 + "e" * 60],
        [
            ("a" * 26, "…" + "a" * 21 + "bcd…"),
            ("a" * 26, "…" + "a" * 21 + "bce…"),
            ("a" * 26, "…" + "a" * 23 + "e…"),
        ],
    ),
}


@pytest.mark.parametrize(("names", "lines"), NAMES.values(), ids=NAMES)
def test_beside_a_bar(names: list[str], lines: list[tuple[str, ...]]) -> None:
    assert names_beside(names, lambda text: len(text) <= 26) == tuple(lines)


def test_a_letter_that_the_picture_has_not_is_drawn_without_its_accent() -> None:
    assert drawable("Coöperatie Één & Zn. – ‘Strøm’ 字") == "Cooperatie Een & Zn. - ‘Strom’ ?"
    assert bar_chart(bars("Coöperatie")) == bar_chart(bars("Cooperatie"))


def test_names_beside_bars_differ_where_the_names_do() -> None:
    ends = ["", "x", "xy", "y", " BV", " NV", " Groep BV", " groep NV", "ë", "-1", "-2"]
    for common in ("Gemeenschappelijke Regeling ", "a" * 60, "Zaak " * 20):
        names = [f"{common}{end}" for end in ends] + [f"{common}{end} Samenwerkende Gemeenten in de Regio" for end in ends]
        shown = names_beside(names, lambda text: len(text) <= 26)
        assert len(set(shown)) == len(names)
        assert max(len(line) for lines in shown for line in lines) <= 26


def test_a_name_in_capitals_stays_in_the_picture() -> None:
    image = picture(bars("COÖPERATIEVE VERENIGING WMWMWM ZAAKSYSTEMEN U.A."))
    assert set(image.crop((0, image.height - 110, 8, image.height)).tobytes()) == {255}


def test_two_charts_in_a_page_share_no_id() -> None:
    ids = re.findall(r' id="([^"]+)"', bar_svg(bars(), "a") + bar_svg(bars(), "b"))
    assert len(ids) == len(set(ids)) == 10


def test_a_long_legend_takes_as_many_lines_as_it_needs() -> None:
    long = tuple(Kind(name=f"een tamelijk lange naam {pattern}", pattern=pattern, color="FFFFFF") for pattern in PATTERNS)
    chart = Bars(kinds=long, bars=bars().bars, most=10, description="")
    assert picture(chart).height > picture(bars()).height
