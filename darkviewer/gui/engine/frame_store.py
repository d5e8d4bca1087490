"""Layers as arrays for the widgets: loaded off the GUI thread, bounded in bytes."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from operator import is_
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from darkviewer.core.layers.layer_image import (
    LayerImage,
    Probe,
    Stamp,
    Summary,
    summarise,
)
from darkviewer.core.layers.layers import Layers
from darkviewer.gui.engine.image_cache import ImageCache, Key, cache_limit
from darkviewer.gui.engine.session_frames import layers_of
from darkviewer.gui.threads.background import Background, Task
from darkviewer.gui.threads.timers import once

if TYPE_CHECKING:
    from darkviewer.core.display.cutout import Cutout
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.threads.jobs import Failure
    from darkviewer.gui.workspace import Workspace

__all__ = ["FrameStore"]

_STAMPS = 4096  # of 25 pixels each
_AHEAD = (1, -1, 2)  # neighbours worth having before they are asked for
_AHEAD_MS = 20
"""The frame asked for is painted first."""

_REST_MS = 150
"""All pixels of a frame are ordered for its figures: not while frames fly past."""


class FrameStore(QObject):
    """Gives the image on show, what surrounds a pixel, and figures of both.

    `prepare`, where it is set, is called on the loader's thread with every image that
    may be shown next: what is drawn there is not drawn on the GUI thread. It returns
    the image, perhaps with more in it.

    Answers come as signals on the GUI thread. An answer to a question that is no
    longer asked (another frame, another session) is never emitted.
    """

    layers_changed = Signal()  # other frames, a master, an injection: ask again
    image_ready = Signal(object)  # LayerImage that `show` asked for
    image_failed = Signal(str)  # one sentence: why it cannot be shown
    summary_ready = Signal(object)  # Summary of the image on show
    stamp_ready = Signal(object)  # Stamp

    def __init__(
        self,
        workspace: Workspace,
        parent: QObject | None = None,
        *,
        cache_bytes: int | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._loader = Background("frames", self)
        self._figures = Background("figures", self)  # must not keep a frame waiting
        self._images = ImageCache(cache_bytes or cache_limit())
        self._stamps: OrderedDict[tuple[int, int, int], Stamp] = OrderedDict()
        self._asked: set[tuple[int, int, int]] = set()
        self._wanted: Key | None = None
        self._shown: deque[Key] = deque(maxlen=3)
        self._epoch = 0
        self._layers = Layers(())
        self._state: tuple[object, ...] = ()
        self.current: LayerImage | None = None
        self.cycle: tuple[Key, ...] = ()  # frames and layers that alternate now
        self.prepare: Callable[[LayerImage], LayerImage] = _as_it_is
        self._rest = once(self, _REST_MS)
        self._rest.timeout.connect(self._summarise_current)
        self._later = once(self, _AHEAD_MS)
        self._later.timeout.connect(self._look_ahead)
        workspace.session_changed.connect(self._renew)
        workspace.calibration_changed.connect(self._renew)
        workspace.injected_changed.connect(self._renew)
        workspace.salted_changed.connect(self._renew)
        workspace.parameters_changed.connect(self._renew)
        workspace.classes_changed.connect(self._take_classes)
        self._renew()

    @property
    def held_bytes(self) -> int:
        """Memory of the images that are kept."""
        return self._images.nbytes

    @property
    def limit_bytes(self) -> int:
        """Limit of that memory."""
        return self._images.reaches_bytes

    # images

    def show(self, frame: int, layer: str) -> None:
        """Ask for a layer; `image_ready` or `image_failed` answers, perhaps at once."""
        self._hold()
        self._loader.drop("image")
        self._loader.drop("ahead")
        if not 0 <= frame < len(self._layers.sources):
            self._wanted = self.current = None
            return
        self._wanted = key = self._layers.key(frame, layer)
        if key in self._images:
            self._deliver(self._images.touch(key))
        else:
            self._load(key, "image", 0, lambda failure: self._failed(key, failure))

    def request_means(self, image: LayerImage) -> None:
        """Ask for the means of the image on show; `image_ready` answers again."""
        if image is self.current:
            # Its own key: another image may be wanted already.
            key = self._layers.key(image.frame, image.layer)
            self._submit(
                self._loader,
                "image",
                0,
                lambda: self.prepare(image.with_means()),
                lambda complete: self._completed(key, image, complete),
                self._report,
            )

    def _completed(self, key: Key, before: LayerImage, image: LayerImage) -> None:
        """Put it in the place of the one it was made from, if that is still there."""
        if self._images.get(key) is before:
            self._images.add(key, image, wanted=self._wanted)
            if key == self._wanted:
                self.current = image
                self.image_ready.emit(image)

    @property
    def summary(self) -> Summary | None:
        """Figures of the image on show, None while they are not known yet."""
        return (
            None if self._wanted is None else self._images.summaries.get(self._wanted)
        )

    @property
    def idle(self) -> bool:
        """Whether nothing is being read or computed."""
        threads = self._loader.idle and self._figures.idle
        return threads and not (self._rest.isActive() or self._later.isActive())

    def close(self, until: Deadline | None = None) -> None:
        """End both threads; nothing is emitted any more."""
        self._hold()
        self._loader.close(until)
        self._figures.close(until)

    def _hold(self) -> None:
        """Drop the pending work for the current frame."""
        self._rest.stop()
        self._later.stop()

    def _load(
        self, key: Key, lane: str, urgency: int, failed: Callable[[Failure], None]
    ) -> None:
        layers, raw = self._layers, self._raw(key[0])
        self._submit(
            self._loader,
            lane,
            urgency,
            lambda: self.prepare(layers.load(*key, raw=raw)),
            lambda image: self._loaded(key, image),
            failed,
        )

    def _loaded(self, key: Key, image: LayerImage) -> None:
        if key in self._images:  # was read ahead meanwhile
            return
        self._images.add(key, image, wanted=self._wanted)
        if key == self._wanted:
            self._deliver(image)

    def _deliver(self, image: LayerImage) -> None:
        self.current = image
        self._workspace.withdraw("picture")
        self._shown.append((image.frame, image.layer))
        self.image_ready.emit(image)
        self._summarise(image)
        self._later.start()

    def _failed(self, key: Key, failure: Failure) -> None:
        if key == self._wanted:
            self.current = None
            self._report(failure)
            self.image_failed.emit(failure.text)

    def _look_ahead(self) -> None:
        """Two frames that alternate must not push each other out of the cache."""
        image = self.current
        if image is None:
            return
        near = self._near(image)
        for key in near:
            known = self._images.get(key)
            if known is not None:
                self._prepare_ahead(key, known)
        missing = [key for key in near if key not in self._images]
        for key in missing[: self._images.room_beside(image)]:
            self._load(key, "ahead", 3, _ignore)

    def _near(self, image: LayerImage) -> list[Key]:
        """Pictures worth having next: those that alternate, else the neighbours."""
        shown = self._layers.key(image.frame, image.layer)
        if self.cycle:
            keys = [self._layers.key(*key) for key in self.cycle]
            return [key for key in dict.fromkeys(keys) if key != shown]
        alternating = len(self._shown) == 3 and self._shown[0] == self._shown[2]
        if image.of_all_frames or alternating:
            return []
        frames = range(len(self._layers.sources))
        steps = [step for step in _AHEAD if image.frame + step in frames]
        return [self._layers.key(image.frame + step, image.layer) for step in steps]

    def _prepare_ahead(self, key: Key, image: LayerImage) -> None:
        def keep(prepared: LayerImage) -> None:
            if prepared is not image:
                self._completed(key, image, prepared)

        work = partial(self.prepare, image)
        self._submit(self._loader, "ahead", 3, work, keep, _ignore)

    # figures

    def _summarise(self, image: LayerImage) -> None:
        """At once where black and white wait for it, else when the frame rests."""
        self._figures.drop("summary")
        if not self.cycle:  # or else the pictures change faster than a region is known
            self._figures.drop("region")
        known = self._images.summaries
        if self._wanted in known:
            self.summary_ready.emit(known[self._wanted])
        elif any(key is not None and key[1] == image.layer for key in known):
            self._rest.start()
        else:
            self._summarise_current()

    def _summarise_current(self) -> None:
        key, image = self._wanted, self.current
        if key is None or image is None:
            return
        self._submit(
            self._figures,
            "summary",
            0,
            lambda: summarise(image),
            lambda summary: self._summarised(key, summary),
            self._report,
        )

    def _summarised(self, key: Key, summary: Summary) -> None:
        if key in self._images:
            self._images.summaries[key] = summary
        if key == self._wanted:
            self.summary_ready.emit(summary)

    def compute(
        self, lane: str, work: Callable[[], Any], done: Callable[[Any], None]
    ) -> None:
        """Anything else, off the GUI thread; what waits in the lane is superseded.

        Nothing is answered once other frames or another master are there. The lane
        ``"region"`` is for figures of the image on show: another one supersedes them.
        """
        self._figures.drop(lane)
        self._submit(self._figures, lane, 1, work, done, self._report)

    # pixels

    def probe(self, frame: int, x: int, y: int) -> Probe | None:
        """What is known at once of a pixel of a frame; None outside the frame."""
        if not self._has(frame, x, y):
            return None
        scale = self._workspace.parameters.scale
        return self._layers.probe(frame, self._raw(frame), x, y, scale)

    def request_probe(
        self, frame: int, x: int, y: int, done: Callable[[Probe], None]
    ) -> None:
        """Ask for all that is known of a pixel; only the last question is answered.

        A frame that cannot be read says so where it is shown.
        """
        self._figures.drop("probe")
        if self._has(frame, x, y):
            scale = self._workspace.parameters.scale
            work = partial(self._layers.complete, frame, x, y, scale)
            self._submit(self._figures, "probe", 0, work, done, _ignore)

    def request_block(
        self,
        frame: int,
        layer: str,
        pixel: tuple[int, int],
        size: int,
        done: Callable[[Cutout], None],
    ) -> None:
        """Ask for the pixels of a layer around one; only the last is answered."""
        self._figures.drop("block")
        if 0 <= frame < len(self._layers.sources):
            work = partial(self._layers.block, frame, layer, *pixel, size)
            failed = partial(self._report_beside, frame)
            self._submit(self._figures, "block", 1, work, done, failed)

    def _has(self, frame: int, x: int, y: int) -> bool:
        if not 0 <= frame < len(self._layers.sources):
            return False
        ny, nx = self._layers.sources[frame].shape
        return 0 <= x < nx and 0 <= y < ny

    def request_stamp(self, frame: int, x: int, y: int, *, urgent: bool = True) -> None:
        """Ask for the 5x5 pixels around a position; `stamp_ready` answers once."""
        key = (frame, x, y)
        if key in self._stamps:
            self.stamp_ready.emit(self._stamps[key])
        elif key not in self._asked and 0 <= frame < len(self._layers.sources):
            layers = self._layers
            self._asked.add(key)
            self._submit(
                self._loader,
                "stamp",
                1 if urgent else 2,
                lambda: layers.stamp(*key),
                lambda stamp: self._stamped(key, stamp),
                lambda failure: self._no_stamp(key, failure, report=urgent),
            )

    def stamp(self, frame: int, x: int, y: int) -> Stamp | None:
        """The 5x5 pixels around a position where known already."""
        return self._stamps.get((frame, x, y))

    def _stamped(self, key: tuple[int, int, int], stamp: Stamp) -> None:
        self._asked.discard(key)
        self._stamps[key] = stamp
        if len(self._stamps) > _STAMPS:
            self._stamps.popitem(last=False)
        self.stamp_ready.emit(stamp)

    def _no_stamp(
        self, key: tuple[int, int, int], failure: Failure, *, report: bool
    ) -> None:
        self._asked.discard(key)
        if report:
            self._report_beside(key[0], failure)

    def _raw(self, frame: int) -> NDArray[Any] | None:
        for layer in ("raw", "residual"):
            image = self._images.get((frame, layer))
            if image is not None:
                return image.raw
        return None

    # what it is computed from

    def _renew(self, _changed: object = None) -> None:
        """Several signals tell of one change: only the first finds something new."""
        at = self._workspace
        asked = at.parameters
        decided = asked.left_out, asked.amplifiers
        state = (at.session, at.calibration, at.injected, at.salted, *decided)
        if len(self._state) == len(state) and all(map(is_, state, self._state)):
            return
        self._state, self._layers = state, layers_of(at)
        self._forget()
        self.layers_changed.emit()

    def _take_classes(self) -> None:
        """Images of all other layers stay as they are."""
        known = self._workspace.classes
        if known is not self._layers.classes:
            self._layers = replace(self._layers, classes=known)
            self._images.drop("classes")
            self.layers_changed.emit()

    def _forget(self) -> None:
        self._epoch += 1
        self._hold()
        self._loader.drop()
        self._figures.drop()
        self._wanted = self.current = None
        for known in (self._images, self._stamps, self._asked):
            known.clear()

    def _submit(
        self,
        thread: Background,
        lane: str,
        urgency: int,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Failure], None],
    ) -> None:
        """Run a task; its answer is dropped when the epoch has passed meanwhile."""
        epoch = self._epoch

        def current(answer: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda what: answer(what) if epoch == self._epoch else None

        thread.submit(Task(lane, urgency, work, current(done), current(failed)))

    def _report_beside(self, frame: int, failure: Failure) -> None:
        """What failed late of a frame that is left would stay beside another one."""
        if frame == self._workspace.frame:
            self._report(failure)

    def _report(self, failure: Failure) -> None:
        self._workspace.post(failure.text, "bad", about="picture")


def _as_it_is(image: LayerImage) -> LayerImage:
    """Where nobody draws there is nothing to prepare."""
    return image


def _ignore(_what: object) -> None:
    """A neighbour that cannot be read is reported when it is asked for."""
