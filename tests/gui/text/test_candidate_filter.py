"""The words and limits of the filter above the table."""

from __future__ import annotations

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.text.candidate_filter import RowFilter, matching
from tests.helpers.tables import TABLE


@pytest.mark.parametrize(
    ("text", "peaks"),
    [
        ("", [300.0, 250.0, 1234.5, 999.96]),
        ("x<100", [250.0, 1234.5, 999.96]),
        ("x < 100, frame 1", [250.0, 1234.5]),
        ("frame=2", [300.0, 999.96]),
        ("peak>=300 peak<=1000", [300.0, 999.96]),
        ("ratio>0.3 candidates", [300.0, 250.0]),
        ("edge", [1234.5]),
        ("leaders frame 2", [999.96]),
        ("synthetic", []),
        ("X>89 Y=250", [300.0]),
    ],
)
def test_filter_grammar(text: str, peaks: list[float]) -> None:
    assert sorted(TABLE.value_e[matching(TABLE, text)]) == sorted(peaks)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("colour<3", 1),
        ("x<", 1),
        ("x<3 blue", 5),
        ("x ? 3", 1),
        ("  %", 3),
        ("x<1.2.3", 1),
        ("²", 1),
    ],
)
def test_what_is_not_understood_is_said_with_its_place(text: str, place: int) -> None:
    with pytest.raises(DarkviewerError, match=f"character {place}, is not understood"):
        RowFilter(text=text)


@pytest.mark.parametrize(
    ("rows", "unknown"),
    [
        (RowFilter(text="x<100 edge candidate"), ""),
        (RowFilter(text="x<100 P>0.1"), "p"),
        (RowFilter(text="cosmic ray"), "cosmic ray"),
        (RowFilter(label="telegraph"), "telegraph"),
    ],
)
def test_what_only_the_psf_test_would_know(rows: RowFilter, unknown: str) -> None:
    assert rows.unknown(TABLE) == unknown
