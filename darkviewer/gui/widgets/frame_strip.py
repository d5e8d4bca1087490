"""The frames of the session, a bar of its hot pixels each; stepping and playing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import SparedLabel
from darkviewer.gui.threads.timers import once, repeating
from darkviewer.gui.widgets.frame_bars import FrameBars
from darkviewer.gui.widgets.reason_entry import ReasonEntry

if TYPE_CHECKING:
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.gui.workspace import Workspace

__all__ = ["FrameStrip"]

PLAY_MS = 250


class _Toggle(KeyButton):
    """Lit by whoever owns what it stands for; a click only asks."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setCheckable(True)

    def nextCheckState(self) -> None:
        """What was asked for may not come."""


_GAP = 6
"""Between the parts of the strip, pixels."""


class FrameStrip(QWidget):
    """Bars, and buttons for the frame before, play, and the frame after."""

    playing_changed = Signal(bool)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._awaited = False  # the frame asked for last is not on screen yet
        self._timer = repeating(self, PLAY_MS)
        self._timer.timeout.connect(self._play_on)
        self.bars = FrameBars()
        self.back = KeyButton("◀")
        self.player = KeyButton("▶ play")
        self.forward = KeyButton("▶")
        self.follow = _Toggle("follow")
        self._lay_out()
        self.reason = ReasonEntry(self)
        self._connect()
        self.bars.set_palette(workspace.palette)
        self._renew()

    def _lay_out(self) -> None:
        self._label = SparedLabel("hot in the residual", "small")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 2)
        row.setSpacing(_GAP)
        row.addWidget(self.bars, 1)
        row.addWidget(self._label)
        row.addStretch()
        for button, tip in (
            (self.back, "Previous frame (Left)"),
            (self.player, "Play the frames in a loop (Space)"),
            (self.forward, "Next frame (Right)"),
            (self.follow, "Show the newest frame as it arrives (Ctrl+N)"),
        ):
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            row.addWidget(button)

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.session_changed.connect(self._renew)
        workspace.calibration_changed.connect(self._renew)
        workspace.candidates_changed.connect(self._count)
        workspace.frame_changed.connect(self._mark_current)
        workspace.excluded_view_changed.connect(self._renew)
        workspace.frame_shown.connect(self._shown)
        workspace.palette_changed.connect(self.bars.set_palette)
        workspace.text_size_changed.connect(self.bars.updateGeometry)
        fit = once(self)  # when the buttons know their new font
        fit.timeout.connect(self.reason.fit)
        fit.timeout.connect(self._spare)
        workspace.text_size_changed.connect(fit.start)
        self.bars.frame_requested.connect(self._go_to)
        self.back.clicked.connect(lambda: self.step(-1))
        self.forward.clicked.connect(lambda: self.step(1))
        self.player.clicked.connect(self.toggle_play)

    def minimumSizeHint(self) -> QSize:
        """Without the toggle, which gives way: the menu has it too."""
        least = super().minimumSizeHint()
        return least - QSize(0 if self.follow.isHidden() else self._spared_width, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A button that is cut off is none."""
        super().resizeEvent(event)
        self._spare()

    @property
    def _spared_width(self) -> int:
        return self.follow.sizeHint().width() + _GAP

    def _spare(self) -> None:
        needed = self.minimumSizeHint().width() + self._spared_width
        self.follow.setHidden(self.width() < needed)

    @property
    def playing(self) -> bool:
        """Whether the frames change by themselves."""
        return self._timer.isActive()

    def step(self, by: int) -> None:
        """Go to another frame, stopping at the first and the last."""
        self._workspace.step_frame(by)

    def toggle_play(self) -> None:
        """Play or stop."""
        self.play(not self.playing)

    def play(self, on: bool) -> None:
        """Step through the frames again and again, or stop."""
        on = on and self._workspace.frame_count > 1
        if on == self.playing:
            return
        self._awaited = False
        if on:
            self._timer.start()
        else:
            self._timer.stop()
        self.player.setText("■ stop" if on else "▶ play")
        self.playing_changed.emit(on)

    def _play_on(self) -> None:
        """The next frame; a frame that takes long to load is waited for."""
        if not self._awaited:
            self._awaited = True
            at = self._workspace
            then = at.frames.beside(at.frame, 1, view=at.excluded_view, around=True)
            at.set_frame(then)

    def _shown(self, frame: int) -> None:
        if frame == self._workspace.frame:
            self._awaited = False

    def _renew(self, _changed: object = None) -> None:
        self.play(False)
        self._count(self._workspace.candidates)
        self._mark_current(self._workspace.frame)

    @property
    def _places(self) -> tuple[int, ...]:
        """Frames in the order of the bars."""
        return self._workspace.frames.in_view(self._workspace.excluded_view)

    def _mark_current(self, frame: int) -> None:
        places = self._places
        self.bars.set_current(places.index(frame) if frame in places else 0)

    def _go_to(self, place: int) -> None:
        places = self._places
        if places:
            self._workspace.set_frame(places[max(0, min(place, len(places) - 1))])

    def _count(self, table: CandidateTable | None) -> None:
        frames, places = self._workspace.frames, self._places
        counts = None if table is None else table.hot_pixels
        usable = counts is not None and len(counts) == frames.used > 0
        self.bars.set_frames(
            tuple(shown(frames.names[frame]) for frame in places),
            _by_place(counts, places) if usable and counts is not None else None,
            left_out={
                place: frames.reason(frame)
                for place, frame in enumerate(places)
                if frames.excluded(frame)
            },
        )
        self._label.setVisible(usable)
        for button in (self.back, self.player, self.forward):
            button.setEnabled(len(places) > 1)


def _by_place(counts: NDArray[np.int64], places: tuple[int, ...]) -> NDArray[np.int64]:
    """Counts in the order of the bars, 0 where there is none."""
    known = dict(enumerate(counts.tolist()))
    return np.array([known.get(frame, 0) for frame in places], np.int64)
