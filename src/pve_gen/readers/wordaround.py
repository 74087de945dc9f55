"""What a Word file that comes back brings along beside its text: fonts of its own, and what it fetches when somebody opens it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

from pve_gen.wordparts import OFF, WordParts, is_on

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def fonts_in(parts: WordParts) -> dict[str, str]:
    """Each font that the file names → nothing, and for those that it brings along by their sort of letters (`Calibri, Bold`) → a hash.

    `in part` where an office program kept some letters only.
    """
    related = parts.related("word/fontTable.xml")
    fonts: dict[str, str] = {}
    for font in fromstring(parts.get("word/fontTable.xml") or b"<none/>").iter(f"{_W}font"):
        fonts[font.get(f"{_W}name", "")] = ""
        for one in font:
            if one.tag.startswith(f"{_W}embed"):
                name = f"{font.get(f'{_W}name', '')}, {one.tag.removeprefix(f'{_W}embed')}"
                part = related.get(one.get(_ID, ""), "")
                whole = one.get(f"{_W}subsetted", "0") in OFF
                fonts[name] = _hash(parts.get(part, b""), one.get(f"{_W}fontKey", "")) if whole else "in part"
    return fonts


def _hash(font: bytes, key: str) -> str:
    """Of a font as it was before it was scrambled with a key, which is another each time."""
    import hashlib  # most documents bring no font along

    digits = key.strip("{}").replace("-", "")
    try:
        mask = bytes.fromhex(digits)[::-1] * 2
    except ValueError:
        mask = b""
    begin = bytes(one ^ other for one, other in zip(font, mask, strict=False))
    return hashlib.sha256(begin + font[len(begin) :]).hexdigest()


def fetched_by(parts: WordParts) -> Iterator[str]:
    """What the file fetches by itself, as far as that changes what is shown."""
    settings = fromstring(parts.get("word/settings.xml") or b"<none/>")
    template = settings.find(f"{_W}attachedTemplate")
    if is_on(settings, "linkStyles") and template is not None:
        yield f"styles of {_target(parts, 'word/settings.xml', template)}"
    for frame in fromstring(parts.get("word/webSettings.xml") or b"<none/>").iter(f"{_W}sourceFileName"):
        yield f"a page of {_target(parts, 'word/webSettings.xml', frame)}"


def _target(parts: WordParts, part: str, element: Element) -> str:
    return parts.related(part).get(element.get(_ID, ""), "?")
