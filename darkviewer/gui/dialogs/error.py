"""A fault of the program: what happened, what is safe, and the text to report."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from darkviewer.gui import fonts
from darkviewer.gui.controls.labels import label
from darkviewer.gui.dialogs.panel import Panel

__all__ = ["FaultDialog", "show_fault"]

_SAFE = (
    "Nothing is lost: captures are only ever read, and what was on show stays open. "
    "If it happens again, copy the text below into a report."
)


class FaultDialog(Panel):
    """One dialog for all faults: later ones are added to it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Something unexpected happened", parent)
        self.column.addWidget(label(_SAFE, "secondary", wrap=True))
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setFont(fonts.mono())
        self.text.setAccessibleName("What happened")
        self.column.addWidget(self.text)
        copy = self.copy_button("")
        copy.clicked.disconnect()
        copy.clicked.connect(self._copy)
        self.add_buttons(copy, self.close_button())
        self.resize(520, 260)

    def add(self, title: str, text: str) -> None:
        """One more fault."""
        self.text.appendPlainText(f"{title}: {text}")

    def _copy(self) -> None:
        self.text.selectAll()
        self.text.copy()


def show_fault(window: QWidget, title: str, text: str) -> None:
    """Tell a fault, in the dialog that is open already if there is one."""
    dialog = next(iter(window.findChildren(FaultDialog)), None)
    if dialog is None:
        dialog = FaultDialog(window)
        dialog.show()
    dialog.add(title, text)
