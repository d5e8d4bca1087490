from __future__ import annotations

import time

import pytest
from PySide6.QtWidgets import QApplication, QSplashScreen

from darkviewer.gui import splash
from darkviewer.gui.app import make_application


def shown() -> list[QSplashScreen]:
    widgets = QApplication.topLevelWidgets()
    return [w for w in widgets if isinstance(w, QSplashScreen) and w.isVisible()]


@pytest.mark.parametrize(("seconds", "count"), [(0.9, 0), (1.1, 1)])
def test_a_splash_only_when_it_takes_longer_than_a_second(
    monkeypatch: pytest.MonkeyPatch, seconds: float, count: int
) -> None:
    make_application()
    monkeypatch.setattr(splash, "STARTED_S", time.monotonic() - seconds)
    with splash.splash_if_slow():
        assert len(shown()) == count
    assert shown() == []
