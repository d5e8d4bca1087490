"""What headers say, value and source."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import Health, Session, Skipped
from darkviewer.gui.dialogs.facts import FactsDialog, remarks
from darkviewer.storage.captures.scan import read_session
from tests.helpers.captures import cube, write_capture
from tests.helpers.scene import Scene


def test_facts_name_value_and_source_and_follow_the_frame(scene: Scene) -> None:
    scene.open()
    parent = QWidget()
    scene.qtbot.addWidget(parent)
    dialog = FactsDialog(scene.workspace, parent)
    assert dialog.values["path"].text() == "00001.fits"
    assert dialog.values["exposure_s"].text() == "30 s"
    assert dialog.sources["exposure_s"].text() == "EXPTIME"
    assert dialog.values["filter"].text() == "unknown"
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
