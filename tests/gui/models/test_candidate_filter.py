"""The words and limits of the filter above the table."""

from __future__ import annotations

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.models.candidate_filter import matching
from darkviewer.gui.models.candidate_model import CandidateModel
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


@pytest.mark.parametrize("text", ["colour<3", "x<", "blue", "x ? 3", "%", "x<1.2.3"])
def test_what_is_not_understood_is_said(model: CandidateModel, text: str) -> None:
    with pytest.raises(DarkviewerError, match="not understood"):
        model.set_filter(text=text)
    assert model.rowCount() == 4


def test_what_is_not_understood_is_said_before_there_is_a_table() -> None:
    model = CandidateModel()
    with pytest.raises(DarkviewerError, match="not understood"):
        model.set_filter(text="²")
    model.set_table(TABLE)
    assert model.rowCount() == 4
