"""Facts beyond the table: noise alone, and everything about one pixel."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from darkviewer.core.candidates.false_positives import poisson_interval
from darkviewer.gui.threads.alive import while_alive
from darkviewer.gui.threads.background import Background, Task
from darkviewer.gui.threads.timers import once

if TYPE_CHECKING:
    from darkviewer.core.layers.session_layers import LazyExaminer
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.vetting.dossier import Dossier
    from darkviewer.core.vetting.noise_leaders import NoiseLeaders
    from darkviewer.core.vetting.records import ReplacedFrame
    from darkviewer.core.vetting.sensor_pixels import SensorPixels
    from darkviewer.gui.pixel_in_hand import PixelInHand
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.threads.jobs import Failure
    from darkviewer.gui.workspace import Workspace

__all__ = ["Examining"]

_PREPARE_MS = 500
"""By then the window has usually been painted for the first time."""

_AFTER_MS = 250
"""The image and the table of a new session come first."""

_LATER = (
    "scipy.special",
    "darkviewer.core.calibration.pipeline",
    "darkviewer.core.vetting.noise_alone",
    "darkviewer.core.vetting.dossier",
    "darkviewer.core.layers.frame_layers",
    "darkviewer.storage.captures.scan",
    "darkviewer.storage.captures.watch",
)
"""Modules that the first window does not need, and the first session does."""

_FORESEEN = 32
"""Dossiers that are kept for pixels that may be asked for next."""

_FLOOR = 7 / 8
_COARSE = 1.5
_ABOUT = "examining: "  # messages about what failed in a lane
"""Noise is redrawn when the threshold is so far above the simulated floor."""


class Examining(QObject):
    """Asks the engine on a thread of its own; late answers are dropped.

    Attributes
    ----------
    noise_alone : NoiseLeaders or None
        Leaders that nothing but noise would make, for the threshold on show.
    sensor : SensorPixels or None
        What is hot or saturated in the master.
    dossier : Dossier or None
        Of the pixel asked for last.
    prepared : bool
        Whether intervals can be computed without a long import first.
    """

    prepared_now = Signal()
    noise_ready = Signal()
    sensor_ready = Signal(object)  # SensorPixels, or None while unknown
    dossier_ready = Signal(object)  # Dossier, or None when there is none (any more)
    foreseen_ready = Signal()  # one of those that may be asked for next

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._thread = Background("examining", self)
        self._stop = threading.Event()
        self._epoch = 0
        self._floors = 0.0, 0.0  # e-, sigmas
        self._known_for: Parameters | None = None
        self._wanted: tuple[int, int] | None = None
        self.noise_alone: NoiseLeaders | None = None
        self.sensor: SensorPixels | None = None
        self.dossier: Dossier | None = None
        self._foreseen: OrderedDict[tuple[int, int], Dossier] = OrderedDict()
        self._foresight = 0  # of what is asked for ahead, and holds no longer
        self.prepared = self._preparing = False
        self._soon = once(self, _AFTER_MS)
        self._soon.timeout.connect(self._simulate)
        self._unprepared = once(self, _PREPARE_MS)
        self._unprepared.timeout.connect(self._prepare)
        self._unprepared.start()
        workspace.session_changed.connect(self._prepare)
        workspace.calibration_changed.connect(self._restart)
        workspace.parameters_changed.connect(self._follow)
        workspace.profile_changed.connect(lambda: self._restart(workspace.calibration))
        workspace.pixel_changed.connect(self._follow_pixel)
        workspace.injected_changed.connect(self._follow_injected)
        workspace.salted_changed.connect(self._follow_injected)

    @property
    def idle(self) -> bool:
        """Whether nothing runs or is about to."""
        waits = self._soon.isActive() or self._unprepared.isActive()
        return self._thread.idle and not waits

    def close(self, until: Deadline | None = None) -> None:
        """End the thread; nothing is emitted any more."""
        self._soon.stop()
        self._unprepared.stop()
        self._stop.set()
        self._thread.close(until)

    def _request_dossier(self, x: int, y: int) -> None:
        """Ask for everything about a pixel; `dossier_ready` answers once."""
        self._wanted = (x, y)
        self._thread.drop("dossier")
        at = self._workspace
        noise, parameters = at.noise_on_show, at.parameters
        injected = self._workspace.injected
        replaced = None if injected is None else injected.replaced
        stop = self._stop
        if noise is None:
            self._take_dossier(None)
        elif (x, y) in self._foreseen:
            self._take_dossier(self._foreseen[x, y])
        elif self._known_for is not None:  # or else soon, with the noise alone
            self._submit(
                "dossier",
                0,
                lambda: _dossier(noise, parameters, x, y, replaced, stop),
                self._take_dossier,
                failed=lambda: self._take_dossier(None),  # not those of another pixel
            )

    def foresee(self, pixels: Iterable[tuple[int, int]]) -> None:
        """Have the dossiers of pixels ready that may be asked for next, in this order.

        They replace those asked for before; what cannot be read says so when it is
        asked for.
        """
        self._thread.drop("foresight")
        at = self._workspace
        noise, parameters = at.noise_on_show, at.parameters
        if noise is None or self._known_for is None:
            return
        injected, stop, asked = self._workspace.injected, self._stop, self._foresight
        replaced = None if injected is None else injected.replaced

        def keep(known: Dossier) -> None:
            if asked == self._foresight:
                self._foreseen[known.x, known.y] = known
                if len(self._foreseen) > _FORESEEN:
                    self._foreseen.popitem(last=False)
                self.foreseen_ready.emit()

        for x, y in pixels:
            if (x, y) not in self._foreseen and (x, y) != self._wanted:
                work = partial(_dossier, noise, parameters, x, y, replaced, stop)
                self._thread.submit(Task("foresight", 3, work, keep, _ignore))

    def foreseen(self, x: int, y: int) -> Dossier | None:
        """The dossier of a pixel where it is known already."""
        return self._foreseen.get((x, y))

    def _forget(self) -> None:
        """Dossiers are of other frames or another examination now."""
        self._foresight += 1
        self._thread.drop("foresight")
        self._foreseen.clear()

    def compute(
        self,
        lane: str,
        work: Callable[[], Any],
        *,
        receiver: QObject,
        done: Callable[[Any], None],
    ) -> None:
        """Anything else, on the same thread; what waits in the lane is superseded.

        Nothing is answered once another calibration is there, or Qt has deleted the
        receiver.
        """
        self._thread.drop(lane)
        self._submit(lane, 0, work, while_alive(receiver, done))

    def _prepare(self, _session: object = None) -> None:
        """Import what the first result needs while nothing is computed, if possible.

        It takes a third of a second, in which other threads have to wait for turns.
        """
        if not self._preparing:
            self._preparing = True
            self._unprepared.stop()
            work = Task("import", 0, _import, self._is_prepared, self._fails)
            self._thread.submit(work)

    def _is_prepared(self, _nothing: object) -> None:
        self.prepared = True
        self.prepared_now.emit()

    def _follow_pixel(self, pixel: PixelInHand | None) -> None:
        """The dossier is of all frames: another frame asks for nothing."""
        if pixel is None:
            self._wanted = None
            self._workspace.withdraw(_ABOUT + "dossier")
            self._thread.drop("dossier")
            self._take_dossier(None)
        elif (pixel.x, pixel.y) != self._wanted:
            self._request_dossier(pixel.x, pixel.y)

    def _follow_injected(self, _injected: object) -> None:
        """Some frames are others now."""
        self._forget()
        if self._wanted is not None:
            self._request_dossier(*self._wanted)

    @property
    def least_noise(self) -> float:
        """Where none of the simulated leaders passes, fewer than this do per frame."""
        known = self.noise_alone
        if known is None or not len(known.weight):
            return 0.0
        return poisson_interval(0)[1] * float(known.weight.max())

    def expected_noise(self) -> float | None:
        """Accepted candidates per frame from Gaussian noise; None while unknown."""
        parameters = self._workspace.parameters
        known = self.noise_alone
        if known is None or known.matched != (parameters.detection == "matched"):
            return None
        if not known.matched and not self._simulated(parameters):
            return None
        return known.expected(parameters)[1]

    def _restart(self, calibration: object) -> None:
        """The pixel and its old figures stay until the new ones arrive."""
        self._epoch += 1
        self._forget()
        for lane in ("noise", "sensor", "dossier"):
            self._thread.drop(lane)
        self.noise_alone = self._known_for = None
        self._take_sensor(None)
        if calibration is None:
            self._take_dossier(None)
        elif self._wanted is not None:
            self._request_dossier(*self._wanted)
        self._follow(self._workspace.parameters)

    def _follow(self, parameters: Parameters) -> None:
        if self._workspace.calibration is None:
            self._soon.stop()
            return
        known_for = self._known_for
        if known_for is None or not known_for.same_examination(parameters):
            self._soon.start()
            self._forget()
            if self._known_for is not None and self._wanted is not None:
                self._request_dossier(*self._wanted)
        elif not self._simulated(parameters, most=_COARSE):
            self._soon.start()

    def _simulated(self, parameters: Parameters, most: float = 1e9) -> bool:
        """Whether both thresholds are above the floors, at most so many times."""
        return all(
            floor <= value <= most * floor
            for value, floor in zip(_thresholds(parameters), self._floors, strict=True)
        )

    def _simulate(self) -> None:
        noise, parameters = self._workspace.noise, self._workspace.parameters
        if noise is None:
            return
        first, self._known_for = self._known_for is None, parameters
        if first and self._wanted is not None:
            self._request_dossier(*self._wanted)
        if self.sensor is None:
            self._thread.drop("sensor")
            work = partial(_sensor_pixels, noise, parameters, self._stop)
            self._submit("sensor", 1, work, self._take_sensor)
        floor_e, floor_sigma = (_FLOOR * value for value in _thresholds(parameters))
        self._floors = floor_e, floor_sigma
        self._thread.drop("noise")
        self._submit(
            "noise",
            1,
            partial(
                _noise_alone, noise, parameters, (floor_e, floor_sigma), self._stop
            ),
            self._take_noise,
        )

    def _take_noise(self, known: NoiseLeaders) -> None:
        self.noise_alone = known
        self.noise_ready.emit()

    def _take_sensor(self, known: SensorPixels | None) -> None:
        self.sensor = known
        self.sensor_ready.emit(known)

    def _take_dossier(self, known: Dossier | None) -> None:
        if known is None or (known.x, known.y) == self._wanted:
            self.dossier = known
            self.dossier_ready.emit(known)

    def _submit(
        self,
        lane: str,
        urgency: int,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        *,
        failed: Callable[[], object] = lambda: None,
    ) -> None:
        epoch = self._epoch

        def current(answer: object) -> None:
            if epoch == self._epoch:
                self._workspace.withdraw(_ABOUT + lane)
                done(answer)

        def fails(failure: Failure) -> None:
            if epoch == self._epoch:
                self._fails(failure, lane=lane)
                failed()

        self._thread.submit(Task(lane, urgency, work, current, fails))

    def _fails(self, failure: Failure, *, lane: str = "") -> None:
        self._workspace.post(failure.text, "bad", about=_ABOUT + lane)


def _ignore(_failure: Failure) -> None:
    """A pixel that cannot be examined is reported when it is asked for."""


def _dossier(
    noise: LazyExaminer,
    parameters: Parameters,
    x: int,
    y: int,
    replaced: ReplacedFrame | None,
    stop: threading.Event,
) -> Dossier:
    from darkviewer.core.vetting.dossier import dossier

    examiner = noise.get(parameters, replaced, stop=stop)
    return dossier(examiner, x, y, parameters)


def _thresholds(parameters: Parameters) -> tuple[float, float]:
    return parameters.threshold_e, parameters.threshold_sigma


def _noise_alone(
    noise: LazyExaminer,
    parameters: Parameters,
    floors: tuple[float, float],
    stop: threading.Event,
) -> NoiseLeaders:
    from darkviewer.core.vetting.noise_alone import simulate_noise

    examiner = noise.get(parameters, stop=stop)
    return simulate_noise(examiner, floor_e=floors[0], floor_sigma=floors[1])


def _sensor_pixels(
    noise: LazyExaminer, parameters: Parameters, stop: threading.Event
) -> SensorPixels:
    from darkviewer.core.vetting.sensor_pixels import sensor_pixels

    return sensor_pixels(noise.get(parameters, stop=stop))


def _import() -> None:
    for name in _LATER:
        import_module(name)
