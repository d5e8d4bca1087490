"""The classes of all pixels: found once somebody wants to look at them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from darkviewer.runs.sensor import as_shown, classes_of

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session
    from darkviewer.core.hazard.class_map import ClassMap
    from darkviewer.core.parameters import Parameters
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace

__all__ = ["SensorClasses"]

_KIND, _DOING = "classes", "Classifying every pixel"
_RUNS = "All pixels are being classified: the master is shown until then"
_CANCELLED = "Not classified: cancelled. Choose Classes (C) to start again"
_GROWN = "Not classified since frames were added: choose Classes (C) to do it"


@dataclass(frozen=True, slots=True, eq=False)
class _Sought:
    """What a run is of."""

    calibration: Calibration
    session: Session | None
    decided: tuple[Any, ...]


class SensorClasses(QObject):
    """Gives the workspace the classes of what is on show, never those of anything else.

    A run begins when the layer is chosen, and again when master or parameters change
    while it is. Frames that arrive do not start one: they would start many.
    """

    def __init__(self, workspace: Workspace, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._tasks = workspace, tasks
        self._sought: _Sought | None = None
        self._before: Session | None = None  # the session of the last run
        workspace.layer_changed.connect(self._follow_layer)
        workspace.calibration_changed.connect(self._renew)
        workspace.parameters_changed.connect(self._follow_parameters)

    @property
    def running(self) -> bool:
        """Whether a run is under way, or waits for its turn."""
        return self._tasks.computing.runs(_KIND)

    def show(self) -> None:
        """Show the layer, and classify what is on show if that was cancelled."""
        self._workspace.set_layer("classes")
        self.seek()

    def seek(self) -> None:
        """Classify the pixels of what is on show, unless that is done or under way."""
        at = self._workspace
        if at.calibration is None or at.classes is not None or self.running:
            return
        asked = _Sought(at.calibration, at.session, _decided(at.parameters))
        self._sought, self._before = asked, at.session
        at.set_classes(None, _RUNS)
        self._tasks.submit(
            _KIND,
            _DOING,
            partial(classes_of, as_shown(at.calibration, at.parameters)),
            receiver=self,
            done=partial(self._take, asked),
            failed=lambda text: self._end(asked, f"Not classified: {text}"),
            cancelled=lambda: self._end(asked, _CANCELLED),
        )

    def _follow_layer(self, layer: str) -> None:
        if layer == "classes":
            self.seek()

    def _follow_parameters(self, parameters: Parameters) -> None:
        """Of most of them the classes do not depend."""
        if self._sought is not None and self._sought.decided != _decided(parameters):
            self._renew()

    def _renew(self, _calibration: object = None) -> None:
        """What was found, or is being looked for, is of something else."""
        at = self._workspace
        if self._sought is not None:
            self._sought = None
            self._tasks.computing.cancel(_KIND)
        grown = at.calibration is not None and _grown(self._before, at.session)
        at.set_classes(None, _GROWN if grown else "")
        if at.layer == "classes" and not grown:
            self.seek()

    def _take(self, asked: _Sought, found: ClassMap) -> None:
        if asked is self._sought:
            self._workspace.set_classes(found)

    def _end(self, asked: _Sought, missing: str) -> None:
        """Nothing was found; it may be asked for again."""
        if asked is self._sought:
            self._sought = None
            self._workspace.set_classes(None, missing)


def _decided(parameters: Parameters) -> tuple[Any, ...]:
    """What decides the classes besides the calibration."""
    return parameters.left_out, parameters.detection, parameters.amplifiers


def _grown(before: Session | None, now: Session | None) -> bool:
    """Whether frames were added to the session."""
    if before is None or now is None or not now.continues(before):
        return False
    return now.excluded == before.excluded and len(now.frames) > len(before.frames)
