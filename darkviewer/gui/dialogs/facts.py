"""Header, sidecar and folder values of the current frame, with their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from darkviewer.gui.controls.labels import label, section_title
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.text.frame_facts import FACTS

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Session
    from darkviewer.gui.workspace import Workspace

__all__ = ["FactsDialog", "remarks"]

_UNKNOWN = "unknown"


class FactsDialog(Panel):
    """Follows the frame on show."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__("Frame details", parent)
        self._workspace = workspace
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(3)
        self.values: dict[str, QLabel] = {}
        self.sources: dict[str, QLabel] = {}
        for line, fact in enumerate(FACTS):
            grid.addWidget(label(fact.words, "secondary"), line, 0)
            self.values[fact.name] = label()
            self.sources[fact.name] = label("", "secondary")
            grid.addWidget(self.values[fact.name], line, 1)
            grid.addWidget(self.sources[fact.name], line, 2)
        self.column.addLayout(grid)
        self.column.addWidget(section_title("Remarks"))
        self.remarks = label("", wrap=True)
        self.remarks.setMinimumWidth(420)
        self.column.addWidget(self.remarks)
        close = self.close_button()
        self.add_buttons(close, default=close)
        workspace.frame_settled.connect(self._show)
        workspace.session_changed.connect(self._show)
        workspace.calibration_changed.connect(self._show)
        self._show()

    def _show(self, _changed: object = None) -> None:
        info, session = self._workspace.frame_info, self._workspace.session
        for fact in FACTS:
            text = fact.text(info) if info is not None else ""
            source = info.sources.get(fact.name, "") if info is not None else ""
            self.values[fact.name].setText(text or _UNKNOWN)
            self.sources[fact.name].setText(source)
        self.say(self.remarks, "\n".join(remarks(session, info)) or "None.")


def remarks(session: Session | None, info: FrameInfo | None) -> list[str]:
    """All that is odd, one sentence each, without repeats."""
    said = [] if session is None else [*session.health.reasons, *session.notes]
    of_frame = [] if info is None else [*info.notes, *info.altered]
    said += [note for note in of_frame if not any(s.startswith(note) for s in said)]
    said += [] if session is None else [item.reason for item in session.skipped]
    return list(dict.fromkeys(said))
