"""What can be drawn on a page of a Word file: every shape, picture and frame, since each of them can lie over a text.

An office program may write a shape otherwise than it read it (VML or DrawingML), so that only its sort and place are compared.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WORD = "{http://schemas.microsoft.com/office/word/2010/"
ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}anchor"
UNDERSTOOD = frozenset(
    {f"http://schemas.microsoft.com/office/word/2010/word{name}" for name in ("processingShape", "processingGroup", "processingCanvas")}
    | {f"http://schemas.microsoft.com/office/word/{name}" for name in ("2010/wordml", "2010/wordprocessingDrawing", "2012/wordml")}
    | {
        f"http://schemas.microsoft.com/office/word/{name}"
        for name in ("2015/wordml/symex", "2016/wordml/cid", "2018/wordml", "2018/wordml/cex")
    }
    | {f"http://schemas.microsoft.com/office/drawing/{name}" for name in ("2010/main", "2014/chartex", "2016/ink", "2017/model3d")}
    | {f"http://schemas.microsoft.com/office/drawing/2015/{name}" for name in ("9/8/chartex", "10/21/chartex")}
    | {f"http://schemas.microsoft.com/office/drawing/2016/5/{name}" for name in ("9/chartex", "10/chartex", "11/chartex", "12/chartex")}
    | {"urn:schemas-microsoft-com:vml"}
)
"""Namespaces that today's Word understands beyond the standard: of alternatives that need another one, it shows the next."""

_SHAPES = frozenset(
    {f"{_V}{name}" for name in ("rect", "roundrect", "shape", "oval", "line", "polyline", "arc", "curve", "image")}
    | {f"{_WORD}wordprocessingShape}}wsp", f"{_WORD}wordml}}contentPart", f"{_W}contentPart"}
    | {f"{_A}{name}" for name in ("sp", "cxnSp", "pic")}
    | {"{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"}
)
_OTHERS = {
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": "chart",
    "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart": "chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": "diagram",
}
_PICTURES = ("}blip", "}imagedata")
DRAWN = _SHAPES | set(_OTHERS)
"""The names of all elements that draw something by themselves."""


def sort_of(element: Element) -> str:
    """What an element draws by itself: `shape`, `picture`, `chart` or `diagram`; empty for anything else."""
    if element.tag in _SHAPES:
        return sort_of_drawing(element)
    return _OTHERS.get(element.tag, "")


def sort_of_drawing(element: Element) -> str:
    """What a drawing is of which no part is known."""
    return "picture" if any(one.tag.endswith(_PICTURES) for one in element.iter()) else "shape"


def floats(shape: Element) -> bool:
    """Whether a VML shape lies on the page by itself, where it can cover a text, as what ANCHOR holds does."""
    return shape.tag.startswith(_V) and "position:absolute" in shape.get("style", "").replace(" ", "")
