"""Models of the window."""

from __future__ import annotations

import pytest

from darkviewer.gui.models.candidate_model import CandidateModel
from tests.helpers.tables import TABLE


@pytest.fixture
def model() -> CandidateModel:
    made = CandidateModel()
    made.set_table(TABLE)
    return made
