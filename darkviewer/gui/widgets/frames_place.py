"""The place of the frames: which of them is odd, and why?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from darkviewer.gui.controls.labels import (
    ElidedLabel,
    label,
    section_title,
    set_role,
)
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.models.frame_columns import frame_rows
from darkviewer.gui.models.frame_model import CHOICES
from darkviewer.gui.text.numbers import count_of
from darkviewer.gui.threads.timers import once
from darkviewer.gui.widgets.frame_strips import FrameStrips
from darkviewer.gui.widgets.frame_table import FrameTable
from darkviewer.gui.widgets.places import Slot

if TYPE_CHECKING:
    from darkviewer.gui.workspace import Workspace

__all__ = ["FramesPlace"]

_LEFT_PX = 264


class FramesPlace(QWidget):
    """One sentence, strips over one axis of frames, and the table of frames.

    Attributes
    ----------
    captures : Slot
        Where the session browser is shown, which every place has.
    """

    shown = Signal()  # please show the frame as an image

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._order: list[int] = []
        self._stale = True
        self.captures = Slot()
        self.sentence = label("", "heading")
        self.reason = ElidedLabel("", "secondary")
        self.choice = Segmented(CHOICES)
        self.choice.set_value("all")
        self.table = FrameTable(workspace)
        self.strips = FrameStrips(workspace.palette)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self._sides = QSplitter(Qt.Orientation.Horizontal)
        self._sides.setHandleWidth(1)
        self._sides.setChildrenCollapsible(False)
        across.addWidget(self._sides)
        self._sides.addWidget(self.captures)
        self._sides.addWidget(self._right_side())
        self._sides.setStretchFactor(1, 1)
        self._sides.setSizes([_LEFT_PX, 3 * _LEFT_PX])

    def _right_side(self) -> QWidget:
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setHandleWidth(1)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self._overview())
        parts.addWidget(self._list())
        parts.setStretchFactor(0, 2)
        parts.setStretchFactor(1, 3)
        return parts

    def _overview(self) -> QWidget:
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(12, 8, 12, 8)
        lines.setSpacing(2)
        lines.addWidget(self.sentence)
        lines.addWidget(self.reason)
        lines.addSpacing(6)
        lines.addWidget(self.strips, 1)
        return box

    def _list(self) -> QWidget:
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(12, 8, 0, 0)
        lines.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 12, 0)
        head.addWidget(section_title("Frames"))
        head.addSpacing(8)
        head.addWidget(self.choice)
        head.addStretch()
        lines.addLayout(head)
        lines.addWidget(self.table, 1)
        return box

    def _connect(self) -> None:
        workspace = self._workspace
        for changed in (
            workspace.session_changed,
            workspace.calibration_changed,
            workspace.checks_changed,
            workspace.candidates_changed,
            workspace.palette_changed,
        ):
            changed.connect(self._renew)
        workspace.frame_changed.connect(self._show_frame)
        self.choice.value_changed.connect(self.table.frames.choose)
        self.table.shown.connect(self.shown)
        self.strips.frame_requested.connect(self._go)
        workspace.palette_changed.connect(self.strips.set_palette)
        self._soon = once(self)
        self._soon.timeout.connect(self._follow_text)
        workspace.text_size_changed.connect(self._soon.start)

    def _follow_text(self) -> None:
        """Out of sight Qt does not ask the parts again how much room they need."""
        for part in self.findChildren(QWidget):
            layout = part.layout()
            if layout is not None:
                layout.invalidate()
                layout.activate()  # rows within it, too
            part.updateGeometry()
        self.strips.follow_text()

    def showEvent(self, event: object) -> None:
        """What changed out of sight is caught up with now."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self._stale:
            self._renew()

    def _renew(self, _changed: object = None) -> None:
        """Out of sight nothing is made: a moving threshold renews it at each step."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        workspace = self._workspace
        rows = frame_rows(
            workspace.session,
            workspace.frames,
            workspace.calibration,
            workspace.candidates,
            workspace.checks,
        )
        self.table.frames.set_rows(rows)
        places = {row.place: row for row in rows if row.place is not None}
        self._order = [place for place in workspace.frames.order if place in places]
        inside = [places[place] for place in self._order]
        self.strips.set_frames(inside, workspace.checks)
        self._show_frame(workspace.frame)
        self._say(sum(not row.left_out for row in rows), len(rows))

    def _go(self, number: int) -> None:
        """To a frame of the strips, which are in file order."""
        if 0 <= number < len(self._order):
            self._workspace.set_frame(self._order[number])

    def _show_frame(self, frame: int) -> None:
        if frame in self._order:
            self.strips.set_current(self._order.index(frame))

    def _say(self, used: int, total: int) -> None:
        session = self._workspace.session
        if session is None:
            self.sentence.setText("Choose a session")
            self.reason.setText("Its frames are listed here, the odd ones first.")
            return
        notes, worst = self._workspace.found_out
        health = session.health.doubted(notes, level=worst)
        level, reasons = health.level, health.reasons
        word = "Not sound" if level == "bad" else "Usable"
        self.sentence.setText(f"{word}: {used} of {count_of(total, 'frame')}")
        self.reason.setText("; ".join(reasons))
        set_role(self.reason, "secondary" if level == "ok" else level)
