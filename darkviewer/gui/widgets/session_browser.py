"""Captures by date with a badge, a filter, and words when empty."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label, section_title
from darkviewer.gui.controls.one_selected import OneSelectedTree
from darkviewer.gui.models.session_model import SessionModel
from darkviewer.gui.widgets.session_delegate import SessionDelegate

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.gui.workspace import Workspace
    from darkviewer.storage.captures.scan import Capture

__all__ = ["SessionBrowser"]

Index = QModelIndex | QPersistentModelIndex


class SessionBrowser(QWidget):
    """The left part of the window.

    Signals
    -------
    open_clicked, demo_clicked
        The buttons of the empty state.
    """

    open_clicked = Signal()
    demo_clicked = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.model = SessionModel(self)
        self._opened: set[Path] = set()  # captures that were opened by themselves
        self._proxy = _Filter(self)
        self._proxy.setSourceModel(self.model)
        self.filter = QLineEdit(placeholderText="Filter: date, object, exposure…")
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("Filter the sessions")
        self.filter.textChanged.connect(self._set_filter)
        self.view = self._make_view()
        self._proxy.modelReset.connect(self._open_again)
        self._empty = _EmptyState(self)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._empty)
        self._lay_out()
        workspace.captures_changed.connect(self._set_captures)
        workspace.series_read.connect(self._take_series)
        workspace.session_changed.connect(self._show_current)
        workspace.calibration_changed.connect(self._note)
        workspace.checks_changed.connect(self._note)
        workspace.series_checked.connect(self.model.set_checks)
        workspace.series_looked_at.connect(self.model.set_checks)
        workspace.palette_changed.connect(self._delegate.set_palette)
        workspace.text_size_changed.connect(self._follow_text)
        self._set_captures(workspace.captures)

    def step(self, by: int) -> None:
        """Open the next (1) or previous (-1) capture of the list."""
        here = self.view.currentIndex()
        if not here.isValid():
            here = self._proxy.index(0, 0)  # the heading above the first
        step = self.view.indexBelow if by > 0 else self.view.indexAbove
        there = step(here)
        while there.isValid() and there.data(SessionModel.SERIES) is None:
            closed = not self.view.isExpanded(there)
            count = self._proxy.rowCount(there)
            if count and closed and there.parent().isValid():
                self.view.expand(there)
                there = self._proxy.index(0 if by > 0 else count - 1, 0, there)
            else:
                there = step(there)
        if there.isValid():
            self.view.setCurrentIndex(there)
            self.view.scrollTo(there)

    def say(self, title: str, sentence: str) -> None:
        """Words in place of an empty list."""
        self._empty.set_words(title, sentence)
        self._pages.setCurrentWidget(self._empty)

    def add_below(self, *parts: QWidget) -> None:
        """Quiet lines below the list, in every place of the window."""
        for part in parts:
            self._column.addWidget(part)

    def _make_view(self) -> QTreeView:
        view = _Tree()
        view.setModel(self._proxy)
        view.setHeaderHidden(True)
        view.setIndentation(0)
        view.setRootIsDecorated(False)
        view.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMouseTracking(True)
        view.setAccessibleName("Sessions")
        self._delegate = SessionDelegate(self._workspace.palette, view)
        view.setItemDelegate(self._delegate)
        view.selectionModel().currentChanged.connect(self._picked)
        view.clicked.connect(self._toggle)
        return view

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 0, 0)
        column.setSpacing(7)
        column.addWidget(section_title("Sessions"))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 12, 0)
        row.addWidget(self.filter)
        column.addLayout(row)
        self._none = label("", "secondary", wrap=True)
        self._none.hide()
        column.addWidget(self._none)
        column.addWidget(self._pages, 1)
        self._column = column

    def _set_captures(self, captures: list[Capture]) -> None:
        self.model.set_captures(captures)
        self.filter.setEnabled(bool(captures))
        for day in range(self._proxy.rowCount()):
            self.view.expand(self._proxy.index(day, 0))
        if captures:
            self._pages.setCurrentWidget(self.view)
            self._show_current(self._workspace.session)
        elif self._workspace.root is None:
            self.say("No captures open", "Open the folder that SharpCap saves to.")

    def _note(self, found: object) -> None:
        """The badge tells what no header says: calibration and checks found it."""
        session = self._workspace.session
        if session is not None and found is not None:
            notes, level = self._workspace.found_out
            self.model.set_notes(
                session.path,
                session.series,
                notes,
                level=level,
                checked=self._workspace.checks is not None,
            )

    def _follow_text(self) -> None:
        self._delegate.follow_text()
        self.view.scheduleDelayedItemsLayout()

    def _set_filter(self, text: str) -> None:
        with QSignalBlocker(self.view.selectionModel()):  # choose nothing else
            self._proxy.set_words(text)
            self.view.expandAll()
        nothing = not self._proxy.rowCount()
        self._none.setText(f"No capture matches “{text}”." if nothing else "")
        self._none.setVisible(nothing)
        self._show_current(self._workspace.session)

    def _picked(self, current: QModelIndex) -> None:
        path, series = _place(current)
        picked = isinstance(path, Path) and isinstance(series, str)
        if picked and not self.model.arranging:
            self._workspace.request_capture(path, series)

    def _take_series(self, sessions: tuple[Session, ...]) -> None:
        self.model.set_series(sessions)
        self._open(sessions)
        shown = self._workspace.session
        if shown is not None and shown.path == sessions[0].path:
            self._show_current(shown)

    def _open(self, sessions: Sequence[Session]) -> None:
        """Series of several kinds are seen at once; what was closed stays closed."""
        path = sessions[0].path
        if path in self._opened or len({one.kind for one in sessions}) < 2:
            return
        self._opened.add(path)
        self.view.expand(self._proxy.mapFromSource(self.model.index_of(path)))

    def _open_again(self) -> None:
        """Other captures are listed, and all of them are closed."""
        self._opened.clear()
        for sessions in self._workspace.sessions.values():
            self._open(sessions)

    def _toggle(self, index: QModelIndex) -> None:
        """A click on a capture with several series opens and closes it."""
        if index.parent().isValid() and self._proxy.hasChildren(index):
            self.view.setExpanded(index, not self.view.isExpanded(index))

    def _show_current(self, session: object) -> None:
        path, series = getattr(session, "path", None), getattr(session, "series", "")
        if path is None or _place(self.view.currentIndex()) == (path, series):
            return
        index = self._proxy.mapFromSource(self.model.index_of(path, series))
        if index.isValid():
            self.view.expand(index.parent())
        with QSignalBlocker(self.view.selectionModel()):
            self.view.setCurrentIndex(index)  # none, where it is not in the list
        self.view.viewport().update()
        if index.isValid():
            self.view.scrollTo(index)


def _place(index: QModelIndex) -> tuple[Any, Any]:
    """Folder and series of a row; None for what a heading does not have."""
    return index.data(SessionModel.PATH), index.data(SessionModel.SERIES)


class _Tree(OneSelectedTree):
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A right click asks for a menu; it does not open the capture."""
        if event.button() != Qt.MouseButton.RightButton:
            super().mousePressEvent(event)


