"""Numbers typed in any language: understood, or refused in words, never another one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.text.numbers import number
from darkviewer.gui.text.typed import reading, refusal, typed_number

EVERYWHERE = {
    "1,39": "1.39",
    "250,5": "250.5",
    "1.39": "1.39",
    "0,125": "0.125",
    "1234,567": "1234.567",
    "1,5e3": "1500",
    "3e-7": "3e-7",
    "1E2": "100",
    ",5": "0.5",
    ".5": "0.5",
    "5,": "5",
    "-12,5": "-12.5",
    "−12.5": "-12.5",
    "–12": "-12",
    "+7": "7",
    "1,234,567": "1234567",
    "1.234.567": "1234567",
    "1,234.5": "1234.5",
    "1.234,5": "1234.5",
    "1 234,5": "1234.5",
    "1\u202f234\u00a0567": "1234567",
    "1’234.5": "1234.5",
    "۱٫۳۹": "1.39",
    "١٬٢٣٤٫٥": "1234.5",
    "\u200f٢٥٠": "250",
    "１２": "12",
    "1.500": "1.5",
    "200 e⁻": "200",
}
NONE = (
    *("", " ", "abc", "nan", "inf", "1..2", "1,2,3", "1,23,456", "12 34", "--1"),
    *("1.2,3.4", "1,2.3,4", "0x10", "1e", "e5", "1e99999", "200 ADU", "1;5", "1٫2٫3"),
)


@pytest.mark.parametrize("comma", [True, False])
@pytest.mark.parametrize(("text", "value"), EVERYWHERE.items())
def test_what_can_be_read_in_one_way_is_read_so_everywhere(
    text: str, value: str, comma: bool
) -> None:
    assert typed_number(text, unit="e⁻", comma=comma) == Decimal(value)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(DarkviewerError, match="is not a number"):
        typed_number(text, unit="e⁻")


@pytest.mark.parametrize(
    ("language", "value"),
    [("en_GB", 1500), ("C", 1500), ("fa_IR", 1500), ("de_DE", 1.5), ("tr_TR", 1.5)],
)
def test_the_language_decides_where_a_comma_can_be_either(
    language: str, value: float
) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(language))
    try:
        assert typed_number("1,500") == Decimal(str(value))
    finally:
        QLocale.setDefault(before)


@given(
    st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False),
    st.booleans(),
)
def test_what_the_program_writes_is_read_back(value: Decimal, comma: bool) -> None:
    written = number(float(value), 4)  # four decimals are never three digits alone
    assert typed_number(written, comma=comma) == Decimal(f"{float(value):.4f}")


@given(st.text(max_size=12), st.booleans())
def test_anything_is_a_number_or_refused(text: str, comma: bool) -> None:
    try:
        value = typed_number(text, comma=comma)
    except DarkviewerError:
        return
    assert value.is_finite()


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("200", ""),
        ("100000", ""),
        ("100000.1", "100,000.1 is too large: at most 100,000 e⁻"),
        ("-1", "−1 is too small: at least 0 e⁻"),
        ("1.25", "1.25 has too many decimals: at most 1 decimal"),
        ("1.50", ""),
    ],
)
def test_a_refusal_says_why(value: str, why: str) -> None:
    found = refusal(Decimal(value), least=0, most=100_000, decimals=1, unit="e⁻")
    assert found == why


def test_a_reading_shows_every_digit() -> None:
    assert reading(Decimal("0.00035")) == "0.00035"
    assert reading(Decimal("1500")) == "1,500"
    assert reading(Decimal("3e-7")) == "0.0000003"
