"""Where the parts of the window stand: side by side, or in tabs where room is short."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from darkviewer.gui.controls.rooms import in_tabs, page, rearranging
from darkviewer.gui.style import fonts

__all__ = ["SPLITTERS", "Arrangement"]

SPLITTERS = ("upper", "aside", "lower", "whole", "beside", "stacked")
"""Names of all splitters: those side by side, then those between tabs.

``aside`` is ``upper`` with a panel at the left."""

_ROOMY = (1000, 510)  # what all parts side by side need at the normal text size
_SMALLEST = 0.85  # of it: margins and frames are as wide around small text
_LEAST = (240, 165)  # what the tabs around the image need, where docks take the rest
_LEFT, _ASIDE, _RIGHT = 262, 350, 314
_BELOW, _LOWER_PART = 212, 0.29  # height of the lower row, and its part of all
_WIDTHS = (592, 330, 280, 232)  # of its parts, the cutout with its criteria
_GAINS = (0.5, 0, 0.25, 0.25)  # in what a wider window has more; the cutout asks
_SIDE, _SIDE_PART = 280, 0.45  # the tabs beside the image, at most so much of all
_BELOW_PART = 0.42  # of the height, for the tabs below it
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
    cutout_width : callable
        Width that the second of them wants when it is so high.
    """

    arranged = Signal()  # the parts have new sizes, or another tab is in front

    def __init__(
        self,
        *,
        left: QWidget,
        centre: QWidget,
        right: QWidget,
        below: Mapping[str, QWidget],
        cutout_width: Callable[[int], int],
    ) -> None:
        super().__init__()
        self._left, self._centre, self._right = left, centre, right
        self._below = dict(below)
        self._cutout_width = cutout_width
        self._states: dict[str, bytes] = {}
        self._splitters: dict[str, QSplitter] = {}
        self._chosen: set[str] = set()  # splitters that somebody has moved
        self._shares: dict[QSplitter, tuple[tuple[int, ...], QSize]] = {}
        self._aside: tuple[str, QWidget] | None = None
        self.roomy = True
        self._whole = self._side_by_side()

    def minimumSizeHint(self) -> QSize:
        """Little: where the parts have no room side by side they go into tabs."""
        return QSize(*map(fonts.scaled, _LEAST))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Rearrange when the room no longer suffices, or suffices again."""
        self.fit()
        self._whole.setGeometry(self.rect())
        self._share_out()

    def fit(self) -> None:
        """Choose by the room there is and the size of the text."""
        least = [round(max(fonts.scale(), _SMALLEST) * side) for side in _ROOMY]
        roomy = self.width() >= least[0] and self.height() >= least[1]
        if roomy != self.roomy:
            self._arrange(roomy)

    def show_aside(self, title: str, part: QWidget) -> None:
        """Show a panel beside the image, in a tab with the captures."""
        if self._aside != (title, part):
            self._aside = title, part
            self._arrange(self.roomy)
        self.bring_forward(part)

    @property
    def aside(self) -> QWidget | None:
        """The panel that `show_aside` shows now."""
        return None if self._aside is None else self._aside[1]

    def hide_aside(self) -> None:
        """The captures alone are at the left again."""
        if self._aside is not None:
            part = self._aside[1]
            self._aside = None
            part.hide()
            part.setParent(self)
            self._arrange(self.roomy)

    def bring_forward(self, part: QWidget) -> None:
        """Show the tab that holds a part, if it is in one."""
        for tabs in self.findChildren(QTabWidget):
            for place in range(tabs.count()):
                held = tabs.widget(place)
                if held is part or (held is not None and held.isAncestorOf(part)):
                    tabs.setCurrentIndex(place)

    def balance(self) -> None:
        """Parts may want another share: the cutout has criteria beside it or not."""
        self._share_out()

    def state(self) -> dict[str, bytes]:
        """Every splitter that was moved, by name, to be remembered."""
        now = {
            name: bytes(splitter.saveState().data())
            for name, splitter in self._splitters.items()
            if name in self._chosen
        }
        return {**self._states, **now}

    def restore(self, states: Mapping[str, bytes]) -> None:
        """Take what was remembered; what is missing or damaged stays as it is."""
        self._states.update({name: state for name, state in states.items() if state})
        for name, splitter in self._splitters.items():
            if splitter.restoreState(QByteArray(states.get(name, b""))):
                self._chosen.add(name)

    def _share_out(self) -> None:
        """Give each part its share, but where somebody chose another one."""
        if self.roomy:
            self._set_sizes("whole", self._heights())
            self._set_sizes(self._upper, self._upper_widths())
            self._set_sizes("lower", self._lower_widths())

    def _set_sizes(self, name: str, sizes: tuple[int, ...]) -> None:
        splitter = self._splitters[name]
        wanted = sizes, splitter.size()
        if name not in self._chosen and wanted != self._shares.get(splitter):
            self._shares[splitter] = wanted  # each time the whole row is laid out
            splitter.setSizes(list(sizes))

    def _heights(self) -> tuple[int, int]:
        below = max(fonts.scaled(_BELOW), round(_LOWER_PART * self.height()))
        return self.height() - below, below

    @property
    def _upper(self) -> str:
        return "upper" if self._aside is None else "aside"

    def _upper_widths(self) -> tuple[int, int, int]:
        left = _LEFT if self._aside is None else fonts.scaled(_ASIDE)
        return left, max(self.width() - left - _RIGHT, 0), _RIGHT

    def _lower_widths(self) -> tuple[int, ...]:
        """The cutout is as wide as its height asks for, the rest is shared."""
        asked = self._cutout_width(self._splitters["whole"].sizes()[1])
        others = sum(_WIDTHS) - _WIDTHS[1]
        more = self.width() - others - asked
        table, _, *rest = (
            width + round(gain * max(more, 0))
            for width, gain in zip(_WIDTHS, _GAINS, strict=True)
        )
        return max(table + min(more, 0), 0), asked, *rest

    def _arrange(self, roomy: bool) -> None:
        with rearranging(self, self._whole):
            self._states = self.state()
            self._splitters = {}
            self._shares = {}
            self.roomy = roomy
            self._whole = self._side_by_side() if roomy else self._in_tabs()
            self.restore(self._states)
            self._share_out()
            self._whole.show()
        self.arranged.emit()

    def _side_by_side(self) -> QSplitter:
        whole = self._splitter("whole", _DOWN)
        upper = self._splitter(self._upper, _ACROSS, whole)
        left = self._left if self._aside is None else self._side({}, upper)
        _fill(upper, (left, self._centre, self._right), grow=(0, 1, 0))
        lower = self._splitter("lower", _ACROSS, whole)
        _fill(lower, self._below.values(), grow=(1, 1, 1, 1))
        _fill(whole, (upper, lower), grow=(1, 1))
        return whole

    def _in_tabs(self) -> QSplitter:
        beside = self._splitter("beside", _ACROSS)
        # The parameters scroll by themselves.
        side = self._side({"Parameters": self._right}, beside)
        stacked = self._splitter("stacked", _DOWN, beside)
        pages = {title: page(title, part) for title, part in self._below.items()}
        below = in_tabs(pages, stacked)
        high = round(_BELOW_PART * self.height())
        _fill(stacked, (self._centre, below), grow=(1, 0))
        stacked.setSizes([self.height() - high, high])
        wide = min(fonts.scaled(_SIDE), round(_SIDE_PART * self.width()))
        _fill(beside, (side, stacked), grow=(0, 1))
        beside.setSizes([wide, self.width() - wide])
        return beside

    def _side(self, others: Mapping[str, QWidget], parent: QWidget) -> QTabWidget:
        """Tabs at the left: the captures, and what is beside the image with them."""
        aside = {} if self._aside is None else dict([self._aside])
        sessions = page("Sessions", self._left)
        tabs = in_tabs({"Sessions": sessions, **others, **aside}, parent)
        tabs.currentChanged.connect(self.arranged)
        return tabs

    def _splitter(
        self, name: str, orientation: Qt.Orientation, parent: QWidget | None = None
    ) -> QSplitter:
        splitter = QSplitter(orientation, parent or self)
        splitter.resize(self.size())  # what shares come to depends on it
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.splitterMoved.connect(lambda *_: self._chosen.add(name))
        self._splitters[name] = splitter
        return splitter


def _fill(
    splitter: QSplitter, parts: Iterable[QWidget], *, grow: tuple[int, ...]
) -> None:
    """`grow` is 1 for parts that scale with the window, 0 for those that stay."""
    for index, part in enumerate(parts):
        splitter.addWidget(part)
        part.show()  # a tab that was not on top was hidden
        splitter.setStretchFactor(index, grow[index])
