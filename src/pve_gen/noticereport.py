"""What the template of a nota van inlichtingen may name: questions, changes and what they mean for an answer, in one format.

Every name in the template, such as `change.explanation`, is a field of a class in this file.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, Protocol

from pve_gen.model import Language
from pve_gen.programme import Format, M_co, ProvenanceLines, TenderLines
from pve_gen.values import Struct
from pve_gen.worddiff import Piece


class ComparingFormat(Format[M_co], Protocol[M_co]):
    """A format that can also show one side of a comparison."""

    def compared(self, pieces: Iterable[Piece]) -> M_co: ...


class EditionLine(Struct, frozen=True, kw_only=True):
    """Which edition was, or is now."""

    title: str
    version: str
    status: str
    date: str
    document: str


class QuestionBlock(Struct, Generic[M_co], frozen=True, kw_only=True):
    """A question, without a name, and its answer; `title` is that of what it is about, empty where that is no requirement.

    `answer` has a text a paragraph, and is empty where there is none yet.
    """

    number: int
    about: M_co
    title: str
    question: tuple[str, ...]
    answer: tuple[str, ...]


class PartLine(Struct, Generic[M_co], frozen=True, kw_only=True):
    """A field that differs: both sides, and the difference `in_words`, empty where that would be longer than reading both."""

    label: str
    was: M_co
    now: M_co
    in_words: str


class ChangeBlock(Struct, Generic[M_co], frozen=True, kw_only=True):
    """What became of one requirement, fact or term.

    `explanation` has a text a paragraph. `answer` says what it means for who already answered, empty where nobody does.
    """

    id: str
    anchor: M_co
    link: M_co
    title: str
    chapter: str
    kind_name: str
    change: str
    requirement: bool
    only_now: bool
    only_was: bool
    parts: tuple[PartLine[M_co], ...]
    explanation: tuple[str, ...]
    answer: str


class AnswerLine(Struct, Generic[M_co], frozen=True, kw_only=True):
    """A field of the answer form that changes, and what to do."""

    id: str
    link: M_co
    title: str
    action: str


class Notice(Struct, Generic[M_co], frozen=True, kw_only=True):
    """The whole nota van inlichtingen; of two catalogues, which nobody answers, the list of changes.

    `blanks` is what people must still say before it can be sent.
    """

    language: Language
    programme: bool
    number: str
    day: str
    tender: TenderLines
    provenance: ProvenanceLines
    was: EditionLine
    now: EditionLine
    introduction: tuple[str, ...]
    questions: tuple[QuestionBlock[M_co], ...]
    changes: tuple[ChangeBlock[M_co], ...]
    answers: tuple[AnswerLine[M_co], ...]
    consequences: tuple[str, ...]
    blanks: tuple[str, ...]
