"""The questions to one supplier → what the document says that asks them, in the markup of one format."""

from __future__ import annotations

from datetime import date
from typing import Generic, TypeVar

from pve_gen.answerform import CHOICES
from pve_gen.assessed import Assessment
from pve_gen.documents import in_full
from pve_gen.model import Language
from pve_gen.programme import Format, M_co, ProvenanceLines, TenderLines
from pve_gen.questions import Question, questions
from pve_gen.sent import SentRequirement
from pve_gen.values import Struct

M = TypeVar("M")


class AskedLine(Struct, Generic[M_co], frozen=True, kw_only=True):
    """One question, numbered from 1: what was required, what the supplier answered, and what is asked about it.

    About the document there is nothing that was required or answered: `requirement` is empty then.
    """

    number: int
    requirement: str
    title: str
    kind_label: M_co
    text: M_co
    answer: str
    explanation: str
    question: str


class QuestionReport(Struct, Generic[M_co], frozen=True, kw_only=True):
    """Every question to one supplier, in the language of the programme."""

    language: Language
    tender: TenderLines
    provenance: ProvenanceLines
    date: str
    sent: str
    knock_out: bool
    supplier: str
    questions: tuple[AskedLine[M_co], ...]
    count: int


def question_report(assessment: Assessment, provenance: ProvenanceLines, day: date, form: Format[M]) -> QuestionReport[M]:
    """The questions that are open on `day`; `provenance` says where the document comes from, `form` writes what is more than plain text."""
    programme = assessment.programme
    requirements = {requirement.id: requirement for requirement in programme.requirements}
    lines = tuple(
        _line(number, question.text, requirements[question.requirement], assessment, form)
        if question.requirement
        else _document_line(number, question, form)
        for number, question in enumerate(questions(assessment, programme.language), start=1)
    )
    return QuestionReport(
        language=programme.language,
        tender=programme.tender,
        provenance=provenance,
        date=in_full(day, programme.language),
        sent=programme.tender.date,
        knock_out=programme.knock_out,
        supplier=assessment.supplier,
        questions=lines,
        count=len(lines),
    )


def _document_line(number: int, question: Question, form: Format[M]) -> AskedLine[M]:
    nothing = form.inline("")
    return AskedLine(
        number=number,
        requirement="",
        title=question.title,
        kind_label=nothing,
        text=nothing,
        answer="",
        explanation="",
        question=question.text,
    )


def _line(number: int, text: str, asked: SentRequirement, assessment: Assessment, form: Format[M]) -> AskedLine[M]:
    answer = next((one for one in assessment.answers if one.requirement == asked.id), None)
    choice = next((choice for choice in CHOICES[asked.kind] if answer and choice.id == answer.answer), None)
    return AskedLine(
        number=number,
        requirement=asked.id,
        title=asked.title,
        kind_label=form.kind_label(asked.kind, asked.kind_name),
        text=form.blocks(asked.text),
        answer=choice.title.in_(assessment.programme.language) if choice else answer.said.strip() if answer else "",
        explanation=answer.explanation.strip() if answer else "",
        question=text,
    )
