"""Says that nothing was tested: the queue has neither labels nor significance then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import ElidedLabel
from darkviewer.gui.text.tips import plain_tip

if TYPE_CHECKING:
    from darkviewer.gui.workspace import Workspace

__all__ = ["UntestedLine"]

_WORDS = (
    "Labels and significance are not known: by the neighbour ratio alone nothing is "
    "tested, and the queue is in the order of the residuals."
)


class UntestedLine(QWidget):
    """One line above the desk, until the test is asked for."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.words = ElidedLabel(_WORDS, "secondary")
        self.words.setToolTip(plain_tip(_WORDS))
        self.test = KeyButton("Run the PSF test")
        self.test.setToolTip(
            "Accept by the PSF test: every candidate gets a label. One step to undo."
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.addWidget(self.words, 1)
        row.addWidget(self.test)
        self.test.clicked.connect(self._run)
        for changed in (workspace.candidates_changed, workspace.requested_changed):
            changed.connect(self._follow)
        self._follow()

    def _run(self) -> None:
        asked = self._workspace.requested.changed("criterion", "psf")
        self._workspace.change_parameters(asked, words="criterion")

    def _follow(self, _changed: object = None) -> None:
        table = self._workspace.candidates
        untested = table is not None and len(table) > 0 and table.classification is None
        self.setVisible(untested and not self._workspace.requested.needs_examination)
