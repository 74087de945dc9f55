"""What a template is like besides its tags: styles, tables, title, language, contents, and what was left in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, fromstring

from pve_gen.model import Language
from pve_gen.templateremark import Remark
from pve_gen.wordstyles import Styles
from pve_gen.wordtags import paragraph_at, shortened
from pve_gen.wordtoc import TableOfContents

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_OFF = {"0", "false", "off"}
_DOCUMENT = "word/document.xml"
_PAGES = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml\Z")
_TAG_BEGINS = re.compile(r"(?=(\{[{%#]))")
_TAG_ENDS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPENED = re.compile(r"\{[{%#]")
_CLOSED = re.compile(r"[}%#]\}")
_ONE_BRACE = re.compile(r"(?<!\{)\{\s*(?:[pr]\s+)?[a-z_]+\.[a-z_]+\s*\}(?!\})")
_LANGUAGES: dict[Language, str] = {"nl": "Dutch", "en": "English"}
_PLAIN = {
    "text": "the texts of requirements",
    "bullet": "lists with bullets in the texts of requirements",
    "number": "numbered lists in the texts of requirements",
    "requirement": "the label of a requirement",
    "wish": "the label of a wish",
    "condition": "the label of a contract condition",
    "blank": "what is still to be filled in",
    "code": "code in texts",
    "placeholder": "the hints in answer fields",
    "hyperlink": "links",
}


def look_of(parts: Mapping[str, bytes], styles: Mapping[str, str], language: Language) -> Iterator[Remark]:
    """What is wrong or poor in a template in `language`; `styles` are the names of those that the writer looks for."""
    texts = {part: content.decode("utf-8-sig") for part, content in parts.items() if _PAGES.match(part)}
    for part, text in texts.items():
        yield from _almost_tags(part, text)
        yield from _pictures(part, text)
    yield from _comments(parts, texts[_DOCUMENT])
    yield from _not_filled_in(parts)
    yield from _tables(texts[_DOCUMENT])
    yield from _contents(texts[_DOCUMENT].encode(), Styles(parts))
    yield from _title(parts)
    yield from _language(parts, language)
    yield from _protection(parts)
    yield from _styles(Styles(parts), styles)


# ── Left in by somebody ──


def _comments(parts: Mapping[str, bytes], document: str) -> Iterator[Remark]:
    for comment in fromstring(parts.get("word/comments.xml", b"<none/>")).iter(f"{_W}comment"):
        place = re.search(rf'<w:comment(?:RangeStart|Reference)\s[^>]*w:id="{re.escape(comment.get(f"{_W}id", ""))}"', document)
        yield Remark(
            rule="template-comment",
            part=_DOCUMENT,
            paragraph=paragraph_at(document, place.start()) if place else "",
            message=f"a comment by {comment.get(f'{_W}author') or 'somebody'} is left in: «{shortened(' '.join(comment.itertext()))}»",
            hint="delete it, since every tenderer would read it: Review > Delete",
        )


# ── What looks like a tag ──


def _without_tags(text: str) -> str:
    """The text outside whole tags. What never ends is sought once, not again from every brace."""
    kept, done, endless = [], 0, set[str]()
    for begin in _TAG_BEGINS.finditer(text):
        if begin.start() < done or begin[1] in endless:
            continue
        end = text.find(_TAG_ENDS[begin[1]], begin.end(1))
        if end < 0:
            endless.add(begin[1])
        else:
            kept.append(text[done : begin.start()])
            done = end + 2
    return "".join([*kept, text[done:]])


def _almost_tags(part: str, text: str) -> Iterator[Remark]:
    """Braces that the engine takes for text: it would print them."""
    goes_on = False
    for paragraph in fromstring(text.encode()).iter(f"{_W}p"):
        whole = _text(paragraph)
        rest = _without_tags(whole)
        opened, closed, single = _OPENED.search(rest), _CLOSED.search(rest), _ONE_BRACE.search(rest)
        what, hint = "", ""
        if closed and not goes_on and not (opened and opened.start() < closed.start()):
            what, hint = f"`{closed[0]}` closes a tag that was not opened", "write both braces where the tag begins"
        elif single:
            what, hint = f"`{single[0]}` has one brace, and is printed as it stands", f"write `{{{single[0]}}}`"
        if what:
            yield Remark(rule="template-tag", part=part, paragraph=shortened(whole), message=what, hint=hint)
        goes_on = bool(opened) or (goes_on and not whole.strip())  # its rest, in the next paragraph, is told with its beginning


def _text(paragraph: Element) -> str:
    """The text of a paragraph, without that of paragraphs inside it, such as those of a text box."""
    pieces: list[str] = []
    ahead = [*reversed(paragraph)]
    while ahead:
        node = ahead.pop()
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in {f"{_W}br", f"{_W}tab", f"{_W}cr"}:
            pieces.append(" ")
        elif node.tag != f"{_W}p":
            ahead += reversed(node)
    return "".join(pieces)


def _not_filled_in(parts: Mapping[str, bytes]) -> Iterator[Remark]:
    for part, content in parts.items():
        drawn = part.startswith(("word/diagrams/", "word/charts/")) and part.endswith(".xml")
        if drawn and (b"{{" in content or b"{%" in content):
            message = "a tag in a SmartArt or chart is printed as it stands"
            yield Remark(rule="template-tag", part=part, message=message, hint="put it in a text box or a paragraph")


# ── Accessible, and easy to find one's way in ──


def _pictures(part: str, text: str) -> Iterator[Remark]:
    """Pictures that a screen reader can say nothing of, unless they are marked as decoration."""
    for drawing in fromstring(text.encode()).iter(f"{_W}drawing"):
        said = drawing.find(f".//{_DRAWING}docPr")
        if said is None or drawing.find(".//{*}blip") is None or said.get("descr") or drawing.find(".//{*}decorative") is not None:
            continue
        yield Remark(
            rule="template-picture",
            part=part,
            message=f"the picture «{said.get('name', '')}» has no alternative text",
            hint="write what it shows: Picture Format > Alt Text",
            severity="warning",
        )


def _tables(document: str) -> Iterator[Remark]:
    for table in fromstring(document.encode()).iter(f"{_W}tbl"):
        rows = table.findall(f"{_W}tr")
        mark = rows[0].find(f"{_W}trPr/{_W}tblHeader") if rows else None
        if len(rows) > 1 and (mark is None or mark.get(f"{_W}val", "on") in _OFF):
            yield Remark(
                rule="template-table",
                part=_DOCUMENT,
                paragraph=shortened(" ".join(filter(None, map(_text, rows[0].iter(f"{_W}p"))))),
                message="the first row of this table is not marked as its header",
                hint="mark it, so that it is repeated and read aloud: Table Layout > Repeat Header Rows",
                severity="warning",
            )


def _contents(document: bytes, styles: Styles) -> Iterator[Remark]:
    contents = TableOfContents([document.decode()], styles)
    if not contents:
        hint = "insert one with References > Table of Contents; `pve` fills it in"
        yield Remark(rule="template-contents", message="has no table of contents", hint=hint, severity="warning")
        return
    for id in dict.fromkeys(heading.style for heading in contents.headings[contents.before :]):
        if styles.outline(id) == 0 and id not in contents.levels:
            yield Remark(
                rule="template-contents",
                part=_DOCUMENT,
                message=f"headings in the style «{styles.name(id)}» do not come in the table of contents",
                hint="give the style level 1: References > Table of Contents > Custom > Options",
                severity="warning",
            )


def _title(parts: Mapping[str, bytes]) -> Iterator[Remark]:
    title = fromstring(parts.get("docProps/core.xml", b"<none/>")).findtext(f".//{_TITLE}", "").strip()
    hint = "write {{ tender.title }} there: File > Info > Title"
    if not title:
        yield Remark(rule="template-title", part="docProps/core.xml", message="the document has no title", hint=hint, severity="warning")
    elif _without_tags(title) == title:
        message = f"the title is always «{shortened(title)}»"
        yield Remark(rule="template-title", part="docProps/core.xml", message=message, hint=hint, severity="warning")


def _language(parts: Mapping[str, bytes], language: Language) -> Iterator[Remark]:
    root = fromstring(parts.get("word/styles.xml", b"<none/>"))
    found = [*root.iterfind(f"{_W}docDefaults//{_W}lang"), *root.iterfind(f"{_W}style[@{_W}default='1']//{_W}lang")]
    said = next((node.get(f"{_W}val", "") for node in reversed(found) if node.get(f"{_W}val")), "")
    hint = f"choose {_LANGUAGES[language]} for all text, as the default: Review > Language > Set Proofing Language"
    if not said:
        yield Remark(rule="template-language", message="does not say in which language it is", hint=hint, severity="warning")
    elif said.split("-")[0].lower() != language:
        message = f"is marked as {said}, and checked as {_LANGUAGES[language]}"
        other = f"{hint}; or check it with --lang {said[:2]}" if said[:2] in _LANGUAGES else hint
        yield Remark(rule="template-language", message=message, hint=other, severity="warning")


def _protection(parts: Mapping[str, bytes]) -> Iterator[Remark]:
    mark = fromstring(parts.get("word/settings.xml", b"<none/>")).find(f"{_W}documentProtection")
    on = mark is not None and mark.get(f"{_W}edit") == "forms" and mark.get(f"{_W}enforcement", "0") not in _OFF
    if not on:
        yield Remark(
            rule="template-protection",
            message="lets a tenderer type anywhere",
            hint="when it is ready: Review > Restrict Editing > Filling in forms, without a password",
            severity="warning",
        )


def _styles(styles: Styles, wanted: Mapping[str, str]) -> Iterator[Remark]:
    for use, name in wanted.items():
        if not styles.id(name):
            yield Remark(
                rule="template-style",
                part="word/styles.xml",
                message=f"there is no style «{name}»: {_PLAIN.get(use, use)} will look plain",
                hint="give a style that name, or copy it from a new house style (`pve template init`)",
                severity="warning",
            )
