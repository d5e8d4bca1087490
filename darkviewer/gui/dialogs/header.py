"""The whole FITS header of a frame, as it is written, with a search."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.core.progress import Job, Progress
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label, set_role
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import count_of
from darkviewer.storage.fits.header_text import hdu_title

if TYPE_CHECKING:
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace

__all__ = ["HeaderDialog"]


class HeaderDialog(Panel):
    """Follows the frame on show."""

    def __init__(self, workspace: Workspace, tasks: Tasks, parent: QWidget) -> None:
        super().__init__("FITS header", parent)
        self._workspace, self._tasks = workspace, tasks
        self._shown: tuple[Path | None, int] = (None, 0)
        self._lines: list[str] = []
        self.where = label("", "secondary", wrap=True)
        self.wanted = QLineEdit()
        self.wanted.setPlaceholderText("Show only cards with this text")
        self.wanted.setClearButtonEnabled(True)
        self.wanted.setAccessibleName("Find in the header")
        self.count = label("", "secondary")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(fonts.mono())
        self.text.setAccessibleName("Header cards")
        row = QHBoxLayout()
        row.addWidget(self.wanted, 1)
        row.addWidget(self.count)
        self.column.addWidget(self.where)
        self.column.addLayout(row)
        self.column.addWidget(self.text, 1)
        copy = KeyButton("Copy")
        copy.clicked.connect(self._copy)
        self.add_buttons(copy, self.close_button())
        self.open_at(760, 560)
        self.wanted.textChanged.connect(self._list)
        workspace.frame_settled.connect(self._follow)
        workspace.session_changed.connect(self._follow)
        workspace.calibration_changed.connect(self._follow)
        self._follow()

    def _follow(self, _changed: object = None) -> None:
        info = self._workspace.frame_info
        path, hdu = (None, 0) if info is None else (info.path, info.hdu)
        if (path, hdu) == self._shown:
            return
        self._shown = path, hdu
        where = f"HDU {hdu} of {path}" if hdu else str(path)
        self.where.setText("" if path is None else shown(where))
        if path is None:
            self._take([])
        else:
            self._tasks.submit(
                "header",
                f"Reading the header of {path.name}",
                lambda: _read(path),
                receiver=self,
                done=self._take,
                failed=lambda sentence: self._take([sentence]),
                reads=True,
            )

    def _take(self, lines: list[str]) -> None:
        self._lines = lines
        self._list()

    def _list(self) -> None:
        wanted = self.wanted.text().casefold()
        shown = [line for line in self._lines if wanted in line.casefold()]
        self.text.setPlainText("\n".join(shown))
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        if self._shown[1]:
            self._scroll_to(hdu_title(self._shown[1]))
        self.count.setText(count_of(len(shown), "line"))
        set_role(self.wanted, "true" if shown or not self._lines else "false", "valid")

    def _scroll_to(self, line: str) -> None:
        """Begin with the cards of the HDU that holds the frame, if they are shown."""
        lines = self.text.toPlainText().split("\n")
        if line in lines:
            block = self.text.document().findBlockByNumber(lines.index(line))
            self.text.setTextCursor(QTextCursor(block))
            self.text.verticalScrollBar().setValue(block.firstLineNumber())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


def _read(path: Path) -> Job[list[str]]:
    from darkviewer.storage.fits.header_text import header_text

    yield Progress("Reading the header", 0, 0)
    return header_text(path)
