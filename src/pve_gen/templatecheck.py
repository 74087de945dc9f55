"""Whether a Word file can be a house style: every name, tag and style in it, what it must show, and a trial."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pve_gen.findings import Finding
from pve_gen.model import Language
from pve_gen.templateremark import Remark, in_order
from pve_gen.templatewalk import Names, names_of
from pve_gen.wordsource import Source
from pve_gen.wordtemplate import TemplateError, TemplateFile, WordTemplate

_EACH = "chapters[].requirements[]"
_REQUIREMENTS = "chapters[].requirements"
_BODY = "word/document.xml"

# Of each requirement, in the loop that asks it: what it is, any of these names, and how it is written.
_REQUIRED = {
    "the number of a requirement, to which links lead": (("anchor",), "write {{{{r {one}.anchor }}}} in its heading"),
    "the title of a requirement": (("title",), "write {{{{ {one}.title }}}} in its heading"),
    "the kind of a requirement": (("kind_label", "kind_name"), "write {{{{r {one}.kind_label }}}} below its heading"),
    "the text of a requirement": (("text",), "write {{{{p {one}.text }}}} in a paragraph of its own"),
    "the field for an answer": (("answer_field",), "write {{{{r {one}.answer_field }}}} below the requirement"),
    "the field for an explanation": (("explanation_field",), "write {{{{r {one}.explanation_field }}}} below the requirement"),
    "the field for evidence": (("evidence_field",), "write {{{{r {one}.evidence_field }}}} below the requirement"),
}
_ASKING = {"anchor", "text", "answer_field", "explanation_field", "evidence_field"}
# On a page of the document.
_ONCE = {
    "the reference or the title of the tender": (("tender.reference", "tender.title"), "write {{ tender.reference }} on the cover"),
    "the version": (("tender.version",), "write {{ tender.version }} on the cover"),
    "the number of the document": (("provenance.document",), "write {{ provenance.document }} among the document's data"),
    "the checksum": (("provenance.hash",), "write {{ provenance.hash }} among the document's data"),
}
_RECOMMENDED = {
    "the title of a chapter": ("chapters[].title", "write {{ chapter.title }} in a heading, in the loop over chapters"),
    "why a requirement is asked": (f"{_EACH}.why", "write {{r requirement.why }} below its text"),
    "the norms of a requirement": (f"{_EACH}.norms", "write {{ requirement.norms }} below its heading"),
    "which evidence is asked": (
        f"{_EACH}.evidence[].",
        "write {{r item.what }} between {%p for item in requirement.evidence %} and {%p endfor %}",
    ),
    "the facts on which requirements were chosen": (
        "facts[].",
        "write {{ fact.title }}, {{ fact.value }} and {{ fact.motivation }} in a table, with {%tr for fact in facts %}",
    ),
    "the clauses of norms": (
        "coverage[].",
        "write {{ norm.title }} and a table of norm.clauses between {%p for norm in coverage %} and {%p endfor %}",
    ),
    "the terms": ("terms[].", "write {{ term.term }} and {{ term.meaning }} in a table, with {%tr for term in terms %}"),
}
_INDISPENSABLE = {
    "requirement.anchor": {f"{_EACH}.anchor", f"{_EACH}.id"},
    "requirement.text": {f"{_EACH}.text"},
    "requirement.answer_field": {f"{_EACH}.answer_field"},
}


def check_template(data: bytes, file: str, language: Language) -> list[Finding]:
    """Everything that is wrong or will look poor in the .docx `file` as a house style in `language`: errors, then warnings.

    TemplateError where it cannot be read at all.
    """
    from pve_gen.templatelook import look_of  # not where only `required_missing` is asked, for every document
    from pve_gen.writers.wordpieces import STYLES

    opened = TemplateFile.read(data, file)
    names = names_of(opened.sources)
    stops = [*_refused(opened), *names.remarks]
    remarks = [*stops, *_spans(opened.sources), *_missing(names), *look_of(opened.parts, STYLES, language)]
    if not stops:
        remarks += _tried(opened, file, language, read_back=not any(remark.rule == "template-required" for remark in remarks))
    ordered = sorted(dict.fromkeys(remarks), key=lambda remark: (remark.severity == "warning", *in_order(remark)))
    return [remark.in_file(file) for remark in ordered]


def required_missing(template: WordTemplate) -> tuple[str, ...]:
    """The names without which a document asks nothing, or nobody can answer it; empty where a template shows them all."""
    shown = {use.path for use in names_of(template.sources).uses}
    return tuple(name for name, paths in _INDISPENSABLE.items() if not paths & shown)


def _refused(opened: TemplateFile) -> Iterator[Remark]:
    """What `pve generate` refuses before it reads a name."""
    for error in opened.refused:
        yield Remark(rule="template-refused", part=error.part, paragraph=error.paragraph, message=error.message, hint=error.hint)
    for part, source in opened.sources.items():
        for mistake in source.mistakes:
            yield Remark(rule="template-tag", part=part, paragraph=mistake.paragraph, message=mistake.message, hint=mistake.hint)


def _spans(sources: Mapping[str, Source]) -> Iterator[Remark]:
    """Loops and conditions that begin in one paragraph or cell and end in another: Jinja can, and nobody means it."""
    for part, source in sources.items():
        for span in source.spans:
            begin = span.first.inner
            word = begin.split(maxsplit=1)[0]
            what = "loop" if word == "for" else "condition"
            if span.over == "p":
                yield Remark(
                    rule="template-tag",
                    part=part,
                    paragraph=span.first.paragraph,
                    message=f"this {what} begins in one paragraph and ends in another",
                    hint=f"write {{%p {begin} %}} and {{%p end{word} %}}, each in a paragraph of its own",
                    severity="warning",
                )
            else:
                yield Remark(
                    rule="template-tag",
                    part=part,
                    paragraph=span.first.paragraph,
                    message=f"this {what} begins in one table {'row' if span.over == 'tr' else 'cell'} and ends in another",
                    hint=f"write {{%tr {begin} %}} and {{%tr end{word} %}}, each in a row of its own, around the rows that it is about",
                )


def _missing(names: Names) -> Iterator[Remark]:
    """What a programme must show, and what it had better show."""
    loops = {number for number, loop in names.loops.items() if loop.path == _REQUIREMENTS}
    # The register is a loop over the requirements too, and asks nothing.
    asking = {number for use in names.uses for number in use.loops if number in loops and _name(use.path) in _ASKING} or loops
    if asking:
        shown = {_name(use.path) for use in names.uses if asking & {*use.loops}}
        one = names.loops[min(asking)].name
        for what, (any_of, hint) in _REQUIRED.items():
            if not shown & {*any_of}:
                yield _required(f"does not show {what}", hint.format(one=one))
    else:
        hint = "begin with {%p for chapter in chapters %} and {%p for requirement in chapter.requirements %}"
        yield _required("has no loop over the requirements", hint)
    on_pages = {use.path for use in names.uses if use.part.startswith("word/")}
    for what, (paths, hint) in _ONCE.items():
        if not on_pages & {*paths}:
            yield _required(f"does not show {what}", hint)
    for what, (path, hint) in _RECOMMENDED.items():
        if not any(used.startswith(path) for used in on_pages):
            yield Remark(rule="template-recommended", message=f"does not show {what}", hint=hint, severity="warning")


def _name(path: str) -> str:
    """The name of a field of a requirement; empty for any other path."""
    return path.removeprefix(f"{_EACH}.") if path.startswith(f"{_EACH}.") else ""


def _required(message: str, hint: str) -> Remark:
    return Remark(rule="template-required", message=message, hint=hint)


def _tried(opened: TemplateFile, file: str, language: Language, *, read_back: bool) -> list[Remark]:
    from pve_gen.templatetrial import trial_of

    try:
        return trial_of(WordTemplate.of(opened, file), language, read_back=read_back)
    except TemplateError as error:
        return [Remark(rule="template-trial", part=error.part, paragraph=error.paragraph, message=error.message, hint=error.hint)]
