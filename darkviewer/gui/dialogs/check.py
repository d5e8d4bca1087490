"""Tools > Check against ccdproc: the session through ccdproc itself, compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from darkviewer.gui.controls.labels import label
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.text.numbers import count_of

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.progress import Job
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace
    from darkviewer.runs.reference import Reference

__all__ = ["CheckDialog", "check"]


def check(workspace: Workspace, tasks: Tasks, parent: QWidget) -> None:
    """Run the comparison in the background and show its result."""
    calibration = workspace.calibration
    if calibration is None:
        return
    tasks.submit(
        "check",
        "Checking against ccdproc",
        lambda: _compare(calibration),
        receiver=parent,
        done=lambda found: CheckDialog(found, calibration, parent).show(),
    )


def _compare(calibration: Calibration) -> Job[Reference]:
    # ccdproc takes a second to import: only here, and on the worker.
    from darkviewer.runs.reference import process_with_ccdproc

    return (yield from process_with_ccdproc(calibration))


class CheckDialog(Panel):
    """The sentence and the figures behind it."""

    def __init__(
        self, found: Reference, calibration: Calibration, parent: QWidget
    ) -> None:
        super().__init__("Check against ccdproc", parent)
        self.column.addWidget(label(found.sentence, wrap=True))
        frames = count_of(len(found.leaders), "frame")
        self.column.addWidget(
            label(
                f"{frames}: ccdproc took {found.seconds:.2f} s, "
                f"Darkviewer {calibration.seconds:.2f} s.",
                "secondary",
            )
        )
        close = self.close_button()
        self.add_buttons(self.copy_button(found.sentence), close, default=close)
        self.at_least(420)
