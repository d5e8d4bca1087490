"""Every check with its measure, its limit and one sentence, failing ones first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from darkviewer.gui.controls.labels import ElidedLabel, label, section_title
from darkviewer.gui.controls.one_selected import OneSelectedList
from darkviewer.gui.graphics.badge import paint_badge
from darkviewer.gui.models.check_model import (
    CheckLine,
    CheckModel,
    check_lines,
    summary,
)
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import without_cut_number

if TYPE_CHECKING:
    from darkviewer.gui.style.theme import Palette
    from darkviewer.gui.workspace import Workspace

__all__ = ["CheckList"]

_MARK_PX = 22
_GAP = 10
_LEAST_ROOM = 250
"""In a narrower list the limits are in the tips alone."""


class CheckList(QWidget):
    """Follows the checks of the session; a click selects the frames of a check.

    Signals
    -------
    frames_chosen
        Names of the frames that the chosen check speaks of.
    entered
        Enter: the keyboard goes on to these frames.
    """

    frames_chosen = Signal(tuple)
    entered = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("scrolls", True)
        self._workspace = workspace
        self.model = CheckModel(self)
        self.counts = ElidedLabel("", "secondary")
        self.view = _Rows()
        self.view.setModel(self.model)
        self.view.setAccessibleName("Checks")
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lines = _Lines(workspace.palette, self.view)
        self.view.setItemDelegate(self._lines)
        self._lay_out()
        workspace.checks_changed.connect(self._renew)
        workspace.session_changed.connect(self._renew)
        workspace.palette_changed.connect(self._lines.set_palette)
        workspace.text_size_changed.connect(self.view.scheduleDelayedItemsLayout)
        self.view.clicked.connect(self._choose)
        self.view.selectionModel().currentChanged.connect(self._choose)
        self.view.activated.connect(lambda _: self.entered.emit())
        self._renew()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 12, 0)
        head.setSpacing(8)
        head.addWidget(section_title("Checks"))
        head.addWidget(self.counts, 1)
        head.addWidget(label("limit", "small"))
        column.addLayout(head)
        column.addWidget(self.view, 1)

    def _renew(self, _changed: object = None) -> None:
        lines = check_lines(self._workspace.checks)
        self._lines.limits = frozenset(line.limit for line in lines)
        self.model.set_lines(lines)
        words = summary(lines)
        if not lines:
            session = self._workspace.session
            words = "no session" if session is None else "not known yet"
        self.counts.setText(words)
        self.counts.setToolTip(words)

    def _choose(self, index: QModelIndex | QPersistentModelIndex) -> None:
        line = index.data(CheckModel.LINE)
        if line is not None and line.finding.frames:
            self.frames_chosen.emit(line.finding.frames)


class _Rows(OneSelectedList):
    """All rows have the same height: Qt need not lay them out when one changes."""

    def dataChanged(
        self,
        first: QModelIndex | QPersistentModelIndex,
        last: QModelIndex | QPersistentModelIndex,
        _roles: Sequence[int] = (),
    ) -> None:
        """Paint those again that changed, and no other."""
        for row in range(first.row(), last.row() + 1):
            self.update(self.model().index(row, 0))


class _Lines(QStyledItemDelegate):
    """Badge, name, measure and limit; below them the sentence."""

    def __init__(self, palette: Palette, parent: QListView) -> None:
        super().__init__(parent)
        self._palette, self._view = palette, parent
        self.limits: frozenset[str] = frozenset()

    def set_palette(self, palette: Palette) -> None:
        self._palette = palette
        self._view.viewport().update()

    def sizeHint(
        self,
        _option: QStyleOptionViewItem,
        _index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        """Two lines of text; the width is the view's."""
        return QSize(1, fonts.scaled(34))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """What does not fit ends in an ellipsis; the tip has it in full."""
        line, palette = index.data(CheckModel.LINE), self._palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(palette.accent_fill))
        mark = fonts.scaled(_MARK_PX)
        box = option.rect.adjusted(mark, 2, -_GAP, -2)
        upper = QRect(box.left(), box.top(), box.width(), box.height() * 54 // 100)
        centre = QPointF(option.rect.left() + mark / 2 - 2, upper.center().y() + 1)
        paint_badge(painter, centre, line.badge, palette, hollow=line.settled)
        self._paint_figures(painter, upper, line)
        painter.setFont(fonts.small())
        painter.setPen(QColor(palette.secondary))
        lower = QRect(
            box.left(), upper.bottom(), box.width(), box.bottom() - upper.bottom()
        )
        _write(painter, lower, line.sentence, Qt.AlignmentFlag.AlignLeft)
        painter.restore()

    def _paint_figures(self, painter: QPainter, box: QRect, line: CheckLine) -> None:
        palette, right = self._palette, Qt.AlignmentFlag.AlignRight
        painter.setFont(fonts.body())
        metrics = painter.fontMetrics()
        limit = max(map(metrics.horizontalAdvance, self.limits), default=0)
        if box.width() < fonts.scaled(_LEAST_ROOM):
            limit = 0
        value = metrics.horizontalAdvance(line.value)
        painter.setPen(QColor(palette.accent if line.own else palette.secondary))
        if limit:
            _write(painter, box, line.limit, right)
        flagged = line.state in ("fail", "settled", "warn")
        colour = getattr(palette, line.badge) if flagged else palette.text
        painter.setPen(QColor(colour))
        middle = box.adjusted(0, 0, -limit - (_GAP if limit else 0), 0)
        _write(painter, middle, line.value, right)
        painter.setPen(QColor(palette.text))
        left = middle.adjusted(0, 0, -value - _GAP, 0)
        _write(painter, left, line.title, Qt.AlignmentFlag.AlignLeft)


def _write(painter: QPainter, box: QRect, text: str, side: Qt.AlignmentFlag) -> None:
    elided = painter.fontMetrics().elidedText(
        text, Qt.TextElideMode.ElideRight, max(box.width(), 0)
    )
    words = without_cut_number(text, elided)
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, words)
