"""Several signals, one refresh, and none for what nobody sees."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.refresh import Refresh


class Part(QWidget):
    """Notes what it did."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.refresh = Refresh(self, lambda: self.done.append("followed"))

    def showEvent(self, event: object) -> None:
        super().showEvent(event)
        self.refresh.now()

    def paintEvent(self, _event: object) -> None:
        self.done.append("painted")


def test_many_signals_are_followed_once_and_before_the_painting(qtbot: QtBot) -> None:
    part = Part()
    qtbot.addWidget(part)
    part.refresh.ask()
    assert part.refresh.idle  # nobody sees it
    with qtbot.waitExposed(part):
        part.show()
    qtbot.waitUntil(lambda: "painted" in part.done)
    assert part.done[:2] == ["followed", "painted"]
    assert part.refresh.count == 1
    part.done.clear()
    part.update()
    for _ in range(3):
        part.refresh.ask("changed")
    assert not part.done
    assert not part.refresh.idle
    qtbot.waitUntil(lambda: "painted" in part.done)
    assert part.done[:2] == ["followed", "painted"]
    assert part.refresh.count == 2


def test_what_is_hidden_follows_when_it_is_shown_and_not_again(qtbot: QtBot) -> None:
    part = Part()
    qtbot.addWidget(part)
    part.show()
    part.refresh.ask()
    part.hide()
    qtbot.waitUntil(lambda: part.refresh.idle)
    assert part.refresh.count == 1
    part.show()
    assert part.refresh.count == 2
    part.hide()
    part.show()
    assert part.refresh.count == 2
