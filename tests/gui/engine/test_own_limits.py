"""Limits of the user's: badge, banner and table follow; kept, undone, said as such."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from astropy.io import fits
from PySide6.QtCore import QPoint, QPointF, Qt

from darkviewer.core.opinions.events import LIMITS
from darkviewer.gui.models.session_model import SessionModel
from darkviewer.storage.opinions.store import Opinions
from tests.helpers.captures import cube, write_capture
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver, written

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def at(driver: Driver, tmp_path: Path) -> Driver:
    """A capture whose fourth frame is 500 ADU, five times the noise, too high."""
    raw = cube()
    raw[3] += 500
    driver.open(write_capture(tmp_path, raw))
    driver.window.places.go("frames")
    rest(driver)
    return driver


def rest(at: Driver) -> None:
    at.qtbot.waitUntil(lambda: at.window.checking.idle, timeout=PATIENCE_MS)
    at.settle()


def said(at: Driver) -> dict[str, str]:
    """What the parts of the window say of the level."""
    window = at.window
    badge = window.browser.model.index_of(at.workspace.session.path)
    row = next(r for r in window.frames.table.frames.rows if r.name == "00004.fits")
    return {
        "badge": badge.data(SessionModel.LEVEL),
        "details": badge.data(SessionModel.DETAILS),
        "banner": window.banner.words.text(),
        "sentence": window.frames.reason.text(),
        "table": row.words,
    }


def test_everything_follows_a_limit_and_undo_takes_it_back(at: Driver) -> None:
    before = said(at)
    assert before["badge"] == "warn"
    at.window.judgements.limits.set_limit("level", 10.0)
    at.settle()
    loose = said(at)
    assert loose["badge"] == "ok"
    assert loose["table"] == "sound"
    assert "00004.fits" not in loose["banner"] + loose["sentence"]
    at.window.judgements.limits.set_limit("level", 4.0)
    at.settle()
    tight = said(at)
    assert tight["badge"] == "warn"
    for place in ("details", "banner", "sentence", "table"):
        assert "limit set by you: " in tight[place], place
    assert at.workspace.history.undoText() == "limit of level"
    at.press(Qt.Key.Key_Z, CONTROL)
    at.settle()
    assert said(at) == loose
    at.press(Qt.Key.Key_Z, CONTROL)
    at.settle()
    assert said(at) == before


def test_a_line_dragged_is_followed_while_it_moves(at: Driver) -> None:
    strip = at.window.frames.strips.strips[0]
    plot = strip.plot()
    lines = strip.data.lines
    grip = QPointF(plot.box.right(), plot.y_of(lines.ends["high"])).toPoint()
    up = QPoint(grip.x(), 0)
    at.qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=grip)
    measures = at.workspace.checks.measures
    at.qtbot.mouseMove(strip, up)
    at.qtbot.waitUntil(
        lambda: "level" in at.workspace.checks.limits, timeout=PATIENCE_MS
    )
    assert not at.workspace.history.canUndo()
    assert at.workspace.checks.measures is measures  # nothing is read again
    at.qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=up)
    assert at.workspace.history.count() == 1
    held = at.window.judgements.opinions.all(LIMITS)
    assert [dict(one.value) for one in held] == [at.workspace.checks.limits]
    at.settle()
    at.press(Qt.Key.Key_Z, CONTROL)
    assert at.workspace.checks.limits == {}
    assert not at.window.judgements.opinions.all(LIMITS)


def test_a_line_dragged_there_and_back_leaves_nothing(at: Driver) -> None:
    limits = at.window.judgements.limits
    limits.set_limit("level", 3.0)
    limits.try_out("level", 9.0)
    limits.try_out("noise", 2.0)
    limits.set_limit("level", 3.0)
    at.qtbot.wait(50)
    assert at.workspace.checks.limits == {"level": 3.0}
    assert at.workspace.history.count() == 1


def test_a_line_dragged_while_the_session_goes_is_forgotten(at: Driver) -> None:
    session = at.workspace.session
    at.window.judgements.limits.try_out("level", 9.0)
    at.qtbot.wait(50)
    assert at.workspace.limits_of(session) == {"level": 9.0}
    at.workspace.set_session(None)
    assert at.workspace.limits_of(session) == {}


def test_all_limits_are_reset_as_one_step(at: Driver) -> None:
    limits, strips = at.window.judgements.limits, at.window.frames.strips
    assert not strips.reset.isEnabled()
    limits.set_limit("level", 3.0)
    limits.set_limit("noise", 2.0)
    assert strips.reset.isEnabled()
    assert strips.words.text() == "limits set by you: level, noise"
    strips.reset.click()
    assert at.workspace.checks.limits == {}
    assert at.workspace.history.undoText() == "all limits"
    at.workspace.history.undo()
    assert at.workspace.checks.limits == {"level": 3.0, "noise": 2.0}
    limits.set_limit("level", None)
    assert at.workspace.checks.limits == {"noise": 2.0}


def test_a_session_that_is_opened_again_is_judged_by_what_was_kept(
    at: Driver,
) -> None:
    session = at.workspace.session
    at.window.judgements.limits.set_limit("level", 10.0)
    at.workspace.set_session(None)
    at.window.browser.model.index_of(session.path)
    at.workspace.request_capture(session.path)
    at.qtbot.waitUntil(lambda: at.workspace.checks is not None, timeout=PATIENCE_MS)
    assert at.workspace.checks.limits == {"level": 10.0}


def test_what_another_window_says_is_taken_up(at: Driver) -> None:
    other = Opinions(kept=False)
    judgements = at.window.judgements
    mine = judgements.opinions
    try:
        other.say(LIMITS, "", {"level": 10.0, "weather": 3.0, "noise": -1.0})
        judgements.limits._opinions = other
        judgements.limits.take_up()
        assert at.workspace.checks.limits == {"level": 10.0}
        other.say(LIMITS, "", None)
        judgements.limits.take_up()
        assert at.workspace.checks.limits == {}
    finally:
        judgements.limits._opinions = mine
        other.close()


def test_an_exported_master_says_whose_limit_it_passed(
    at: Driver, tmp_path: Path
) -> None:
    at.window.judgements.limits.set_limit("level", 10.0)
    table = written(at, tmp_path / "out")
    said = table.meta["checks"]["sentences"]
    assert any("level: all levels" in one for one in said)
    assert "set by you" in json.dumps(table.meta["checks"])
    with fits.open(next((tmp_path / "out").glob("*.fits"))) as master:
        assert "set by you" in str(master[0].header)
