"""Many frames in batches: each is measured, and memory stays what it is."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.errors import FrameError
from darkviewer.core.health import batches
from darkviewer.core.health.batches import plan_batches
from darkviewer.core.health.measures import SessionMeasures
from darkviewer.core.health.measuring import measure
from darkviewer.core.progress import drive
from tests.helpers.frames import memory_frames
from tests.helpers.planted_faults import sound_session


@given(n=st.integers(0, 6000), pixels=st.integers(0, 10**6))
def test_every_frame_is_in_one_batch_of_a_fair_size(n: int, pixels: int) -> None:
    found = plan_batches(n, pixels)
    frames = [k for some in found for k in range(n)[some]]
    assert frames == list(range(n))
    sizes = [len(range(n)[some]) for some in found]
    assert max(sizes) - min(sizes) <= 1
    if len(found) > 1:
        assert min(sizes) >= batches.LEAST_FRAMES
        assert max(sizes) * pixels <= max(2**22, 32 * pixels)


def in_batches(
    session: object, monkeypatch: pytest.MonkeyPatch, away: tuple[int, ...] = ()
) -> tuple[SessionMeasures, SessionMeasures]:
    """The measures in one batch and in four, of at least 16 frames each."""
    sources = memory_frames(session.cube)

    def broken() -> None:
        raise FrameError("it went")

    for k in away:
        sources[k].before = broken
    whole = drive(measure(sources, session.infos))
    monkeypatch.setattr(batches, "PIXELS", 1)
    return whole, drive(measure(sources, session.infos))


def test_batches_find_in_each_frame_what_one_batch_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = sound_session(100, size=64)
    session.add(100, 70)
    session.cube[90] = session.cube[2]  # a copy, in another batch
    whole, parts = in_batches(session, monkeypatch)
    assert [f.name for f in parts.frames] == [f.name for f in whole.frames]
    for name in ("level_adu", "spatial_adu", "hot_share", "since_s"):
        np.testing.assert_array_equal(parts.column(name), whole.column(name))
    # Another neighbour at the ends of a batch: the same noise of another difference.
    np.testing.assert_allclose(
        parts.column("noise_adu"), whole.column("noise_adu"), rtol=0.1
    )
    assert parts.identical == whole.identical == (("00003.fits", "00091.fits"),)
    assert parts.infos == whole.infos


def test_what_one_batch_shows_of_the_sensor_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = sound_session(100, size=64)
    session.cube[60:, :, 40] += 3000  # a column that went bad in the third of four
    _, parts = in_batches(session, monkeypatch)
    assert 40 in parts.bad_columns
    assert 40 in parts.telegraph_columns


def test_a_batch_that_cannot_be_read_is_named_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = sound_session(100, size=64)
    whole, parts = in_batches(session, monkeypatch, away=tuple(range(25)))
    assert len(parts.unreadable) == 25
    assert [f.name for f in parts.frames] == [f.name for f in whole.frames]
    assert parts.frames[0].since_s is None
    assert parts.sampled == whole.sampled


def test_memory_does_not_grow_with_the_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "PIXELS", 32 * 64 * 64)
    session = sound_session(32, size=64)
    highest = []
    for times in (1, 8):
        sources = memory_frames(session.cube) * times
        infos = session.infos * times
        drive(measure(sources[:32], infos[:32]))  # imports and caches
        tracemalloc.start()
        drive(measure(sources, infos))
        highest.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert highest[1] < 2 * highest[0]
