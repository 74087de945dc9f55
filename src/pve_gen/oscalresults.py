"""One supplier's answers as OSCAL assessment results: an observation and a finding for each requirement, a risk where it deviates.

What a supplier says is its own statement, which nobody tested: every observation says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from pve_gen.model import Language, Words
from pve_gen.oscal import NAMESPACE, Json, document, identify, line, metadata, moment, own, present
from pve_gen.shapes import AssessmentShape, DeviationShape, GivenAnswerShape, RiskShape

_STATUS = {
    "mitigate": "remediating",
    "accept": "deviation-approved",
    "ask": "investigating",
    "reject": "open",
    "": "open",
}
"""What people decided → the status of a risk as OSCAL names it."""

_TITLE = Words("Beoordeling van de antwoorden van {supplier}", "Assessment of the answers of {supplier}")
_ABOUT = Words(
    "De antwoorden van {supplier} naast programma van eisen {programme}.",
    "The answers of {supplier} beside programme of requirements {programme}.",
)
_STATED = Words(
    "Dit is wat de leverancier verklaart; het is nog niet getoetst.", "This is what the supplier states; it has not been tested yet."
)
_NO_PLAN = Words(
    "Er is geen assessment plan in OSCAL: de antwoorden zijn beoordeeld volgens dit programma van eisen.",
    "There is no assessment plan in OSCAL: the answers were assessed against this programme of requirements.",
)
_PROGRAMME = Words("Programma van eisen {programme}", "Programme of requirements {programme}")
_SAID = Words("Antwoord op {id}: {said}", "Answer to {id}: {said}")
_NOTHING_SAID = Words("geen antwoord", "no answer")
_EXPLAINED = Words("Toelichting: {text}", "Explanation: {text}")
_NO_DEVIATION = Words("Geen afwijking gevonden.", "No deviation found.")
_MEASURE = Words("Maatregel", "Measure")
_MEASURE_BY = {
    "supplier": Words("Maatregel van de leverancier", "Measure of the supplier"),
    "municipality": Words("Maatregel van de gemeente", "Measure of the municipality"),
}


def results_document(assessment: AssessmentShape, language: Language) -> Json:
    """The OSCAL assessment results of one assessment, as `pve assess --format json` gives it.

    Its moment is the date of the assessment. The ids of controls are those of the catalog that `oscalcatalog` makes.
    """
    return _Results(assessment, language).document()


class _Results:
    def __init__(self, assessment: AssessmentShape, language: Language) -> None:
        self.assessment, self.language = assessment, language
        day = date.fromisoformat(assessment["date"])
        self.created = datetime(day.year, day.month, day.day)
        self.answers = {answer["id"]: answer for answer in assessment["answers"]}
        self.risks = {risk["id"]: risk for risk in assessment["risks"]}
        self.deviations: dict[str, list[DeviationShape]] = {}
        for deviation in assessment["deviations"]:
            self.deviations.setdefault(deviation["id"], []).append(deviation)
        self.ids = list(dict.fromkeys([*self.answers, *self.risks]))
        self.supplier = self.uuid("supplier")
        self.origin = {"actors": [{"type": "tool", "actor-uuid": identify("tool", "pve")}]}

    def uuid(self, *names: str) -> str:
        """What is the same in each export of this assessment: for this programme and supplier."""
        return identify("assessment", self.assessment["programme"], self.assessment["supplier"], *names)

    def words(self, words: Words, **values: str) -> str:
        return words.in_(self.language).format(**values)

    def document(self) -> Json:
        about = self.assessment
        title = line(self.words(_TITLE, supplier=about["supplier"]))
        result = present(
            uuid=self.uuid("result", about["date"]),
            title=title,
            description=self.words(_ABOUT, supplier=about["supplier"], programme=about["programme"]),
            start=moment(self.created),
            props=[own("programme", about["programme"]), own("hash", about["hash"]), *self._score()],
            reviewed_controls={"control-selections": [self._reviewed()]},
            observations=list(map(self._observation, self.ids)),
            risks=[self._risk(risk) for risk in about["risks"]],
            findings=list(map(self._finding, self.ids)),
            remarks="\n\n".join(f"{one['place']}: {one['message']}" for one in about["findings"]),
        )
        body = present(
            metadata=metadata(
                title,
                about["date"],
                self.created,
                props=[own("language", self.language)],
                roles=[{"id": "supplier", "title": "Supplier"}],
                parties=[{"uuid": self.supplier, "type": "organization", "name": line(about["supplier"]) or "?"}],
                responsible_parties=[{"role-id": "supplier", "party-uuids": [self.supplier]}],
            ),
            import_ap={"href": f"#{identify('programme', about['programme'])}", "remarks": self.words(_NO_PLAN)},
            results=[result],
            back_matter={
                "resources": [
                    {
                        "uuid": identify("programme", about["programme"]),
                        "title": line(self.words(_PROGRAMME, programme=about["programme"])),
                        "props": [own("document", about["programme"]), own("hash", about["hash"])],
                    }
                ]
            },
        )
        return document("assessment-results", body)

    def _score(self) -> Iterator[Json]:
        score = self.assessment["score"]
        if score["possible"]:
            yield own("points", f"{score['points']:g}")
            yield own("points-possible", score["possible"])
            yield own("points-open", f"{score['open']:g}")

    def _reviewed(self) -> Json:
        """Which controls were looked at: a programme without any is reviewed whole."""
        return {"include-controls": [{"control-id": id} for id in self.ids]} if self.ids else {"include-all": {}}

    def _observation(self, id: str) -> Json:
        answer = self.answers.get(id)
        said = (answer["said"] if answer else "") or self.words(_NOTHING_SAID)
        lines = [self.words(_SAID, id=id, said=said)]
        if answer and answer["explanation"]:
            lines.append(self.words(_EXPLAINED, text=answer["explanation"]))
        return present(
            uuid=self.uuid("observation", id),
            title=id,
            description="\n\n".join(lines),
            props=list(self._answer_props(answer)) if answer else [],
            methods=["EXAMINE"],
            types=["control-objective"],
            origins=[{"actors": [{"type": "party", "actor-uuid": self.supplier, "role-id": "supplier"}]}],
            relevant_evidence=[{"description": answer["evidence"]}] if answer and answer["evidence"] else [],
            collected=moment(self.created),
            remarks=self.words(_STATED),
        )

    @staticmethod
    def _answer_props(answer: GivenAnswerShape) -> Iterator[Json]:
        if answer["answer"]:
            yield own("answer", answer["answer"])
        if answer["place"]:
            yield own("place", answer["place"])

    def _finding(self, id: str) -> Json:
        found = self.deviations.get(id, [])
        satisfied = id not in self.risks
        state = "satisfied" if satisfied else "not-satisfied"
        reason = "pass" if satisfied else "other" if all(one["to_read"] for one in found) else "fail"
        told = "\n\n".join(one["reason"] or one["kind"] for one in found)
        return present(
            uuid=self.uuid("finding", id),
            title=id,
            description=told or self.words(_NO_DEVIATION),
            props=[own("deviation", one["kind"]) for one in found],
            target={
                "type": "statement-id",
                "target-id": f"{id}_statement",
                "status": {"state": state, "reason": reason, "remarks": self.words(_STATED)},
            },
            related_observations=[{"observation-uuid": self.uuid("observation", id)}],
            related_risks=[{"risk-uuid": self.uuid("risk", id)}] if id in self.risks else [],
        )

    def _risk(self, risk: RiskShape) -> Json:
        id = risk["id"]
        return present(
            uuid=self.uuid("risk", id),
            title=line(f"{id} {risk['title']}"),
            description=risk["for_municipality"] or risk["threat"],
            statement=risk["threat"],
            props=list(_decision(risk)),
            status=_STATUS.get(risk["decision"], "open"),
            characterizations=[{"origin": self.origin, "facets": list(_facets(risk))}],
            mitigating_factors=[
                {"uuid": self.uuid("existing", id, str(number)), "description": text} for number, text in enumerate(risk["existing"])
            ],
            deadline=f"{risk['until']}T00:00:00Z" if risk["until"] else "",
            remediations=[
                present(
                    uuid=self.uuid("measure", id, str(number)),
                    lifecycle="planned" if risk["decision"] in {"mitigate", "accept"} else "recommendation",
                    title=self.words(_MEASURE_BY.get(one["by"], _MEASURE)),
                    description=one["text"],
                    props=[own(name, said) for name, said in (("owner", one["owner"]), ("due", one["due"])) if said],
                )
                for number, one in enumerate(risk["measures"])
            ],
            related_observations=[{"observation-uuid": self.uuid("observation", id)}],
        )


def _facets(risk: RiskShape) -> Iterator[Json]:
    for name in ("likelihood", "impact", "risk", "residual_likelihood", "residual_impact", "residual"):
        if value := risk[name]:
            yield {"name": name.replace("_", "-"), "system": NAMESPACE, "value": value}


def _decision(risk: RiskShape) -> Iterator[Json]:
    for aspect in risk["affects"]:
        yield own("affects", aspect)
    for name in ("kind", "decision", "reason", "owner", "adviser", "until", "review", "question", "for_data_subjects"):
        if value := risk[name]:
            yield own(name.replace("_", "-"), value)
    if risk["stale"]:
        yield own("stale", "true")
