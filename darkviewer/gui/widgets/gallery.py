"""All candidates at a glance: small cutouts, computed as they come into sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from darkviewer.gui.controls.in_sight import InSight
from darkviewer.gui.controls.labels import label, section_title
from darkviewer.gui.controls.one_selected import OneSelectedList
from darkviewer.gui.graphics.stamp_paint import cells, paint_outside, stamp_picture
from darkviewer.gui.models.gallery_model import GalleryModel
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import number
from darkviewer.gui.threads.timers import once

if TYPE_CHECKING:
    from darkviewer.core.layers.layer_image import Stamp
    from darkviewer.gui.engine.frame_store import FrameStore
    from darkviewer.gui.workspace import Workspace

__all__ = ["Gallery"]

PICTURE = 44
CELL_WIDTH = 70
CELL_HEIGHT = 64
LEAST_WIDTH = 110  # of all, with a scroll bar
FILTERED = "No candidate fits the filter of the table."
PICTURES = 512  # stamps that are kept as they are painted
PLACEHOLDER = "The pixels around every candidate appear here."
PAUSE_MS = 60  # a moving slider changes the candidates many times a second

Index = QModelIndex | QPersistentModelIndex


class _StampDelegate(QStyledItemDelegate):
    """Draws one stamp with its position below."""

    def __init__(
        self, workspace: Workspace, store: FrameStore, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._store = store
        self._pictures: dict[tuple[Stamp, str], QImage] = {}

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(fonts.scaled(CELL_WIDTH), fonts.scaled(CELL_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        model, palette = index.model(), self._workspace.palette
        assert isinstance(model, GalleryModel)
        side = fonts.scaled(PICTURE)
        left = option.rect.left() + (option.rect.width() - side) // 2
        picture = QRectF(left, option.rect.top() + 4, side, side)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(palette.accent), 1.5))
            painter.setBrush(QColor(palette.accent_fill))
            frame = QRectF(option.rect).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(frame, 4, 4)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_picture(painter, picture, model.place(index.row()))
        known = selected or model.accepted(index.row())
        painter.setPen(QColor(palette.text if known else palette.secondary))
        painter.setFont(fonts.small())
        below = QRectF(option.rect)
        below.setTop(picture.bottom())
        painter.drawText(
            below,
            int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter),
            index.data(),
        )
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, box: QRectF, place: tuple[int, int, int]
    ) -> None:
        stamp = self._store.stamp(*place)
        if stamp is None:
            painter.fillRect(box, QColor(self._workspace.palette.raised))
            self._store.request_stamp(*place, urgent=False)
            return
        smooth = QPainter.RenderHint.SmoothPixmapTransform  # an item view asks for it
        painter.setRenderHint(smooth, False)
        painter.drawImage(box, self._picture(stamp))
        if not stamp.cutout.inside.all():
            places = cells(box, len(stamp.cutout.values), 0.0)
            paint_outside(painter, places, stamp.cutout, self._workspace.palette)

    def _picture(self, stamp: Stamp) -> QImage:
        key = (stamp, self._workspace.palette.name)
        if key not in self._pictures:
            if len(self._pictures) >= PICTURES:
                self._pictures.clear()
            self._pictures[key] = stamp_picture(stamp.cutout, self._workspace.palette)
        return self._pictures[key]


class Gallery(QWidget):
    """Accepted candidates first, then the other leaders; a click selects."""

    def __init__(
        self, workspace: Workspace, store: FrameStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.model = GalleryModel()
        self.list = OneSelectedList()
        self._lay_out(store)
        self._pause = once(self, PAUSE_MS)
        self._pause.timeout.connect(self._renew)
        self._in_sight = InSight(self, self._select)
        workspace.candidates_changed.connect(self._take_table)
        workspace.filter_changed.connect(self._pause.start)
        workspace.units_changed.connect(self._pause.start)
        workspace.pixel_changed.connect(self._in_sight.ask)
        workspace.palette_changed.connect(lambda _palette: self._repaint())
        workspace.text_size_changed.connect(self.list.scheduleDelayedItemsLayout)
        store.stamp_ready.connect(lambda _stamp: self._repaint())
        store.layers_changed.connect(self._repaint)
        self.list.selectionModel().currentChanged.connect(self._choose)
        self._renew()

    def _lay_out(self, store: FrameStore) -> None:
        view = self.list
        view.setModel(self.model)
        view.setItemDelegate(_StampDelegate(self._workspace, store, view))
        view.setFlow(QListView.Flow.LeftToRight)
        view.setWrapping(True)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName("Gallery of candidates")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 13, 4, 4)
        column.setSpacing(4)
        self._title = section_title("Gallery")
        column.addWidget(self._title)
        self._advice = label(PLACEHOLDER, "secondary", wrap=True)
        column.addWidget(self._advice)
        column.addWidget(view, 1)

    def minimumSizeHint(self) -> QSize:
        """One picture in a row, and words that are not cut."""
        least = super().minimumSizeHint()
        return least.expandedTo(QSize(fonts.scaled(LEAST_WIDTH), 0))

    def _take_table(self, _table: object) -> None:
        self._pause.start()

    def _renew(self) -> None:
        table, rows = self._workspace.candidates, self._workspace.row_filter
        kept = None if table is None else rows.shown(table)
        self.model.units = self._workspace.units
        self.model.set_table(table, kept)
        shown, total = self.model.rowCount(), self.model.total
        part = f" · {number(shown)} OF {number(total)}" if shown < total else ""
        self._title.setText(f"GALLERY{part}")
        hidden = kept is not None and not kept.all()
        self._title.setToolTip(f"Filtered: {rows.all_words}" if hidden else "")
        self._advice.setText(FILTERED if total and not shown else PLACEHOLDER)
        self._advice.setVisible(not shown)
        self._select()

    def _repaint(self) -> None:
        self.list.viewport().update()

    def _select(self) -> None:
        row = self.model.row_of(self._workspace.selected)
        selection = self.list.selectionModel()
        if row is None:
            selection.clear()
        elif not selection.isSelected(self.model.index(row)):
            # Current it may be: a list that gets the keyboard begins with the first.
            self.list.setCurrentIndex(self.model.index(row))

    def _choose(self, current: Index, _previous: Index) -> None:
        if current.isValid():
            self._workspace.select_candidate(self.model.candidate(current.row()))
