"""Settings reach the disk a moment after they change, not only at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from darkviewer.gui.actions.installed import installed
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.keeping import Keeping
from darkviewer.storage import atomic
from darkviewer.storage.appdata.settings import Settings, load, settings_path

SOON_MS = 20


@pytest.fixture
def keeping(window: MainWindow) -> Iterator[Keeping]:
    keeping = Keeping(window, Settings(), every_ms=SOON_MS)
    yield keeping
    keeping.close()


@pytest.mark.usefixtures("keeping")
def test_every_kind_of_change_is_written(window: MainWindow, qtbot: QtBot) -> None:
    changes = {
        "parameters": lambda: window.workspace.set_parameter("ratio", 0.45),
        "last_root": lambda: window.workspace.set_root(Path("/raw")),
        "options": lambda: installed(window).set_own_keys({"fit": "X"}),
        "window": lambda: window.resize(1300, 850),
    }
    qtbot.waitUntil(settings_path().exists)
    for name, change in changes.items():
        before = getattr(load()[0], name)
        change()
        qtbot.waitUntil(lambda n=name, b=before: getattr(load()[0], n) != b)


@pytest.mark.usefixtures("keeping")
def test_what_did_not_change_is_not_written_again(qtbot: QtBot) -> None:
    qtbot.waitUntil(settings_path().exists)
    qtbot.wait(5 * SOON_MS)
    before = settings_path().stat().st_mtime_ns
    qtbot.wait(5 * SOON_MS)
    assert settings_path().stat().st_mtime_ns == before


def test_a_disk_that_takes_nothing_is_logged(
    window: MainWindow,
    keeping: Keeping,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    window.workspace.set_parameter("ratio", 0.4)
    qtbot.waitUntil(lambda: "No space left" in caplog.text)
    keeping.save_now()
    assert not list(settings_path().parent.glob("*.part"))
