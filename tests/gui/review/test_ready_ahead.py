"""Painting ahead: one part at a time, after a pause, and each once."""

from __future__ import annotations

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from darkviewer.gui.review.ready_ahead import ReadyAhead


def test_one_part_at_a_time_and_those_that_are_ready_at_once(qtbot: QtBot) -> None:
    parent, done = QObject(), []
    ready = ReadyAhead(parent)

    def painting(number: int, *, left: bool) -> object:
        def paint() -> bool:
            done.append((number, ready.idle))
            return left

        return paint

    ready.plan([painting(0, left=True)])
    assert not ready.idle
    assert not done  # a pause comes first
    lefts = enumerate((False, True, True, False))
    ready.plan(painting(number, left=left) for number, left in lefts)
    qtbot.waitUntil(lambda: ready.idle)
    assert [number for number, _ in done] == [0, 1, 2, 3]
    ready.plan([painting(4, left=True)])
    ready.stop()
    assert ready.idle
    qtbot.wait(60)
    assert len(done) == 4
