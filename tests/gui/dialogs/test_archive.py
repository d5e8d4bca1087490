"""A whole archive processed from the window: begun, stopped, gone on with, opened."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from darkviewer.core.progress import Progress
from darkviewer.gui.dialogs import archive
from darkviewer.gui.dialogs.archive import ArchivePanel
from darkviewer.gui.main_window import MainWindow
from darkviewer.storage.batches.records import Record, read_records
from tests.helpers.archives import write_archive
from tests.helpers.windows import open_window, settle

NIGHTS = 3


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_archive(tmp_path / "archive", NIGHTS)
    return tmp_path / "archive"


@pytest.fixture
def window(root: Path, qtbot: QtBot) -> MainWindow:
    window = open_window(qtbot)
    window.open_path(root)
    settle(window, qtbot)
    return window


@pytest.fixture
def panel(window: MainWindow, tmp_path: Path) -> ArchivePanel:
    window.actions_by_name["process_below"].trigger()
    panel = window.findChild(ArchivePanel)
    panel.folder.setText(str(tmp_path / "results"))
    panel.what.set_value("check")
    panel.workers.setValue(1)
    return panel


def finish(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.archive.running)
    settle(window, qtbot)


def test_all_is_done_once_and_a_click_opens_a_session(
    panel: ArchivePanel, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    assert panel.archive.text() == str(window.workspace.root)
    assert not panel.stop.isEnabled()
    panel.begin.click()
    assert panel.stop.isEnabled()
    finish(window, qtbot)
    assert panel.outcome.text().startswith("3 series done in ")
    assert panel.model.rowCount() == NIGHTS
    assert len(list(read_records(tmp_path / "results"))) == NIGHTS
    panel.begin.click()
    finish(window, qtbot)
    assert "3 done before" in panel.outcome.text()
    table = panel.table
    where = table.visualRect(panel.model.index(2, 1)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    settle(window, qtbot)
    session = window.workspace.session
    assert session is not None
    assert session.date == panel.model.record(2).where[:10]
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    settle(window, qtbot)
    assert window.workspace.session is not None
    assert window.workspace.session.date == "2024-05-03"
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex().row() == 1
    chosen = panel.model.record(1)
    window.archive.rows.insert(0, Record("done", "2024-05-09", "another"))
    window.archive.changed.emit()
    assert panel.model.record(table.currentIndex().row()) == chosen
    assert table.currentIndex().row() == 2


def test_stopped_it_goes_on_later(
    panel: ArchivePanel, window: MainWindow, qtbot: QtBot
) -> None:
    panel.begin.click()
    panel.stop.click()
    assert panel.outcome.text() == "Stopping…"
    qtbot.waitUntil(lambda: panel.outcome.text().startswith("Stopped after "))
    assert panel.begin.isEnabled()
    panel.begin.click()
    finish(window, qtbot)
    assert panel.model.rowCount() == NIGHTS


def test_what_is_changed_meanwhile_is_for_the_next_batch(
    panel: ArchivePanel, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    at = window.workspace
    gain = at.parameters.gain_e_per_adu
    panel.what.set_value("process")
    panel.begin.click()
    asked = replace(at.requested, gain_e_per_adu=2 * gain)
    at.change_parameters(asked, words="gain")
    finish(window, qtbot)
    records = [one for _, one in read_records(tmp_path / "results")]
    assert [one.row["gain_e_per_adu"] for one in records] == NIGHTS * [gain]


def test_it_says_how_far_it_is_once(panel: ArchivePanel, window: MainWindow) -> None:
    run, jobs = window.archive, window.tasks.archive
    run.done, run.total = 1, 3
    jobs.progressed.emit(None, Progress("Processing 2024-05-02/Dark30s", 1, 3))
    assert panel.outcome.text() == "1 of 3 series. Processing 2024-05-02/Dark30s"
    words = window.status.job.stage.text()
    assert words == "Processing 2024-05-02/Dark30s, 1 of 3"


def test_time_left_is_that_of_the_last_series_that_ended(
    panel: ArchivePanel, window: MainWindow, qtbot: QtBot
) -> None:
    seen: list[str] = []
    window.archive.changed.connect(lambda: seen.append(panel.outcome.text()))
    panel.begin.click()
    qtbot.waitUntil(lambda: window.archive.done == NIGHTS)
    progress = Progress("Processing", NIGHTS, NIGHTS)
    window.tasks.archive.progressed.emit(None, progress)
    assert "3 of 3 series, 0 s left. Processing" in seen
    finish(window, qtbot)


def test_ctrl_q_quits_from_the_dialog_too(
    panel: ArchivePanel, window: MainWindow, qtbot: QtBot
) -> None:
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.folder.setFocus()
    qtbot.keyClick(panel.folder, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not window.isVisible()


def test_it_outlives_its_dialog_and_ends_with_the_window(
    panel: ArchivePanel, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    panel.begin.click()
    panel.close()
    qtbot.waitUntil(lambda: window.findChild(ArchivePanel) is None)
    assert window.archive.running
    window.actions_by_name["process_below"].trigger()
    again = window.findChild(ArchivePanel)
    assert again.stop.isEnabled()
    assert again.folder.text() == str(tmp_path / "results")  # Start goes on there
    assert again.what.value == "check"
    window.close()
    assert not window.archive.running


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("relative", "Write the whole path"),
        ("{root}/in it", "The archive is only read"),
        ("{root}/../file", "is a file"),
    ],
)
def test_where_results_cannot_be(
    panel: ArchivePanel, window: MainWindow, root: Path, name: str, why: str
) -> None:
    (root.parent / "file").write_text("a file")
    panel.folder.setText(name.format(root=root))
    panel.begin.click()
    assert not window.archive.running
    assert why in panel.folder.callout.text


def test_a_folder_that_cannot_be_written_says_so(
    panel: ArchivePanel, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    panel.folder.setText(str(tmp_path / "file" / "below"))
    panel.begin.click()
    finish(window, qtbot)
    assert "cannot be written" in panel.outcome.text()


def test_the_folder_is_chosen_and_the_overview_opened(
    panel: ArchivePanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    (chosen / "index.html").write_text("<p>")
    opened: list[str] = []
    monkeypatch.setattr(archive, "ask_folder", lambda *_: None)
    panel.browse.click()
    monkeypatch.setattr(archive, "ask_folder", lambda *_: chosen)
    panel.browse.click()
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile())
    )
    panel.overview.click()
    assert opened == [os.fspath(chosen / "index.html")]
