"""A capture on disk with a workspace and its store, without a window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.progress import drive
from darkviewer.gui.engine.frame_store import FrameStore
from darkviewer.gui.workspace import Workspace
from darkviewer.storage.captures.scan import read_session
from darkviewer.storage.fits.frame import FitsFrame
from tests.helpers.captures import id_of

Part = TypeVar("Part", bound=QWidget)
PATIENCE_MS = 60_000
"""Far more than anything takes, on a machine that has much else to do."""


def shown(qtbot: QtBot, part: Part, width: int, height: int) -> Part:
    """A part of the window alone on the screen; `qtbot` closes it at the end."""
    qtbot.addWidget(part)
    part.resize(width, height)
    with qtbot.waitExposed(part):
        part.show()
    return part


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A workspace with its store; the capture may be opened and calibrated."""

    workspace: Workspace
    store: FrameStore
    path: Path
    qtbot: QtBot

    def settle(self) -> None:
        """Wait until nothing is being read or computed."""
        self.qtbot.waitUntil(lambda: self.at_rest, timeout=PATIENCE_MS)

    @property
    def at_rest(self) -> bool:
        return self.store.idle and not self.workspace.settling

    def open(self) -> None:
        """Read the headers."""
        self.workspace.set_session(read_session(self.path))
        self.settle()

    def calibrate(self) -> Calibration:
        """Combine and detect, here and now."""
        frames = self.workspace.session.frames
        sources = tuple(FitsFrame(info) for info in frames)
        request = CalibrationRequest(1, sources, self.workspace.requested)
        found = drive(calibrate(request))
        self.workspace.set_calibration(found)
        self.settle()
        return found

    def candidate(self, frame: int, x: int, y: int) -> int:
        """Id of a candidate."""
        return id_of(frame, x, y)
