"""The manual: contents at the left, one section at a time at the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QTextCursor, QTextTable
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from darkviewer.gui.controls.labels import label
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.style import fonts
from darkviewer.gui.text.manual_pages import manual_sections, section_of_link
from darkviewer.gui.text.tips import plain_tip

__all__ = ["ManualDialog"]

_INDENT = "    "
_MARGIN_PX = 14


class ManualDialog(Panel):
    """Needs no network: the pages come with the program.

    It shows a section at a time: laying out all tables at once would stall the window.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Manual", parent)
        self._sections = manual_sections()
        self.wanted = QLineEdit()
        self.wanted.setPlaceholderText("Find in the manual")
        self.wanted.setToolTip(
            "Show only sections with this text.  (Enter: next place)"
        )
        self.wanted.setClearButtonEnabled(True)
        self.contents = QListWidget()
        self.contents.setAccessibleName("Contents")
        self.contents.setHorizontalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self._fill_contents()
        self.text = _Text()
        self.text.document().setDocumentMargin(_MARGIN_PX)
        self.text.setAccessibleName("Text of the section")
        self.text.setOpenLinks(False)
        self.nothing = label("", "secondary", wrap=True)
        self.column.addWidget(self._parts(), 1)
        self.add_buttons(self.close_button())
        self.open_at(980, 680)
        self.wanted.textChanged.connect(self._keep_matching)
        self.wanted.returnPressed.connect(self._find_next)
        self.contents.currentRowChanged.connect(self._show)
        self.text.anchorClicked.connect(self._follow)
        self.contents.setCurrentRow(0)

    def _fill_contents(self) -> None:
        for section in self._sections:
            indent = _INDENT * (section.level - 1)
            item = QListWidgetItem(indent + section.title, self.contents)
            item.setToolTip(plain_tip(section.title))
            if section.level == 1:
                font = item.font()
                font.setBold(True)
                item.setFont(font)

    def _parts(self) -> QSplitter:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.wanted)
        column.addWidget(self.nothing)
        column.addWidget(self.contents, 1)
        self.nothing.hide()
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.addWidget(left)
        parts.addWidget(self.text)
        parts.setStretchFactor(1, 1)
        parts.setSizes([fonts.scaled(250), fonts.scaled(730)])
        return parts

    def _show(self, row: int) -> None:
        if row < 0:
            return
        self.text.show_markdown(self._sections[row].text)
        if self.wanted.text():
            self.text.find(self.wanted.text())

    def _keep_matching(self, wanted: str) -> None:
        matching = self._rows_with(wanted)
        pages = {self._sections[row].page for row in matching}
        for row, section in enumerate(self._sections):
            shown = row in matching or (section.level == 1 and section.page in pages)
            self.contents.item(row).setHidden(not shown)
        self.nothing.setVisible(not matching)
        self.nothing.setText(f"No section contains “{wanted}”.")
        if matching:
            row = self.contents.currentRow()
            self.contents.setCurrentRow(row if row in matching else matching[0])
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            self.text.find(wanted)

    def _rows_with(self, wanted: str) -> list[int]:
        return [
            row
            for row, section in enumerate(self._sections)
            if wanted.casefold() in section.text.casefold()
        ]

    def _find_next(self) -> None:
        """The next place, in this section or in the next one that has any."""
        if not self.wanted.text() or self.text.find(self.wanted.text()):
            return
        rows = self._rows_with(self.wanted.text())
        if rows:
            here = self.contents.currentRow()
            later = [row for row in rows if row > here]
            self.contents.setCurrentRow(later[0] if later else rows[0])

    def _follow(self, link: QUrl) -> None:
        here = self._sections[self.contents.currentRow()]
        wanted = section_of_link(
            link.toString(), page=here.page, sections=self._sections
        )
        if wanted is not None:
            self.wanted.clear()
            self.contents.setCurrentRow(self._sections.index(wanted))


class _Text(QTextBrowser):
    """Markdown has coloured links when it is read, and white lines around tables."""

    _shown = ""

    def show_markdown(self, text: str) -> None:
        self._shown = text
        self._read_again()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._shown:
            self._read_again()

    def _read_again(self) -> None:
        self.setMarkdown(self._shown)
        for table in self.document().rootFrame().childFrames():
            if isinstance(table, QTextTable):
                look = table.format()
                look.setBorderBrush(self.palette().mid())
                table.setFormat(look)
