"""The notebooks' printed electrons, and the evidence for their scale."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.frames.scaling import electrons, evidence
from darkviewer.core.parameters import Parameters

NOTEBOOK = Parameters(padding_bits=4, gain_e_per_adu=1.39)


def test_golden_electrons() -> None:
    raw = np.array([6400, 61638, 61510, 3.5, 5741, 65535, 4095 * 16])
    golden = [
        556.0,
        5354.8012499999995,
        5343.68125,
        0.30406249999999996,
        498.749375,
        5693.353125,
        5692.05,
    ]
    found = electrons(raw, NOTEBOOK)
    np.testing.assert_array_equal(found[:6], golden[:6])
    assert found[6] == pytest.approx(golden[6], rel=1e-15)
    assert electrons(raw.astype(np.uint16), NOTEBOOK).dtype == np.float64


def test_evidence_in_words() -> None:
    assert evidence(16, NOTEBOOK).level == "ok"
    assert evidence(0, NOTEBOOK).level == "unknown"
    doubtful = evidence(1, NOTEBOOK)
    assert doubtful.level == "doubtful"
    assert "multiples of 16" in doubtful.sentences[0]


@pytest.mark.parametrize(
    ("egain", "egain_saved", "level"),
    [
        (1.39, None, "ok"),  # as SharpCap means it
        (1.39 / 16, None, "ok"),  # as others do
        (1.39, 1.39 / 16, "ok"),
        (None, 1.39 / 16, "ok"),
        (None, 1.39, "doubtful"),  # 16 times too much for saved values
        (1.39, 0.1, "doubtful"),
        (0.1226, 1.39 / 16, "doubtful"),
    ],
)
def test_each_card_is_weighed_by_what_it_means(
    egain: float | None, egain_saved: float | None, level: str
) -> None:
    found = evidence(16, NOTEBOOK, egain=egain, egain_saved=egain_saved)
    assert found.level == level
    named = [sentence.split(" says ")[0] for sentence in found.sentences[1:]]
    given = {"EGAIN": egain, "EGAINSAV": egain_saved}
    assert named == [name for name, value in given.items() if value is not None]
