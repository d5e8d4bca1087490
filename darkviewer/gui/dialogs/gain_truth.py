"""Session > Gain truth: every source of e-/ADU in a small window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.dialogs.choosing import ask_new_file
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.widgets.gain_truth import GainTruthView

if TYPE_CHECKING:
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace

__all__ = ["GainPanel", "save_numbers"]

_SIZE = 480, 500
_ABOUT = "gain"


class GainPanel(Panel):
    """Beside the image, which it never covers for long; one is enough."""

    def __init__(self, workspace: Workspace, tasks: Tasks, parent: QWidget) -> None:
        super().__init__("Gain truth", parent)
        self.view = GainTruthView(workspace, tasks, titled=False)
        self.view.save.clicked.connect(partial(save_numbers, self.view, workspace))
        self.column.addWidget(self.view)
        self.add_buttons(self.close_button(), default=self.view.take)
        self.open_at(*_SIZE)


def save_numbers(view: GainTruthView, workspace: Workspace) -> None:
    """Ask for a file, and write what is shown as JSON."""
    chosen = ask_new_file(view, "Save the numbers", "gain.json", kinds="JSON (*.json)")
    if chosen is None:
        return
    workspace.withdraw(_ABOUT)
    try:
        view.write(chosen)
    except DarkviewerError as error:
        workspace.post(str(error), "bad", about=_ABOUT)
