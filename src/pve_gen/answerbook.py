"""Programme → what the sheets of the answer sheet say, apart from the answers: the cover, and the tables to look things up in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pve_gen import answersheet
from pve_gen.answersheet import SHEETS, TITLES, SheetName
from pve_gen.model import Kind, Language, Words
from pve_gen.programme import Programme, RequirementBlock
from pve_gen.values import Struct

LineKind = Literal["heading", "said", "item", "blank", "field", "open", "sheet"]


class CoverLine(Struct, frozen=True, kw_only=True):
    """A row of the cover: a label and what stands beside it. `sheet` is where its label leads."""

    kind: LineKind
    label: str
    text: str = ""
    sheet: SheetName | None = None


class Table(Struct, frozen=True, kw_only=True):
    """A sheet to look things up in. A column is its heading and its width in letters. Where `linked`, ids in the first lead to the answers."""

    sheet: SheetName
    title: str
    texts: tuple[str, ...]
    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[str, ...], ...]
    linked: bool = False


# ── Cover ──────────────────────────────────────────────────────────────────────────────────────

_FIELDS = Words("In te vullen", "To be filled in")
_STEPS_HEADING = Words("Zo vult u dit in", "How to fill this in")
_STEP = Words("Stap", "Step")
_STEPS = (
    Words(
        "Vul hierboven de naam van de Leverancier, een contactpersoon en de datum in.",
        "Fill in the name of the Supplier, a contact person and the date above.",
    ),
    Words(
        "Ga naar het blad Antwoorden en kies op elke regel een antwoord uit de lijst: bij een eis Voldoet of Voldoet niet, bij een wens "
        "ook Voldoet deels, en bij een contractvoorwaarde Akkoord of Niet akkoord.",
        "Go to the sheet Answers and choose an answer from the list on every row: for a requirement Meets or Does not meet, for a wish "
        "also Partly meets, and for a contract condition Accepts or Does not accept.",
    ),
    Words(
        "Licht elk antwoord toe in de kolom Toelichting. Bij Voldoet deels beschrijft u wat ontbreekt en wanneer dat er is. Noem in de "
        "kolom Bewijs de bijlage en de pagina waar het bewijs staat dat u meestuurt.",
        "Explain every answer in the column Explanation. With Partly meets, describe what is missing and when it will be there. In the "
        "column Evidence, name the annex and page of the evidence you enclose.",
    ),
    Words(
        "Staat er ‘of gelijkwaardig’ en biedt u iets anders aan, dan toont u in de toelichting aan dat het hetzelfde bereikt.",
        "Where it says ‘or equivalent’ and you offer something else, show in the explanation that it achieves the same.",
    ),
    Words(
        "Zet een voorbehoud alleen in de toelichting bij de eis waarover het gaat. Met een voorbehoud bij een eis voldoet u er mogelijk "
        "niet aan; stel uw vraag daarom vooraf.",
        "Put a reservation only in the explanation of the requirement it concerns. With a reservation you may not meet that requirement, "
        "so ask your question beforehand.",
    ),
    Words(
        "Controleer of alles is beantwoord: een rondje voor het nummer en een donkergele cel betekenen dat het antwoord nog ontbreekt. "
        "Ontbreekt alleen de toelichting, dan is die cel donkergeel.",
        "Check that everything has been answered: a circle before the number and a dark yellow cell mean that the answer is still "
        "missing. Where only the explanation is missing, that cell is dark yellow.",
    ),
    Words(
        "Sla het bestand op als .xlsx of .ods en lever het zo in. U kunt filteren, kolommen breder en rijen hoger maken. Wijzig de teksten "
        "niet: de gemeente vergelijkt uw bestand met het bestand dat zij verstuurde.",
        "Save the file as .xlsx or .ods and hand it in like that. You can filter, widen columns and heighten rows. Do not change the "
        "texts: the municipality compares your file with the one it sent.",
    ),
)
_ASKED_HEADING = Words("Wat de gemeente vraagt", "What the municipality asks")
_KINDS: dict[Kind, Words] = {
    "requirement": Words("Eisen", "Requirements"),
    "wish": Words("Wensen", "Wishes"),
    "condition": Words("Contractvoorwaarden", "Contract conditions"),
}
_KNOCK_OUTS = Words("Knock-out-eisen", "Knock-outs")
_KNOCK_OUT_MEANING: dict[Kind, Words] = {
    "requirement": Words(
        "{number}. U voldoet er volledig aan. Wie aan één knock-out-eis niet voldoet, komt niet voor gunning in aanmerking; hoe de "
        "gemeente dat beoordeelt, staat in de aanbestedingsstukken.",
        "{number}. You meet them in full. A tenderer who fails to meet a single knock-out is not considered for award; the tender "
        "documents say how the municipality assesses this.",
    ),
    "wish": Words(
        "{number}. Samen leveren zij ten hoogste {points} punten op. Wie deels voldoet, krijgt {partly}% van de punten van die wens; hoe "
        "de gemeente beoordeelt, staat in de aanbestedingsstukken.",
        "{number}. Together they earn at most {points} points. If you partly meet a wish, you score {partly}% of its points; the "
        "tender documents say how the municipality assesses them.",
    ),
    "condition": Words(
        "{number}. U aanvaardt de voorwaarde. Zij geldt tijdens de uitvoering van de overeenkomst en, waar dat uit de tekst volgt, daarna.",
        "{number}. You accept the condition. It holds while the contract runs and, where the text says so, afterwards.",
    ),
}
_MEANING: dict[Kind, Words] = {
    "requirement": Words(
        "{number}. De gemeente verwacht dat u er volledig aan voldoet.", "{number}. The municipality expects you to meet them in full."
    ),
    "wish": Words(
        "{number}. De gemeente leest graag in hoeverre u eraan voldoet. De punten geven aan hoe zwaar een wens voor haar weegt.",
        "{number}. The municipality would like to read how far you meet them. The points show how heavily a wish weighs.",
    ),
    "condition": Words(
        "{number}. De gemeente verbindt deze voorwaarden aan de overeenkomst. Zij gelden tijdens de uitvoering daarvan en, waar dat uit de "
        "tekst volgt, daarna.",
        "{number}. The municipality attaches these conditions to the contract. They hold while the contract runs and, where the text says "
        "so, afterwards.",
    ),
}
_SHEETS_HEADING = Words("Bladen in dit bestand", "Sheets in this file")
_ABOUT: dict[SheetName, Words] = {
    "answers": Words(
        "Alle vragen op een rij, met de kolommen waarin u antwoordt.", "All questions in a row, with the columns to answer in."
    ),
    "register": Words(
        "Van elke vraag waarom de gemeente haar stelt en hoe zij het antwoord nagaat, en wat zij niet vraagt.",
        "Of every question why the municipality asks it and how it verifies the answer, and what it does not ask.",
    ),
    "facts": Words("De risicoafweging waaruit de vragen volgen.", "The risk assessment from which the questions follow."),
    "decisions": Words("Waar de gemeente anders koos dan uit de kenmerken volgt.", "Where the municipality chose otherwise."),
    "norms": Words("Bij welke normen de vragen aansluiten.", "Which norms the questions tie in with."),
    "terms": Words("Wat woorden in dit bestand betekenen.", "What words in this file mean."),
}
_BLANKS_HEADING = Words("Nog in te vullen voordat dit bestand wordt verstuurd", "Still to be filled in before this file is sent")
_BLANK = Words("Invullen", "Fill in")
_DATA_HEADING = Words("Over dit bestand", "About this file")
_DATA: dict[str, Words] = {
    "organisation": Words("Gemeente", "Municipality"),
    "title": Words("Aanbesteding", "Tender"),
    "reference": Words("Kenmerk", "Reference"),
    "version": Words("Versie en status", "Version and status"),
    "date": Words("Datum", "Date"),
    "contact": Words("Contact", "Contact"),
    "procedure": Words("Procedure", "Procedure"),
    "classification": Words("Classificatie", "Classification"),
    "catalog": Words("Catalogus", "Catalogue"),
    "tool": Words("Gemaakt met", "Made with"),
}


def cover(programme: Programme[str]) -> tuple[CoverLine, ...]:
    """The rows of the cover, below its title."""
    return tuple(_cover(programme, programme.language))


def _cover(programme: Programme[str], language: Language) -> Iterator[CoverLine]:
    def line(kind: LineKind, label: Words | str, text: str = "", sheet: SheetName | None = None) -> CoverLine:
        return CoverLine(kind=kind, label=label.in_(language) if isinstance(label, Words) else label, text=text, sheet=sheet)

    if programme.blanks:
        yield line("heading", _BLANKS_HEADING)
        for blank in programme.blanks:
            yield line("blank", _BLANK, blank)
    yield line("heading", _FIELDS)
    for label in (answersheet.SUPPLIER, answersheet.CONTACT, answersheet.DATE):
        yield line("field", label)
    yield line("open", answersheet.OPEN)
    yield line("heading", _STEPS_HEADING)
    for number, step in enumerate(_STEPS, start=1):
        yield line("item", f"{_STEP.in_(language)} {number}", step.in_(language))
    yield line("heading", _ASKED_HEADING)
    yield from _kinds(programme, language)
    yield line("heading", _SHEETS_HEADING)
    for sheet in ("answers", *(table.sheet for table in tables(programme))):
        yield line("sheet", SHEETS[sheet], _ABOUT[sheet].in_(language), sheet)
    yield line("heading", _DATA_HEADING)
    tender, origin = programme.tender, programme.provenance
    said = {
        "organisation": tender.organisation,
        "title": tender.title,
        "reference": tender.reference,
        "version": f"{tender.version} – {tender.status}",
        "date": tender.date,
        "contact": tender.contact,
        "procedure": tender.procedure,
        "classification": programme.classification,
        "catalog": f"{origin.catalog} ({origin.commit})" if origin.commit else origin.catalog,
        "tool": origin.tool,
    }
    for name, text in said.items():
        if text:
            yield line("said", _DATA[name], text)
    yield line("said", answersheet.DOCUMENT, origin.document)
    yield line("said", answersheet.HASH, origin.hash)


def _kinds(programme: Programme[str], language: Language) -> Iterator[CoverLine]:
    counts = programme.counts
    meanings = _KNOCK_OUT_MEANING if programme.knock_out else _MEANING
    numbers: dict[Kind, int] = {"requirement": counts.requirements, "wish": counts.wishes, "condition": counts.conditions}
    for kind, number in numbers.items():
        if number:
            name = _KNOCK_OUTS if programme.knock_out and kind == "requirement" else _KINDS[kind]
            text = meanings[kind].in_(language).format(number=number, points=counts.points, partly=programme.partly)
            yield CoverLine(kind="said", label=name.in_(language), text=text)


# ── Tables ─────────────────────────────────────────────────────────────────────────────────────

_UNTRANSLATED = "[This requirement has not been translated yet; the Dutch text applies.]"  # only in English can it be so
_ASKED = Words("Gevraagd", "Asked")
_YES, _NO = Words("Ja", "Yes"), Words("Nee", "No")
_NOTHING = "–"  # an empty cell could have been forgotten
_TEXTS: dict[SheetName, Words] = {
    "register": Words(
        "Waarom iets wel of niet wordt gevraagd, volgt uit de kenmerken van deze aanbesteding of uit een besluit van de gemeente.",
        "Why something is asked or not follows from the facts of this tender or from a decision of the municipality.",
    ),
    "facts": Words(
        "BIO2 (5.19.01) verlangt dat elke offerteaanvraag beveiligingseisen bevat die op een uitdrukkelijke risicoafweging berusten. Dit is "
        "die afweging; uit deze kenmerken volgt welke eisen de gemeente stelt.",
        "BIO2 (5.19.01) asks that every call for offers holds security requirements that rest on an explicit risk assessment. This is that "
        "assessment; from these facts follows which requirements the municipality sets.",
    ),
    "decisions": Words(
        "In deze gevallen heeft de gemeente gekozen voor iets anders dan uit de kenmerken volgt.",
        "In these cases the municipality chose something other than what follows from the facts.",
    ),
    "norms": Words(
        "Nummers gelden voor de genoemde editie. Dit overzicht vervangt de normen niet en zegt niet dat een bepaling volledig is afgedekt.",
        "Numbers are those of the edition named. This overview does not replace the norms and does not say that a clause is covered in "
        "full.",
    ),
    "terms": Words("In dit bestand betekenen deze woorden het volgende.", "In this file these words mean the following."),
}
_HEADINGS: dict[str, Words] = {
    "because": Words("Reden", "Reason"),
    "why": Words("Waarom", "Why"),
    "verify": Words("Toets", "Verified by"),
    "fact": Words("Kenmerk", "Fact"),
    "value": Words("Waarde", "Value"),
    "source": Words("Herkomst", "Source"),
    "motivation": Words("Motivering", "Motivation"),
    "decision": Words("Besluit", "Decision"),
    "role": Words("Door", "By"),
    "norm": Words("Norm", "Norm"),
    "edition": Words("Editie", "Edition"),
    "clause": Words("Bepaling", "Clause"),
    "subject": Words("Onderwerp", "Subject"),
    "requirements": Words("Eisen", "Requirements"),
    "term": Words("Begrip", "Term"),
    "meaning": Words("Betekenis", "Meaning"),
}


def tables(programme: Programme[str]) -> tuple[Table, ...]:
    """The sheets to look things up in, in order; one without rows is left out."""
    return tuple(table for table in _tables(programme, programme.language) if table.rows)


def asked_text(block: RequirementBlock[str]) -> str:
    """The text of a requirement; one that nobody translated says so first."""
    return f"{_UNTRANSLATED}\n{block.text}" if block.untranslated else block.text


def evidence_asked(block: RequirementBlock[str]) -> str:
    """What the supplier shows, a line each, with its moment in front: `Bij inschrijving: …`."""
    return "\n".join(f"{line.when[:1].upper()}{line.when[1:]}: {line.what}" for line in block.evidence)


def _tables(programme: Programme[str], language: Language) -> Iterator[Table]:
    def table(sheet: SheetName, columns: dict[Words, int], rows: tuple[tuple[str, ...], ...], *notes: str, linked: bool = False) -> Table:
        headings = tuple((heading.in_(language), width) for heading, width in columns.items())
        texts = (_TEXTS[sheet].in_(language), *notes)
        return Table(sheet=sheet, title=TITLES[sheet].in_(language), texts=texts, columns=headings, rows=rows, linked=linked)

    known, said = answersheet.HEADINGS, _HEADINGS
    yield table(
        "register",
        {
            known["id"]: 10,
            known["chapter"]: 22,
            known["title"]: 28,
            known["kind"]: 19,
            _ASKED: 10,
            said["because"]: 34,
            said["why"]: 46,
            said["verify"]: 46,
        },
        tuple(_register(programme, language)),
        linked=True,
    )
    yield table(
        "facts",
        {said["fact"]: 32, said["value"]: 24, said["source"]: 26, said["motivation"]: 80},
        tuple((line.title, line.value, line.source, line.motivation) for line in programme.facts),
    )
    yield table(
        "decisions",
        {known["id"]: 10, known["title"]: 34, said["decision"]: 30, said["role"]: 20, said["because"]: 68},
        tuple((line.requirement, line.title, line.decision, line.role or _NOTHING, line.reason) for line in programme.decisions),
        linked=True,
    )
    yield table(
        "norms",
        {said["clause"]: 28, said["subject"]: 58, said["requirements"]: 30, said["norm"]: 60, said["edition"]: 32},
        tuple(
            (clause.label, clause.title, _shortened(clause.requirements, language), norm.title, norm.edition)
            for norm in programme.coverage
            for clause in norm.clauses
        ),
        *(f"{norm.title}: {norm.note}" for norm in programme.coverage if norm.note),
    )
    yield table("terms", {said["term"]: 32, said["meaning"]: 110}, tuple((line.term, line.meaning) for line in programme.terms))


_MOST_IDS = 60  # of any length that ids have: as many as the highest row shows in its column, and far less than a cell holds
_OTHERS = Words("… en {} andere", "… and {} others")


def _shortened(listed: str, language: Language) -> str:
    """The ids that touch a clause, with commas between; of very many the first, and how many others there are."""
    ids = listed.split(", ")
    if len(ids) <= _MOST_IDS + 1:
        return listed
    others = f"{len(ids) - _MOST_IDS:,}"
    return f"{', '.join(ids[:_MOST_IDS])} {_OTHERS.in_(language).format(others.replace(',', '.') if language == 'nl' else others)}"


def _register(programme: Programme[str], language: Language) -> Iterator[tuple[str, ...]]:
    """What is asked, and after it what is not, each in the order of the catalogue."""
    for chapter in programme.chapters:
        for block in chapter.requirements:
            yield block.id, block.chapter, block.title, block.kind_name, _YES.in_(language), block.because, block.why, block.verify
    for item in programme.left_out:
        yield item.id, item.chapter, item.title, _NOTHING, _NO.in_(language), item.because, _NOTHING, _NOTHING
