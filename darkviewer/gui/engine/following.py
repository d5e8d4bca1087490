"""The frame that comes on show by itself: the newest one, or one of another capture."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from darkviewer.gui.threads.timers import once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from darkviewer.gui.engine.night_choices import NightChoices
    from darkviewer.gui.workspace import Workspace

__all__ = ["Following"]

_ABOUT = "following"


class Following(QObject):
    """While it is on, the newest frame of the open capture is on show.

    The user's hand comes first: another frame that is chosen turns it off.
    """

    def __init__(
        self,
        workspace: Workspace,
        choices: NightChoices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._choices = workspace, choices
        self._own = False
        self._wish: tuple[Path, str] | None = None  # folder and file name
        # A frame may also change with its session: what follows at once tells.
        self._chosen = once(self)
        self._chosen.timeout.connect(self._leave)
        workspace.frame_changed.connect(self._note)
        workspace.session_changed.connect(self._enter)
        choices.changed.connect(self._switch)

    def show(self, path: Path, series: str, name: str) -> None:
        """Show a frame of a capture, which is opened if it is not."""
        shown = self._workspace.session
        self._wish = path, name
        if shown is not None and (shown.path, shown.series) == (path, series):
            self.keep_up()
        else:
            self._workspace.request_capture(path, series)

    def keep_up(self) -> None:
        """A calibration is there, and its first candidate was selected."""
        self._chosen.stop()
        at = self._workspace
        if at.calibration is None:
            return
        if self._wish is not None:
            if at.examined:  # the first candidate is selected only then
                self._show_wish(self._wish[1])
        elif self._choices["follow"]:
            self._go(_newest(at))

    def _show_wish(self, name: str) -> None:
        self._wish, at = None, self._workspace
        if name in at.frames.names:
            frame = at.frames.names.index(name)
            self._go(frame)
            if frame != _newest(at):
                self._leave()

    def _switch(self, name: str, on: bool) -> None:
        """Follow, beginning with the newest frame there is, or stay."""
        if name == "follow":
            self._workspace.withdraw(_ABOUT)
            if on:
                self.keep_up()

    def _go(self, frame: int) -> None:
        with self._by_itself():
            self._workspace.set_frame(frame)

    @contextmanager
    def _by_itself(self) -> Iterator[None]:
        self._own = True
        try:
            yield
        finally:
            self._own = False

    def _note(self, _frame: int) -> None:
        if not self._own:
            self._chosen.start()

    def _enter(self, session: object) -> None:
        self._chosen.stop()
        path = getattr(session, "path", None)
        if self._wish is not None and path not in (None, self._wish[0]):
            self._wish = None

    def _leave(self) -> None:
        self._wish = None
        if self._choices["follow"]:
            self._choices.set("follow", False)
            self._workspace.post(
                "No longer following: another frame was chosen.", about=_ABOUT
            )


def _newest(at: Workspace) -> int:
    """The last in time where all headers tell it, else the last file."""
    frames = at.frames
    allowed = frames.in_view("show" if at.excluded_view == "show" else "hide")
    times = {i: info.time for i in allowed if (info := frames.infos[i]) is not None}
    known = {i: time for i, time in times.items() if time is not None}
    if len(known) < len(allowed):
        return allowed[-1]
    return max(allowed, key=lambda i: (known[i], allowed.index(i)))
