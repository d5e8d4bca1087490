"""Where the parts of the window stand: side by side, or in tabs where room is short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QScrollArea,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from darkviewer.gui.style import fonts

__all__ = ["SPLITTERS", "Arrangement", "column"]

SPLITTERS = ("upper", "lower", "whole", "beside", "stacked")
"""Names of all splitters: those side by side, then those between tabs."""

_ROOMY = (1000, 510)  # what all parts side by side need at the normal text size
_LEAST = (240, 165)  # what the tabs around the image need, where docks take the rest
_CUTOUT, _CUTOUT_ALONE = 330, 190  # with and without its criteria
_SIDE, _SIDE_PART = 280, 0.45  # the tabs beside the image, at most so much of all
_BELOW_PART = 0.42  # of the height, for the tabs below it
_PAGE = "page"
_ACROSS = Qt.Orientation.Horizontal
_DOWN = Qt.Orientation.Vertical


class Arrangement(QWidget):
    """The middle of the window.

    With room for it everything is in sight at once. A small window, or large text, has
    the image beside two sets of tabs; what is larger than its tab scrolls.

    Parameters
    ----------
    left, centre, right : QWidget
        The upper row.
    below : mapping
        Title -> part of the lower row: table, cutout, history, gallery.
    """

    arranged = Signal()  # anew: the parts have other sizes

    def __init__(
        self,
        *,
        left: QWidget,
        centre: QWidget,
        right: QWidget,
        below: Mapping[str, QWidget],
    ) -> None:
        super().__init__()
        self._left, self._centre, self._right = left, centre, right
        self._below = dict(below)
        self._states: dict[str, bytes] = {}
        self._splitters: dict[str, QSplitter] = {}
        self._starlike = False
        self.roomy = True
        self._whole = self._side_by_side()

    def minimumSizeHint(self) -> QSize:
        """Little: where the parts have no room side by side they go into tabs."""
        return QSize(*map(fonts.scaled, _LEAST))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Arrange anew when the room suffices no more, or suffices again."""
        self.fit()
        self._whole.setGeometry(self.rect())

    def fit(self) -> None:
        """Choose by the room there is and the size of the text."""
        least = [fonts.scaled(side) for side in _ROOMY]
        roomy = self.width() >= least[0] and self.height() >= least[1]
        if roomy != self.roomy:
            self._arrange(roomy)

    def bring_forward(self, part: QWidget) -> None:
        """Show the tab that holds a part, if it is in one."""
        for tabs in self.findChildren(QTabWidget):
            for place in range(tabs.count()):
                page = tabs.widget(place)
                if page is part or (page is not None and page.isAncestorOf(part)):
                    tabs.setCurrentIndex(place)

    def set_starlike(self, starlike: bool) -> None:
        """The table of tests is wide, and the cutout has no criteria beside it then."""
        if starlike == self._starlike or not self.roomy:
            return
        self._starlike = starlike
        lower = self._splitters["lower"]
        table, cutout, *others = lower.sizes()
        wanted = fonts.scaled(_CUTOUT_ALONE if starlike else _CUTOUT)
        lower.setSizes([max(table + cutout - wanted, 0), wanted, *others])

    def state(self) -> dict[str, bytes]:
        """Every splitter by name, to be remembered."""
        now = {name: bytes(s.saveState().data()) for name, s in self._splitters.items()}
        return {**self._states, **now}

    def restore(self, states: Mapping[str, bytes]) -> None:
        """Take what was remembered; what is missing or damaged stays as it is."""
        self._states.update(states)
        for name, splitter in self._splitters.items():
            splitter.restoreState(QByteArray(states.get(name, b"")))

    def _arrange(self, roomy: bool) -> None:
        focus, before = self.window().focusWidget(), self._whole
        self._states = self.state()
        for page in before.findChildren(QScrollArea, _PAGE):
            page.takeWidget()
        self._splitters = {}
        self.roomy = roomy
        self._whole = self._side_by_side() if roomy else self._in_tabs()
        self.restore(self._states)
        self._whole.show()
        before.hide()
        before.deleteLater()
        if focus is not None and self.isAncestorOf(focus):
            focus.setFocus()
        self.arranged.emit()

    def _side_by_side(self) -> QSplitter:
        whole = self._splitter("whole", _DOWN)
        upper = self._splitter("upper", _ACROSS, whole)
        _fill(upper, (self._left, self._centre, self._right), (262, 864, 314), grows=1)
        lower = self._splitter("lower", _ACROSS, whole)
        _fill(lower, self._below.values(), (592, _CUTOUT, 280, 232), grows=0)
        _fill(whole, (upper, lower), (570, 240), grows=0)
        return whole

    def _in_tabs(self) -> QSplitter:
        beside = self._splitter("beside", _ACROSS)
        # The parameters scroll by themselves.
        sessions = _page("Sessions", self._left)
        side = _tabs({"Sessions": sessions, "Parameters": self._right}, beside)
        stacked = self._splitter("stacked", _DOWN, beside)
        pages = {title: _page(title, part) for title, part in self._below.items()}
        below = _tabs(pages, stacked)
        high = round(_BELOW_PART * self.height())
        _fill(stacked, (self._centre, below), (self.height() - high, high), grows=0)
        wide = min(fonts.scaled(_SIDE), round(_SIDE_PART * self.width()))
        _fill(beside, (side, stacked), (wide, self.width() - wide), grows=1)
        return beside

    def _splitter(
        self, name: str, orientation: Qt.Orientation, parent: QWidget | None = None
    ) -> QSplitter:
        splitter = QSplitter(orientation, parent or self)
        splitter.resize(self.size())  # what shares come to depends on it
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        self._splitters[name] = splitter
        return splitter


def column(*parts: QWidget, stretch: QWidget) -> QWidget:
    """Parts one below the other; `stretch` is the one that takes what is left."""
    box = QWidget()
    lines = QVBoxLayout(box)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(0)
    for part in parts:
        lines.addWidget(part, 1 if part is stretch else 0)
    return box


def _fill(
    splitter: QSplitter, parts: Iterable[QWidget], sizes: tuple[int, ...], *, grows: int
) -> None:
    """`grows` is the part that takes what the window gains."""
    for index, part in enumerate(parts):
        splitter.addWidget(part)
        part.show()  # a tab that was not on top was hidden
        splitter.setStretchFactor(index, int(index == grows))
    splitter.setSizes(list(sizes))


def _tabs(parts: Mapping[str, QWidget], parent: QWidget) -> QTabWidget:
    tabs = QTabWidget(parent)
    tabs.setDocumentMode(True)
    tabs.tabBar().setDrawBase(False)
    tabs.tabBar().setAccessibleName(" or ".join(parts))
    for title, part in parts.items():
        tabs.addTab(part, title)
    return tabs


def _page(title: str, part: QWidget) -> QScrollArea:
    """What is larger than its tab scrolls."""
    page = QScrollArea()
    page.setObjectName(_PAGE)
    page.setAccessibleName(title)
    page.setWidgetResizable(True)
    page.setWidget(part)
    return page
