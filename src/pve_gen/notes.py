"""What people write beside a comparison: `nota.yaml`, read with its places, and only ever added to.

It confirms the kinds of change that rules propose, says whether a change is material, and holds the questions and answers of
a nota van inlichtingen. A second run keeps every word, comment and blank line: new changes get an entry at the end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from pve_gen.edition import CHANGES, AskedQuestion, Comparison, Confirmed, Difference, Edition, Notes
from pve_gen.findings import Finding, Place, PveError, did_you_mean
from pve_gen.source import read_file, refused
from pve_gen.yamlfile import YamlFile

_ID = re.compile(r"[A-Z]{2,6}-[0-9]{2,3}\Z")
_HEAD = """\
# Notities bij de verschillen tussen twee versies, en de vragen en antwoorden voor de nota van inlichtingen.
# Per wijziging: `proposed` is wat pve voorstelt. Vul zelf in:
#   change: {kinds}
#   material: true of false: is de wijziging wezenlijk? Dat oordeel is aan mensen.
#   explanation: waarom, voor de lezers van de nota
# Vragen, zonder namen van inschrijvers:
#   questions:
#     - about: AUTH-03  # of een onderdeel, zoals Planning
#       question: Mag het ook …?
#       answer: Ja, …
# pve leest dit bestand terug en voegt alleen achteraan toe; uw tekst en opmerkingen blijven staan.
old: {old}
number:  # van de nota, tussen aanhalingstekens, zoals "1"
introduction:
consequences:
questions:
changes:{nothing}
"""


def read_notes(path: Path, old: Edition, new: Edition) -> tuple[Notes, list[Finding]]:
    """What people wrote, and warnings; nothing where there is no such file yet.

    Raises PveError with every finding where the file has mistakes, or is about another edition than OLD.
    """
    if not path.exists():
        return Notes(), []
    file, found = read_file(path, str(path), "notes", lambda sound: _misfits(sound, old, new))
    if file is None:
        raise refused(str(path), "notes have", found)
    value = file.value
    return Notes(
        number=_folded(value.get("number", "")),
        introduction=value.get("introduction", "").strip(),
        consequences=value.get("consequences", "").strip(),
        questions=tuple(_questions(value.get("questions") or ())),
        confirmed={id: _confirmed(id, item, file) for id, item in (value["changes"] or {}).items()},
    ), found


def _misfits(file: YamlFile, old: Edition, new: Edition) -> Iterator[Finding]:
    if file.value.get("old", subject(old)) != subject(old):
        message = f"is about {file.value['old']}, and OLD is {subject(old)}"
        yield Finding("notes-old", file.place(("old",)), message, "name the notes that belong to this comparison")
    known = (*old.asked, *new.asked)
    seen: set[int] = set()
    for index, item in enumerate(file.value.get("questions") or ()):
        about = item.get("about", "").strip()
        if _ID.match(about) and about not in known:
            place = file.place(("questions", index, "about"))
            yield Finding("requirement-unknown", place, f"`{about}` is in neither edition", did_you_mean(about, known))
        if item.get("number") in seen:
            place = file.place(("questions", index, "number"))
            yield Finding("question-twice", place, f"there are two questions {item['number']}", "give each its own number")
        seen |= {item["number"]} if "number" in item else set()
        if not item.get("answer", "").strip():
            place = file.place(("questions", index, "about"))
            yield Finding("question-open", place, "this question has no answer yet", "write answer: …", "warning")


def _questions(items: Any) -> Iterator[AskedQuestion]:
    free = (number for number in count(1) if number not in {item.get("number") for item in items})
    numbered = [(item.get("number") or next(free), item) for item in items]
    for number, item in sorted(numbered, key=lambda pair: pair[0]):
        yield AskedQuestion(
            number=number, about=_folded(item["about"]), question=item["question"].strip(), answer=item.get("answer", "").strip()
        )


def _confirmed(id: str, item: Mapping[str, Any], file: YamlFile) -> Confirmed:
    material = item.get("material", "")
    return Confirmed(
        id=id,
        fingerprint=item["about"],
        change=item.get("change") or None,
        material=None if material == "" else material,
        explanation=item.get("explanation", "").strip(),
        line=file.place(("changes", id), key=True).line,
    )


def _folded(text: str) -> str:
    return " ".join(text.split())


def subject(edition: Edition) -> str:
    """What the notes say that they are about: the number of a programme, or the title and version of a catalogue."""
    return edition.document or f"{edition.title} {edition.version}"


def stale(comparison: Comparison, file: str) -> Iterator[Finding]:
    """What people said of a change that is not the same any more, or is gone."""
    now = {difference.id: difference for difference in comparison.differences}
    for id, said in comparison.notes.confirmed.items():
        if id not in now:
            yield Finding(
                "change-gone", Place(file, said.line, 3), f"{id} does not differ any more", "keep or remove this entry", "warning"
            )
        elif said.fingerprint != now[id].fingerprint:
            hint = f"look again, and then write about: {json.dumps(now[id].fingerprint)}"
            yield Finding("change-stale", Place(file, said.line, 3), f"{id} differs otherwise than when this was written", hint, "warning")


def extended(path: Path, comparison: Comparison) -> tuple[str | None, int]:
    """The text of the file with an entry for every new change at its end, and how many; None where nothing is to be added.

    What stands in the file stays, letter for letter. Raises PveError where nothing can be added at its end.
    """
    new = [difference for difference in comparison.differences if difference.id not in comparison.notes.confirmed]
    added = "".join(map(_entry, new))
    if not path.exists():
        head = _HEAD.format(kinds=", ".join(CHANGES), old=_quoted(subject(comparison.old)), nothing="" if new else " {}")
        return head + added, len(new)
    if not new:
        return None, 0
    text = path.read_bytes().decode("utf-8-sig")
    file, _found = read_file(path, str(path), "notes")
    last = list(file.value)[-1] if file else ""
    if last != "changes":
        raise PveError(f"{path}: new changes cannot be added at its end", "put `changes:` last in the file")
    if file and not file.value["changes"]:
        text = re.sub(r"^changes:[ \t]*\{\}", "changes:", text, flags=re.MULTILINE)
    return text + ("" if text.endswith("\n") else "\n") + added, len(new)


def _entry(difference: Difference) -> str:
    """A change as people find it in the file: proposed, and to confirm."""
    flag = "; mogelijk wezenlijk" if difference.possibly_material else ""
    title = " ".join(difference.title.split())
    lines = [
        f"  {_key(difference.id)}:  # {title} – {difference.because.nl}{flag}",
        f"    about: {_quoted(difference.fingerprint)}",
        f"    proposed: {difference.change}",
        *(f"    {name}:" for name in ("change", "material", "explanation")),
    ]
    return "\n".join(lines) + "\n"


def _key(id: str) -> str:
    return id if _ID.match(id) else _quoted(id)


def _quoted(text: str) -> str:
    """A text that every YAML reader takes for just that text: JSON is YAML."""
    return json.dumps(text, ensure_ascii=False)
