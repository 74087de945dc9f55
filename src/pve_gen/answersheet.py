"""The answer sheet: how its sheets, columns and fields are called, for the writer that makes it and the readers that get it back.

A supplier may sort, filter, add columns, insert rows and rename sheets, and some programs lose hidden
columns or properties. So a row is known by its key and by the number people see, a column by its
heading, a field on the cover by its label, in either language.
"""

from __future__ import annotations

from typing import Literal, get_args

from pve_gen.answerform import FIELDS, Field
from pve_gen.model import Words

SheetName = Literal["cover", "answers", "register", "facts", "decisions", "norms", "terms"]
Asked = Literal["id", "chapter", "kind", "title", "text", "evidence-asked", "norms"]
ASKED: tuple[Asked, ...] = get_args(Asked)
"""The columns that say what is asked."""

Column = Asked | Field
COLUMNS: tuple[Column, ...] = (*ASKED, *FIELDS)
"""Every column that people see, in order."""

KEY_MARKER = "pve-id"
"""Heads the hidden first column, which holds the id of the requirement in each row."""

SHEETS: dict[SheetName, Words] = {
    "cover": Words("Voorblad", "Cover"),
    "answers": Words("Antwoorden", "Answers"),
    "register": Words("Register", "Register"),
    "facts": Words("Kenmerken", "Facts"),
    "decisions": Words("Besluiten", "Decisions"),
    "norms": Words("Normdekking", "Norm coverage"),
    "terms": Words("Begrippen", "Terms"),
}
TITLES: dict[SheetName, Words] = {
    "cover": Words(
        "Antwoorden op het programma van eisen informatiebeveiliging en privacy",
        "Answers to the programme of requirements for information security and privacy",
    ),
    "register": Words("Register van eisen, wensen en contractvoorwaarden", "Register of requirements, wishes and contract conditions"),
    "facts": Words("Kenmerken en risicoafweging", "Facts and risk assessment"),
    "decisions": Words("Besluiten van de gemeente", "Decisions of the municipality"),
    "norms": Words("Normen waarbij de vragen aansluiten", "Norms with which the questions tie in"),
    "terms": Words("Begrippen en hun betekenis", "Terms and their meaning"),
}
"""What stands above a sheet: it is still known so when somebody gave it another name. That of the answers has its headings."""

HEADINGS: dict[Column, Words] = {
    "id": Words("Nummer", "Number"),
    "chapter": Words("Hoofdstuk", "Chapter"),
    "kind": Words("Soort", "Kind"),
    "title": Words("Titel", "Title"),
    "text": Words("Tekst", "Text"),
    "evidence-asked": Words("Gevraagd bewijs", "Evidence asked"),
    "norms": Words("Normen", "Norms"),
    "answer": Words("Antwoord", "Answer"),
    "explanation": Words("Toelichting", "Explanation"),
    "evidence": Words("Bewijs", "Evidence"),
}
SUPPLIER = Words("Naam van de Leverancier", "Name of the Supplier")
CONTACT = Words("Contactpersoon van de Leverancier", "Contact person of the Supplier")
DATE = Words("Datum van invullen", "Date of filling in")
OPEN = Words("Nog te beantwoorden", "Still to be answered")
DOCUMENT = Words("Documentnummer", "Document number")
HASH = Words("Controlegetal", "Checksum")
FILLED_IN = (SUPPLIER, CONTACT, DATE, OPEN)
"""Labels of fields whose value, in the next cell of the row, changes as the supplier fills in."""
