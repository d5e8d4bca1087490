"""Own variances of pixels that a star lights in two frames."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.vetting.band import ExaminedBand
from darkviewer.core.vetting.histories import quiet_variances
from darkviewer.core.vetting.other_events import without_other_events
from tests.helpers.bands import examined_band
from tests.helpers.simulated import darks

SCALE = 1.39 / 16
FRAME, OTHER = 1, 4
STAR, BLINKING = (15, 20), (15, 60)


@pytest.fixture(scope="module")
def rows() -> ExaminedBand:
    session = darks((30, 80), frames=8, spread=0)
    for frame in (FRAME, OTHER):
        session.star(frame, STAR[1], STAR[0], 9000)
    session.electrons[[FRAME, OTHER], BLINKING[0], BLINKING[1]] += 2000
    return examined_band(np.stack([f.values for f in session.frames()]))


def offsets(rows: ExaminedBand) -> np.ndarray:
    return np.array([rows.frame(n).offset_e for n in range(rows.n_frames)])


def test_values_with_light_around_them_are_left_out(rows: ExaminedBand) -> None:
    places = np.array([y * 80 + x for y, x in (STAR, BLINKING)])
    frame = np.full(2, FRAME)
    own, left_out = quiet_variances(rows, frame, places, offsets(rows))
    values = rows.raw.reshape(8, -1)[:, places] * SCALE
    star = np.delete(values[:, 0], [FRAME, OTHER]).var(ddof=1)
    blinking = np.delete(values[:, 1], FRAME).var(ddof=1)
    np.testing.assert_allclose(own, [star, blinking], rtol=1e-8)
    np.testing.assert_array_equal(left_out, [1, 0])


def test_only_the_stamp_of_the_star_changes(rows: ExaminedBand) -> None:
    y, x = np.array([STAR, BLINKING]).T
    frame = rows.frame(FRAME)
    before = rows.stamps(FRAME, frame, y, x)
    at = np.full(2, FRAME), y, x
    after = without_other_events(before, rows, at, offsets(rows), frame.factor)
    assert before.variance_e2[0, 2, 2] > 10 * 1300
    # 1300 e- of dark signal and the error of the master
    assert np.all(after.variance_e2[0] < 3 * 1300)
    assert after.frames[0] == before.frames[0] - 1
    np.testing.assert_array_equal(after.variance_e2[1], before.variance_e2[1])
    np.testing.assert_array_equal(after.frames[1], before.frames[1])
