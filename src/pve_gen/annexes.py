"""From what was agreed to the annexes of a contract, in the markup of one format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

from pve_gen import __version__
from pve_gen.assessed import DECIDED_OUTSIDE, DECISIONS, DEVIATIONS, Measure, Outside, Risk
from pve_gen.contract import ANNEXES, OPEN, AgreedAnnex, AgreedChapter, AgreedDeviation, Agreement, ContractAnnexes
from pve_gen.contractreport import (
    AgreedBlock,
    AnnexChapter,
    AnnexDocument,
    DeviationBlock,
    FigureLine,
    MeasureLine,
    OpenLine,
    OutsideBlock,
    ProcessingAnnex,
    Topic,
    WeighedLine,
)
from pve_gen.documents import MOMENTS, in_full
from pve_gen.markup import literal
from pve_gen.model import Language, Words
from pve_gen.programme import BLANK_CLOSE, BLANK_OPEN, EvidenceLine, Format
from pve_gen.sent import SentRequirement
from pve_gen.values import as_dict, replace
from pve_gen.wording import finding_in, place_in

M = TypeVar("M")

AVG = "avg-"
"""How the ids of the editions of the AVG begin; its articles tell what a requirement of processing is about."""

_TOPICS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (Words("Datalekken", "Personal data breaches"), ("33", "34")),
    (Words("Subverwerkers", "Sub-processors"), ("28(2)", "28(4)")),
    (Words("Landen van opslag en toegang, en doorgifte", "Countries of storage and access, and transfers"), ("44", "45", "46", "47", "48", "49")),
    (Words("Bewaren, teruggeven en wissen", "Retention, return and erasure"), ("28(3)(g)", "5(1)(e)")),
    (
        Words("Rechten van betrokkenen, en hulp aan de gemeente", "Rights of data subjects, and help to the municipality"),
        ("28(3)(e)", "28(3)(f)", "35", "15", "16", "17", "20", "22"),
    ),
)  # fmt: skip
"""Subjects of a processing agreement and the articles of the AVG that they rest on; a requirement stands under the first that it cites."""
_OTHER_TOPIC = Words("Overige afspraken over de verwerking", "Other agreements on the processing")
_WEIGHED = ("personal_data", "bsn")  # the facts that say which personal data there are
_PROGRAMME = Words("Programma van eisen", "Programme of requirements")
_TO_FILL_IN = Words("in te vullen", "to be filled in")
_SIDES = {"supplier": Words("Leverancier", "Supplier"), "municipality": Words("Gemeente", "Municipality")}
_DOCUMENT = Words("Document", "Document")
_OUTSIDE = Words("wat buiten de eisen in het document staat", "what is in the document outside what was asked")
_NOT_AGREED = Words("nog niet overeengekomen", "not agreed yet")
_NO_WORDS = Words("(geen tekst)", "(no text)")
_FIGURE = Words("de waarde van «{label}» is nog niet ingevuld", "the value of «{label}» has not been filled in yet")


def annex_document(annexes: ContractAnnexes, annex: AgreedAnnex, language: Language, day: date, form: Format[M]) -> AnnexDocument[M]:
    """What the template of the security or SLA annex may name, drawn up on `day`."""
    programme = annexes.programme
    return AnnexDocument(
        language=language,
        tender=programme.tender,
        provenance=replace(
            programme.provenance, tool=f"pve {__version__}", template="", day=day.isoformat(), created=f"{day.isoformat()}T00:00:00Z"
        ),
        annex=ANNEXES[annex.kind].in_(language),
        supplier=annexes.supplier,
        day=in_full(day, language),
        sent=in_full(date.fromisoformat(programme.provenance.day), language),
        open=(*_open_document(annexes, language), *_open_lines(annex, language)),
        open_elsewhere=len(annexes.open) + len(annexes.blanks) - len(annex.open) - len(annex.blanks),
        chapters=tuple(_chapter(chapter, annex, language, form) for chapter in annex.chapters),
        has_sla=bool(annexes.annex("sla").chapters),
        has_processing=bool(annexes.annex("processing").chapters),
        figured=tuple(_block(agreement, annex, language, form) for agreement in annex.agreements if agreement.figures),
        deviations=tuple(_deviation(one, language) for one in annex.deviations),
        ending=any(one.decided.until for one in annex.deviations),
        endless=any(one.decided.until is None for one in annex.deviations),
        rejected=tuple(_deviation(AgreedDeviation(risk=risk, decided=risk.decided), language) for risk in annex.rejected if risk.decided),
        outside=_outside(annexes, language),
        dropped=tuple(OpenLine(id=one.id, title=one.title, reason=_dropped(one, annex, language)) for one in annex.dropped),
    )


def _dropped(wish: SentRequirement, annex: AgreedAnnex, language: Language) -> str:
    return f"{wish.kind_name}; {DEVIATIONS['unanswered'].in_(language)}" if wish.id in annex.unanswered else wish.kind_name


def _outside(annexes: ContractAnnexes, language: Language) -> OutsideBlock | None:
    decided = annexes.outside.decided if annexes.outside and not annexes.outside_open else None
    if annexes.outside is None or decided is None or decided.decision is None:
        return None
    return OutsideBlock(
        holds=decided.decision == "accept",
        lines=_found_outside(annexes.outside, language),
        decision=DECIDED_OUTSIDE[decided.decision].in_(language),
        reason=decided.reason,
        owner=decided.owner,
        adviser=decided.adviser,
    )


def _found_outside(outside: Outside, language: Language) -> tuple[str, ...]:
    lines = (f"{place_in(finding.place, language)}: {finding_in(finding, language)}" for finding in outside.findings)
    return tuple(line[:1].upper() + line[1:] for line in lines)


def _open_document(annexes: ContractAnnexes, language: Language) -> Iterator[OpenLine]:
    """What is in the document outside what was asked belongs to no annex, and stands open in each."""
    if annexes.outside and annexes.outside_open:
        found = "; ".join(_found_outside(annexes.outside, language))
        reason = f"{found}; {OPEN[annexes.outside_open].in_(language)}"
        yield OpenLine(id=_DOCUMENT.in_(language), title=_OUTSIDE.in_(language), reason=reason)


def processing_annex(annexes: ContractAnnexes, language: Language, day: date, form: Format[M]) -> ProcessingAnnex[M]:
    """What the template of the annex to the processing agreement may name, drawn up on `day`."""
    mine = annexes.annex("processing")
    shared = annex_document(annexes, mine, language, day, form)
    topics: list[Topic[M]] = [
        Topic(title=title.in_(language), requirements=()) for title in (*(words for words, _articles in _TOPICS), _OTHER_TOPIC)
    ]
    for annex in annexes.annexes:
        for agreement in annex.agreements:
            number = _topic(agreement.requirement, annex is mine)
            if number is not None:
                block = _block(agreement, annex, language, form)
                topics[number] = replace(topics[number], requirements=(*topics[number].requirements, block))
    breaches, sub_processors, places, retention, help_, other = topics
    facts = {fact.id: fact for fact in annexes.programme.facts}
    return ProcessingAnnex(
        **as_dict(shared),
        blank=_blank(_TO_FILL_IN.in_(language), form),
        data=tuple(
            WeighedLine(title=facts[id].title, value=facts[id].value_name, motivation=facts[id].motivation)
            for id in _WEIGHED
            if id in facts and facts[id].value not in (False, "none")
        ),
        breaches=breaches,
        sub_processors=sub_processors,
        places=places,
        retention=retention,
        help=help_,
        other=other,
        measures=tuple(
            _chapter(chapter, annex, language, form) for annex in annexes.annexes if annex is not mine for chapter in annex.chapters
        ),
    )


def _topic(requirement: SentRequirement, mine: bool) -> int | None:
    """The number of the subject that a requirement is about; the last where it is about none and stands in the processing annex."""
    cited = {norm.clause for norm in requirement.norms if norm.norm.startswith(AVG)}
    for number, (_title, articles) in enumerate(_TOPICS):
        if any(clause == article or clause.startswith(f"{article}(") for clause in cited for article in articles):
            return number
    return len(_TOPICS) if mine else None


def _open_lines(annex: AgreedAnnex, language: Language) -> Iterator[OpenLine]:
    for point in annex.open:
        kinds = _kinds(point.risk, language)
        yield OpenLine(
            id=point.risk.requirement.id, title=point.risk.requirement.title, reason=f"{kinds}; {OPEN[point.reason].in_(language)}"
        )
    for figure in annex.blanks:
        requirement = figure.requirement
        yield OpenLine(id=requirement.id, title=requirement.title, reason=_FIGURE.in_(language).format(label=figure.label))


def _chapter(chapter: AgreedChapter, annex: AgreedAnnex, language: Language, form: Format[M]) -> AnnexChapter[M]:
    return AnnexChapter(
        title=chapter.title,
        annex=_where(annex).in_(language),
        requirements=tuple(_block(agreement, annex, language, form) for agreement in chapter.agreements),
    )


def _block(agreement: Agreement, annex: AgreedAnnex, language: Language, form: Format[M]) -> AgreedBlock[M]:
    requirement = agreement.requirement
    evidence = tuple(EvidenceLine(what=form.inline(item.what), when=MOMENTS[item.moment].in_(language)) for item in requirement.evidence)
    return AgreedBlock(
        id=requirement.id,
        title=f"{requirement.title} ({_NOT_AGREED.in_(language)})" if agreement.open else requirement.title,
        anchor=form.anchor(requirement.id),
        link=form.link(requirement.id),
        kind_label=form.kind_label(requirement.kind, requirement.kind_name),
        text=form.blocks(requirement.text),
        figures=tuple(
            FigureLine(
                label=figure.label[:1].upper() + figure.label[1:],
                text=form.inline(literal(figure.text)) if figure.text else _blank(_TO_FILL_IN.in_(language), form),
            )
            for figure in agreement.figures
        ),
        evidence=evidence,
        shown=tuple(line for line, item in zip(evidence, requirement.evidence, strict=True) if item.moment != "bid") or evidence,
        promised=agreement.explanation,
        deviates=agreement.deviates,
        deviates_in=ANNEXES[annex.kind].in_(language),
        annex=_where(annex).in_(language),
    )


def _where(annex: AgreedAnnex) -> Words:
    """Where the texts stand: the annex to the processing agreement refers, and holds none."""
    return _PROGRAMME if annex.kind == "processing" else ANNEXES[annex.kind]


def _blank(text: str, form: Format[M]) -> M:
    return form.inline(f"{BLANK_OPEN}{literal(f'[{text}]')}{BLANK_CLOSE}")


def _deviation(deviation: AgreedDeviation, language: Language) -> DeviationBlock:
    risk, decided = deviation.risk, deviation.decided
    altered = [one for one in risk.deviations if one.was or one.now]
    return DeviationBlock(
        id=risk.requirement.id,
        title=risk.requirement.title,
        what=_kinds(risk, language),
        was=_changed([one.was for one in altered], language),
        becomes=_changed([one.now for one in altered], language),
        explanation=risk.answer.explanation.strip() if risk.answer else "",
        decision=DECISIONS[decided.decision].in_(language) if decided.decision else "",
        reason=decided.reason,
        owner=decided.owner,
        adviser=decided.adviser,
        until=in_full(decided.until, language) if decided.until else "",
        review=in_full(decided.review, language) if decided.review else "",
        measures=tuple(_measures(decided.measures, language)),
    )


def _changed(texts: list[str], language: Language) -> str:
    """The lines of a text before or after they were altered; empty where they were not."""
    return ("\n".join(filter(None, texts)) or _NO_WORDS.in_(language)) if texts else ""


def _measures(measures: Iterable[Measure], language: Language) -> Iterator[MeasureLine]:
    for measure in measures:
        due = in_full(date.fromisoformat(measure.due), language) if measure.due else ""
        yield MeasureLine(text=measure.text, side=_SIDES[measure.side].in_(language), owner=measure.owner, due=due)


def _kinds(risk: Risk, language: Language) -> str:
    return "; ".join(dict.fromkeys(DEVIATIONS[deviation.kind].in_(language) for deviation in risk.deviations))
