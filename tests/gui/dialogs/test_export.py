"""Writing results outside the capture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from astropy.table import Table
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from darkviewer.core.frames.series import Series
from darkviewer.core.frames.session import Session
from darkviewer.core.opinions.events import VERDICT
from darkviewer.core.progress import drive
from darkviewer.core.review.classes import EVENT
from darkviewer.core.review.verdict import Verdict
from darkviewer.gui.controls.ticks import Ticks, name_of
from darkviewer.gui.dialogs.bad_pixels import BadPixelsDialog
from darkviewer.gui.dialogs.export import (
    ExportDialog,
    default_folder,
    export_of,
    folder_for_a_file,
)
from darkviewer.gui.engine.tasks import Tasks
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.app import make_application, make_window
from darkviewer.runs.exclusion import content_of
from darkviewer.storage.appdata.settings import Settings
from darkviewer.storage.opinions.store import Opinions
from tests.helpers.archives import write_night
from tests.helpers.dialogs import settled
from tests.helpers.jobs import endless
from tests.helpers.scene import Scene
from tests.helpers.windows import Driver, settle


@pytest.fixture
def begun(scene: Scene) -> Iterator[tuple[ExportDialog, Tasks]]:
    scene.open()
    scene.calibrate()
    parent, tasks = QWidget(), Tasks(scene.workspace)
    scene.qtbot.addWidget(parent)
    yield ExportDialog(scene.workspace, tasks, parent), tasks
    tasks.close()


def tick(ticks: Ticks, *names: str) -> None:
    for row in range(ticks.count()):
        on = name_of(ticks.item(row)) in names
        state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        ticks.item(row).setCheckState(state)


def kinds(folder: Path) -> list[str]:
    return sorted(path.name.split("_")[0] + path.suffix for path in folder.iterdir())


def test_export_writes_outside_the_capture(
    scene: Scene, begun: tuple[ExportDialog, Tasks], tmp_path: Path
) -> None:
    dialog, tasks = begun
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.write.click()
    settled(scene, tasks)
    tables = ["Candidates", "Checks", "Frames", "Verdicts"]
    assert kinds(tmp_path / "out") == sorted(
        [f"{name}{ending}" for name in tables for ending in (".csv", ".ecsv")]
        + ["Candidates.reg", "MasterDark.fits", "Provenance.json", "SHA256SUMS"]
    )
    assert "12 files written" in dialog.outcome.text()
    dialog.regions.set_value(True)
    dialog.folder.setText(str(tmp_path / "all"))
    dialog.write.click()
    settled(scene, tasks)
    few, all_ = (
        next((tmp_path / name).glob("*.reg")).read_text().count("tag=")
        for name in ("out", "all")
    )
    table = scene.workspace.candidates
    assert (few, all_) == (2 * int(table.accepted.sum()), 2 * len(table))
    assert few < all_


def test_what_is_ticked_is_written(
    scene: Scene, begun: tuple[ExportDialog, Tasks], tmp_path: Path
) -> None:
    dialog, tasks = begun
    dialog.folder.setText(str(tmp_path / "out"))
    tick(dialog.parts)
    dialog.write.click()
    assert dialog.outcome.text() == "Tick what to export."
    tick(dialog.parts, "checks")
    tick(dialog.formats)
    dialog.write.click()
    assert dialog.outcome.text() == "Tick a format for the tables."
    tick(dialog.formats, "votable")
    dialog.write.click()
    settled(scene, tasks)
    assert kinds(tmp_path / "out") == ["Checks.vot", "Provenance.json", "SHA256SUMS"]


def test_it_asks_before_an_export_is_replaced(
    scene: Scene, begun: tuple[ExportDialog, Tasks], tmp_path: Path
) -> None:
    dialog, tasks = begun
    out = tmp_path / "out"
    dialog.folder.setText(str(out))
    tick(dialog.parts, "checks")
    dialog.write.click()
    settled(scene, tasks)
    before = {path: path.read_bytes() for path in out.iterdir()}
    dialog.write.click()
    settled(scene, tasks)
    assert dialog.outcome.text().startswith("out holds an export already: replace it")
    assert {path: path.read_bytes() for path in out.iterdir()} == before
    assert not dialog.replace.isHidden()
    dialog.folder.setText(str(tmp_path / "elsewhere"))
    assert dialog.replace.isHidden()
    dialog.folder.setText(str(out))
    dialog.write.click()
    settled(scene, tasks)
    dialog.replace.click()
    settled(scene, tasks)
    assert "4 files written" in dialog.outcome.text()
    assert dialog.replace.isHidden()
    assert len(list(out.iterdir())) == len(before) == 4


def test_rows_have_their_height_before_they_are_shown(opened: Driver) -> None:
    """Those laid out without the style sheet were lower, and stayed so on X11."""
    dialog = ExportDialog(opened.workspace, opened.window.tasks, opened.window)
    for ticks in (dialog.parts, dialog.formats):
        items = [ticks.item(row) for row in range(ticks.count())]
        before = [ticks.visualItemRect(item).height() for item in items]
        dialog.show()
        opened.settle()
        assert before == [ticks.sizeHintForRow(row) for row in range(ticks.count())]
    dialog.close()


def test_parquet_is_offered_only_where_it_can_be_written(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("darkviewer.gui.dialogs.export.find_spec", lambda _name: None)
    parent, tasks = QWidget(), Tasks(scene.workspace)
    scene.qtbot.addWidget(parent)
    dialog = ExportDialog(scene.workspace, tasks, parent)
    (item,) = dialog.formats.findItems("Parquet", Qt.MatchFlag.MatchExactly)
    assert not item.flags() & Qt.ItemFlag.ItemIsEnabled
    assert "pyarrow" in item.toolTip()
    tasks.close()


@pytest.mark.parametrize("allowed", [True, False])
def test_export_goes_on_when_its_dialog_is_closed(
    scene: Scene, tmp_path: Path, allowed: bool
) -> None:
    scene.open()
    scene.calibrate()
    parent, tasks, said = QWidget(), Tasks(scene.workspace), []
    scene.qtbot.addWidget(parent)
    scene.workspace.message_posted.connect(lambda text, _level: said.append(text))
    tasks.failed.connect(lambda _title, failure: said.append(failure.text))
    dialog = ExportDialog(scene.workspace, tasks, parent)
    dialog.folder.setText(str(tmp_path / "out" if allowed else scene.path))
    dialog.show()
    dialog.write.click()
    dialog.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settled(scene, tasks)
    assert ("Exported into" if allowed else "choose another folder") in said[-1]
    tasks.close()


def test_export_into_the_capture_is_refused_in_words(scene: Scene) -> None:
    scene.open()
    scene.calibrate()
    before = sorted(scene.path.iterdir())
    parent, tasks = QWidget(), Tasks(scene.workspace)
    scene.qtbot.addWidget(parent)
    dialog = ExportDialog(scene.workspace, tasks, parent)
    dialog.folder.setText(str(scene.path))
    dialog.write.click()
    settled(scene, tasks)
    assert "choose another folder" in dialog.outcome.text()
    assert sorted(scene.path.iterdir()) == before
    tasks.close()


def test_a_name_that_the_disk_refuses_is_told_in_the_dialog(
    scene: Scene, tmp_path: Path
) -> None:
    scene.open()
    scene.calibrate()
    parent, tasks = QWidget(), Tasks(scene.workspace)
    scene.qtbot.addWidget(parent)
    dialog = ExportDialog(scene.workspace, tasks, parent)
    dialog.folder.setText(str(tmp_path / (300 * "9")))
    dialog.write.click()
    settled(scene, tasks)
    assert "cannot be written" in dialog.outcome.text()
    assert dialog.write.isEnabled()
    dialog.folder.setText(str(tmp_path / "out\0"))  # it may be pasted
    dialog.write.click()
    assert "whole path" in dialog.folder.callout.text
    assert list(tmp_path.glob("out*")) == []
    tasks.close()


def test_a_folder_that_cannot_be_is_refused_beside_the_field(opened: Driver) -> None:
    opened.window.actions_by_name["export"].trigger()
    dialog = opened.window.findChild(ExportDialog)
    opened.qtbot.waitUntil(dialog.isActiveWindow)
    offered = dialog.folder.text()
    for text, why in (
        ("", "whole path"),
        ("  ", "whole path"),
        ("results/tonight", "whole path"),
        ("~nobody-of-this-name/x", "whole path"),
        (__file__, "test_export.py is a file"),
    ):
        assert dialog.folder.callout.text == ""
        dialog.folder.selectAll()
        opened.qtbot.keyClick(dialog.folder, Qt.Key.Key_Delete)
        opened.qtbot.keyClicks(dialog.folder, text)
        opened.qtbot.keyClick(dialog.folder, Qt.Key.Key_Return)
        assert why in dialog.folder.callout.text
        assert dialog.folder.text() == text
        assert dialog.outcome.text() == ""
        assert not opened.window.tasks.writing.busy
        opened.qtbot.keyClick(dialog.folder, Qt.Key.Key_Escape)
        assert dialog.folder.text() == offered
        assert dialog.isVisible()
    dialog.close()


def test_the_folder_offered_is_outside_and_named_after_the_session() -> None:
    session = Session(Path("x"), date="2024-05-08", time="03_38_48", object="Dark30s")
    folder = default_folder(session)
    assert folder.name == "2024-05-08_03_38_48_Dark30s"
    assert folder.parent.name == "Darkviewer"


def test_a_single_file_is_offered_the_folder_above_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = tmp_path / "Documents"
    where = "darkviewer.gui.dialogs.export.QStandardPaths.writableLocation"
    monkeypatch.setattr(where, lambda _which: str(documents))
    assert folder_for_a_file(None) == tmp_path
    documents.mkdir()
    assert folder_for_a_file(None) == documents
    (documents / "Darkviewer").mkdir()
    assert folder_for_a_file(None) == documents / "Darkviewer"


def test_what_was_measured_of_the_noise_goes_into_the_tables(
    tested: MainWindow, tmp_path: Path
) -> None:
    make = export_of(tested.workspace, tmp_path / "out")
    assert make is not None
    drive(make())
    (table,) = (tmp_path / "out").glob("Candidates*.ecsv")
    assert "signal_width" in table.read_text()
    tested.workspace.set_parameter("fwhm_px", 2.7)  # not examined so yet
    make = export_of(tested.workspace, tmp_path / "other")
    assert make is not None


def test_a_fresh_window_writes_its_own_verdicts(qtbot: QtBot, tmp_path: Path) -> None:
    """They are on no disk, and those that are there are not of this window."""
    make_application()
    window = make_window(Settings(), fresh=True)
    qtbot.addWidget(window)
    window.open_path(write_night(tmp_path / "archive", 1))
    settle(window, qtbot)
    session = window.workspace.session
    assert session is not None
    place = content_of(session.frames[0], window.judgements.contents)
    mine, theirs = (Verdict("a", EVENT, place, x, 4, "hot") for x in (3, 5))
    others = Opinions()
    others.say(VERDICT, theirs.subject, theirs.as_value())
    others.close()
    window.judgements.opinions.say(VERDICT, mine.subject, mine.as_value())
    window.actions_by_name["export"].trigger()
    dialog = window.findChild(ExportDialog)
    dialog.folder.setText(str(tmp_path / "out"))
    tick(dialog.parts, "verdicts")
    dialog.write.click()
    qtbot.waitUntil(lambda: "written" in dialog.outcome.text())
    settle(window, qtbot)
    (path,) = (tmp_path / "out").glob("Verdicts*.ecsv")
    assert Table.read(path, format="ascii.ecsv")["x"].tolist() == [3]


def test_another_session_goes_into_another_folder(
    opened: Driver, tmp_path: Path
) -> None:
    """Else the export of the session before was offered to be replaced by it."""
    window, workspace = opened.window, opened.workspace
    window.actions_by_name["export_bad_pixels"].trigger()
    dialog = window.findChild(BadPixelsDialog)
    assert workspace.session is not None
    assert dialog.session.text() == workspace.session.title
    dialog.replace.show()
    dialog.outcome.setText("It holds an export already.")
    other = replace(workspace.session, path=tmp_path / "x", object="Dark9s")
    workspace.set_session(other)
    assert dialog.session.text() == other.title
    assert dialog.folder.text() == str(default_folder(other, "bad-pixels"))
    assert dialog.folder.text().endswith("Dark9s_bad-pixels")
    assert dialog.replace.isHidden()
    assert dialog.outcome.text() == ""
    dialog.folder.setText(str(tmp_path / "mine"))
    workspace.set_session(replace(other, object="Dark8s"))
    assert dialog.folder.text() == str(tmp_path / "mine")
    workspace.set_session(None)
    assert dialog.session.text() == "No session is open."
    dialog.write.click()
    assert dialog.outcome.text().startswith("Nothing is calibrated")
    assert not opened.window.tasks.writing.busy


def test_the_dialog_says_how_far_it_is_and_cancels(
    scene: Scene,
    begun: tuple[ExportDialog, Tasks],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog, tasks = begun
    dialog.folder.setText(str(tmp_path / "out"))
    monkeypatch.setattr(dialog, "job", lambda _folder: endless)
    assert dialog.stop.isHidden()
    dialog.write.click()
    assert not dialog.stop.isHidden()
    scene.qtbot.waitUntil(lambda: "Combining, " in dialog.outcome.text())
    before = scene.workspace.session
    assert before is not None
    scene.workspace.set_session(replace(before, object="Dark9s"))
    assert dialog.session.text() == before.title  # that is what is written
    dialog.stop.click()
    settled(scene, tasks)
    scene.qtbot.waitUntil(lambda: dialog.outcome.text() == "Cancelled.")
    assert dialog.stop.isHidden()
    assert dialog.write.isEnabled()
    assert dialog.session.text().endswith("Dark9s")


def test_a_second_export_waits_for_the_first(
    scene: Scene, begun: tuple[ExportDialog, Tasks], tmp_path: Path
) -> None:
    first, tasks = begun
    second = ExportDialog(scene.workspace, tasks, first)
    for dialog, name in ((first, "one"), (second, "two")):
        dialog.folder.setText(str(tmp_path / name))
        tick(dialog.parts, "checks")
        dialog.write.click()
    settled(scene, tasks)
    for dialog, name in ((first, "one"), (second, "two")):
        assert "4 files written" in dialog.outcome.text()
        assert (tmp_path / name / "SHA256SUMS").exists()


def test_the_folder_that_was_written_is_opened(
    scene: Scene,
    begun: tuple[ExportDialog, Tasks],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog, tasks = begun
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    tick(dialog.parts, "checks")
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.write.setFocus()
    dialog.write.click()
    settled(scene, tasks)
    dialog.folder.setText(str(tmp_path / "elsewhere"))
    dialog.show_folder.click()
    assert dialog.focusWidget() is dialog.write  # though it was disabled meanwhile
    assert [Path(url.toLocalFile()) for url in opened] == [tmp_path / "out"]


def test_series_of_one_capture_have_folders_of_their_own() -> None:
    series = tuple(Series(name, ()) for name in ("dark-60s", "dark-10s"))
    session = Session(Path("x"), object="D", series="dark-10s", all_series=series)
    assert default_folder(session, "mask").name == "D_dark-10s_mask"
