"""The program as the desktop starts and ends it: whole processes."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from darkviewer.core.opinions.events import EXCLUSION
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.app import run
from darkviewer.gui.threads.timers import repeating
from darkviewer.storage.appdata.open_root import root_left_open
from darkviewer.storage.appdata.settings import load, save, settings_path
from darkviewer.storage.opinions.store import Opinions
from tests.helpers.programs import (
    LIMIT_S,
    Program,
    log_text,
    program,
    wait_for,
    wait_for_rest,
)

__all__ = ["program"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_root_open_at_a_crash_is_offered_and_not_reopened(
    program: Program, session: Path
) -> None:
    crashed = program.start("open", session)
    program.wait_for_window()
    wait_for(lambda: root_left_open() == session)
    wait_for(lambda: settings_path().exists() and load()[0].last_root == str(session))
    crashed.kill()
    crashed.wait(timeout=LIMIT_S)
    for starts, reopened in ((2, ""), (3, str(session))):  # the third: no crash before
        again = program.start()
        wait_for(lambda n=starts: log_text().count("window is open") == n)
        again.send_signal(signal.SIGTERM)
        assert again.communicate(timeout=LIMIT_S)[1] == ""
        settings, _ = load()
        assert settings.last_root == reopened
        settings.last_root = str(session)
        save(settings)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_as_a_click_would(
    program: Program, session: Path, number: signal.Signals
) -> None:
    process = program.start("open", session)
    program.wait_for_window()
    wait_for(lambda: "window is open" in log_text())
    wait_for_rest(process)  # on a busy machine an import may outlast all patience
    process.send_signal(number)
    _, complaints = process.communicate(timeout=LIMIT_S)
    assert (process.returncode, complaints) == (0, "")
    kept = json.loads(settings_path().read_text())
    assert kept["last_root"] == str(session)


@pytest.mark.parametrize("scale", ["1.5", "3"])
def test_every_scale_of_the_screen(
    program: Program, session: Path, tmp_path: Path, scale: str
) -> None:
    picture = tmp_path / "window.png"
    os.environ["QT_SCALE_FACTOR"] = scale
    try:
        process = program.start("open", session, "--screenshot", picture)
    finally:
        del os.environ["QT_SCALE_FACTOR"]
    _, words = process.communicate(timeout=LIMIT_S)
    assert words == f"darkviewer: wrote {picture}\n"
    image = QImage(str(picture))
    assert image.width() == round(float(scale) * 1440)
    assert image.height() == round(float(scale) * 900)


def test_being_killed_loses_nothing_of_note(program: Program, session: Path) -> None:
    process = program.start("open", session)
    wait_for(lambda: load()[0].last_root == str(session))
    process.kill()
    process.communicate(timeout=LIMIT_S)
    settings, message = load()
    assert message == ""
    assert settings.recent == [str(session)]
    assert any(name.startswith("geometry") for name in settings.window)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_second_start_ends_at_once_and_the_first_opens_its_path(
    program: Program, session: Path
) -> None:
    first = program.start()
    program.wait_for_window()
    second = program.start("open", session)
    assert second.communicate(timeout=LIMIT_S) == ("", "")
    assert second.returncode == 0
    assert first.poll() is None
    first.terminate()
    _, complaints = first.communicate(timeout=LIMIT_S)
    assert complaints in ("", "Qt: This plugin does not support raise()\n")
    assert json.loads(settings_path().read_text())["last_root"] == str(session)


@pytest.mark.usefixtures("qapp")
def test_what_is_said_without_the_remembered_settings_is_kept() -> None:
    def say_and_close() -> None:
        shown = QApplication.topLevelWidgets()
        for window in (one for one in shown if isinstance(one, MainWindow)):
            window.judgements.opinions.say(EXCLUSION, "a frame", {"reason": "lamp"})
            window.close()
            again.stop()

    again = repeating(None, 50)
    again.timeout.connect(say_and_close)
    again.start()
    assert run(None, fresh=True) == 0
    assert not settings_path().exists()
    later = Opinions()
    assert later.wait_read(LIMIT_S)
    assert [held.value for held in later.all(EXCLUSION)] == [{"reason": "lamp"}]
    assert later.close()
