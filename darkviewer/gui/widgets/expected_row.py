"""What is expected of the folder's frames, in one line of the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.expectation import expected_words
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import ElidedLabel, label
from darkviewer.gui.text.tips import plain_tip

if TYPE_CHECKING:
    from darkviewer.gui.workspace import Workspace

__all__ = ["ExpectedRow"]

_NOTHING = "nothing"


class ExpectedRow(QWidget):
    """Says it, and opens the editor.

    Signals
    -------
    edit_clicked
    """

    edit_clicked = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.words = ElidedLabel("", "small")
        self.words.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self.edit = KeyButton("Edit…")
        self.edit.flat = True
        self.edit.setAccessibleName("Edit what is expected")
        self.edit.clicked.connect(self.edit_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(label("Expected"))
        row.addWidget(self.words, 1)
        row.addWidget(self.edit)
        workspace.preset_changed.connect(self._show)
        workspace.root_changed.connect(self._show)
        self._show()

    def _show(self, _changed: object = None) -> None:
        preset, root = self._workspace.preset, self._workspace.root
        words = expected_words(preset.expected)
        self.words.setText(words or _NOTHING)
        where = preset.root if words else root or ""
        tip = f"Expected below {shown(str(where))}: {words or _NOTHING}."
        if not where:
            tip = "What the frames of a folder must be; open one first."
        for part in (self, self.words):
            part.setToolTip(plain_tip(tip))
        self.edit.setEnabled(root is not None)
        self.edit.setToolTip(
            "What the frames of this folder must be: exposure, size, filter, kind, set "
            "point, number."
        )
