from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from darkviewer.gui.startup import splash
from darkviewer.gui.startup.app import make_application


def shown() -> list[QWidget]:
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.isVisible() and widget.windowType() == Qt.WindowType.SplashScreen
    ]


@pytest.mark.parametrize(("seconds", "count"), [(0.9, 0), (1.1, 1)])
def test_a_splash_only_when_it_takes_longer_than_a_second(
    monkeypatch: pytest.MonkeyPatch, seconds: float, count: int
) -> None:
    make_application()
    monkeypatch.setattr(splash, "STARTED_S", time.monotonic() - seconds)
    with splash.splash_if_slow():
        assert len(shown()) == count
    assert shown() == []


def test_it_makes_a_slow_start_no_slower(monkeypatch: pytest.MonkeyPatch) -> None:
    make_application()
    monkeypatch.setattr(splash, "STARTED_S", time.monotonic() - 2)
    started = time.monotonic()
    with splash.splash_if_slow():
        (label,) = shown()
        assert label.geometry().center() == label.screen().availableGeometry().center()
    assert time.monotonic() - started < 0.5
