"""Every source of e-/ADU on one axis, which is used and why, and a button to change it.

The frames themselves are measured in the background while this is in sight.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from darkviewer.core.gain.session import evidence_of
from darkviewer.core.health.transfer import FEWEST_FRAMES
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label, section_title, set_role
from darkviewer.gui.graphics.badge import BadgeMark
from darkviewer.gui.graphics.gain_row import GainRow, axis_of
from darkviewer.gui.text.gain_words import (
    NEAR_SIGMAS,
    SourceLine,
    depth_words,
    measured_words,
    noise_words,
    rule_words,
    rules_words,
    source_lines,
    take_words,
)
from darkviewer.gui.threads.timers import once
from darkviewer.reports.gain import truth_document
from darkviewer.runs.gain import GainTruth, truth_of

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace

__all__ = ["GainTruthView"]

_SOURCES = 6
_MEASURING = "measuring photon transfer…"
_BADGES = {"ok": "ok", "unknown": "quiet", "doubtful": "warn"}


class GainTruthView(QWidget):
    """Follows the calibration on show.

    Attributes
    ----------
    truth : GainTruth or None
        What is shown.
    save : KeyButton
        For its owner, who can ask for a file; see `write`.
    """

    def __init__(
        self,
        workspace: Workspace,
        tasks: Tasks,
        parent: QWidget | None = None,
        *,
        titled: bool = True,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._tasks = workspace, tasks
        self.truth: GainTruth | None = None
        self._stale = True
        self._lines: tuple[SourceLine, ...] = ()
        self.mark = BadgeMark()
        self.used = label("", "heading", wrap=True)
        self.sentence = label("", "secondary", wrap=True)
        self.rows = [GainRow() for _ in range(_SOURCES)]
        self.rule, self.bits, self.noise, self.how = (
            label("", "small", wrap=True) for _ in range(4)
        )
        self.take = KeyButton(take_words(None))
        self.take.setToolTip("Keep it for this camera in this mode; undo as usual.")
        self.measure = KeyButton("Measure")
        self.measure.setToolTip("Photon transfer of these frames.")
        self.save = KeyButton("Save numbers…")
        self.save.setToolTip("All of this as JSON, as `darkviewer gain --json` does.")
        self._parts: tuple[QWidget, ...] = (
            *(self.mark, *self.rows),
            *(self.rule, self.bits, self.noise, self.how),
        )
        self._lay_out(titled=titled)
        self._connect()
        self._renew(workspace.calibration)

    def _lay_out(self, *, titled: bool) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*((12, 8, 12, 8) if titled else (0, 0, 0, 0)))
        column.setSpacing(4)
        if titled:
            column.addWidget(section_title("Gain truth"))
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.used, 1)
        column.addLayout(head)
        column.addWidget(self.sentence)
        column.addWidget(self.rule)
        self._group = QButtonGroup(self)
        rows = QVBoxLayout()
        rows.setSpacing(0)  # one line through all
        for place, row in enumerate(self.rows):
            self._group.addButton(row, place)
            rows.addWidget(row)
        column.addLayout(rows)
        for words in (self.bits, self.noise, self.how):
            column.addWidget(words)
        column.addSpacing(4)
        column.addWidget(self.take)
        others = QHBoxLayout()
        others.setSpacing(6)
        others.addWidget(self.save)
        others.addWidget(self.measure)
        others.addStretch(1)
        column.addLayout(others)
        column.addStretch(1)

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.calibration_changed.connect(self._renew)
        workspace.palette_changed.connect(self._draw)
        self._soon = once(self)
        self._soon.timeout.connect(self._follow_text)
        workspace.text_size_changed.connect(self._soon.start)
        self._group.idToggled.connect(lambda *_: self._offer())
        self.take.clicked.connect(self._take_chosen)
        self.measure.clicked.connect(self.start)

    def _follow_text(self) -> None:
        """Out of sight nothing is drawn."""
        if not self._stale:
            self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        """What changed out of sight is caught up with now."""
        super().showEvent(event)
        if self._stale:
            self._renew(self._workspace.calibration)

    def _renew(self, calibration: Calibration | None) -> None:
        session = self._workspace.session
        self.truth = None
        if calibration is not None and session is not None:
            self.truth = GainTruth(session, calibration)
        self._stale = not self.isVisible()
        if self._stale:
            return
        self._draw()
        if calibration is not None and not calibration.transfer:
            self.start()

    def start(self) -> None:
        """Measure photon transfer; the status line has Cancel."""
        truth = self.truth
        if truth is None or len(truth.calibration.used) < FEWEST_FRAMES:
            return
        calibration = truth.calibration
        self.measure.hide()
        self.how.setText(_MEASURING)
        self._tasks.submit(
            "gain",
            "Comparing sources of e⁻/ADU",
            partial(truth_of, truth.session, calibration),
            receiver=self,
            done=partial(self._take, calibration),
            failed=lambda _: self._draw(),
            cancelled=self._draw,
            reads=True,
        )

    def _take(self, calibration: Calibration, truth: GainTruth) -> None:
        if calibration is self._workspace.calibration:
            self.truth = truth
            self._draw()

    # on screen

    def _draw(self) -> None:
        truth = self.truth
        for part in self._parts:
            part.setVisible(truth is not None)
        self.save.setEnabled(truth is not None)
        if truth is None:
            self._say_nothing()
            return
        calibration = truth.calibration
        parameters, document = calibration.request.parameters, truth_document(truth)
        self._lines = source_lines(evidence_of(calibration), parameters)
        self._say(document)
        self._place_rows()
        few = len(calibration.used) < FEWEST_FRAMES
        self.measure.setVisible(not calibration.transfer and not few)
        self._offer()

    def _say_nothing(self) -> None:
        without = self._workspace.session is None
        self.used.setText("Choose a session" if without else "Not calibrated yet")
        self.sentence.setText("")
        self.measure.hide()
        self._lines = ()
        self._offer()

    def _say(self, document: dict[str, Any]) -> None:
        gain, off = document["gain"], document["deviation_sigmas"]
        far = off is not None and off > NEAR_SIGMAS
        level = "warn" if far else _BADGES[gain["level"]]
        self.mark.show_level(level, self._workspace.palette)
        self.used.setText(
            f"{gain['e_per_adu']:g} e⁻/ADU, padding {gain['padding_bits']}, is used"
        )
        self.sentence.setText(gain["sentence"])
        self.rule.setText(rule_words(document["rule"]))
        self.rule.setToolTip(rules_words(document["rule"]))
        self.bits.setText(depth_words(document))
        self.noise.setText(noise_words(document))
        self.how.setText("\n".join(measured_words(document)))
        set_role(self.how, "doubtful" if far else "small")

    def _place_rows(self) -> None:
        """Columns are as wide as their widest words."""
        wide = self.fontMetrics().horizontalAdvance
        axis = replace(
            axis_of(self._lines, measured=self._lines[-1]),
            names_px=max(wide(line.name) for line in self._lines),
            values_px=max(wide(line.words) for line in self._lines if line.known),
        )
        for row, line in zip(self.rows, self._lines, strict=True):
            row.show_line(line, axis, self._workspace.palette)

    # taking one

    @property
    def _chosen(self) -> tuple[float, int] | None:
        place = self._group.checkedId()
        return self._lines[place].proposal if 0 <= place < len(self._lines) else None

    def _offer(self) -> None:
        self.take.setEnabled(self._chosen is not None)
        self.take.setText(take_words(self._chosen))
        self.take.updateGeometry()

    def _take_chosen(self) -> None:
        chosen = self._chosen
        if chosen is not None:
            value, bits = chosen
            better = replace(
                self._workspace.requested, gain_e_per_adu=value, padding_bits=bits
            )
            self._workspace.change_parameters(better, words=take_words(chosen))
