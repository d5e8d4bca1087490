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
    ("header", "level"), [(1.39, "ok"), (1.39 / 16, "ok"), (0.1226, "doubtful")]
)
def test_header_gain_is_weighed(header: float, level: str) -> None:
    found = evidence(16, NOTEBOOK, header_gain_e_per_adu=header, header_source="EGAIN")
    assert found.level == level
    assert found.sentences[-1].startswith("EGAIN says")
