"""The tree of captures: two lines per capture, details once headers are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import Health, Session, make_sessions
from darkviewer.core.health.check import Finding
from darkviewer.core.health.table import CHECKS, SessionChecks
from darkviewer.gui.models.session_model import SessionModel, details, facts, heading
from darkviewer.storage.captures.scan import Capture

ROOT = Path("captures")
NEWEST = Capture(ROOT / "a", (), "2024-05-08", "03_38_48", "Dark30s")
OLDER = Capture(ROOT / "b", (), "2024-05-08", "03_31_02", "Dark10s")
OLDEST = Capture(ROOT / "c", (), "2024-05-07", "22_04_51", "Bias")
PLAIN = Capture(ROOT / "my <b>darks", (), "", "", "")


def session(capture: Capture, **facts: object) -> Session:
    frames = tuple(FrameInfo(capture.path / f"{n}.fits", (4, 6)) for n in range(10))
    return Session(capture.path, frames=frames, **facts)


@pytest.fixture
def model() -> SessionModel:
    made = SessionModel()
    made.set_captures([NEWEST, OLDER, OLDEST, PLAIN])
    return made


def test_it_is_a_model_as_qt_wants_it(
    model: SessionModel, qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(model)


def test_days_hold_their_captures_newest_first(model: SessionModel) -> None:
    days = [model.index(row, 0) for row in range(model.rowCount())]
    assert [day.data() for day in days] == ["2024-05-08", "2024-05-07", "no date"]
    assert [model.index(r, 0, days[0]).data() for r in range(2)] == [
        "03:38:48  Dark30s",
        "03:31:02  Dark10s",
    ]
    assert not model.flags(days[0]) & Qt.ItemFlag.ItemIsSelectable
    assert model.parent(model.index(1, 0, days[0])) == days[0]


def test_names_stand_before_any_header_is_read(model: SessionModel) -> None:
    index = model.index_of(NEWEST.path)
    assert index.data(SessionModel.DETAILS) == "reading headers…"
    assert index.data(SessionModel.LEVEL) == ""
    model.set_series([session(NEWEST, exposure_s=30.0, temperature_c=20.0, gain=5.0)])
    words = "10 frames · 30 s · 20.0 °C · gain 5"
    assert index.data(SessionModel.DETAILS) == f"{words} · not checked yet"
    assert index.data(SessionModel.LEVEL) == "quiet"
    assert "not checked yet" in index.data(Qt.ItemDataRole.ToolTipRole)
    model.set_notes(NEWEST.path, "", (), checked=True)
    assert index.data(SessionModel.DETAILS) == words
    assert index.data(SessionModel.LEVEL) == "ok"
    assert "not checked" not in index.data(Qt.ItemDataRole.ToolTipRole)


def test_known_sessions_stay_known_when_captures_are_listed_again(
    model: SessionModel,
) -> None:
    model.set_series([session(OLDER, exposure_s=10.0)])
    model.set_captures([NEWEST, OLDER])
    words = model.index_of(OLDER.path).data(SessionModel.DETAILS)
    assert words == "10 frames · 10 s · not checked yet"


def test_a_reason_takes_the_place_of_the_facts() -> None:
    odd = session(NEWEST, health=Health("warn", ("9 of 10 used: 4 is 10 s", "more")))
    assert details(odd) == "9 of 10 used: 4 is 10 s"


def test_what_a_calibration_finds_out_makes_the_badge_amber(
    model: SessionModel,
) -> None:
    index = model.index_of(OLDER.path)
    model.set_series([session(OLDER)])
    model.set_notes(OLDER.path, "", ("1.fits holds no value", "2.fits holds no value"))
    assert index.data(SessionModel.LEVEL) == "warn"
    assert index.data(SessionModel.DETAILS) == "1.fits holds no value"
    assert "2.fits holds no value" in index.data(Qt.ItemDataRole.ToolTipRole)
    model.set_series([session(OLDER)])  # looked at again: the same frames
    model.set_captures([NEWEST, OLDER])
    assert model.index_of(OLDER.path).data(SessionModel.LEVEL) == "warn"
    model.set_series([session(OLDER, exposure_s=5.0)])  # others
    assert model.index_of(OLDER.path).data(SessionModel.LEVEL) == "quiet"


def said(*sentences: str, status: str = "warn") -> SessionChecks:
    return SessionChecks(
        tuple((CHECKS[0], Finding(one, status=status)) for one in sentences)
    )


@pytest.mark.parametrize(("status", "level"), [("warn", "warn"), ("fail", "bad")])
def test_what_checks_say_of_a_capture_that_is_not_open(
    model: SessionModel, status: str, level: str
) -> None:
    known = session(OLDER)
    model.set_series([known])
    index = model.index_of(OLDER.path)
    model.set_checks(session(NEWEST), said("elsewhere"))
    model.set_checks(session(OLDER, exposure_s=5.0), said("not these frames"))
    assert index.data(SessionModel.LEVEL) == "quiet"
    model.set_checks(known, said("light", "drift", status=status))
    assert index.data(SessionModel.LEVEL) == level
    assert index.data(SessionModel.DETAILS) == "light"
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "light" in tip
    assert "drift" in tip
    # A calibration adds what it found, and an open session's checks replace these.
    model.set_notes(OLDER.path, "", ("1.fits holds no value",))
    assert index.data(SessionModel.LEVEL) == level
    assert index.data(SessionModel.DETAILS) == "1.fits holds no value"
    model.set_notes(OLDER.path, "", (), checked=True)
    assert index.data(SessionModel.LEVEL) == "ok"


def test_a_capture_that_passes_is_green_and_lights_stay_quiet(
    model: SessionModel,
) -> None:
    sessions = several((3, LIGHTS), (4, {}))
    model.set_series(sessions)
    assert children(model, SessionModel.LEVEL) == ["quiet", "quiet"]
    tips = children(model, Qt.ItemDataRole.ToolTipRole)
    assert ["not checked yet" in tip for tip in tips] == [True, False]
    known = session(NEWEST)
    model.set_series([known])
    model.set_checks(known, said())
    assert model.index_of(NEWEST.path).data(SessionModel.LEVEL) == "ok"


def test_what_is_not_known_is_not_said() -> None:
    assert facts(session(NEWEST)) == "10 frames"
    assert facts(session(NEWEST, exposure_s=0.001, kind="bias")) == (
        "10 frames · 0.001 s · bias"
    )


def test_a_folder_without_date_goes_by_its_name() -> None:
    assert heading(PLAIN) == "my <b>darks"


def test_foreign_text_is_no_markup_in_a_tip(model: SessionModel) -> None:
    tip = model.index_of(PLAIN.path).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip
    assert "&lt;b&gt;darks" in tip


def test_an_unknown_path_has_no_place(model: SessionModel) -> None:
    assert model.index_of(Path("elsewhere")) == QModelIndex()
    model.set_series([session(Capture(Path("elsewhere")))])


def several(*counted: tuple[int, dict[str, Any]]) -> tuple[Session, ...]:
    """The series of OLDER: so many frames of each kind."""
    usual = {"kind": "dark", "exposure_s": 60.0, "gain": 5.0}
    variants = [{**usual, **v} for count, v in counted for _ in range(count)]
    frames = [
        FrameInfo(OLDER.path / f"{n}.fits", (4, 6), **variant)
        for n, variant in enumerate(variants)
    ]
    return make_sessions(OLDER.path, frames)


LIGHTS = {"kind": "light", "exposure_s": 10.0, "filter": "U"}
ANNIE = {"telescope": "Annie"}


def children(model: SessionModel, role: int) -> list[Any]:
    here = model.index_of(OLDER.path)
    return [model.index(n, 0, here).data(role) for n in range(model.rowCount(here))]


def test_a_capture_with_several_series_opens_to_them(
    model: SessionModel, qtmodeltester: ModelTester
) -> None:
    model.set_series(several((3, LIGHTS), (4, {}), (2, ANNIE)))
    here = model.index_of(OLDER.path)
    assert here.data(SessionModel.SERIES) is None
    assert here.data(SessionModel.DETAILS) == "3 series, 2 of darks · 2 odd"
    assert not model.flags(here) & Qt.ItemFlag.ItemIsSelectable
    assert children(model, Qt.ItemDataRole.DisplayRole) == [
        "dark  60 s · gain 5 · telescope not said",
        "dark  60 s · gain 5 · telescope Annie",
        "light  10 s · gain 5",
    ]
    assert children(model, SessionModel.LEVEL) == ["warn", "warn", "quiet"]
    assert children(model, SessionModel.COUNT) == ["4", "2", "3"]
    assert children(model, SessionModel.SERIES)[0] == "dark-60s"
    assert children(model, SessionModel.PATH) == [OLDER.path] * 3
    assert all("10_31_02" not in text for text in children(model, SessionModel.SEARCH))
    child = model.index_of(OLDER.path, "light-10s")
    assert child.data(SessionModel.SESSION).kind == "light"
    assert "3 frames" in child.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "series light-10s" in child.data(Qt.ItemDataRole.ToolTipRole)
    assert child.data(SessionModel.DETAILS) is None
    assert model.flags(child) & Qt.ItemFlag.ItemIsSelectable
    assert model.parent(child) == here
    qtmodeltester.check(model)


def test_series_come_and_go(model: SessionModel, qtmodeltester: ModelTester) -> None:
    model.set_series(several((4, {})))
    assert children(model, SessionModel.SERIES) == []
    assert model.index_of(OLDER.path).data(SessionModel.SERIES) == "dark-60s"
    model.set_series(several((4, {}), (2, ANNIE)))
    model.set_notes(OLDER.path, "dark-60s-telescopeannie", ("one is blank",))
    model.set_notes(OLDER.path, "gone", ("one is blank",))
    child = model.index_of(OLDER.path, "dark-60s-telescopeannie")
    assert "one is blank" in child.data(Qt.ItemDataRole.ToolTipRole)
    model.set_series(several((4, {}), (2, ANNIE)))  # looked at again
    assert "one is blank" in child.data(Qt.ItemDataRole.ToolTipRole)
    model.set_series(several((4, {}), (2, ANNIE), (3, LIGHTS)))
    model.set_captures([NEWEST, OLDER])
    assert len(children(model, SessionModel.SERIES)) == 3
    model.set_series(several((3, LIGHTS)))
    assert children(model, SessionModel.SERIES) == []
    assert model.index_of(OLDER.path).data(SessionModel.SERIES) == "light-10s"
    assert not model.arranging
    qtmodeltester.check(model)


def test_a_folder_without_darks_counts_its_series(model: SessionModel) -> None:
    unknown = {"kind": "", "exposure_s": None, "gain": None}
    model.set_series(several((3, LIGHTS), (3, unknown)))
    assert model.index_of(OLDER.path).data(SessionModel.DETAILS) == "2 series"
    assert children(model, Qt.ItemDataRole.DisplayRole)[0] == "unknown kind"
