"""The line at the bottom: what was used, what runs, how long it takes, Cancel."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.exclusion import sentences
from darkviewer.core.levels.words import level_notes
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import ElidedLabel, SparedLabel, label, set_role
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import count_of, number
from darkviewer.gui.text.tips import plain_tip
from darkviewer.gui.threads.timers import once
from darkviewer.storage.free_memory import in_words

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.progress import Progress
    from darkviewer.gui.workspace import Workspace

__all__ = ["StatusLine", "left_words"]

_SHOW_AFTER_MS = 150
"""A job shorter than this passes without a flicker."""
_KEEP_MESSAGE_MS = 8000
_MUCH_BYTES = 512 * 2**20
_HEIGHT = 20


class StatusLine(QWidget):
    """One line of facts; the middle belongs to the running job."""

    cancel_clicked = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._started = 0.0
        self.used = label("", "secondary")
        self.new = SparedLabel("", "secondary")
        self.new.setToolTip(
            "Frames that arrived are calibrated together: when none has come for two\n"
            "seconds, or after half a minute. They wait longer as the capture grows:\n"
            "calibrating takes at most 7 % of a processor. F5 takes them at once."
        )
        self.new.hide()
        self.took = SparedLabel("", "secondary")
        self.memory = SparedLabel("", "secondary")
        self.memory.setToolTip(
            "Memory used by cached images, and its limit: an eighth of the memory\n"
            "free at the start, 256 MiB to 1 GiB, or two images."
        )
        self.memory.hide()
        self.message = ElidedLabel("", "secondary")
        self.job = _JobLine()
        self.job.cancel.clicked.connect(self.cancel_clicked)
        self._lay_out()
        self._later = once(self, _SHOW_AFTER_MS)
        self._later.timeout.connect(self.job.show)
        self._forget = once(self, _KEEP_MESSAGE_MS)
        self._forget.timeout.connect(lambda: self.message.setText(""))
        workspace.message_posted.connect(self.say)
        workspace.text_size_changed.connect(self._follow_text)
        workspace.calibration_changed.connect(self._show_calibration)
        workspace.examination_changed.connect(self._show_levels)
        self._show_calibration(workspace.calibration)

    def begin(self, title: str) -> None:
        """A job runs; it shows if it takes longer than an instant."""
        self._started = time.monotonic()
        self.job.begin(title)
        self._later.start()

    def report(self, progress: Progress) -> None:
        """How far the job has come."""
        elapsed_s = time.monotonic() - self._started
        self.job.report(progress, left_words(progress, elapsed_s))

    def end(self) -> None:
        """Nothing runs any more."""
        self._later.stop()
        self.job.hide()

    def say(self, text: str, level: str = "info") -> None:
        """One sentence; what is said for information goes away by itself."""
        set_role(self.message, "secondary" if level == "info" else level)
        self.message.setText(text)
        self.message.setToolTip(plain_tip(text))
        self._forget.stop()
        if level == "info":
            self._forget.start()

    def show_new(self, count: int) -> None:
        """Tell how many frames have arrived that no result includes yet."""
        if count:
            waits = "waits" if count == 1 else "wait"
            self.new.setText(f"{count_of(count, 'new frame')} {waits} (F5)")
        self.new.setVisible(count > 0)

    def show_memory(self, held: int, limit: int) -> None:
        """Tell how much the pictures take, once it is much."""
        large = held >= _MUCH_BYTES
        if large:
            words = f"images {in_words(held)} of {in_words(limit)}"
            if words != self.memory.text():
                self.memory.setText(words)
        if large != self.memory.isVisibleTo(self):
            self.memory.setVisible(large)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 12, 0)
        row.setSpacing(22)
        row.addWidget(self.used)
        row.addWidget(self.new)
        row.addWidget(self.took)
        row.addWidget(self.memory)
        row.addWidget(self.job)
        row.addWidget(self.message, 1)
        origin = SparedLabel("origin 0-based", "secondary")
        origin.setToolTip(
            "x is the column and y the row, counted from 0 as stored in the file;\n"
            "FITS and DS9 count from 1, and are named wherever they appear."
        )
        row.addWidget(origin)
        self._follow_text()

    def _follow_text(self) -> None:
        self.setFixedHeight(fonts.scaled(_HEIGHT))

    def _show_calibration(self, calibration: Calibration | None) -> None:
        self.took.setVisible(calibration is not None)
        self.used.setVisible(calibration is not None)
        session = self._workspace.session
        if calibration is None or session is None:
            return
        skipped = (*session.skipped, *calibration.skipped)
        used, left_out = len(calibration.used), sentences(session)
        total = used + len(skipped) + len(left_out)
        words = f"{number(used)} of {count_of(total, 'frame')} used"
        if skipped:
            words += f", {number(len(skipped))} skipped"
        if left_out:
            words += f", {number(len(left_out))} left out"
        if calibration.notes:
            words += f", {number(len(calibration.notes))} blank"
        odd = (
            *(item.reason for item in skipped),
            *calibration.remarks,
            *self._notes_of_levels(calibration),
        )
        set_role(self.used, "warn" if odd else "secondary")
        odd = (*odd, *left_out)
        self.used.setText(words)
        self.used.setToolTip(plain_tip("\n".join(odd)))
        took = f"calibrated in {calibration.seconds:.2f} s"
        self.took.setText(f"{took}, from cache" if calibration.cached else took)

    def _show_levels(self) -> None:
        """They are known once the leaders were examined."""
        self._show_calibration(self._workspace.calibration)

    def _notes_of_levels(self, calibration: Calibration) -> tuple[str, ...]:
        examination = self._workspace.examination
        if examination is None:
            return ()
        levels = examination.examiner.levels
        return level_notes(levels, [source.name for source in calibration.used])


class _JobLine(QWidget):
    """Stage, bar, time left and Cancel."""

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self.stage = ElidedLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(120, 6)
        self.left = label("", "secondary")
        self.cancel = KeyButton("Cancel", "Esc")
        self.cancel.flat = True
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for widget in (self.stage, self.bar, self.left, self.cancel):
            row.addWidget(widget)
        keep = self.sizePolicy()
        keep.setHorizontalPolicy(QSizePolicy.Policy.Maximum)
        self.setSizePolicy(keep)
        self.hide()

    def begin(self, title: str) -> None:
        self._title = title
        self.stage.setText(shown(title))
        self.bar.setRange(0, 0)
        self.left.setText("")

    def report(self, progress: Progress, left: str) -> None:
        self.stage.setText(stage_words(progress, self._title))
        self.stage.setToolTip(plain_tip(self.stage.text()))
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        self.left.setText(left)


def stage_words(progress: Progress, title: str) -> str:
    """``Hashing the frames, 5 of 10``; the title where the stage has no name."""
    counted = f", {number(progress.done)} of {number(progress.total)}"
    known = counted if progress.total > 0 else ""
    return f"{shown(progress.stage or title)}{known}"


def left_words(progress: Progress, elapsed_s: float) -> str:
    """``1.1 s left``; empty while too little is done to tell."""
    part = progress.fraction
    if part < 0.05 or elapsed_s < 0.2:
        return ""
    left_s = elapsed_s * (1 - part) / part
    if left_s < 10:
        return f"{left_s:.1f} s left"
    if left_s < 90:
        return f"{left_s:.0f} s left"
    return f"{left_s / 60:.0f} min left"
