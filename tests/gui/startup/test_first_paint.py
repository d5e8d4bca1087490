"""The first paint is reported once, and the window closes after it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from darkviewer.gui.startup.first_paint import REPORT, report_if_asked


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


def test_tells_once_and_closes(
    window: QMainWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(REPORT, "1")
    report_if_asked(window)
    window.show()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert capsys.readouterr().out == "first paint\n"


def test_is_silent_unless_asked(
    window: QMainWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv(REPORT, raising=False)
    report_if_asked(window)
    window.show()
    qtbot.wait(50)
    assert window.isVisible()
    assert capsys.readouterr().out == ""
