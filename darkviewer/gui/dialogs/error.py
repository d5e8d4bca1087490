"""A fault of the program: what happened, what is safe, and what helps to find it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label
from darkviewer.gui.dialogs.choosing import ask_new_file
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.style import fonts
from darkviewer.storage.appdata.support import (
    bundle_name,
    without_home,
    write_support_bundle,
)

__all__ = ["FaultDialog", "save_support_bundle", "show_fault"]

_SAFE = (
    "Nothing is lost: captures are only read, files are written completely or not at "
    "all, and your session stays open. If it happens again, report the text below "
    "with a support bundle, which holds the log, versions and settings, but no images "
    "and not the name of your home folder."
)
_LINES = 2000
"""A fault in every repaint must not fill the memory."""


class FaultDialog(Panel):
    """One dialog for all faults: later ones are added to it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Something unexpected happened", parent)
        self.column.addWidget(label(_SAFE, "secondary", wrap=True))
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setFont(fonts.mono())
        self.text.setAccessibleName("What happened")
        self.text.setMaximumBlockCount(_LINES)
        self.column.addWidget(self.text)
        self.outcome = label("", "secondary", wrap=True)
        self.column.addWidget(self.outcome)
        copy = self.copy_button("")
        copy.clicked.disconnect()
        copy.clicked.connect(self._copy)
        self.save = KeyButton("Save support bundle…")
        self.save.clicked.connect(self._save)
        close = self.close_button()
        self.add_buttons(self.save, copy, close, default=close)
        self.open_at(560, 390)

    def add(self, title: str, text: str) -> None:
        """One more fault."""
        self.text.appendPlainText(without_home(f"{title}: {text}"))

    def _copy(self) -> None:
        self.text.selectAll()
        self.text.copy()

    def _save(self) -> None:
        outcome = save_support_bundle(self)
        if outcome:
            self.say(self.outcome, outcome)


def save_support_bundle(parent: QWidget) -> str:
    """Ask where to, write it, and say in a sentence how it went; empty if not asked."""
    places = QStandardPaths.StandardLocation
    folder = QStandardPaths.writableLocation(places.DesktopLocation) or str(Path.home())
    chosen = ask_new_file(
        parent,
        "Save support bundle",
        Path(folder, bundle_name()),
        kinds="Zip (*.zip)",
        replaces=False,  # the new one gets a number
    )
    if chosen is None:
        return ""
    try:
        return f"Saved as {write_support_bundle(chosen)}"
    except DarkviewerError as error:
        return str(error)


def show_fault(window: QWidget, title: str, text: str) -> None:
    """Tell a fault, in the dialog that is open already if there is one."""
    dialog = next(iter(window.findChildren(FaultDialog)), None)
    if dialog is None:
        dialog = FaultDialog(window)
        dialog.show()
    dialog.add(title, text)
