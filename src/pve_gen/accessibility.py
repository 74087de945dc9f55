"""What in a Word file stands in the way of somebody who listens to it, enlarges it or walks through it with a keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pve_gen.accessrules import BY_CAUSE, RULES, Document, shortened
from pve_gen.findings import Finding, Place, Severity
from pve_gen.values import Struct, replace
from pve_gen.wordcascade import Cascade
from pve_gen.wordpages import Paragraph
from pve_gen.wordstyles import Styles
from pve_gen.wordwalk import read_pages


class Barrier(Struct, frozen=True, kw_only=True):
    """One thing that stands in the way: `rule` is a stable id, `hint` says what to do about it in Word.

    Its place is a part of the file, the heading above it and the first words of its paragraph, each empty where
    there is none. `times` is how often the same, from one cause such as a style, stands in the file; the place
    is then that of the first.
    """

    rule: str
    severity: Severity
    part: str
    heading: str
    text: str
    message: str
    hint: str
    times: int = 1

    @property
    def place(self) -> str:
        """Where it is, in words."""
        heading = f"under «{self.heading}»" if self.heading else ""
        return ", ".join(filter(None, [self.part, heading, f"paragraph «{self.text}»" if self.text else ""]))

    def finding(self, file: str) -> Finding:
        """It as a finding in the file of that name."""
        often = f", {self.times} times" if self.times > 1 else ""
        return Finding(self.rule, Place(file), f"{self.place}: {self.message}{often}", self.hint, self.severity)


def accessibility(parts: Mapping[str, bytes]) -> tuple[Barrier, ...]:
    """Every barrier in the .docx with these parts (officefile.read_office gives them): rule by rule, each in the order of the file."""
    styles = Styles(parts)
    document = Document(parts, styles, read_pages(parts, styles), Cascade(parts, styles))
    found: dict[tuple[object, ...], Barrier] = {}
    place = cache(_place)  # many barriers can stand in one paragraph
    for rule, (severity, look) in RULES.items():
        for number, remark in enumerate(look(document)):
            key = (rule, remark.message) if rule in BY_CAUSE else (rule, number)
            if key in found:
                found[key] = replace(found[key], times=found[key].times + 1)
                continue
            part, heading, text = place(remark.spot)
            found[key] = Barrier(
                rule=rule, severity=severity, part=part, heading=heading, text=text, message=remark.message, hint=remark.hint
            )
    return tuple(found.values())


def _place(spot: Paragraph | str) -> tuple[str, str, str]:
    """The part, the heading above and the first words of what a remark is about."""
    if isinstance(spot, str):
        return spot, "", ""
    above = spot.under if spot.under is not spot else None
    return spot.part, shortened(above.text) if above else "", shortened(spot.text)
