"""Above the table of frames: which are listed, and which are in the master."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from darkviewer.core.health.check import listed
from darkviewer.gui.controls.buttons import ActionButton
from darkviewer.gui.controls.filter_field import FilterField
from darkviewer.gui.controls.labels import ElidedLabel, SparedLabel, section_title
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.models.frame_model import CHOICES
from darkviewer.gui.text.numbers import number
from darkviewer.gui.text.tips import plain_tip
from darkviewer.gui.widgets.reason_entry import ReasonEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from darkviewer.core.frames.session import Session

__all__ = ["FramesHead", "left_out"]

_ACTIONS = ("exclude", "take_back", "export_frames")
_FILTER_TIP = (
    "Frames to show; all conditions must hold, with commas between.\n"
    "level>1000, temp<20.3, hot>=100, a header card that is shown: GAIN=5;\n"
    "flagged, sound, used, left out; any other text is looked for in the names\n"
    "and in what the checks say."
)


class FramesHead(QWidget):
    """A line to choose frames by, and a line about the master with what changes it.

    Attributes
    ----------
    choice : Segmented
        All frames, those flagged, or those left out.
    filter : FilterField
        Conditions for the frames listed.
    count : SparedLabel
        How many are selected, where it is more than one.
    master : ElidedLabel
        How many frames are in the master, and what leaving some out does to it.
    reason_entry : ReasonEntry
        Asks in the place of that line why a frame shall be left out.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Segmented(CHOICES)
        self.choice.set_value("all")
        self.filter = FilterField()
        self.filter.setAccessibleName("Filter the frames")
        self.filter.setToolTip(plain_tip(_FILTER_TIP))
        self.filter.setPlaceholderText("Filter: level>1000")
        self.count = SparedLabel("", "secondary")
        self.master = ElidedLabel()
        self._buttons: list[ActionButton] = []
        self._line = QWidget()
        self.reason_entry = ReasonEntry(self._line)
        self._row = QHBoxLayout(self._line)
        self._lay_out()

    def _lay_out(self) -> None:
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        above = QHBoxLayout()
        above.setContentsMargins(12, 0, 12, 0)
        above.setSpacing(8)
        above.addWidget(section_title("Frames"))
        above.addWidget(self.choice)
        above.addWidget(self.filter, 1)
        above.addWidget(self.count, 1)
        lines.addLayout(above)
        self._row.setContentsMargins(12, 0, 12, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.master, 1)
        lines.addWidget(self._line)

    def add_actions(self, actions: Mapping[str, QAction]) -> None:
        """Buttons at the right of the line about the master."""
        for name in _ACTIONS:
            button = ActionButton(actions[name])
            self._buttons.append(button)
            self._row.addWidget(button)
        self._fit()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How many frames there are to choose among."""
        for name, words in CHOICES.items():
            self.choice.set_words(name, f"{words} {number(counts[name])}")

    def show_master(self, used: int, total: int, effect: str) -> None:
        """So many frames are in the master; what left out frames do to it."""
        known = [f"{number(used)} of {number(total)} used"] if total else []
        words = " · ".join((*known, *filter(None, [effect])))
        self.master.setText(words)
        self.master.setToolTip(plain_tip(words))

    def follow_text(self) -> None:
        """Out of sight Qt does not ask the parts again how much room they need."""
        self._line.setMinimumHeight(self.reason_entry.sizeHint().height())
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow line takes the keys from the buttons."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        for button in self._buttons:
            button.set_tight(False)
        words = self.fontMetrics().horizontalAdvance("00 of 00 used")
        needed = sum(button.sizeHint().width() + 8 for button in self._buttons)
        for button in self._buttons:
            button.set_tight(24 + words + needed > self.width())


def left_out(session: Session) -> str:
    """Who is missing in the master of a session by somebody's word."""
    names = [item.info.name for item in session.excluded]
    return f"without {listed(names)}" if names else ""
