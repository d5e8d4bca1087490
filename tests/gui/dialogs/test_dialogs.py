"""Export, check and About on a real calibration."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from darkviewer import __version__
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import Health, Session, Skipped
from darkviewer.gui.dialogs.about import AboutDialog
from darkviewer.gui.dialogs.check import CheckDialog, check
from darkviewer.gui.dialogs.export import ExportDialog, default_folder
from darkviewer.gui.dialogs.facts import FactsDialog, remarks
from darkviewer.gui.dialogs.injection import InjectionDialog
from darkviewer.gui.engine.tasks import Tasks
from darkviewer.storage.captures.scan import read_session
from tests.helpers.captures import cube, write_capture
from tests.helpers.scene import Scene


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def _written(path: Path) -> int:
    return path.stat().st_mtime_ns


def settled(scene: Scene, tasks: Tasks) -> None:
    scene.qtbot.waitUntil(lambda: not tasks.busy, timeout=30_000)


def test_export_writes_outside_the_capture(scene: Scene, tmp_path: Path) -> None:
    scene.open()
    scene.calibrate()
    parent, tasks = QWidget(), Tasks(scene.workspace)
    scene.qtbot.addWidget(parent)
    dialog = ExportDialog(scene.workspace, tasks, parent)
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.write.click()
    settled(scene, tasks)
    names = sorted(path.suffix for path in (tmp_path / "out").iterdir())
    assert names == [".csv", ".ecsv", ".fits", ".reg"]
    assert "4 files written" in dialog.outcome.text()
    dialog.regions.set_value(True)
    dialog.write.click()
    settled(scene, tasks)
    few, all_ = (
        path.read_text().count("tag=")
        for path in sorted((tmp_path / "out").glob("*.reg"), key=_written)
    )
    table = scene.workspace.candidates
    assert (few, all_) == (2 * int(table.accepted.sum()), 2 * len(table))
    assert few < all_
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


def test_an_injection_arrives_when_its_dialog_is_closed(scene: Scene) -> None:
    scene.open()
    scene.calibrate()
    parent, tasks = QWidget(), Tasks(scene.workspace)
    scene.qtbot.addWidget(parent)
    dialog = InjectionDialog(scene.workspace, tasks, parent)
    dialog.x_px.setValue(10)
    dialog.y_px.setValue(12)
    dialog.show()
    dialog.apply.click()
    dialog.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settled(scene, tasks)
    assert scene.workspace.injected.pixels[12, 10]
    assert scene.workspace.selected == scene.candidate(0, 10, 12)
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


def test_the_folder_offered_is_outside_and_named_after_the_session() -> None:
    session = Session(Path("x"), date="2024-05-08", time="03_38_48", object="Dark30s")
    folder = default_folder(session)
    assert folder.name == "2024-05-08_03_38_48_Dark30s"
    assert folder.parent.name == "Darkviewer"


def test_ccdproc_agrees_exactly(scene: Scene) -> None:
    scene.open()
    scene.calibrate()
    parent, tasks = QWidget(), Tasks(scene.workspace)
    scene.qtbot.addWidget(parent)
    check(scene.workspace, tasks, parent)
    settled(scene, tasks)
    dialog = parent.findChild(CheckDialog)
    assert "agrees exactly" in texts(dialog)
    tasks.close()


def test_about_names_version_and_licences(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = AboutDialog(parent)
    shown = texts(dialog)
    for words in (__version__, "LGPL-3.0", "SIL Open Font License", "ccdproc"):
        assert words in shown
    dialog.copy_button("as text").click()
    assert QGuiApplication.clipboard().text() == "as text"


def test_facts_name_value_and_source_and_follow_the_frame(scene: Scene) -> None:
    scene.open()
    parent = QWidget()
    scene.qtbot.addWidget(parent)
    dialog = FactsDialog(scene.workspace, parent)
    assert dialog.values["path"].text() == "00001.fits"
    assert dialog.values["exposure_s"].text() == "30 s"
    assert dialog.sources["exposure_s"].text() == "EXPTIME"
    assert dialog.values["filter"].text() == "not said"
    scene.workspace.set_frame(2)
    scene.settle()
    assert dialog.values["path"].text() == "00003.fits"
    dialog.close()


def test_facts_follow_to_a_session_with_fewer_frames(
    scene: Scene, tmp_path: Path
) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.set_frame(4)
    scene.settle()
    parent = QWidget()
    scene.qtbot.addWidget(parent)
    dialog = FactsDialog(scene.workspace, parent)
    few = write_capture(tmp_path / "another", cube()[:2])
    scene.workspace.set_session(read_session(few))
    assert scene.workspace.frame == 0
    assert dialog.values["path"].text() == "00001.fits"


def test_remarks_are_said_once() -> None:
    skipped = Skipped("4.fits", "4.fits is 10 s: skipped")
    session = Session(
        Path("x"),
        skipped=(skipped,),
        health=Health("warn", (skipped.reason,)),
        notes=("DATE-OBS invalid in 1 of 1 frames",),
    )
    info = FrameInfo(
        Path("1.fits"), (2, 2), notes=("DATE-OBS invalid", "time of another clock")
    )
    assert remarks(session, info) == [
        "4.fits is 10 s: skipped",
        "DATE-OBS invalid in 1 of 1 frames",
        "time of another clock",
    ]
