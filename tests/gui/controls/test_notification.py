"""The desktop tells, where it can."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.notification import Notification


@pytest.fixture
def alerts(monkeypatch: pytest.MonkeyPatch) -> list[QWidget]:
    found: list[QWidget] = []
    monkeypatch.setattr(QApplication, "alert", found.append)
    return found


def test_without_a_tray_the_window_asks_for_a_look(
    qtbot: QtBot, alerts: list[QWidget], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    window = QWidget()
    qtbot.addWidget(window)
    notification = Notification(window)
    notification.tell("Dark30s", "light", "warn")
    assert alerts == [window]
    assert window.findChildren(QSystemTrayIcon) == []
    notification.close()


@pytest.mark.usefixtures("alerts")
def test_with_a_tray_it_is_told_there(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    for name in ("isSystemTrayAvailable", "supportsMessages"):
        monkeypatch.setattr(QSystemTrayIcon, name, lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _, *w: told.append(w))
    window = QWidget()
    qtbot.addWidget(window)
    notification = Notification(window)
    clicks: list[int] = []
    notification.clicked.connect(lambda: clicks.append(1))
    notification.tell("Dark30s", "light", "warn")
    notification.tell("Dark30s", "stars", "bad")
    kinds = QSystemTrayIcon.MessageIcon
    assert told == [
        ("Dark30s", "light", kinds.Warning),
        ("Dark30s", "stars", kinds.Critical),
    ]
    (icon,) = window.findChildren(QSystemTrayIcon)
    icon.messageClicked.emit()
    icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert clicks == [1, 1]
    notification.close()
    assert not icon.isVisible()
