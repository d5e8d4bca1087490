"""A window that is not there, and displays."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def fake_window(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Instead of a window: a note of what was to be shown."""
    shown: list[dict[str, object]] = []

    def run(
        path: Path | None,
        *,
        screenshot: Path | None = None,
        fresh: bool = False,
        watchdog: bool = False,
    ) -> int:
        platform = os.environ.get("QT_QPA_PLATFORM")
        asked = {"path": path, "screenshot": screenshot, "fresh": fresh, "on": platform}
        shown.append({**asked, "watchdog": True} if watchdog else asked)
        return 0

    module = ModuleType("darkviewer.gui.startup.app")
    module.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "darkviewer.gui.startup.app", module)
    return shown


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.setenv(name, "")  # so that whatever is set is taken back
        monkeypatch.delenv(name)


@pytest.fixture
def a_display(no_display: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    monkeypatch.setenv("DISPLAY", ":7")
