"""Coming back to a session: at once from memory, from the disk after a new start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from darkviewer.core.calibration.pipeline import Calibration
from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.dialogs.result_cache import ResultCacheDialog
from darkviewer.gui.engine import kept_results
from darkviewer.gui.engine.tasks import Tasks
from darkviewer.gui.startup.app import make_application, make_window
from darkviewer.gui.startup.memory import recall, remember
from darkviewer.gui.workspace import Workspace
from darkviewer.storage.appdata.results import LIMIT_BYTES, results_folder
from darkviewer.storage.appdata.settings import Settings
from darkviewer.storage.captures.scan import read_session
from tests.helpers.captures import cube, write_capture


class Desk:
    """A workspace with its tasks, and the calibrations that it was shown."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.workspace = Workspace()
        self.tasks = Tasks(self.workspace)
        self.shown: list[Calibration] = []
        self.messages: list[str] = []
        self.workspace.calibration_changed.connect(self._note)
        self.workspace.message_posted.connect(
            lambda text, _: self.messages.append(text)
        )

    def _note(self, calibration: Calibration | None) -> None:
        if calibration is not None:
            self.shown.append(calibration)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.busy and self.tasks.kept.idle)

    def open(self, path: Path) -> None:
        self.workspace.set_session(read_session(path))

    def leave(self) -> None:
        self.workspace.set_session(None)


@pytest.fixture(autouse=True)
def written_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_results, "_WRITE_AFTER_MS", 0)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(qtbot)
    yield made
    made.tasks.close()


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    return write_capture(tmp_path, cube())


def test_coming_back_shows_the_result_at_once(desk: Desk, capture: Path) -> None:
    desk.open(capture)
    desk.settle()
    desk.leave()
    desk.open(capture)
    assert not desk.tasks.busy
    first, second = desk.shown
    assert (first.cached, second.cached) == (False, True)
    assert second.master is first.master
    assert second.request.sources == second.used


def test_another_start_finds_the_result_on_disk(
    desk: Desk, capture: Path, qtbot: QtBot
) -> None:
    desk.open(capture)
    desk.settle()
    other = Desk(qtbot)
    other.open(capture)
    other.settle()
    other.tasks.close()
    (found,) = other.shown
    assert found.cached
    assert found.seconds == desk.shown[0].seconds


def test_calibrate_again_reads_all_frames(desk: Desk, capture: Path) -> None:
    desk.open(capture)
    desk.settle()
    desk.tasks.calibrate(afresh=True)
    desk.settle()
    assert [item.cached for item in desk.shown] == [False, False]


def test_a_parameter_that_recomputes_and_back(desk: Desk, capture: Path) -> None:
    desk.open(capture)
    desk.settle()
    for gain in (2.0, 1.39):
        desk.workspace.set_parameter("gain_e_per_adu", gain)
        desk.settle()
    assert [item.cached for item in desk.shown] == [False, False, True]
    assert desk.shown[2].master is desk.shown[0].master


def test_clearing_forgets_memory_and_disk(desk: Desk, capture: Path) -> None:
    desk.open(capture)
    desk.settle()
    dialog = ResultCacheDialog(desk.tasks.kept, None)
    desk.qtbot.addWidget(dialog)
    assert dialog.kept_size.text().startswith("1 result, ")
    dialog.clear.click()
    assert dialog.kept_size.text() == "Nothing is kept."
    assert not dialog.clear.isEnabled()
    assert list(results_folder().iterdir()) == []
    desk.leave()
    desk.open(capture)
    desk.settle()
    assert not desk.shown[1].cached


def test_a_full_disk_is_told_and_does_no_harm(
    desk: Desk, capture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object, __: object) -> None:
        raise DarkviewerError("no room")

    monkeypatch.setattr(type(desk.tasks.kept.stored), "store", full)
    desk.open(capture)
    desk.settle()
    assert desk.messages == ["this result is not kept for next time: no room"]
    assert desk.workspace.calibration is not None


def test_the_limit_is_set_in_the_dialog_and_remembered(qtbot: QtBot) -> None:
    make_application()
    settings = Settings()
    window = make_window(Settings())
    qtbot.addWidget(window)
    assert window.tasks.kept.stored.limit_bytes == LIMIT_BYTES
    window.actions_by_name["result_cache"].trigger()
    (dialog,) = window.findChildren(ResultCacheDialog)
    assert dialog.limit.value() == 2
    dialog.limit.setValue(0.5)
    remember(window, settings)
    window.close()
    again = make_window(Settings())
    qtbot.addWidget(again)
    recall(again, settings)
    assert again.tasks.kept.stored.limit_bytes == 2**29
    again.close()


def test_the_status_line_says_where_the_result_comes_from(
    qtbot: QtBot, capture: Path
) -> None:
    make_application()
    window = make_window(Settings())
    qtbot.addWidget(window)
    for words in ("s", "s, from cache"):
        window.workspace.set_session(None)
        window.workspace.set_session(read_session(capture))
        qtbot.waitUntil(lambda: not window.tasks.busy)
        assert window.status.took.text().endswith(words)
    window.close()
