"""What the checks said, kept: across runs, and over nights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from darkviewer.core.frames.exclusion import without
from darkviewer.core.frames.session import Session
from darkviewer.core.health.table import SessionChecks
from darkviewer.core.progress import drive
from darkviewer.runs import verdicts
from darkviewer.runs.check import checked_with_left_out, measured
from darkviewer.runs.session import read_capture
from darkviewer.runs.verdicts import VERSION, Verdicts, identity_of
from darkviewer.storage.opinions.measurements import Measurements
from tests.helpers.captures import cube, write_capture
from tests.helpers.nights import write_night, write_nights


@pytest.fixture
def kept() -> Iterator[Measurements]:
    store = Measurements()
    yield store
    store.close()


@pytest.fixture
def session(tmp_path: Path) -> Session:
    raw = cube()
    raw[3] += 500
    return drive(read_capture(write_capture(tmp_path, raw)))


def read(path: Path) -> Session:
    return drive(read_capture(path))


def test_another_run_knows_it_without_the_pixels(
    session: Session, kept: Measurements, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Verdicts(kept).known(session) is None
    said = drive(Verdicts(kept).checked(session))
    assert said.status == "warn"
    monkeypatch.setattr(verdicts, "measured", lambda _: pytest.fail("pixels read"))
    again = Verdicts(kept)
    found = again.known(session)
    assert found is not None
    assert found.spoken == said.spoken
    assert found.measures is None
    assert again.known(session) == found


def test_of_frames_that_could_not_be_read_nothing_is_kept(
    session: Session, kept: Measurements
) -> None:
    mine, away = Verdicts(kept), session.path.with_name("away")
    session.path.rename(away)
    said = drive(mine.checked(session))
    assert len(said.unreadable) == len(session.frames)
    assert mine.known(session) is Verdicts(kept).known(session) is None
    away.rename(session.path)
    assert drive(mine.checked(session)).unreadable == ()


def test_one_run_measures_a_series_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = Verdicts()
    said = drive(mine.checked(session))
    monkeypatch.setattr(verdicts, "measured", lambda _: pytest.fail("again"))
    assert drive(mine.checked(session)) == said == mine.known(session)
    mine.forget(session)
    assert mine.known(session) is None


def test_of_many_series_only_what_was_said_is_held(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "_MOST_MEASURES", 1)
    mine, fewer = Verdicts(), replace(session, frames=session.frames[:4])
    said = [drive(mine.checked(one)) for one in (session, fewer)]
    known = [mine.known(one) for one in (session, fewer)]
    assert [one.measures is None for one in known if one] == [True, False]
    assert [one.sentences for one in known if one] == [one.sentences for one in said]


def test_frames_that_changed_are_another_series(session: Session) -> None:
    first = session.frames[0]
    for change in (
        {"mtime_ns": 1},
        {"size_bytes": 1},
        {"altered": ("Subtract Dark on",)},
        {"path": first.path.with_name("other.fits")},
    ):
        frames = (replace(first, **change), *session.frames[1:])  # type: ignore[arg-type]
        assert identity_of(replace(session, frames=frames)) != identity_of(session)
    assert identity_of(read(session.path)) == identity_of(session)


def test_what_no_version_could_have_written_is_not_known(
    session: Session, kept: Measurements
) -> None:
    who = identity_of(session)
    for damaged in ({}, {"spoken": [["?"]]}, {"spoken": [["colour", 1, 2, 3, "", []]]}):
        kept.keep(who, damaged, version=VERSION)
        assert Verdicts(kept).known(session) is None


def test_a_night_that_departs_is_named_with_the_nights_before(
    tmp_path: Path, kept: Measurements
) -> None:
    sessions = [read(p) for p in write_nights(tmp_path, 7, last_offset=200)]
    mine = Verdicts(kept)
    said = [drive(mine.checked(one)) for one in sessions]
    assert [one.status for one in said] == ["pass"] * 6 + ["warn"]
    ((check, finding),) = said[-1].spoken
    assert check.name == "usual_level"
    assert "the last 6 nights (2024-05-01 to 2024-05-06)" in finding.sentence
    # Another run knows the nights, and the one that departs.
    again = Verdicts(kept)
    assert [again.known(one).status for one in reversed(sessions)] == [  # type: ignore[union-attr]
        *(["warn"] + ["pass"] * 6)
    ]
    sound = read(write_night(tmp_path, 8))
    baseline = again.baseline_of(sound)
    assert baseline is not None
    assert len(baseline.nights) == 6  # without the one that departs


def test_a_session_that_fails_is_never_usual(tmp_path: Path) -> None:
    mine = Verdicts()
    for night in range(5):
        drive(mine.checked(read(write_night(tmp_path, night))))
    failing = read(write_night(tmp_path, 5))
    altered = tuple(replace(f, altered=("Subtract Dark on",)) for f in failing.frames)
    assert drive(mine.checked(replace(failing, frames=altered))).status == "fail"
    baseline = mine.baseline_of(read(write_night(tmp_path, 6)))
    assert baseline is not None
    assert len(baseline.nights) == 5


def test_without_a_camera_or_a_time_no_nights_are_known(session: Session) -> None:
    mine = Verdicts()
    assert mine.baseline_of(session) is None
    timeless = tuple(replace(f, camera="QHY42PRO", time=None) for f in session.frames)
    assert mine.baseline_of(replace(session, frames=timeless)) is None


def test_nights_that_no_version_could_have_written_are_passed_over(
    tmp_path: Path, kept: Measurements
) -> None:
    sessions = [read(p) for p in write_nights(tmp_path, 6)]
    first = Verdicts(kept)
    for one in sessions[:5]:
        drive(first.checked(one))
    who = identity_of(sessions[0])
    mode = verdicts.night_mode(sessions[0])
    kept.keep(who, {"end": "?"}, version=VERSION, mode=mode, at="2024-05-01T22:30:00")
    assert Verdicts(kept).baseline_of(sessions[5]) is None


def test_numbers_of_any_kind_are_kept(session: Session, kept: Measurements) -> None:
    same = np.array([cube()[0]] * 5)
    path = session.path.parent / "same"
    copies = read(write_capture(path, same))
    said = drive(Verdicts(kept).checked(copies))
    found = Verdicts(kept).known(copies)
    assert found is not None
    assert said.status == found.status == "warn"
    assert found.sentences == said.sentences


def test_what_was_left_out_is_known_beside_the_rest(session: Session) -> None:
    mine = Verdicts()
    odd = session.frames[3]
    fewer = without(session, {odd.place: "odd"})
    drive(mine.checked(fewer))
    assert mine.known_with_left_out(fewer) is None  # nobody has seen all frames
    said = drive(checked_with_left_out(fewer, check=mine.checked))
    assert mine.known_with_left_out(fewer) == said
    assert said.left_out == {odd.name}
    assert mine.known_with_left_out(session) == said.whole


def test_what_photon_transfer_says_is_held_against_the_scale_that_was_chosen(
    session: Session, kept: Measurements
) -> None:
    """Twice the program's 1.39 / 16 e- per saved ADU, measured to 3 %."""
    measures = replace(
        drive(measured(session)), transfer_e=2 * 1.39 / 16, transfer_sigma=0.005
    )
    by_default, chosen = Verdicts(kept), Verdicts(kept, scale_of=lambda _: 0.17)
    assert said_of_gain(by_default.take(session, measures)) == "warn"
    assert said_of_gain(Verdicts(kept).known(session)) == "warn"
    # What was kept was said of the default, and says nothing of what was chosen.
    assert said_of_gain(chosen.known(session)) is None
    assert said_of_gain(chosen.take(session, measures)) == "pass"


def test_what_was_said_by_default_holds_where_the_same_scale_was_chosen(
    session: Session, kept: Measurements
) -> None:
    measures = replace(
        drive(measured(session)), transfer_e=2 * 1.39 / 16, transfer_sigma=0.005
    )
    Verdicts(kept).take(session, measures)
    chosen = Verdicts(kept, scale_of=lambda _: 1.39 / 16)
    found = chosen.known(session)
    assert found is not None
    assert said_of_gain(found) == "warn"
    assert found.spoken == chosen.take(session, measures).spoken
    assert any("as somebody chose" in finding.sentence for _, finding in found.spoken)


def said_of_gain(checks: SessionChecks | None) -> str | None:
    assert checks is not None
    return next(
        (f.status for check, f in checks.findings if check.name == "gain"), None
    )
