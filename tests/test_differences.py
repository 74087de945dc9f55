"""What two editions differ in, and the kind of change that rules propose."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from pve_gen.catalog import read_catalog
from pve_gen.differences import answered, differences
from pve_gen.edition import Asked, Comparison, Edition
from pve_gen.editions import of_catalog, of_programme
from pve_gen.findings import PveError
from pve_gen.model import Catalog
from pve_gen.notes import extended, read_notes, stale
from pve_gen.response import GivenAnswer, Response
from pve_gen.source import Source
from pve_gen.values import replace
from pve_gen.worddiff import bracketed, joined, likeness, share_within, word_diff
from sentprogramme import requirement, sent

TEXT = "De Leverancier verhelpt een kwetsbaarheid binnen 72 uur en meldt dat aan de Opdrachtgever."


def one(text: str = TEXT, id: str = "AUTH-01", **fields: object) -> Asked:
    asked = Asked(id=id, title=f"Titel van {id}", text=text, kind_name="Eis", theme="authentication", chapter="Authenticatie", version=1)
    return replace(asked, **fields)


def edition(*asked: Asked, **fields: object) -> Edition:
    made = Edition(name="x", title="Zaaksysteem", version="1.0", document="1111", language="nl", asked={a.id: a for a in asked})
    return replace(made, **fields)


def told(old: Edition, new: Edition) -> list[tuple[str, str, str, bool]]:
    return [(found.id, found.change, found.because.nl, found.possibly_material) for found in differences(old, new)]


# ── The rules ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("was", "now", "change", "because", "material"),
    [
        (one(kind="wish"), one(), "tightened", "een wens is een verplichting geworden", True),
        (one(kind="condition"), one(kind="wish"), "relaxed", "een verplichting is een wens geworden", True),
        (one(), one(kind="condition", kind_name="Contractvoorwaarde"), "kind", "eis werd contractvoorwaarde", True),
        (one(kind="wish", points=5), one(kind="wish", points=10), "value", "punten: 5 werd 10", True),
        (one(), one(TEXT.replace("72", "96")), "changed", "andere getallen: 72 → 96", True),
        (one(), one(TEXT.replace("uur", "werkdagen")), "changed", "woorden die begrenzen: uur → werkdagen", True),
        (one("Hij logt in."), one("Hij logt niet in."), "changed", "woorden die begrenzen: – → niet", True),
        (one(), one(TEXT.replace("een kwetsbaarheid", "elk lek")), "changed", "woorden die begrenzen: – → elk", True),
        (one(), one(TEXT.replace("verhelpt", "herstelt")), "reworded", "93% van de woorden is gelijk", False),
        (one(), one("Iets heel anders binnen 72 uur en meer niet."), "changed", "woorden die begrenzen: – → meer, niet", True),
        (one("Foto's komen er"), one("Foto’s komen er"), "reworded", "alleen leestekens of spaties verschillen", False),
        (one(), one(f"{TEXT} Hij doet dat schriftelijk."), "tightened", "er is alleen tekst bij gekomen", True),
        (one(f"{TEXT} Hij doet dat."), one(), "relaxed", "er is alleen tekst vervallen", True),
        (one(), one(f"{TEXT} Dat hoeft in het weekend."), "changed", "woorden die begrenzen: – → hoeft", True),
        (one(), one(title="Een andere titel"), "reworded", "de titel verschilt", False),
        (one(), one(theme="logging", chapter="Logging"), "moved", "een ander hoofdstuk", False),
        (one(norms=("BIO2 5.17.01",)), one(norms=("BIO2 8.05.01",)), "norms", "andere normen", False),
        (one(evidence=("Jaarlijks: Verslag",)), one(evidence=("Jaarlijks: Verslag", "Op verzoek: Test")), "evidence", "1 soorten bewijs werden er 2", True),
        (one(evidence=("Jaarlijks: Verslag",)), one(evidence=("Elk kwartaal: Verslag",)), "evidence", "ander bewijs", True),
        (one(), one(verify="Kijk beter."), "verify", "de gemeente toetst het anders", False),
        (one(), one(applies="Persoonsgegevens: ja"), "applies", "de eis geldt in andere gevallen", True),
        (one(), one(acts="beide"), "changed", "een andere partij moet iets doen", True),
        (one(), one(why="Daarom nu."), "background", "de motivering verschilt", False),
        (one(), one(version=2), "version", "de woorden zijn gelijk", False),
    ],
)  # fmt: skip
def test_a_rule_proposes_the_kind_of_change(was: Asked, now: Asked, change: str, because: str, material: bool) -> None:
    assert told(edition(was), edition(now)) == [("AUTH-01", change, because, material)]


def test_a_value_that_differs_is_a_value_however_often_it_stands_in_the_text() -> None:
    was = one("Binnen 2,5 uur, uiterlijk 2,5 uur na 12,5.", values={"termijn": ("hersteltermijn", "2,5 uur")})
    now = one("Binnen 4 uur, uiterlijk 4 uur na 12,5.", values={"termijn": ("hersteltermijn", "4 uur")})
    assert told(edition(was), edition(now)) == [("AUTH-01", "value", "alleen een waarde verschilt: hersteltermijn", True)]
    other = replace(now, text="Binnen 4 uur, uiterlijk 4 uur na 13,5.")
    assert told(edition(was), edition(other)) == [("AUTH-01", "changed", "andere getallen: 2,5, 2,5, 12,5 → 4, 4, 13,5", True)]


def test_the_same_letters_in_another_composition_or_on_other_lines_are_no_difference() -> None:
    was = one("Eén coördinator\nlegt dit vast.")
    now = one(unicodedata.normalize("NFD", "Eén coördinator legt dit vast."))
    assert was.text != now.text
    assert told(edition(was), edition(now)) == []


def test_another_hash_of_the_same_words_is_told() -> None:
    assert told(edition(one(hash="a")), edition(one(hash="b"))) == [("AUTH-01", "version", "de woorden zijn gelijk", False)]


# ── Added, removed and related ─────────────────────────────────────────────────────────────────

LONG = (
    "De Leverancier bewaart logregels van iedere beheerhandeling ten minste achttien maanden in een afgeschermd archief. "
    "De Oplossing toont een bevoegde beheerder binnen één minuut alle handelingen van één account over de laatste dag."
)
FIRST, SECOND = LONG.split(". ")


def test_what_is_new_or_gone_is_told_in_the_order_of_the_document() -> None:
    old = edition(one("A b c.", "AUTH-01"), one("D e f.", "AUTH-02"), one("G h i.", "AUTH-04"))
    new = edition(one("J k l.", "AUTH-00"), one("A b c.", "AUTH-01"), one("M n o.", "AUTH-03"), one("G h i.", "AUTH-04"))
    assert [(id, change) for id, change, _because, _material in told(old, new)] == [
        ("AUTH-00", "added"),
        ("AUTH-02", "removed"),
        ("AUTH-03", "added"),
    ]


def test_a_text_under_another_number_is_moved() -> None:
    [found] = differences(edition(one(LONG, "AUTH-01")), edition(one(LONG, "LOG-01", theme="logging", chapter="Logging")))
    assert (found.id, found.change, found.possibly_material) == ("LOG-01", "moved", False)
    assert [(part.field, part.was, part.now) for part in found.parts if part.field in {"id", "theme"}] == [
        ("theme", "Authenticatie", "Logging"),
        ("id", "AUTH-01", "LOG-01"),
    ]


def test_a_text_that_fell_apart_in_two_is_split_and_the_other_way_round_merged() -> None:
    whole, parts = edition(one(LONG, "LOG-01")), edition(one(FIRST, "LOG-02"), one(SECOND, "LOG-03"))
    assert told(whole, parts) == [("LOG-01", "split", "één eis werd er meer; de teksten lijken op elkaar", True)]
    assert told(parts, whole) == [("LOG-01", "merged", "meer eisen werden er één; de teksten lijken op elkaar", True)]


def test_a_sentence_that_got_a_number_of_its_own_is_a_split_of_the_requirement_that_lost_it() -> None:
    old, new = edition(one(LONG, "LOG-01")), edition(one(FIRST, "LOG-01"), one(SECOND, "LOG-02"))
    [found] = differences(old, new)
    assert (found.id, found.change, [a.id for a in found.was], [a.id for a in found.now]) == (
        "LOG-01",
        "split",
        ["LOG-01"],
        ["LOG-01", "LOG-02"],
    )
    [back] = differences(new, old)
    assert (back.id, back.change, [a.id for a in back.was]) == ("LOG-01", "merged", ["LOG-01", "LOG-02"])


def test_a_new_requirement_that_repeats_what_still_stands_elsewhere_is_new() -> None:
    new = edition(one(f"{LONG} Hij meldt dat.", "LOG-01"), one(SECOND, "LOG-02"))
    assert [(id, change) for id, change, _b, _m in told(edition(one(LONG, "LOG-01")), new)] == [
        ("LOG-01", "tightened"),
        ("LOG-02", "added"),
    ]


def test_what_the_catalogue_says_of_successors_comes_before_texts() -> None:
    old = edition(one("A b c d.", "AUTH-01"), one("E f g h.", "AUTH-02"))
    new = edition(
        one("Iets anders.", "AUTH-03"),
        one("Nog iets.", "AUTH-04"),
        replaced_by={"AUTH-01": ("AUTH-03", "AUTH-04"), "AUTH-02": ("AUTH-99",)},
    )
    assert told(old, new) == [
        ("AUTH-01", "split", "één eis werd er meer; zo staat het in de catalogus", True),
        ("AUTH-02", "removed", "staat er niet meer in", True),
    ]
    both = edition(one("A b c d. E f g h.", "AUTH-03"), replaced_by={"AUTH-01": ("AUTH-03",), "AUTH-02": ("AUTH-03",)})
    assert [(id, change) for id, change, _b, _m in told(old, both)] == [("AUTH-03", "merged")]


# ── Editions ───────────────────────────────────────────────────────────────────────────────────


def test_two_programmes_differ_in_facts_terms_and_scoring_too() -> None:
    old = of_programme(sent(requirement("AUTH-01", "wish", points=5), partly=50), "oud")
    new = of_programme(sent(requirement("AUTH-01", "wish", points=5), partly=30), "nieuw")
    assert told(old, new) == [("tender:partly", "value", "de puntentelling", True)]


def test_a_catalogue_does_not_differ_from_itself_and_tells_a_level_that_changed(catalog: Catalog) -> None:
    shipped = of_catalog(catalog, "a", "nl")
    assert differences(shipped, of_catalog(read_catalog(Source.of())[0], "b", "nl")) == ()
    assert shipped.asked["AUTH-03"].applies == "Vertrouwelijkheid: vanaf midden"
    rule = replace(catalog.requirements["AUTH-03"], applies_when=({"confidentiality": ("high",)}, {"bsn": (True,)}))
    other = replace(catalog, requirements={**catalog.requirements, "AUTH-03": rule})
    [found] = differences(shipped, of_catalog(other, "b", "nl"))
    assert [(part.field, part.now) for part in found.parts] == [("applies", "Vertrouwelijkheid: vanaf hoog\nBurgerservicenummer: ja")]


def test_an_answer_goes_stale_when_what_it_answers_has_another_hash() -> None:
    old = edition(one(id="AUTH-01", hash="a"), one(id="AUTH-02", hash="b"), one(id="AUTH-03", hash="c"))
    new = edition(one(id="AUTH-01", hash="a"), one(id="AUTH-02", hash="x"), one(id="AUTH-04", hash="d"))
    given = [
        GivenAnswer(requirement=id, answer="meets", said="", explanation="", evidence="", place="")
        for id in ("AUTH-01", "AUTH-02", "AUTH-03")
    ]
    found = answered(old, new, Response(supplier="Bieder", document="", hash="", answers=tuple(given), findings=()))
    assert (found.stale, found.missing) == (("AUTH-02", "AUTH-03"), ("AUTH-02", "AUTH-04"))


# ── Words ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("was", "now", "shown"),
    [
        ("binnen 2,5 uur", "binnen 2,75 uur", "binnen [-2,5-]{+2,75+} uur"),
        ("een e-mail sturen", "een e-mailbericht sturen", "een [-e-mail-]{+e-mailbericht+} sturen"),
        ("foto’s en video’s", "foto’s en auto’s", "foto’s en [-video’s-]{+auto’s+}"),
        ("de coördinator", "de cooördinator", "de [-coördinator-]{+cooördinator+}"),
        ("éé́n x̂ teken", "éé́n x̂y teken", "éé́n [-x̂-]{+x̂y+} teken"),
        (unicodedata.normalize("NFD", "het reële één"), "het reële twee", "het reële [-één-]{+twee+}"),
        ("alle logs van beheer", "elk bericht van beheer", "[-alle logs-]{+elk bericht+} van beheer"),
        ("regel één\nregel twee", "regel één\nregel drie", "regel één\nregel [-twee-]{+drie+}"),
    ],
)
def test_a_difference_is_cut_at_words_with_their_accents_and_hyphens(was: str, now: str, shown: str) -> None:
    assert "".join(map(bracketed, joined(word_diff(was, now)))) == shown


def test_joining_pieces_loses_no_letter() -> None:
    pieces = joined(word_diff(LONG, FIRST.replace("logregels", "regels uit het log")))
    assert "".join(piece.text for piece in pieces if piece.change != "new") == LONG
    assert "".join(piece.text for piece in pieces if piece.change != "gone") == FIRST.replace("logregels", "regels uit het log")


def test_likeness_and_share_are_about_words() -> None:
    assert likeness(LONG, LONG) == 1
    assert share_within(SECOND, LONG) == 1
    assert share_within(SECOND, FIRST) == 0


# ── What people say ────────────────────────────────────────────────────────────────────────────

OLD, NEW = edition(one()), edition(one(TEXT.replace("72", "96")), one("Nieuw.", "AUTH-02"))


def compared(path: Path, new: Edition = NEW) -> tuple[Comparison, list[str]]:
    """As `pve diff --notes` does: read, compare, add what is new; and what is said of the notes."""
    notes, found = read_notes(path, OLD, new)
    comparison = Comparison(old=OLD, new=new, differences=differences(OLD, new), notes=notes)
    said = [str(finding).removeprefix(f"{path.parent}/") for finding in (*found, *stale(comparison, path.name))]
    text, _number = extended(path, comparison)
    if text is not None:
        path.write_text(text, "utf-8")
    return comparison, said


def test_a_new_file_has_an_entry_to_confirm_for_every_change(tmp_path: Path) -> None:
    path = tmp_path / "nota.yaml"
    comparison, _said = compared(path)
    first, second = (difference.fingerprint for difference in comparison.differences)
    head, entries = path.read_text("utf-8").split("\nchanges:\n")
    assert head.endswith(
        'old: "1111"\nnumber:  # van de nota, tussen aanhalingstekens, zoals "1"\nintroduction:\nconsequences:\nquestions:'
    )
    assert "#     - about: AUTH-03  # of een onderdeel, zoals Planning\n" in head
    assert entries == (
        "  AUTH-01:  # Titel van AUTH-01 – andere getallen: 72 → 96; mogelijk wezenlijk\n"
        f'    about: "{first}"\n    proposed: changed\n    change:\n    material:\n    explanation:\n'
        "  AUTH-02:  # Titel van AUTH-02 – staat er nieuw in; mogelijk wezenlijk\n"
        f'    about: "{second}"\n    proposed: added\n    change:\n    material:\n    explanation:\n'
    )


def test_a_second_run_keeps_every_word_and_adds_what_is_new(tmp_path: Path) -> None:
    path = tmp_path / "nota.yaml"
    compared(path)
    edited = path.read_text("utf-8").replace("    change:\n", "    change: tightened   # besproken\n\n", 1) + "# einde\n"
    path.write_text(edited, "utf-8")
    comparison, said = compared(path, edition(*NEW.asked.values(), one("Ook nieuw.", "AUTH-09")))
    assert said == []
    assert [comparison.change_of(difference) for difference in comparison.differences] == ["tightened", "added", "added"]
    after = path.read_text("utf-8")
    assert after.startswith(edited)
    assert after[len(edited) :].startswith("  AUTH-09:  # Titel van AUTH-09 – staat er nieuw in; mogelijk wezenlijk\n")


def test_what_was_said_of_another_difference_does_not_count_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / "nota.yaml"
    compared(path)
    path.write_text(path.read_text("utf-8").replace("    material:\n", "    material: false\n"), "utf-8")
    comparison, said = compared(path, edition(one(TEXT.replace("72", "120"))))
    assert comparison.material(comparison.differences[0]) is True
    assert said == [
        f'nota.yaml:18:3: AUTH-01 differs otherwise than when this was written (look again, and then write about: "{comparison.differences[0].fingerprint}")',
        "nota.yaml:24:3: AUTH-02 does not differ any more (keep or remove this entry)",
    ]


def test_questions_get_the_first_numbers_that_are_free(tmp_path: Path) -> None:
    path = tmp_path / "nota.yaml"
    path.write_text(
        "old: '1111'\nquestions:\n- {about: AUTH-01, question: A?, answer: Ja.}\n- {number: 1, about: AUTH-02, question: B?}\n"
        "- {about: Bijlage B, question: C?, answer: Nee.}\nchanges: {}\n",
        "utf-8",
    )
    comparison, said = compared(path)
    assert [(question.number, question.question) for question in comparison.notes.questions] == [(1, "B?"), (2, "A?"), (3, "C?")]
    assert said == ["nota.yaml:4:22: this question has no answer yet (write answer: …)"]
    assert "changes:\n  AUTH-01:" in path.read_text("utf-8")


def test_mistakes_in_the_notes_are_told_in_one_pass(tmp_path: Path) -> None:
    path = tmp_path / "nota.yaml"
    path.write_text(
        "old: '2222'\nquestions:\n- {number: 1, about: AUTH-10, question: A?, answer: Ja.}\n- {number: 1, about: B, question: B?, answer: Ja.}\nchanges: {}\n",
        "utf-8",
    )
    with pytest.raises(PveError) as error:
        read_notes(path, OLD, NEW)
    assert [str(finding).removeprefix(f"{tmp_path}/") for finding in error.value.findings] == [
        "nota.yaml:1:6: is about 2222, and OLD is 1111 (name the notes that belong to this comparison)",
        "nota.yaml:3:22: `AUTH-10` is in neither edition (did you mean `AUTH-02`?)",
        "nota.yaml:4:12: there are two questions 1 (give each its own number)",
    ]


def test_names_of_tenderers_have_no_place_in_the_notes(tmp_path: Path) -> None:
    path = tmp_path / "nota.yaml"
    path.write_text("old: '1111'\nquestions:\n- {about: x, question: y, supplier: Bieder BV}\nchanges: {}\n", "utf-8")
    with pytest.raises(PveError) as error:
        read_notes(path, OLD, NEW)
    assert [finding.message for finding in error.value.findings] == ["`supplier` is not a field here"]
