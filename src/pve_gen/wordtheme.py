"""The theme of a Word file: which colours and fonts stand behind names such as `accent1` and `minorHAnsi`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, fromstring

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SCHEME = {"dark1": "dk1", "light1": "lt1", "dark2": "dk2", "light2": "lt2", "hyperlink": "hlink", "followedHyperlink": "folHlink"}
_MAPPED = {
    "bg1": "lt1",
    "tx1": "dk1",
    "bg2": "lt2",
    "tx2": "dk2",
    "background1": "lt1",
    "text1": "dk1",
    "background2": "lt2",
    "text2": "dk2",
}
_SETTINGS = {"bg1": ("bg1", "background1"), "t1": ("tx1", "text1"), "bg2": ("bg2", "background2"), "t2": ("tx2", "text2")}
_HEX = re.compile(r"[0-9A-Fa-f]{6}")


class Theme:
    """Looks up what the names of colours and fonts stand for in one document."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        root = fromstring(parts.get("word/theme.xml") or b"<none/>")
        settings = fromstring(parts.get("word/settings.xml") or b"<none/>").find(f"{_W}clrSchemeMapping")
        self._colors = {one.tag.removeprefix(_A): _color(one) for scheme in root.iter(f"{_A}clrScheme") for one in scheme}
        self._mapped = dict(_MAPPED)
        for attribute, names in _SETTINGS.items():
            if settings is not None and (mapped := settings.get(f"{_W}{attribute}")):
                self._mapped |= dict.fromkeys(names, _SCHEME.get(mapped, mapped))
        self._fonts = {
            kind: font.get("typeface", "") for kind in ("major", "minor") for font in root.iterfind(f".//{_A}{kind}Font/{_A}latin")
        }

    def color(self, said: str) -> str:
        """Six digits, for a colour as `named_color` keeps it; anything else stays as it is."""
        if "/" not in said:
            return said
        name, tint, shade, otherwise = said.split("/")
        name = self._mapped.get(name, _SCHEME.get(name, name))
        color = self._colors.get(name) or ("FFFFFF" if name == "lt1" else otherwise)
        if not _HEX.fullmatch(color):
            return color
        light, dark = (int(part, 16) / 255 if re.fullmatch("[0-9A-Fa-f]{1,2}", part) else 1.0 for part in (tint, shade))
        return bytes(round((part * light + 255 * (1 - light)) * dark) for part in bytes.fromhex(color)).hex().upper()

    def font(self, said: str) -> str:
        """The name of a font, for one as `named_font` keeps it."""
        return self._fonts.get(said[1:6], "") if said.startswith("+") else said


def named_color(element: Element, value: str = "val", theme: str = "themeColor") -> str:
    """The colour that two attributes say: six digits, or `accent1/tint/shade/six digits` where it is one of the theme."""
    said, name = element.get(f"{_W}{value}", "").replace("/", ""), element.get(f"{_W}{theme}", "")
    if not name or name == "none":
        return said
    prefix = theme.removesuffix("Color")  # w:themeTint, w:themeFillTint
    tint, shade = (element.get(f"{_W}{prefix}{more}", "") for more in ("Tint", "Shade"))
    return "/".join(part.replace("/", "") for part in (name, tint, shade, said))


def named_font(fonts: Element, attribute: str) -> str:
    """The font that `w:rFonts` says for some letters, `+minorHAnsi` where it is one of the theme; empty where it says none."""
    theme = fonts.get(f"{_W}{attribute}Theme" if attribute != "cs" else f"{_W}cstheme", "")
    return f"+{theme}" if theme else fonts.get(f"{_W}{attribute}", "")


def _color(element: Element) -> str:
    return next((one.get("lastClr", "") or one.get("val", "") for one in element), "")
