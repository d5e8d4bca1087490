"""Four measures over one axis of frames, with their limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from darkviewer.core.health.check import OWN
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import ElidedLabel
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.graphics.frame_foot import FrameFoot
from darkviewer.gui.graphics.measure_strip import MeasureStrip
from darkviewer.gui.models.frame_axis import AXES, FrameAxis, frame_axis, why_not
from darkviewer.gui.models.strip_data import DRAWN, StripData, strip_data
from darkviewer.gui.text.tips import plain_tip

if TYPE_CHECKING:
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.gui.engine.own_limits import OwnLimits
    from darkviewer.gui.models.frame_columns import FrameRow
    from darkviewer.gui.style.theme import Palette

__all__ = ["FrameStrips"]

MEASURES = ("level", "noise", "temp. / set", "hot")
"""What the strips show until somebody chooses otherwise."""


class FrameStrips(QWidget):
    """Strips of the frames of a capture, in file order.

    Attributes
    ----------
    strips : list of MeasureStrip
        From top to bottom.
    axis : Segmented
        What the frames are laid out by.
    reset : KeyButton
        Takes back all limits of the user.
    """

    frame_requested = Signal(int)  # place among the frames given

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = "frame"
        self._measures = list(MEASURES)
        self._rows: Sequence[FrameRow] = ()
        self._checks: SessionChecks | None = None
        self._current = 0
        self.axis = Segmented(AXES)
        self.axis.set_value(self._kind)
        self.axis.value_changed.connect(self.choose_axis)
        self.reset = KeyButton("Reset limits")
        self.reset.setToolTip("Back to the limits of the checks (Ctrl+Z undoes it).")
        self.words = ElidedLabel("", "secondary")
        self.strips = [self._strip(place) for place in range(len(MEASURES))]
        self.foot = FrameFoot()
        self.set_palette(palette)
        self._lay_out()
        self._renew()

    def _strip(self, place: int) -> MeasureStrip:
        strip = MeasureStrip(StripData(DRAWN[self._measures[place]]))
        strip.frame_requested.connect(self.frame_requested)
        strip.measure_chosen.connect(partial(self.choose_measure, place))
        return strip

    def _lay_out(self) -> None:
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.axis)
        head.addWidget(self.words, 1)
        head.addWidget(self.reset)
        lines.addLayout(head)
        self._room = _Room(self.strips)
        self._room.resized.connect(self._align)
        lines.addWidget(self._room, 1)
        lines.addWidget(self.foot)

    @property
    def _parts(self) -> tuple[MeasureStrip | FrameFoot, ...]:
        return *self.strips, self.foot

    def set_by(self, limits: OwnLimits) -> None:
        """Whom the limits are given to that are moved, typed or reset."""
        for strip in self.strips:
            strip.limit_moved.connect(limits.try_out)
            strip.limit_set.connect(limits.set_limit)
        self.reset.clicked.connect(limits.reset)

    # what is shown

    def set_frames(
        self, rows: Sequence[FrameRow], checks: SessionChecks | None
    ) -> None:
        """Show these frames, in file order, and what the checks say of them."""
        self._rows, self._checks = rows, checks
        self._renew()

    def set_current(self, frame: int) -> None:
        """Emphasise the frame on show, by its place among the frames given."""
        self._current = frame
        for part in self._parts:
            part.set_current(frame)

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        for part in self._parts:
            part.set_palette(palette)

    def follow_text(self) -> None:
        """Its size has changed."""
        for part in self._parts:
            part.updateGeometry()
        self._align()

    # what the user chooses

    def choose_axis(self, kind: str) -> None:
        """Lay the frames out by number, time or temperature."""
        self._kind = kind
        self._renew()

    def choose_measure(self, place: int, name: str) -> None:
        """Let a strip show another measure."""
        self._measures[place] = name
        self._renew()

    def choices(self) -> dict[str, Any]:
        """Measures and axis, to be remembered."""
        return {"strips": list(self._measures), "axis": self._kind}

    def restore(self, choices: Mapping[str, Any]) -> None:
        """Take remembered choices; what cannot be is left out."""
        if choices.get("axis") in AXES:
            self._kind = str(choices["axis"])
        known = choices.get("strips")
        names = known if isinstance(known, list) else []
        for place, name in enumerate(names[: len(MEASURES)]):
            if isinstance(name, str) and name in DRAWN:
                self._measures[place] = name
        self._renew()

    def _renew(self) -> None:
        axis = frame_axis(self._kind, self._rows)
        for strip, name in zip(self.strips, self._measures, strict=True):
            strip.set_data(strip_data(DRAWN[name], self._rows, axis, self._checks))
        self._show_axis(axis)
        self.reset.setEnabled(bool(self._checks and self._checks.limits))
        self._align()
        self.set_current(self._current)

    def _align(self) -> None:
        """All points and labels of a frame below each other, scroll bar or not."""
        left = max(strip.words_width() for strip in self.strips)
        right = max(strip.limits_width() for strip in self.strips)
        for strip in self.strips:
            strip.set_margins(left, right)
        beside = max(self._room.width() - self._room.viewport().width(), 0)
        self.foot.set_margins(left, right + beside)

    def _show_axis(self, axis: FrameAxis) -> None:
        """The button of what is drawn, though something else may be remembered."""
        for kind in ("time", "temperature"):
            self.axis.forbid(kind, why_not(kind, self._rows) if self._rows else "")
        self.axis.set_value(axis.kind)
        said = [axis.words] if self._rows and axis.words else []
        limits = self._checks.limits if self._checks else {}
        said += [f"limits {OWN}: {', '.join(sorted(limits))}"] if limits else []
        self.words.setText("; ".join(said))
        self.words.setToolTip(plain_tip("; ".join(said)))
        self.foot.set_axis(axis)


class _Room(QScrollArea):
    """All strips; where there is room for some only they scroll, their axis stays."""

    resized = Signal()

    def __init__(self, strips: Sequence[MeasureStrip]) -> None:
        super().__init__()
        self._strips = strips
        self._column = column = QWidget()
        lines = QVBoxLayout(column)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        for strip in strips:
            lines.addWidget(strip, 1)
        self.setWidget(column)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in (column, self.viewport()):
            part.setAutoFillBackground(False)  # the ground of the place

    def sizeHint(self) -> QSize:
        """All of them."""
        return self._column.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """One of them, as wide as the widest and the scroll bar."""
        hints = [strip.minimumSizeHint() for strip in self._strips]
        bar = self.verticalScrollBar().sizeHint().width()
        width = max(hint.width() for hint in hints) + bar
        return QSize(width, hints[0].height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A scroll bar takes room from the strips."""
        super().resizeEvent(event)
        self.resized.emit()
