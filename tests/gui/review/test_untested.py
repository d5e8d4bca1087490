"""Without the PSF test the desk says so, and offers it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from darkviewer.gui.main_window import MainWindow
from tests.helpers.reviews import at_the_desk, rest
from tests.helpers.windows import Driver


def test_a_click_gives_the_queue_its_labels(untested: MainWindow, qtbot: QtBot) -> None:
    at = at_the_desk(Driver(untested, qtbot))
    line, review = untested.untested, untested.reviewing
    assert line.isVisible()
    for width in (1024, 1440):
        untested.resize(width, 800)
        at.settle()
        assert line.isVisible()
    assert {entry.label for entry in review.entries} == {""}
    qtbot.mouseClick(line.test, Qt.MouseButton.LeftButton)
    assert not line.isVisible()
    rest(at)
    assert not line.isVisible()
    labels = {entry.label for entry in review.entries}
    assert "PSF-like" in labels
    assert "" not in labels
    sigmas = [entry.sigma for entry in review.entries]
    assert sigmas == sorted(sigmas, reverse=True)
    at.workspace.history.undo()
    rest(at)
    assert line.isVisible()
