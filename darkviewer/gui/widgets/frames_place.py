"""The place of the frames: which of them is odd, and why?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.controls.labels import ElidedLabel, label, set_role
from darkviewer.gui.engine.frame_cards import FrameCards
from darkviewer.gui.engine.thumbnails import Thumbnails
from darkviewer.gui.graphics.badge import BadgeMark
from darkviewer.gui.models.frame_columns import frame_rows
from darkviewer.gui.models.own_figures import with_own_figures
from darkviewer.gui.text.numbers import count_of, number
from darkviewer.gui.text.tips import plain_tip
from darkviewer.gui.threads.timers import once
from darkviewer.gui.widgets.check_list import CheckList
from darkviewer.gui.widgets.frame_picture import FramePicture
from darkviewer.gui.widgets.frame_strips import FrameStrips
from darkviewer.gui.widgets.frame_table import FrameTable
from darkviewer.gui.widgets.frames_head import FramesHead, left_out
from darkviewer.gui.widgets.frames_parts import FramesParts
from darkviewer.gui.widgets.from_headers import FromHeaders, SessionsColumn
from darkviewer.gui.widgets.places import Slot
from darkviewer.gui.widgets.row_pictures import RowPictures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.gui.models.frame_choice import ColumnChoice
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.workspace import Workspace

__all__ = ["FramesPlace"]


class FramesPlace(QWidget):
    """One sentence, strips over one axis of frames, and the table of frames.

    Attributes
    ----------
    captures : Slot
        Where the session browser is shown, which every place has.
    headers : FromHeaders
        What the header of the frame on show tells.
    parts : FramesParts
        Where all parts stand; more panels can be added.
    cards : FrameCards
        Header cards of the frames, once somebody asks for them.
    """

    shown = Signal()  # please show the frame as an image

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._order: list[int] = []
        self._stale = True
        self.captures = Slot()
        self.headers = FromHeaders(workspace)
        self.sentence = label("", "heading")
        self.reason = ElidedLabel("", "secondary")
        self.mark = BadgeMark()
        self.list_head = FramesHead()
        self._pictures = RowPictures(workspace.palette, self)
        self.table = FrameTable(workspace, self._pictures)
        self.strips = FrameStrips(workspace.palette)
        self.cards = FrameCards(workspace, self)
        self._thumbnails = Thumbnails(workspace, self)
        self.checks = CheckList(workspace)
        self.picture = FramePicture(workspace, self._thumbnails)
        self._lay_out()
        self._connect()
        self._follow_text()

    def _lay_out(self) -> None:
        across = QVBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        aside = SessionsColumn(self.captures, self.headers)
        self.parts = FramesParts(aside, self._head(), self._strips(), self._list())
        self.parts.add_panel("Checks", self.checks)
        self.parts.add_panel("Picture", self.picture)
        across.addWidget(self.parts)

    def _head(self) -> QWidget:
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(12, 8, 12, 2)
        lines.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.sentence, 1)
        lines.addLayout(line)
        lines.addWidget(self.reason)
        return box

    def _strips(self) -> QWidget:
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(12, 4, 12, 8)
        lines.addWidget(self.strips)
        return box

    def _list(self) -> QWidget:
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 4, 0, 0)
        lines.setSpacing(2)
        self.table.setContentsMargins(12, 0, 0, 0)
        lines.addWidget(self.list_head)
        lines.addWidget(self.table, 1)
        lines.addWidget(self.table.across.bar)
        return box

    def _connect(self) -> None:
        workspace = self._workspace
        for changed in (
            workspace.session_changed,
            workspace.calibration_changed,
            workspace.checks_changed,
            workspace.candidates_changed,
            workspace.palette_changed,
            workspace.effect_changed,
        ):
            changed.connect(self._renew)
        workspace.frame_changed.connect(self._show_frame)
        self.list_head.choice.value_changed.connect(self.table.frames.choose)
        for part in (self.table, self.picture):
            part.shown.connect(self.shown)
        self.table.chosen_changed.connect(self._count_chosen)
        self.list_head.filter.paused.connect(self._filter)
        self.list_head.filter.entered.connect(self._enter_filter)
        self.cards.changed.connect(self._renew)
        self.checks.frames_chosen.connect(self.table.choose_names)
        self.checks.entered.connect(self.table.setFocus)
        self.strips.frame_requested.connect(self._go)
        workspace.palette_changed.connect(self.strips.set_palette)
        workspace.palette_changed.connect(self._pictures.set_palette)
        self._soon = once(self)
        self._soon.timeout.connect(self._follow_text)
        workspace.text_size_changed.connect(self._soon.start)

    def close_threads(self, until: Deadline | None = None) -> None:
        """End what reads for this place."""
        self._thumbnails.close(until)
        self._pictures.close(until)
        self.cards.close(until)

    @property
    def idle(self) -> bool:
        """Whether nothing is read for this place."""
        reading = self._thumbnails, self.cards, self._pictures
        return all(one.idle for one in reading)

    # the table

    @property
    def chosen(self) -> tuple[int, ...]:
        """Frames selected in the table while it is in sight; else that on show."""
        if self.isVisible():
            return self.table.chosen
        known = self._workspace.frame_info is not None
        return (self._workspace.frame,) if known else ()

    def ask_reason(self, infos: Sequence[FrameInfo], reasons: Sequence[str]) -> None:
        """Ask above the table why these frames shall be left out."""
        self.parts.bring_forward("Table")
        self.list_head.reason_entry.ask(infos, reasons)

    def choose_columns(self, choice: ColumnChoice) -> None:
        """Show these columns; cards are read once there is one."""
        self.table.set_choice(choice)
        if choice.cards:
            self.cards.want()

    def begin_filter(self) -> None:
        """Take the keyboard for the filter of the table."""
        self.parts.bring_forward("Table")
        self.list_head.filter.setFocus()
        self.list_head.filter.selectAll()

    def blink(self, on: bool) -> None:
        """Let frame and master alternate, where they are seen, or stop."""
        if on:
            self.parts.bring_forward("Picture")
        self.picture.blink(on)

    def _filter(self) -> bool:
        try:
            self.table.frames.set_filter(self.list_head.filter.text())
        except DarkviewerError as error:
            self.list_head.filter.refuse(str(error))
            return False
        self.list_head.filter.take()
        self._count_chosen()
        return True

    def _enter_filter(self) -> None:
        if self._filter():
            self.table.setFocus()
        else:
            self.list_head.filter.say_refusal()

    def _count_chosen(self) -> None:
        chosen, rows = len(self.table.chosen_rows), len(self.table.frames.rows)
        words = f"{number(chosen)} of {number(rows)} selected" if chosen > 1 else ""
        self.list_head.count.setText(words)

    def _follow_text(self) -> None:
        """Out of sight Qt does not ask the parts again how much room they need."""
        self.list_head.follow_text()
        self.parts.fit()
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
            self.cards.cards,
        )
        self.table.frames.set_rows(with_own_figures(rows))
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
        workspace = self._workspace
        session = workspace.session
        self.list_head.show_counts(self.table.frames.counts())
        if session is None:
            self.mark.show_level("", workspace.palette)
            self.sentence.setText("Choose a session")
            self.reason.setText("Its frames are listed here, the odd ones first.")
            self.reason.setToolTip("")
            self.list_head.show_master(0, 0, "")
            return
        notes, worst = workspace.found_out
        health = session.health.doubted(notes, level=worst)
        level, reasons = health.level, health.reasons
        word = "Not sound" if level == "bad" else "Usable"
        self.mark.show_level(level, workspace.palette)
        self.sentence.setText(f"{word}: {used} of {count_of(total, 'frame')}")
        self.reason.setText("; ".join(reasons))
        self.reason.setToolTip(plain_tip("\n".join(reasons)))
        set_role(self.reason, "secondary" if level == "ok" else level)
        self.list_head.show_master(used, total, workspace.effect or left_out(session))
