"""Measures of frames as columns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from darkviewer.core.health.measures import SessionMeasures
from tests.helpers.planted_faults import sound_session


def test_a_column_has_nan_where_nothing_is_known() -> None:
    found = sound_session(3, size=64).measures
    first = replace(found.frames[0], temperature_c=None)
    known = replace(found, frames=(first, *found.frames[1:]))
    column = known.column("temperature_c")
    assert np.isnan(column[0])
    assert list(column[1:]) == [frame.temperature_c for frame in found.frames[1:]]


def test_the_noise_is_that_of_a_typical_frame() -> None:
    found = sound_session(3, size=64).measures
    noises = zip(found.frames, (3, 500, 4), strict=True)
    noisy = [replace(frame, noise_adu=noise) for frame, noise in noises]
    assert replace(found, frames=tuple(noisy)).noise_adu == 4
    assert np.isnan(SessionMeasures((), ()).noise_adu)
