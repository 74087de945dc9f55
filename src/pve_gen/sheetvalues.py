"""What people see in an Excel cell: its text, or its number, date or truth value in the way the cell shows it."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from pve_gen.spreadsheet import NumberLook

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUTH = {(True, True): "WAAR", (False, True): "ONWAAR", (True, False): "TRUE", (False, False): "FALSE"}
_LAST_DAY = 2_958_465  # 31 December 9999
_MOST_DIGITS = 15  # that Excel keeps


def unescaped(text: str) -> str:
    """A text of the file as people see it: Excel writes what XML cannot hold as `_x000D_`."""

    def letter(found: re.Match[str]) -> str:
        code = int(found[1], 16)
        return chr(code) if (code >= 0x20 and not 0xD800 <= code <= 0xDFFF) or code in {9, 10, 13} else found[0]

    return _ESCAPED.sub(letter, text) if "_x" in text else text


def truth(value: str, dutch: bool) -> str:
    """A truth value, `1` or `0`."""
    return _TRUTH[value == "1", dutch]


def number(value: str, look: NumberLook, dutch: bool, *, since_1904: bool = False) -> str:
    """A number as a cell with this look shows it; days and times are numbers too. What is no number stays as it is."""
    try:
        exact = Decimal(value)
    except ArithmeticError:
        return value
    if not exact.is_finite() or abs(exact.adjusted()) > _MOST_DIGITS + 5:
        return value
    if (look.day or look.clock) and 0 <= exact <= _LAST_DAY:
        return _moment(float(exact), look, dutch, since_1904)
    if look.percent:
        exact *= 100
    if look.decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-min(look.decimals, _MOST_DIGITS)), ROUND_HALF_UP)
    else:
        exact = Decimal(f"{exact:.{_MOST_DIGITS}g}")  # 0.1 + 0.2 is stored as 0.30000000000000004, and shows as 0.3
    text = f"{exact:f}"
    if look.decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return (text.replace(".", ",") if dutch else text) + "%" * look.percent


def iso_moment(value: str, dutch: bool) -> str:
    """A day that the file holds in ISO form."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return _written(moment, NumberLook(day=True, clock=moment.time() != time(0)), dutch)


def _moment(days: float, look: NumberLook, dutch: bool, since_1904: bool) -> str:
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30) if days >= 60 else datetime(1899, 12, 31)
    try:  # Excel thinks that 1900 was a leap year: day 60 is a day that never was
        moment = start + timedelta(seconds=round(days * 86_400))
    except OverflowError:
        return str(days)
    return _written(moment, look, dutch)


def _written(moment: datetime, look: NumberLook, dutch: bool) -> str:
    day = f"{moment.day}-{moment.month}-{moment.year}" if dutch else moment.date().isoformat()
    return " ".join([day] * look.day + [f"{moment:%H:%M}"] * look.clock)
