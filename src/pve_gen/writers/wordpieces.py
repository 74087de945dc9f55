"""What stands in a Word document of a template wherever the same is said: a text, a label, a link, a field to fill in."""

from __future__ import annotations

import re
from functools import lru_cache

from pve_gen import answerform, markup
from pve_gen.markup import Block, Span
from pve_gen.model import Kind, Language, Words
from pve_gen.programme import BLANK_CLOSE, BLANK_OPEN
from pve_gen.values import kept
from pve_gen.wordstyles import Styles
from pve_gen.wordtemplate import Xml
from pve_gen.xmltext import escape, quoteattr

STYLES = {
    "text": "PvE Tekst",
    "bullet": "PvE Opsomming",
    "number": "PvE Nummering",
    "requirement": "PvE Label eis",
    "wish": "PvE Label wens",
    "condition": "PvE Label voorwaarde",
    "blank": "PvE Invulplek",
    "code": "PvE Programmacode",
    "placeholder": "Placeholder Text",
    "hyperlink": "Hyperlink",
}
"""The styles by name that a template should have; where one is missing the text stands in the default style."""

_ID, _NUMBER = "\0", "\1"  # where the id of a requirement and the number of a control go; no document can hold these
_BLANK = re.compile(f"({BLANK_OPEN}[^{BLANK_CLOSE}]*{BLANK_CLOSE})")


