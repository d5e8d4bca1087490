"""Session > Gain truth: every source of e-/ADU in a small window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from darkviewer.gui.dialogs.numbers_file import save_numbers
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.widgets.gain_truth import GainTruthView
from darkviewer.reports.documented import documented_gain

if TYPE_CHECKING:
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace

__all__ = ["GainPanel", "save_gain"]

_SIZE = 480, 500


class GainPanel(Panel):
    """Beside the image, which it never covers for long; one is enough."""

    def __init__(self, workspace: Workspace, tasks: Tasks, parent: QWidget) -> None:
        super().__init__("Gain truth", parent)
        self.view = GainTruthView(workspace, tasks, titled=False)
        self.view.save.clicked.connect(partial(save_gain, self.view, workspace, tasks))
        self.column.addWidget(self.view)
        self.add_buttons(self.close_button(), default=self.view.take)
        self.open_at(*_SIZE)


def save_gain(view: GainTruthView, workspace: Workspace, tasks: Tasks) -> None:
    """Ask for a file, and write what is shown as ``darkviewer gain --json`` does."""
    truth = view.truth
    if truth is not None:
        save_numbers(
            view,
            workspace,
            tasks,
            what="Gain",
            of=truth.session,
            job=partial(documented_gain, truth),
        )
