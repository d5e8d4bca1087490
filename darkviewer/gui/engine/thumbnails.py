"""Small pictures of the frame on show and of the master, off the GUI thread."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from darkviewer.core.display.thumbnail import thumbnail
from darkviewer.gui.engine.session_frames import layers_of
from darkviewer.gui.threads.background import Background, Task

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.frame import FrameSource
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.workspace import Workspace

__all__ = ["Thumbnails"]

Small = NDArray[np.float32]
_KEPT = 48


class Thumbnails(QObject):
    """Means of blocks in raw ADU; kept for the frames looked at last.

    Signals
    -------
    changed
        Another picture is known, or none any more.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._thread = Background("thumbnails", self)
        self._known: OrderedDict[Any, Small | None] = OrderedDict()
        self._master: tuple[Calibration, Small] | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing is being read."""
        return self._thread.idle

    def close(self, until: Deadline | None = None) -> None:
        """End the thread."""
        self._thread.close(until)

    @property
    def frame(self) -> Small | None:
        """The frame on show; None while it is not known, or cannot be read."""
        info = self._workspace.frame_info
        return None if info is None else self._known.get(info.version)

    @property
    def master(self) -> Small | None:
        """The master on show, in ADU."""
        known = self._master
        here = known is not None and known[0] is self._workspace.calibration
        return known[1] if known is not None and here else None

    def request(self) -> None:
        """Ask for what is not known of both; `changed` answers."""
        self._thread.drop()
        info, known = self._workspace.frame_info, self._workspace.calibration
        if info is not None and info.version not in self._known:
            source = layers_of(self._workspace).sources[self._workspace.frame]
            take = partial(self._take_frame, info.version)
            self._submit(partial(_of_frame, source), take)
        if known is not None and self.master is None:
            self._submit(partial(_of_master, known), partial(self._take_master, known))

    def _submit(self, work: Any, take: Any) -> None:
        # One that cannot be read says so where it is shown.
        self._thread.submit(Task("small", 0, work, take, lambda _: take(None)))

    def _take_frame(self, version: Any, small: Small | None) -> None:
        self._known[version] = small
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        self.changed.emit()

    def _take_master(self, calibration: Calibration, small: Small | None) -> None:
        if small is not None:
            self._master = calibration, small
            self.changed.emit()


def _of_frame(source: FrameSource) -> Small:
    return thumbnail(source.read_rows, source.shape)


def _of_master(calibration: Calibration) -> Small:
    master, parameters = calibration.master, calibration.request.parameters

    def rows(start: int, stop: int) -> NDArray[np.float64]:
        return master.part(slice(start, stop)).electrons(parameters) / parameters.scale

    return thumbnail(rows, master.shape)
