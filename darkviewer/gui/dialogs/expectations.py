"""Session > Expectations of this folder: what its frames must be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.expectation import EXPECTATIONS, facts_of, written
from darkviewer.core.frames.grouping import Expected
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.text_entry import TextEntry
from darkviewer.gui.dialogs.panel import Panel

if TYPE_CHECKING:
    from darkviewer.gui.engine.regrouping import Regrouping
    from darkviewer.gui.workspace import Workspace

__all__ = ["ExpectationsDialog"]

_WORDS = (
    "Frames that are something else are left out, with both values. Another number of "
    "frames is a remark. An empty field expects nothing."
)
_EXAMPLES = {
    "exposure": "30 s",
    "shape": "2048x2048",
    "filter": "U",
    "kind": "dark",
    "set-temp": "-10 °C",
    "frames": "10",
}


class ExpectationsDialog(Panel):
    """One field for each quantity; what is saved is kept for the root.

    Attributes
    ----------
    fields : dict of TextEntry
        By the word of the command line.
    """

    def __init__(
        self, workspace: Workspace, root: Path, regrouping: Regrouping, parent: QWidget
    ) -> None:
        super().__init__("Expectations of this folder", parent)
        self._workspace, self._root = workspace, root
        self._regrouping = regrouping
        self.column.addWidget(label(shown(str(root)), "small", wrap=True))
        self.column.addWidget(label(_WORDS, "secondary", wrap=True))
        self.fields: dict[str, TextEntry] = {}
        self.column.addWidget(self._form())
        self.take = KeyButton("Take from this session")
        self.take.setToolTip("Fill in what the frames on show are.")
        self.take.clicked.connect(lambda: self._fill(facts_of(workspace.session)))
        self.empty = KeyButton("Clear")
        self.empty.setToolTip("Empty all fields.")
        self.empty.clicked.connect(lambda: self._fill(Expected()))
        self.save = KeyButton("Save", "Enter")
        self.save.setToolTip("Keep this for the folder; Ctrl+Z undoes it.")
        self.save.clicked.connect(self._save)
        self.column.addWidget(self.take)
        self.add_buttons(self.empty, self.close_button(), self.save, default=self.save)
        self.at_least(380)
        self._fill(workspace.preset.expected)
        workspace.session_changed.connect(self._follow)
        workspace.root_changed.connect(self.close)
        self._follow()

    def _form(self) -> QWidget:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for line, one in enumerate(EXPECTATIONS):
            entry = TextEntry()
            entry.setPlaceholderText(f"such as {_EXAMPLES[one.word]}")
            entry.setAccessibleName(one.label)
            name = label(one.label)
            name.setBuddy(entry)
            grid.addWidget(name, line, 0)
            grid.addWidget(entry, line, 1)
            self.fields[one.word] = entry
        return form

    def _follow(self, _session: object = None) -> None:
        session = self._workspace.session
        self.take.setEnabled(session is not None and bool(session.frames))

    def _fill(self, expected: Expected) -> None:
        texts = written(expected)
        for word, entry in self.fields.items():
            entry.setText(texts.get(word, ""))
            entry.take(entry.text())

    def _save(self) -> None:
        found = {}
        for one in EXPECTATIONS:
            entry = self.fields[one.word]
            text = entry.text().strip()
            try:
                found[one.field] = one.read(text) if text else None
            except ValueError:
                entry.refuse(f"Write {one.right}, or nothing.")
                entry.setFocus()
                return
        self._regrouping.expect(self._root, Expected(**found))
        self.close()
