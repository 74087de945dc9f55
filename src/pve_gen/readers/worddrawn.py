"""What a drawing in a Word file that comes back covers of the page, and which pictures it shows.

Office programs write a shape otherwise than they read it (VML or DrawingML), in lengths that they round: what is kept can be compared
whichever of them wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from pve_gen.returned import Drawing
from pve_gen.worddrawings import sort_of_drawing
from pve_gen.wordlengths import EMU, length
from pve_gen.wordparts import WordParts

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_V = "{urn:schemas-microsoft-com:vml}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_BLIP, _OLD = f"{_A}blip", f"{_V}imagedata"
_WORD10 = "{urn:schemas-microsoft-com:office:word}"
_FRAMES = {"text": "", "column": "", "paragraph": "", "char": "character"}  # where a drawing stands that does not say otherwise
_EITHER_SIDE = {
    "insideMargin",
    "outsideMargin",
    "inside",
    "outside",
    "inner-margin-area",
    "outer-margin-area",
}  # LibreOffice knows them not


class Drawings:
    """Looks at the drawings of one document."""

    def __init__(self, parts: WordParts) -> None:
        self._parts = parts
        self._hashes: dict[str, str] = {}

    def of(self, element: Element, related: Mapping[str, str]) -> Drawing | None:
        """What a `w:drawing` or `w:pict` covers and shows; `related` are the relationships of its part. None where it draws nothing."""
        placed = next((one for one in element if one.tag.startswith(_WP)), None)
        found = _placed(placed) if placed is not None else next(filter(None, map(_old, element.iter())), None)
        if found is None:
            return None
        width, height, across, down, over = found
        return Drawing(
            sort=sort_of_drawing(element),
            width=width,
            height=height,
            across=across,
            down=down,
            over=over,
            clear=_is_clear(element),
            pictures=tuple(self._pictures(element, related)),
        )

    def _pictures(self, element: Element, related: Mapping[str, str]) -> Iterator[str]:
        """Of each picture what it is made of, and what is done to it."""
        for one in element.iter():
            if one.tag == _BLIP:
                source = one.get(f"{_R}link", "") or one.get(f"{_R}embed", "")
                done = sorted(inner.tag.removeprefix(_A) for inner in one if not inner.tag.endswith("}extLst"))
                yield " ".join((self._hash(related.get(source, source)), *done))
            elif one.tag == _OLD:
                source = one.get(f"{_R}id", "") or one.get(f"{_R}pict", "")
                yield self._hash(related.get(source, source))
            elif one.tag == f"{_A}srcRect" and any(value not in {"0", "0%"} for value in one.attrib.values()):
                yield "cropped"

    def _hash(self, name: str) -> str:
        if name not in self._hashes:
            import hashlib  # most documents have no picture

            self._hashes[name] = hashlib.sha256(self._parts[name]).hexdigest() if name in self._parts else name
        return self._hashes[name]


_Found = tuple[int, int, tuple[str, int | str], tuple[str, int | str], bool]


def _placed(place: Element) -> _Found:
    """Width, height, where it stands across and down, and whether it lies over the text: of `wp:inline` or `wp:anchor`."""
    extent = place.find(f"{_WP}extent")
    width, height = (length(extent.get(name, "")) or 0 for name in ("cx", "cy")) if extent is not None else (0, 0)
    if place.tag != f"{_WP}anchor":
        return width, height, ("line", 0), ("line", 0), False
    over = place.find(f"{_WP}wrapNone") is not None and place.get("behindDoc", "0") in {"0", "false"}
    return width, height, _position(place.find(f"{_WP}positionH")), _position(place.find(f"{_WP}positionV")), over


def _position(position: Element | None) -> tuple[str, int | str]:
    if position is None:
        return "", 0
    said = {one.tag.removeprefix(_WP): (one.text or "").strip() for one in position}
    return _frame(position.get("relativeFrom", "")), said.get("align") or length(said.get("posOffset", "")) or 0


def _old(shape: Element) -> _Found | None:
    """The same of a VML shape; None for anything else, or one that only says what others look like."""
    if not shape.tag.startswith(_V) or shape.tag == f"{_V}shapetype" or "style" not in shape.attrib:
        return None
    pairs = (one.partition(":") for one in shape.get("style", "").split(";"))
    said = {name.strip(): value.strip() for name, _sign, value in pairs}
    width, height, left, top = (
        (length(said.get(name, "")) or 0) * EMU if not said.get(name, "").lstrip("-").isdecimal() else 0
        for name in ("width", "height", "margin-left", "margin-top")
    )
    if said.get("position") != "absolute":
        return width, height, ("line", 0), ("line", 0), False
    across, down = (
        (_frame(said.get(f"mso-position-{way}-relative", "text")), said.get(f"mso-position-{way}", "absolute"))
        for way in ("horizontal", "vertical")
    )
    wraps = any(one.get("type", "") not in {"", "none"} for one in shape.iter(f"{_WORD10}wrap"))
    return (
        width,
        height,
        (across[0], left if across[1] == "absolute" else across[1]),
        (down[0], top if down[1] == "absolute" else down[1]),
        not wraps and not said.get("z-index", "").startswith("-"),
    )


def _frame(name: str) -> str:
    return "?" if name in _EITHER_SIDE else _FRAMES.get(name, name)


def _is_clear(element: Element) -> bool:
    """Whether what is under it shines through: it is filled with nothing."""
    shapes = [one for one in element.iter() if one.tag.endswith("}spPr")]
    if shapes:
        return all(one.find(f"{_A}noFill") is not None for one in shapes)
    old = [one for one in element.iter() if one.tag.startswith(_V) and "style" in one.attrib and one.tag != f"{_V}shapetype"]
    return bool(old) and all(one.get("filled", "t") in {"f", "false"} for one in old)
