"""Measures of frames in memory, against what was put in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.errors import Cancelled, FrameError
from darkviewer.core.health.measuring import measure
from darkviewer.core.health.table import judge
from darkviewer.core.progress import drive
from tests.helpers.frames import memory_frames
from tests.helpers.planted_faults import sound_session


def test_level_noise_and_time_of_every_frame() -> None:
    session = sound_session(4, size=96)
    rng = np.random.default_rng(1)
    session.cube = rng.normal(1000, 12, session.cube.shape).round().astype(np.uint16)
    session.add(100, 2)
    found = session.measures
    assert [f.name for f in found.frames] == [i.name for i in session.infos]
    levels = [f.level_adu for f in found.frames]
    assert levels == pytest.approx([1000, 1000, 1100, 1000], abs=1)
    assert found.column("noise_adu") == pytest.approx(12, rel=0.05)
    assert found.noise_adu == pytest.approx(12, rel=0.05)
    assert [f.since_s for f in found.frames] == [None, 30.7, 30.7, 30.7]


def test_a_frame_that_cannot_be_read_is_left_out_and_named() -> None:
    session = sound_session(4, size=96)
    sources = memory_frames(session.cube)

    def broken() -> None:
        raise FrameError("00002.fits ends too early")

    sources[1].before = broken
    found = drive(measure(sources, session.infos))
    assert [f.name for f in found.frames] == ["00001.fits", "00003.fits", "00004.fits"]
    assert [(s.name, s.reason) for s in found.unreadable] == [
        ("00002.fits", "00002.fits ends too early")
    ]


def test_without_frames_nothing_is_judged_but_their_number() -> None:
    found = drive(measure((), ()))
    checks = judge(found)
    assert np.isnan(found.noise_adu)
    assert [check.name for check, _ in checks.spoken] == ["frames"]


def test_the_result_does_not_depend_on_the_threads() -> None:
    session = sound_session(5, size=96)
    sources = memory_frames(session.cube)
    one, two = (
        drive(measure(sources, session.infos, threads=threads)) for threads in (1, 3)
    )
    assert repr(one) == repr(two)


def test_it_can_be_cancelled() -> None:
    session = sound_session(3, size=96)
    with pytest.raises(Cancelled):
        drive(
            measure(memory_frames(session.cube), session.infos),
            cancelled=lambda: True,
        )


def test_frames_without_times_have_none_since() -> None:
    session = sound_session(3, size=96)
    session.infos[1] = replace(session.infos[1], time=None)
    assert [f.since_s for f in session.measures.frames] == [None, None, None]
