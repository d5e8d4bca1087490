"""Warnings above the image that must be read before trusting the numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from darkviewer.core.frames.session import Health, Session
from darkviewer.core.gain.session import decision_of
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label, set_role
from darkviewer.gui.messages import HEALTH
from darkviewer.gui.text.tips import plain_tip

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.gui.workspace import Workspace

__all__ = ["Banner"]

_ANY_HEIGHT = 16_777_215  # Qt's own word for no limit

_LINES, _PART = 3, 8  # the words take at most so many lines, and an eighth of all


class Banner(QFrame):
    """The reasons of a session's red or amber badge; frames that turn out blank."""

    compare_clicked = Signal()  # all sources of e-/ADU are wanted

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._shown: Session | None = None
        self._calibrated = self._doubted = False
        self.setProperty("role", "banner")
        self.words = label("", wrap=True)
        self._area = _Lines(self.words)
        self._proposal: tuple[float, int] | None = None
        self.better = KeyButton("")
        self.better.setToolTip("Take the better e⁻/ADU and padding; undo as usual")
        self.better.clicked.connect(self._take_better)
        self.better.hide()
        self.compare = KeyButton("Gain truth…")
        self.compare.setToolTip("All sources of e⁻/ADU side by side")
        self.compare.clicked.connect(self.compare_clicked)
        self.compare.hide()
        dismiss = KeyButton("Dismiss")
        dismiss.flat = True
        dismiss.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.addWidget(self._area, 1)
        row.addWidget(self.better)
        row.addWidget(self.compare)
        row.addWidget(dismiss)
        workspace.session_changed.connect(self._show_health)
        workspace.calibration_changed.connect(self._add_notes)
        workspace.checks_changed.connect(self._add_checks)
        self._show_health(workspace.session)

    def _show_health(self, session: Session | None) -> None:
        health = Health() if session is None else session.health
        before, self._shown = self._shown, session
        news = (
            session is not None
            and before is not None
            and session.is_same_series(before)
        )
        self._calibrated = self._calibrated and news
        skipped = () if session is None else session.skipped
        if news and skipped and all(item.incomplete for item in skipped):
            return  # frames on their way: the badge says so, and they are tried again
        self._take(health, news=news)

    def _add_notes(self, calibration: Calibration | None) -> None:
        self._propose(calibration)
        if calibration is None:
            return
        session = self._workspace.session
        health = Health() if session is None else session.health
        notes, level = self._workspace.found_out
        if notes or self._doubted:
            self._take(health.doubted(notes, level=level), news=self._calibrated)
        self._doubted = bool(notes)
        self._calibrated = True

    def _add_checks(self, checks: SessionChecks | None) -> None:
        session = self._workspace.session
        notes, level = self._workspace.found_out
        if checks is not None and session is not None and (notes or self._doubted):
            self._take(session.health.doubted(notes, level=level), news=True)
            self._doubted = bool(notes)

    def _propose(self, calibration: Calibration | None) -> None:
        """One button for the scale that the evidence supports."""
        doubted = calibration is not None and calibration.doubts
        proposal = (
            decision_of(calibration).proposal if calibration and doubted else None
        )
        self._proposal = proposal
        self.better.setVisible(proposal is not None)
        self.compare.setVisible(bool(doubted) and proposal is None)
        if proposal is not None:
            self.better.setText(_better_words(proposal))

    def _take_better(self) -> None:
        if self._proposal is None:
            return
        value, bits = self._proposal
        better = replace(
            self._workspace.requested, gain_e_per_adu=value, padding_bits=bits
        )
        self._workspace.change_parameters(better, words=_better_words(self._proposal))

    def _take(self, health: Health, *, news: bool) -> None:
        """News of a session that is on show never move the picture below."""
        words = " · ".join(health.reasons) if health.level != "ok" else ""
        if news and words == self.words.text():  # it may have been dismissed
            return
        if news and self.isHidden():
            if words:
                self._workspace.post(words, health.level, about=HEALTH)
            else:
                self._workspace.withdraw(HEALTH)
            self.words.setText(words)
            return
        if news:
            self.setFixedHeight(self.height())
        else:
            self.setMinimumHeight(0)
            self.setMaximumHeight(_ANY_HEIGHT)
            self.setVisible(bool(words))
        self.words.setText(words)
        self.words.setToolTip(
            plain_tip(words)
        )  # beside the button some lines must be scrolled
        self._area.updateGeometry()  # words in a scroll area do not ask for it
        set_role(self, health.level, "level")


def _better_words(proposal: tuple[float, int]) -> str:
    return f"Use {proposal[0]:g} e⁻/ADU, padding {proposal[1]}"


class _Lines(QScrollArea):
    """As high as its words, up to a few lines; the others are scrolled to."""

    def __init__(self, words: QLabel) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Not fixed: Qt would then give it the height that words without a width like.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._words = words
        self.setWidget(words)
        for part in (self.viewport(), words):
            part.setAutoFillBackground(False)  # the banner's own ground

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(0, self._words.fontMetrics().lineSpacing())

    def hasHeightForWidth(self) -> bool:
        """Narrow words need more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """All lines, or as many as leave room for the image."""
        words = self._words
        line = words.fontMetrics().lineSpacing()
        room = self.window().height() / _PART
        lines = max(1, min(_LINES, int(room // line)))
        return min(words.heightForWidth(width), lines * line)