class _Filter(QSortFilterProxyModel):
    """Keeps captures that hold every word typed, and the days that still have some."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self.setRecursiveFilteringEnabled(True)
        # Details that arrive by the thousand must not be filtered one by one.
        self.setDynamicSortFilter(False)

    def set_words(self, text: str) -> None:
        self._words = text.lower().split()
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        index = self.sourceModel().index(row, 0, parent)
        text = index.data(SessionModel.SEARCH)
        if text is None:
            return not self._words
        return all(word in text.lower() for word in self._words)


class _EmptyState(QScrollArea):
    """Words and buttons; they scroll where the panel is low."""

    def __init__(self, browser: SessionBrowser) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._title = label("", "group", wrap=True)
        self._sentence = label("", "secondary", wrap=True)
        open_button = KeyButton("Open a capture folder…")
        open_button.clicked.connect(browser.open_clicked)
        demo_button = KeyButton("Try the demo")
        demo_button.clicked.connect(browser.demo_clicked)
        self._sheet = sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 12, 12, 12)
        column.setSpacing(8)
        for widget in (self._title, self._sentence, open_button, demo_button):
            column.addWidget(widget)
        column.addStretch(1)
        self.setWidget(sheet)
        for part in (self.viewport(), sheet):
            part.setAutoFillBackground(False)  # the panel's own ground

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the buttons; a few lines high."""
        line = self.fontMetrics().lineSpacing()
        return QSize(self._sheet.minimumSizeHint().width(), 4 * line)

    def set_words(self, title: str, sentence: str) -> None:
        self._title.setText(title)
        self._sentence.setText(sentence)
