"""Results kept for next time: how many, how large, cleared."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from darkviewer.gui.dialogs.result_cache import ResultCacheDialog
from darkviewer.gui.startup.app import make_application, make_window
from darkviewer.gui.startup.memory import recall, remember
from darkviewer.storage.appdata.results import LIMIT_BYTES, results_folder
from darkviewer.storage.appdata.settings import Settings
from tests.helpers.desks import Desk


def test_clearing_forgets_memory_and_disk(desk: Desk, capture: Path) -> None:
    desk.open(capture)
    desk.settle()
    dialog = ResultCacheDialog(desk.tasks.kept, None)
    desk.qtbot.addWidget(dialog)
    assert dialog.kept_size.text().startswith("1 result, ")
    dialog.clear.click()
    assert dialog.kept_size.text() == "The cache is empty."
    assert not dialog.clear.isEnabled()
    assert list(results_folder().iterdir()) == []
    desk.leave()
    desk.open(capture)
    desk.settle()
    assert not desk.shown[1].cached


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
