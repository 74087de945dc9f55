"""Numbers, days and texts of Excel cells as people see them."""

from __future__ import annotations

import pytest

from pve_gen.sheetlooks import Looks
from pve_gen.sheetvalues import iso_moment, number, truth, unescaped
from pve_gen.spreadsheet import NumberLook

ANY = NumberLook()


@pytest.mark.parametrize(
    ("value", "look", "seen"),
    [
        ("5", ANY, "5"),
        ("5.0", ANY, "5"),
        ("100", ANY, "100"),
        ("0.30000000000000004", ANY, "0,3"),
        ("1E-3", ANY, "0,001"),
        ("-1234.5", ANY, "-1234,5"),
        ("1234.5", NumberLook(2), "1234,50"),
        ("2.5", NumberLook(0), "3"),
        ("0.999", NumberLook(1, percent=True), "99,9%"),
        ("46350", NumberLook(day=True), "24-11-2026"),
        ("46350.75", NumberLook(day=True, clock=True), "24-11-2026 18:00"),
        ("0.5", NumberLook(clock=True), "12:00"),
        ("1", NumberLook(day=True), "1-1-1900"),
        ("-1", NumberLook(day=True), "-1"),
        ("9999999", NumberLook(day=True), "9999999"),
        ("NaN", ANY, "NaN"),
        ("1e999999", ANY, "1e999999"),
        ("1e99999999999999999999", ANY, "1e99999999999999999999"),
        ("niets", ANY, "niets"),
    ],
)
def test_a_number_shows_as_its_cell_shows_it(value: str, look: NumberLook, seen: str) -> None:
    assert number(value, look, dutch=True) == seen


def test_english_has_a_point_and_days_that_nobody_reads_the_other_way_round() -> None:
    assert number("0.999", NumberLook(1, percent=True), dutch=False) == "99.9%"
    assert number("46350", NumberLook(day=True), dutch=False) == "2026-11-24"
    assert number("44888", NumberLook(day=True), dutch=False, since_1904=True) == "2026-11-24"
    assert (iso_moment("2026-11-24", True), iso_moment("2026-11-24T09:30:00", True)) == ("24-11-2026", "24-11-2026 09:30")
    assert (truth("1", True), truth("0", False)) == ("WAAR", "FALSE")


@pytest.mark.parametrize(
    ("code", "look"),
    [
        ("General", ANY),
        ("@", ANY),
        ("0", NumberLook(0)),
        ("#,##0.00", NumberLook(2)),
        ("0.0%", NumberLook(1, percent=True)),
        ("dd-mm-yyyy", NumberLook(day=True)),
        ("mmmm", NumberLook(day=True)),
        ("[$-413]d mmmm yyyy;@", NumberLook(day=True)),
        ("hh:mm", NumberLook(clock=True)),
        ("yyyy-mm-dd hh:mm:ss", NumberLook(day=True, clock=True)),
        ('[Red]0.0" dagen"', NumberLook(1)),
        ("0.00E+00", ANY),
    ],
)
def test_a_format_says_how_a_number_shows(code: str, look: NumberLook) -> None:
    styles = f'<styleSheet><numFmts><numFmt numFmtId="200" formatCode="{code.replace(chr(34), "&quot;")}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>'
    assert Looks({"xl/styles.xml": styles.encode()}).number("0") == look


def test_a_text_holds_the_letters_that_xml_cannot_hold() -> None:
    assert unescaped("a_x000D__x000A_b _x0041_ _x005F_x0041_") == "a\r\nb A _x0041_"
    assert unescaped("_xD800_ _x0000_ _xy_") == "_xD800_ _x0000_ _xy_"
