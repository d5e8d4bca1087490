"""What is known beyond the table, asked for in the background."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.progress import go_on
from darkviewer.core.vetting import dossier as dossiers
from darkviewer.core.vetting.examiner import Examiner
from darkviewer.gui.engine import pixel_facts as examining
from darkviewer.gui.engine.pixel_facts import Examining
from darkviewer.gui.threads.ending import Deadline, left_behind
from darkviewer.gui.widgets.explanation import Explanation
from tests.helpers.captures import HOT, STAR
from tests.helpers.scene import Scene
from tests.helpers.windows import Driver, look_at_pixel

QUIET, OTHER = (6, 7), (9, 12)
"""Pixels that nobody has asked for."""


@pytest.mark.parametrize("opened_first", [True, False])
def test_it_prepares_whether_a_session_is_opened_soon_or_late(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, opened_first: bool
) -> None:
    monkeypatch.setattr(examining, "_PREPARE_MS", 60_000 if opened_first else 0)
    at = Examining(scene.workspace)
    try:
        if opened_first:
            scene.open()
        with scene.qtbot.waitSignal(at.prepared_now, timeout=20_000):
            pass
        assert at.prepared
        if not opened_first:
            scene.open()
        scene.qtbot.waitUntil(lambda: at.idle, timeout=20_000)
    finally:
        at.close()


def test_a_pixel_whose_frames_cannot_be_read_shows_no_other_pixels_facts(
    opened: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, at = opened.window, opened.window.examining
    look_at_pixel(window, opened.qtbot, *STAR)
    assert (at.dossier.x, at.dossier.y) == STAR[1:]
    whole = examining._dossier

    def vanished(*_what: object) -> None:
        raise DarkviewerError("00002.fits has vanished")

    monkeypatch.setattr(examining, "_dossier", vanished)
    look_at_pixel(window, opened.qtbot, *HOT)
    assert at.dossier is None
    assert window.status.message.text() == "00002.fits has vanished"
    assert not window.history.words[0].isVisible()
    x, y = HOT[1:]
    assert window.history._advice.text() == f"Nothing is known of x {x} y {y} yet."
    opened.press(Qt.Key.Key_E)
    where = window.findChild(Explanation).where
    assert where.text() == f"Nothing is known of x {x} y {y} yet."
    monkeypatch.setattr(examining, "_dossier", whole)
    look_at_pixel(window, opened.qtbot, *STAR)
    assert (at.dossier.x, at.dossier.y) == STAR[1:]
    assert window.status.message.text() == ""


def test_closing_stops_the_facts_of_a_pixel(
    opened: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, begun = opened.window.examining, threading.Event()

    def long(examiner: Examiner, *_of: object) -> None:
        begun.set()
        examiner.stack.stop.wait(30)
        go_on(examiner.stack.stop)

    monkeypatch.setattr(dossiers, "dossier", long)
    opened.window.workspace.pick_pixel(*QUIET)
    opened.qtbot.waitUntil(begun.is_set)
    at.close(Deadline(10))
    assert "examining" not in left_behind()


def test_what_was_foreseen_is_there_at_once(
    opened: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, at = opened.window, opened.window.examining
    opened.qtbot.waitUntil(lambda: at.idle)
    at.foresee([QUIET, OTHER])
    opened.qtbot.waitUntil(lambda: at.idle)
    expected = at.foreseen(*QUIET)
    assert (expected.x, expected.y) == QUIET
    monkeypatch.setattr(examining, "_dossier", None)  # nothing more can be read
    window.workspace.pick_pixel(*QUIET)
    assert at.dossier is expected
    at.foresee([QUIET])
    assert at.idle


def test_what_was_foreseen_for_another_examination_is_forgotten(
    opened: Driver,
) -> None:
    window, at = opened.window, opened.window.examining
    opened.qtbot.waitUntil(lambda: at.idle)
    at.foresee([QUIET])
    opened.qtbot.waitUntil(lambda: at.idle)
    at.foresee([OTHER])
    changed = replace(window.workspace.parameters, fwhm_px=3.0)
    window.workspace.set_parameters(changed)
    opened.settle()
    opened.qtbot.waitUntil(lambda: at.idle)
    assert at.foreseen(*QUIET) is at.foreseen(*OTHER) is None


def test_only_so_much_is_foreseen(
    opened: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examining, "_FORESEEN", 1)
    at = opened.window.examining
    opened.qtbot.waitUntil(lambda: at.idle)
    at.foresee([QUIET, OTHER])
    opened.qtbot.waitUntil(lambda: at.idle)
    assert at.foreseen(*QUIET) is None
    assert at.foreseen(*OTHER) is not None


def test_nothing_is_foreseen_without_frames(driver: Driver) -> None:
    driver.window.examining.foresee([QUIET])
    assert driver.window.examining.foreseen(*QUIET) is None


def test_what_cannot_be_foreseen_is_not_reported(
    opened: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened.window.examining
    opened.qtbot.waitUntil(lambda: at.idle)

    def vanished(*_what: object) -> None:
        raise DarkviewerError("00002.fits has vanished")

    monkeypatch.setattr(examining, "_dossier", vanished)
    at.foresee([QUIET])
    opened.qtbot.waitUntil(lambda: at.idle)
    assert at.foreseen(*QUIET) is None
    assert opened.window.status.message.text() == ""