class WordPieces:
    """Writes Word XML with the styles of one template, in one language. What it wrote is kept: many documents say the same."""

    def __init__(self, styles: Styles, language: Language) -> None:
        self.language = language
        self._ids = {name: styles.id(style) for name, style in STYLES.items()}
        self._looks = {name: f'<w:rStyle w:val="{id}"/>' if id else "" for name, id in self._ids.items()}
        self._answers: dict[Kind, str] = {kind: self._any_control("answer", self._choice_list(kind)) for kind in answerform.CHOICES}
        # Rich text on purpose: LibreOffice lets nobody type in a plain-text control of a protected form.
        self._typed = {field: self._any_control(field, "<w:richText/>") for field in answerform.PLACEHOLDERS}
        self.blocks = kept(self._blocks)
        self.inline = kept(self._inline)
        self.kind_label = kept(self._kind_label)
        self.link = kept(self._link)
        self.answer_field = kept(self._answer_field)
        self.typed_field = kept(self._typed_field)

    # ── text ──

    def _blocks(self, text: str) -> Xml | None:
        """Paragraphs and lists in the template's own styles; None where a numbered list needs a number in its document."""
        blocks = markup.parse_blocks(text)
        if any(block.kind == "number" for block in blocks):
            return None
        return Xml("".join(map(self.paragraph, blocks)))

    def _inline(self, text: str) -> Xml:
        """Runs for inside one paragraph."""
        return Xml("".join(map(self._run, markup.parse_inline(text))))

    def paragraph(self, block: Block, number: str = "", mark: str = "") -> str:
        """One paragraph or item of a list. `number` is that of a numbered list in its document; `mark` what an item says without one."""
        style = self._ids["text" if block.kind == "paragraph" else block.kind]
        look = f'<w:pStyle w:val="{style}"/>' if style else ""
        if number:
            look += f'<w:numPr><w:ilvl w:val="{block.level}"/><w:numId w:val="{number}"/></w:numPr>'
        elif block.kind == "bullet":
            if block.level:
                look += f'<w:numPr><w:ilvl w:val="{block.level}"/></w:numPr>'
            if not style:
                mark = "– "
        return f"<w:p><w:pPr>{look}</w:pPr>{run(mark) if mark else ''}{''.join(map(self._run, block.spans))}</w:p>"

    def _run(self, span: Span) -> str:
        if not (BLANK_OPEN in span.text or span.bold or span.italic or span.code or span.href):
            return run(span.text)  # as nearly every one
        if BLANK_OPEN in span.text:
            return "".join(
                self._plain_run(part.strip(BLANK_OPEN + BLANK_CLOSE), span, blank=part.startswith(BLANK_OPEN))
                for part in _BLANK.split(span.text)
                if part
            )
        shown = self._plain_run(span.text, span)
        address = span.href.replace("\\", "%5C").replace('"', "%22")  # both mean something in a field
        return _field(f'HYPERLINK "{address}"', shown) if span.href else shown

    def _plain_run(self, text: str, span: Span, *, blank: bool = False) -> str:
        style = "blank" if blank else "code" if span.code else "hyperlink" if span.href else ""
        return run(text, self._style(style) + "<w:b/>" * span.bold + "<w:i/>" * span.italic)

    def _style(self, name: str) -> str:
        """The run property for one of STYLES; nothing where the template has no such style."""
        return self._looks.get(name, "")

    # ── what points at a requirement ──

    def _kind_label(self, kind: Kind, label: str) -> Xml:
        """The coloured label; its text says the same as its colour."""
        return Xml(run(f"\u00a0{label}\u00a0", self._style(kind)))

    def _link(self, requirement: str) -> Xml:
        """The id as a link to its heading."""
        shown = run(requirement, self._style("hyperlink"))
        return Xml(f'<w:hyperlink w:anchor="{answerform.bookmark(requirement)}" w:history="1">{shown}</w:hyperlink>')

    # ── what the supplier fills in: a name for its bookmark, and the control that stands in that ──

    def _answer_field(self, requirement: str, kind: Kind) -> tuple[str, str]:
        """A list to choose from, as a run-level control: block-level ones move when LibreOffice saves them."""
        return self._field(requirement, "answer", self._answers[kind])

    def _typed_field(self, requirement: str, field: answerform.Field) -> tuple[str, str]:
        """A text to type."""
        return self._field(requirement, field, self._typed[field])

    def _field(self, requirement: str, field: answerform.Field, control: str) -> tuple[str, str]:
        number = answerform.control_id(answerform.tag(requirement, field))
        return answerform.bookmark(requirement, field), control.replace(_ID, requirement).replace(_NUMBER, str(number))

    def supplier_field(self) -> tuple[str, str]:
        """Where the supplier writes its name."""
        name, tag = answerform.SUPPLIER_NAME.in_(self.language), answerform.SUPPLIER_TAG
        control = self._control(tag, str(answerform.control_id(tag)), name, answerform.SUPPLIER_PLACEHOLDER, "<w:richText/>")
        return answerform.SUPPLIER_BOOKMARK, control

    def _any_control(self, field: answerform.Field, sort: str) -> str:
        """A field of any requirement: _ID and _NUMBER stand for what differs."""
        name = answerform.alias(_ID, field, self.language)
        return self._control(answerform.tag(_ID, field), _NUMBER, name, answerform.PLACEHOLDERS[field], sort)

    def _choice_list(self, kind: Kind) -> str:
        """The list of answers about a requirement of that kind."""
        items = "".join(
            f'<w:listItem w:displayText={quoteattr(choice.title.in_(self.language))} w:value="{answerform.list_value(_ID, choice)}"/>'
            for choice in answerform.CHOICES[kind]
        )
        return f"<w:dropDownList>{items}</w:dropDownList>"

    def _control(self, tag: str, number: str, name: str, placeholder: Words, sort: str) -> str:
        return (
            f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(name)}/>"
            f'<w:tag w:val="{tag}"/><w:id w:val="{number}"/><w:lock w:val="sdtLocked"/>'
            f"<w:showingPlcHdr/>{sort}</w:sdtPr>"
            f"<w:sdtContent>{run(placeholder.in_(self.language), self._style('placeholder'))}</w:sdtContent></w:sdt>"
        )


@lru_cache(16)
def pieces_of(styles: Styles, language: Language) -> WordPieces:
    """What writes the pieces of all documents with these styles in that language."""
    return WordPieces(styles, language)


def run(text: str, look: str = "") -> str:
    """A run of text, with the properties in `look`."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _field(instruction: str, result: str) -> str:
    """A complex field; a link made this way needs no relationship in the package."""

    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return (
        f'{mark("begin")}<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        f"{mark('separate')}{result}{mark('end')}"
    )
