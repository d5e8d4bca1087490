"""Alternating pictures at one place: what moves or flares catches the eye."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from darkviewer.gui.text.numbers import trimmed
from darkviewer.gui.threads.timers import repeating

if TYPE_CHECKING:
    from darkviewer.gui.workspace import Workspace

__all__ = [
    "AGAINST_MASTER",
    "FASTEST",
    "RAW_AND_RESIDUAL",
    "SLOWEST",
    "Blink",
    "Plan",
    "Step",
    "of_frames",
    "with_neighbour",
]

SLOWEST, FASTEST = 0.5, 20.0
"""Pictures per second."""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the pictures.

    Attributes
    ----------
    frame : int or None
        Index of a frame; None is the frame on show, changed by `offset`.
    layer : str
        A layer; empty is the one that was chosen.
    offset : int
        Frames after the one on show; beyond the last comes the first.
    """

    frame: int | None = None
    layer: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What alternates.

    Attributes
    ----------
    words : str
        On the picture.
    steps : tuple of Step
        In turn.
    same_stretch : str
        Layer whose black and white all pictures have, in their own units; empty:
        each layer has its own.
    """

    words: str
    steps: tuple[Step, ...]
    same_stretch: str = ""

    @property
    def needs_master(self) -> bool:
        """Whether there must be a calibration."""
        return any(step.layer not in ("", "raw") for step in self.steps)


RAW_AND_RESIDUAL = Plan("raw and residual", (Step(layer="raw"), Step(layer="residual")))
AGAINST_MASTER = Plan(
    "frame and master", (Step(layer="raw"), Step(layer="master")), "raw"
)


def with_neighbour(offset: int) -> Plan:
    """The frame on show and the one `offset` frames after it."""
    where = "after" if offset > 0 else "before"
    return Plan(f"this frame and the one {where}", (Step(), Step(offset=offset)))


def of_frames(frames: tuple[int, ...], words: str) -> Plan:
    """Some frames of the session, by index, in the chosen layer."""
    return Plan(f"frames {words}", tuple(Step(frame) for frame in frames))


class Blink(QObject):
    """Says which frame and layer to show: the chosen ones, or those of a plan.

    Attributes
    ----------
    held : callable
        While it returns True the picture stays.
    """

    swapped = Signal()  # another picture is to be shown
    changed = Signal(bool)  # started or stopped, or another plan or rate

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._plan = with_neighbour(-1)
        self._place = 0
        self._awaited = False  # the picture asked for last is not on screen yet
        self._rate = 2.0
        self.held: Callable[[], bool] = lambda: False
        self._timer = repeating(self, 500)
        self._timer.timeout.connect(self._swap)

    @property
    def active(self) -> bool:
        """Whether pictures alternate."""
        return self._timer.isActive()

    @property
    def plan(self) -> Plan:
        """What alternates, or will when it starts."""
        return self._plan

    @property
    def rate(self) -> float:
        """Pictures per second."""
        return self._rate

    @property
    def frame(self) -> int:
        """Index of the frame to show now."""
        return self._frame_of(self._step)

    @property
    def layer(self) -> str:
        """The layer to show now."""
        return self._step.layer or self._workspace.layer

    @property
    def cycle(self) -> tuple[tuple[int, str], ...]:
        """Frame and layer of all pictures, while they alternate."""
        return self.pictures if self.active else ()

    @property
    def pictures(self) -> tuple[tuple[int, str], ...]:
        """The same, whether they alternate or not."""
        layer = self._workspace.layer
        return tuple((self._frame_of(s), s.layer or layer) for s in self._plan.steps)

    @property
    def words(self) -> str:
        """What alternates and how fast."""
        return f"blinking {self._plan.words}, {trimmed(self._rate, 1)} per second"

    def set_plan(self, plan: Plan) -> None:
        """Let something else alternate, now or when it starts."""
        if plan == self._plan:
            return
        self._plan, self._place = plan, 0
        if self.active:
            if self._possible():
                self.swapped.emit()
            else:
                self.set_active(False)
        self.changed.emit(self.active)

    def set_rate(self, rate: float) -> None:
        """Pictures per second, between `SLOWEST` and `FASTEST`."""
        rate = min(max(rate, SLOWEST), FASTEST)
        if rate != self._rate:
            self._rate = rate
            self._timer.setInterval(round(1000 / rate))
            self.changed.emit(self.active)

    def set_active(self, on: bool) -> None:
        """Start, or stop and show what was chosen."""
        on = on and self._possible()
        if on == self.active:
            return
        self._place, self._awaited = 0, False
        if on:
            self._timer.start()
        else:
            self._timer.stop()
        self.swapped.emit()
        self.changed.emit(on)

    def shown(self) -> None:
        """The picture that was asked for is on screen, or cannot be shown."""
        self._awaited = False

    @property
    def _step(self) -> Step:
        return self._plan.steps[self._place] if self.active else Step()

    def _frame_of(self, step: Step) -> int:
        frames = self._workspace.frame_count
        if step.frame is not None:
            return min(step.frame, max(frames - 1, 0))
        at = self._workspace
        return at.frames.beside(
            at.frame, step.offset, view=at.excluded_view, around=True
        )

    def _possible(self) -> bool:
        """At least two pictures, and a master where one is needed."""
        at = self._workspace
        if not at.frame_count or (self._plan.needs_master and at.calibration is None):
            return False
        pictures = {(self._frame_of(s), s.layer) for s in self._plan.steps}
        return len(pictures) > 1

    def _swap(self) -> None:
        """The next picture; one that takes long to load is waited for."""
        if not self._awaited and not self.held():
            self._awaited = True
            self._place = (self._place + 1) % len(self._plan.steps)
            self.swapped.emit()
