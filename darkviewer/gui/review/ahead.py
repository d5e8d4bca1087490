"""Pixels around candidates, read before anybody asks for them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.engine.session_frames import layers_of
from darkviewer.gui.review.plan import SIDE
from darkviewer.gui.threads.background import Background, Task

if TYPE_CHECKING:
    from darkviewer.core.display.cutout import Cutout
    from darkviewer.core.layers.layers import Layers
    from darkviewer.gui.engine.frame_store import FrameStore
    from darkviewer.gui.review.sight import Blocks
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.threads.jobs import Failure
    from darkviewer.gui.workspace import Workspace

__all__ = ["Ahead", "Key", "Place"]

Place = tuple[int, int]
"""(x, y) of a pixel."""

Key = tuple[int, str]
"""Frame and layer."""

KEPT = 4000
"""Squares of 21x21 pixels that are kept: 16 MB."""


class Ahead(QObject):
    """Reads the rows that are needed, on a thread of its own, and keeps what it read.

    What is asked for comes before what may be asked for next.
    """

    arrived = Signal(int, int)  # x, y: more is known around this pixel
    forgotten = Signal()  # other frames or another master: ask again

    def __init__(
        self, workspace: Workspace, store: FrameStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._thread = Background("review", self)
        self._known: OrderedDict[Place, dict[Key, Cutout | None]] = OrderedDict()
        self._epoch = 0
        self._layers = layers_of(workspace)
        store.layers_changed.connect(self._renew)

    @property
    def idle(self) -> bool:
        """Whether nothing is being read."""
        return self._thread.idle

    def close(self, until: Deadline | None = None) -> None:
        """End the thread; nothing is emitted any more."""
        self._thread.close(until)

    def known(self, place: Place) -> Blocks:
        """What is known around a pixel; None stands for a frame that cannot be read."""
        return dict(self._known.get(place, {}))

    def want(self, place: Place, keys: Iterable[Key]) -> None:
        """Read these first; `arrived` answers, unless all of them are known."""
        self._thread.drop("wanted")
        self._ask("wanted", 0, place, keys)

    def foresee(self, places: Iterable[tuple[Place, Iterable[Key]]]) -> None:
        """Read these when there is time, in this order, and no others any more."""
        self._thread.drop("foreseen")
        for place, keys in places:
            self._ask("foreseen", 1, place, keys)

    def _ask(self, lane: str, urgency: int, place: Place, keys: Iterable[Key]) -> None:
        known = self._known.get(place, {})
        if place in self._known:
            self._known.move_to_end(place)
        n_frames = len(self._layers.sources)  # the queue may still be another session's
        missing = [key for key in keys if key not in known and key[0] < n_frames]
        if not missing:
            return
        layers, epoch = self._layers, self._epoch

        def done(found: dict[Key, Cutout | None]) -> None:
            if epoch == self._epoch:
                self._keep(place, found)

        self._thread.submit(
            Task(lane, urgency, lambda: _read(layers, place, missing), done, _ignore)
        )

    def _keep(self, place: Place, found: dict[Key, Cutout | None]) -> None:
        self._known.setdefault(place, {}).update(found)
        self._known.move_to_end(place)
        while len(self._known) > 1 and self._held > KEPT:
            self._known.popitem(last=False)
        self.arrived.emit(*place)

    @property
    def _held(self) -> int:
        return sum(map(len, self._known.values()))

    def _renew(self) -> None:
        self._epoch += 1
        self._thread.drop()
        self._known.clear()
        self._layers = layers_of(self._workspace)
        self.forgotten.emit()


def _read(
    layers: Layers, place: Place, keys: Iterable[Key]
) -> dict[Key, Cutout | None]:
    """Frames that cannot be read are known to be so: the others are shown."""
    found: dict[Key, Cutout | None] = {}
    for frame, layer in keys:
        try:
            found[frame, layer] = layers.block(frame, layer, *place, SIDE)
        except DarkviewerError:
            found[frame, layer] = None
    return found


def _ignore(_failure: Failure) -> None:
    """What nobody foresaw is in the log; the picture stays empty."""
