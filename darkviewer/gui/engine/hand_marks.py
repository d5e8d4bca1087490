"""Which pixels of the frame on show somebody added by hand: for marks in the image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.core.opinions.events import BY_HAND
from darkviewer.core.review.by_hand import read_by_hand
from darkviewer.core.review.queue_events import ADDED
from darkviewer.gui.threads.timers import once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from darkviewer.core.review.by_hand import ByHand
    from darkviewer.gui.engine.judgements import Judgements
    from darkviewer.gui.engine.review_queue import ReviewQueue
    from darkviewer.gui.workspace import Workspace

__all__ = ["HandMarks"]

REST_MS = 150  # frames that only pass by are not read


class HandMarks(QObject):
    """Nothing is read as long as nobody has added anything.

    Attributes
    ----------
    places : tuple of (int, int)
        x and y in the frame on show.
    """

    changed = Signal(object)  # places

    def __init__(
        self,
        workspace: Workspace,
        judgements: Judgements,
        queue: ReviewQueue,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._judgements = workspace, judgements
        self._book = queue.book
        self._held: list[ByHand] = []
        self.places: tuple[tuple[int, int], ...] = ()
        self._rest = once(self, REST_MS)
        self._rest.timeout.connect(self._read)
        workspace.calibration_changed.connect(self._find)
        workspace.session_changed.connect(self.renew)
        workspace.frame_changed.connect(self._find)
        judgements.heard.connect(self.renew)
        queue.hand.changed.connect(self.renew)

    def renew(self, *_where: object) -> None:
        """Somebody added something, or took it back."""
        held = read_by_hand(self._judgements.opinions.all(BY_HAND))
        self._held = [one for one in held if one.what == ADDED]
        self._find()

    def own_at(self, frame: int, x: int, y: int) -> tuple[ByHand, ...]:
        """What one added oneself at a pixel of a frame."""
        content, grid = self._book.hash_of(frame), self._book.grid
        return tuple(
            one
            for one in self._held
            if one.reviewer == self._book.reviewer
            and one.place == content
            and grid.in_frame(one.x, one.y) == (x, y)
        )

    def _find(self, *_changed: object) -> None:
        workspace, grid = self._workspace, self._book.grid
        frame = workspace.frame
        content = self._book.hash_of(frame)
        there = workspace.session is not None and not workspace.frames.excluded(frame)
        inside = there and bool(self._held)
        if inside and not content:
            self._rest.start()
        else:
            self._rest.stop()
        here = (one for one in self._held if content and one.place == content)
        places = {grid.in_frame(one.x, one.y) for one in here} if inside else ()
        found = tuple(sorted(places))
        if found != self.places:
            self.places = found
            self.changed.emit(found)

    def _read(self) -> None:
        workspace = self._workspace
        frame = workspace.frame
        if workspace.session is not None and not workspace.frames.excluded(frame):
            self._book.read_first((frame,), self._take)

    def _take(self, found: Mapping[int, str]) -> None:
        """A frame that cannot be read has no marks, and is not tried again."""
        if any(found.values()):
            self._find()
