"""A first look says sooner what the checks say, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.errors import FrameError
from darkviewer.core.health import first_look as looks
from darkviewer.core.health.first_look import ASKED, first_look
from tests.helpers.frames import MemoryFrame, memory_frames
from tests.helpers.planted_faults import FAULTS, Planted, sound_session


def said(session: Planted, **options) -> dict[str, tuple[str, ...]]:
    checks = first_look(memory_frames(session.cube), session.infos, **options)
    return {check.name: finding.frames for check, finding in checks.findings}


@pytest.mark.parametrize("name", sorted(ASKED))
def test_it_finds_the_planted_fault(name: str) -> None:
    session = sound_session(8, size=128)
    FAULTS[name](session)
    assert name in said(session)


@pytest.mark.parametrize("temperature_c", [20.0, -20.0])
def test_of_a_sound_session_it_says_nothing(temperature_c: float) -> None:
    assert said(sound_session(9, seed=3, size=128, temperature_c=temperature_c)) == {}


def test_a_frame_that_is_there_twice_is_not_said_to_come_too_soon() -> None:
    session = sound_session(6, size=96)
    session.cube[3] = session.cube[2]
    session.infos[3] = session.infos[2]
    assert said(session) == {}


def test_of_wide_frames_it_reads_few_rows_and_columns_from_edge_to_edge() -> None:
    values = np.random.default_rng(1).normal(1000, 5, (600, 3000)).round()
    cube = np.array([values] * 4) + np.arange(4)[:, None, None] % 2
    cube[2, :, -1] += 1e6  # what is cut off does not move the level
    frames = tuple(
        MemoryFrame(frame.astype(np.uint32), f"{k}.fits")
        for k, frame in enumerate(cube)
    )
    session = sound_session(4, size=96)
    first_look(frames, session.infos)
    rows = {row for start, stop in frames[0].reads for row in range(start, stop)}
    assert len(rows) == 32
    assert {0, 599} < rows
    columns = looks._columns(3000)
    assert len(set(columns.tolist())) == 256
    assert (columns[0], columns[-1]) == (0, 2999)


def test_a_share_near_its_limit_is_left_to_the_checks() -> None:
    session = sound_session(5, size=128)
    rng = np.random.default_rng(2)
    session.cube = rng.normal(1000, 10, session.cube.shape).round().astype(np.uint16)
    at_zero = rng.random(session.cube.shape) < 0.0015  # the limit is 0.001
    session.cube[at_zero] = 0
    assert "clipped_at_zero" in {check.name for check, _ in session.checks.spoken}
    assert "clipped_at_zero" not in said(session)


def test_what_somebody_set_a_limit_for_is_left_to_the_checks() -> None:
    session = sound_session(6, size=96)
    session.add(-1600, 1)
    assert said(session) == {"level": ("00002.fits",)}
    assert said(session, limits={"level": 0.1}) == {}


def test_when_time_is_up_it_compares_what_was_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = sound_session(8, size=96)
    session.add(-1600, 4)
    frames = memory_frames(session.cube)
    monkeypatch.setattr(looks, "SECONDS", -1.0)
    session.tell(altered=[("Subtract Dark on",)] * 8)  # asked where all were read
    found = first_look(frames, session.infos).findings
    assert [(check.name, said.frames) for check, said in found] == [
        ("level", ("00005.fits",))
    ]
    assert [k for k, frame in enumerate(frames) if frame.reads] == [0, 2, 4]


def test_frames_that_cannot_be_read_are_left_to_the_checks() -> None:
    session = sound_session(6, size=96)
    session.add(-1600, 1)
    frames = memory_frames(session.cube)

    def broken() -> None:
        raise FrameError("00004.fits ends too early")

    frames[3].before = broken
    found = first_look(frames, session.infos).findings
    assert [(check.name, said.frames) for check, said in found] == [
        ("level", ("00002.fits",))
    ]
    assert first_look((), ()).findings == ()


def test_it_stops_when_nobody_waits() -> None:
    session = sound_session(6, size=96)
    FAULTS["level"](session)
    answers = iter([False, False, True, True])
    frames = memory_frames(session.cube)
    checks = first_look(frames, session.infos, stopped=lambda: next(answers))
    assert checks.findings == ()
    assert sum(bool(frame.reads) for frame in frames) == 2
