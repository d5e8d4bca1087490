"""Parts out of sight do nothing, and catch up once."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.in_sight import InSight


def test_what_nobody_sees_is_followed_when_somebody_looks(qtbot: QtBot) -> None:
    part, done = QWidget(), []
    qtbot.addWidget(part)
    seen = InSight(part, lambda: done.append(part.isVisible()))
    seen.ask()
    assert seen.misses()
    assert not done
    part.show()
    assert done == [True]
    seen.ask("changed")
    assert not seen.misses()
    assert done == [True, True]
    part.hide()
    part.show()
    assert done == [True, True]
    part.hide()
    seen.catch_up()
    assert done == [True, True]  # nothing was missed
    seen.ask()
    seen.catch_up()
    part.show()
    assert done == [True, True, False]
