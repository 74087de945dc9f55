"""Where the links in a Word file lead: an address outside it or a place in it, as office programs write either in more than one way."""

from __future__ import annotations

import re
from urllib.parse import unquote

from pve_gen.canonical import canonical

_HEADING = re.compile(r"#pve_([A-Z]{2,6})_(\d{2,3})_heading")
_OF_PROGRAMS = ("_Toc", "_Ref", "_Hlk")  # places that an office program names anew
_LETTER = "mailto:"


def address_of(target: str, place: str) -> str:
    """An address outside the file, a place in it (`#name`), or both; empty where an office program chose the place."""
    target = unquote(target).strip()
    if place and not target.endswith(f"#{place}") and not place.startswith(_OF_PROGRAMS):
        target += f"#{place}"
    return target.rstrip("/")


def leads_elsewhere(address: str, said: str) -> bool:
    """Whether a link leads to something else than it says: neither the address itself, nor the requirement that it names."""
    text = canonical(said).rstrip("/")
    if heading := _HEADING.fullmatch(address):
        return f"{heading[1]}-{heading[2]}" not in text
    return bool(address) and text not in {address, address.removeprefix(_LETTER)}
