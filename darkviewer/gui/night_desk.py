"""What the window does by itself while a capture runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from darkviewer.gui.controls.last_input import LastInput
from darkviewer.gui.controls.notification import Notification
from darkviewer.gui.engine.following import Following
from darkviewer.gui.engine.new_captures import NewCaptures
from darkviewer.gui.engine.night_choices import NightChoices
from darkviewer.gui.engine.night_frames import NightFrames
from darkviewer.gui.engine.telling import Telling
from darkviewer.gui.widgets.new_capture_line import NewCaptureLine
from darkviewer.gui.widgets.night_strip import NightStrip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.gui.models.night import NightFrame
    from darkviewer.gui.workspace import Workspace

__all__ = ["NightDesk"]


class NightDesk(QObject):
    """Follows frames and captures, tells of checks, draws the night; see its parts."""

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._window = workspace, window
        self.choices = NightChoices(self)
        self.input = LastInput(window)
        self.following = Following(workspace, self.choices, self)
        self.captures = NewCaptures(workspace, self.choices, self.input.quiet_for, self)
        self.telling = Telling(workspace, self.captures.is_new, self)
        self.frames = NightFrames(workspace, self)
        self.notification = Notification(window)
        self.line = NewCaptureLine()
        self.strip = NightStrip()
        self._connect()

    def _connect(self) -> None:
        workspace = self._workspace
        self.captures.offered.connect(self.line.offer)
        self.line.open_clicked.connect(self.captures.open_offered)
        self.telling.turned.connect(self._tell)
        self.notification.clicked.connect(self._come_forward)
        self.choices.changed.connect(self._switch)
        self.strip.open_clicked.connect(lambda: self.choices.toggle("strip"))
        self.strip.plot.frame_requested.connect(self._go)
        self.strip.plot.set_palette(workspace.palette)
        workspace.palette_changed.connect(self.strip.plot.set_palette)
        workspace.text_size_changed.connect(self.strip.plot.updateGeometry)
        workspace.session_changed.connect(self._draw)
        workspace.series_checked.connect(self._take)
        self.frames.changed.connect(self._draw)

    def _take(self, session: Session, checks: SessionChecks) -> None:
        """A verdict on a series of the root, on show or not."""
        self.telling.take(session, checks)
        self.frames.take(session, checks)

    def _switch(self, name: str, on: bool) -> None:
        if name == "strip":
            self.strip.set_open(on)

    def _draw(self, _session: object = None) -> None:
        self.strip.set_frames(self.frames.tonight())

    def _go(self, frame: NightFrame) -> None:
        self.following.show(frame.path, frame.series, frame.name)

    def _tell(self, title: str, words: str, level: str) -> None:
        shown = self._workspace.session
        if shown is None or shown.title != title:  # of that the banner speaks
            self._workspace.post(f"{title}: {words}".replace("\n", "; "), level)
        if self.choices["notify"]:
            self.notification.tell(title, words, level)
        if self.choices["sound"]:
            QApplication.beep()

    def _come_forward(self) -> None:
        minimised = Qt.WindowState.WindowMinimized
        self._window.setWindowState(self._window.windowState() & ~minimised)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
