"""Where the parts of the place of frames stand: side by side, or in tabs."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from darkviewer.gui.controls.rooms import column, in_tabs, page, rearranging
from darkviewer.gui.style import fonts

__all__ = ["LAYOUTS", "FramesParts"]

LAYOUTS = ("wide", "narrow", "tabs")
"""All side by side; panels in tabs beside the strips; everything in tabs."""

_WIDE = (1120, 560)
_NARROW = (720, 440)
_SESSIONS_FROM = 1150  # a window this wide has the sessions at the left
_SIDE = 264
_UPPER, _BELOW = 54, 46  # of the height
_STRIPS, _CHECKS, _OTHERS = 46, 29, 25  # of the width
_PANELS = 42  # of the width, where they are tabs


class FramesParts(QWidget):
    """Sessions, sentence, strips, panels and table of the place of frames.

    With room for it all are in sight; else the panels are tabs; large text has all in
    tabs of one area below the sentence.

    Parameters
    ----------
    sessions, head, strips, table : QWidget
        Parts that are always there.
    """

    def __init__(
        self, sessions: QWidget, head: QWidget, strips: QWidget, table: QWidget
    ) -> None:
        super().__init__()
        self._sessions, self._head = sessions, head
        self._strips, self._table = strips, table
        self._panels: dict[str, QWidget] = {}
        self._front = ""
        self._state: tuple[object, ...] = ()
        self._whole: QWidget = QWidget(self)
        self._tabs: QTabWidget | None = None
        for part in (sessions, head, strips, table):
            part.setParent(self)

    @property
    def layout_name(self) -> str:
        """One of `LAYOUTS`."""
        return str(self._state[0]) if self._state else ""

    def add_panel(self, title: str, panel: QWidget) -> None:
        """One more panel beside the strips; in their order from left to right."""
        self._panels[title] = panel
        panel.setParent(self)
        self._state = ()
        if self.isVisible():  # or else once, when it has its size
            self.fit()

    def bring_forward(self, title: str) -> None:
        """Show this tab, if it is one: a panel's title, Strips, Table or Sessions."""
        self._front = title
        if self._tabs is not None:
            titles = [self._tabs.tabText(n) for n in range(self._tabs.count())]
            if title in titles:
                self._tabs.setCurrentIndex(titles.index(title))

    def minimumSizeHint(self) -> QSize:
        """Little: what has no room side by side goes into tabs."""
        return QSize(fonts.scaled(240), fonts.scaled(165))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the parts for the new size."""
        super().resizeEvent(event)
        self.fit()
        self._whole.setGeometry(self.rect())

    def fit(self) -> None:
        """Choose by the room there is and the size of the text."""
        aside = self.width() >= fonts.scaled(_SESSIONS_FROM)
        width = self.width() - (_SIDE if aside else 0)
        name = "tabs"
        for wanted, least in (("narrow", _NARROW), ("wide", _WIDE)):
            across, down = map(fonts.scaled, least)
            roomy = width >= across and self.height() >= down
            if roomy and self._panels and (aside or wanted == "narrow"):
                name = wanted
        state = name, aside, tuple(self._panels)
        if state != self._state:
            self._arrange(name, aside=aside)
            self._state = state

    def _arrange(self, name: str, *, aside: bool) -> None:
        self._tabs = None  # first: what is taken out of tabs brings others forward
        with rearranging(self, self._whole):
            self._release()
            beside = {} if aside else {"Sessions": self._sessions}
            if name == "tabs":
                right = self._in_tabs(beside)
            else:
                right = self._above_the_table(name, beside)
            self._whole = right
            if aside:
                self._whole = _split(
                    Qt.Orientation.Horizontal, {self._sessions: 0, right: 1}
                )
                self._whole.setSizes([_SIDE, max(self.width() - _SIDE, 1)])
            self._whole.setParent(self)
            self._whole.setGeometry(self.rect())
            self._whole.show()

    def _release(self) -> None:
        """The parts outlive what they are in."""
        parts = (self._sessions, self._head, self._strips, self._table)
        for part in (*parts, *self._panels.values()):
            part.setParent(self)

    def _above_the_table(self, name: str, beside: Mapping[str, QWidget]) -> QWidget:
        across = Qt.Orientation.Horizontal
        strips = _column(self._head, self._strips)
        if name == "wide":
            first, *others = self._panels.values()
            if len(others) > 1:  # what is lowest may have too little height
                others[-1] = page([*self._panels][-1], others[-1])
            first.show()
            parts, shares = {strips: 1, first: 1}, [_STRIPS, _CHECKS + _OTHERS]
            if others:
                parts[_column(*others)] = 1
                shares = [_STRIPS, _CHECKS, _OTHERS]
        else:
            pages = {title: page(title, p) for title, p in self._panels.items()}
            tabs = self._make_tabs({**pages, **beside})
            parts, shares = {strips: 1, tabs: 1}, [100 - _PANELS, _PANELS]
        upper = _split(across, parts)
        upper.setSizes([self.width() * share // 100 for share in shares])
        self._table.show()
        whole = _split(Qt.Orientation.Vertical, {upper: 1, self._table: 1})
        whole.setSizes([self.height() * share // 100 for share in (_UPPER, _BELOW)])
        return whole

    def _in_tabs(self, beside: Mapping[str, QWidget]) -> QWidget:
        pages = {"Strips": page("Strips", self._strips)}
        for title, panel in self._panels.items():
            pages[title] = page(title, panel)
            pages.setdefault("Table", self._table)  # after the checks
        return _column(self._head, self._make_tabs({**pages, **beside}))

    def _make_tabs(self, parts: Mapping[str, QWidget]) -> QTabWidget:
        self._tabs = tabs = in_tabs(parts)
        if self._front in parts:
            self.bring_forward(self._front)
        tabs.currentChanged.connect(self._note_front)
        return tabs

    def _note_front(self, place: int) -> None:
        if self._tabs is not None:
            self._front = self._tabs.tabText(place)


def _split(orientation: Qt.Orientation, parts: Mapping[QWidget, int]) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    for place, (part, grow) in enumerate(parts.items()):
        splitter.addWidget(part)
        part.show()
        splitter.setStretchFactor(place, grow)
    return splitter


def _column(*parts: QWidget) -> QWidget:
    """One below the other; the last takes what is left."""
    return column(*parts, stretch=parts[-1], show=True)
