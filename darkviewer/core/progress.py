"""Long jobs are generators: every yield is a progress event and a cancel point."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from threading import Event
from typing import TypeVar

from darkviewer.core.errors import Cancelled

__all__ = ["Job", "Progress", "drive", "duration", "go_on"]

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come.

    Attributes
    ----------
    stage : str
        What is being done, in words fit for the status line.
    done, total : int
        Steps done and steps in all; ``total`` 0 means unknown.
    """

    stage: str
    done: int
    total: int

    @property
    def fraction(self) -> float:
        """Part done, 0 to 1 (0 while the total is unknown)."""
        return self.done / self.total if self.total else 0.0


Job = Generator[Progress, None, Result]


def drive(
    job: Job[Result],
    *,
    report: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Result:
    """Run a job to its end; window and command line share this driver.

    Parameters
    ----------
    job : generator of Progress
        The work; its return value is the result.
    report : callable
        Called with every progress event.
    cancelled : callable
        Asked after every event; True ends the job (its ``finally`` blocks run).

    Returns
    -------
    Result
        What the job returns.

    Raises
    ------
    Cancelled
        If `cancelled` answered True before the job was done.
    """
    try:
        while True:
            try:
                event = next(job)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return]
            report(event)
            if cancelled():
                raise Cancelled("cancelled")
    finally:
        job.close()


def go_on(stop: Event) -> None:
    """Go on with work that another thread may stop.

    Raises
    ------
    Cancelled
        If it did.
    """
    if stop.is_set():
        raise Cancelled("cancelled")


def duration(seconds: float) -> str:
    """``40 s``, ``12 min``, ``3.5 h``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
