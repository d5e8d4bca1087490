"""False sources of several runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.runs.rates import session_rates
from darkviewer.runs.session import process
from tests.helpers.shots import write_shots

PARAMETERS = Parameters(padding_bits=0, gain_e_per_adu=1.0)


def test_a_pixel_that_blinks_is_one_source_of_its_session(tmp_path: Path) -> None:
    """Bright in 2 of 6 frames in one capture, never in the other."""
    rng = np.random.default_rng(2)
    outcomes = []
    for name, bright in (("a", (1, 4)), ("b", ())):
        frames = rng.normal(1000, 10, (6, 32, 48)).round().astype(np.uint16)
        for frame in bright:
            frames[frame, 19:22, 19:22] = 3000
            frames[frame, 20, 20] = 4000
        folder = write_shots(tmp_path / name, frames)
        outcomes.append(drive(process(folder, PARAMETERS)))
    found = session_rates(outcomes, stars_per_frame=0.5)
    assert [one.count for one in found.found] == [2, 0]
    assert [one.sources for one in found.found] == [1, 0]
    assert found.per_frame.value == pytest.approx(1 / 12)
    assert found.exposures_s == (30, 30)
    assert found.parts is None
    assert found.odds is not None
    assert found.odds.value == pytest.approx(6)
    assert session_rates(outcomes).odds is None
