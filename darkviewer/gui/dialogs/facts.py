"""Header, sidecar and folder values of the current frame, with their sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.gui.controls.labels import label, section_title
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.text.numbers import number, trimmed

if TYPE_CHECKING:
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.session import Session
    from darkviewer.gui.workspace import Workspace

__all__ = ["FACTS", "FactsDialog", "remarks"]

_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fact:
    """One quantity of a frame: its words, its name in `FrameInfo`, its text."""

    words: str
    name: str
    text: Callable[[FrameInfo], str]


def _number(name: str, unit: str, decimals: int) -> Callable[[FrameInfo], str]:
    def text(info: FrameInfo) -> str:
        value = getattr(info, name)
        return "" if value is None else f"{trimmed(value, decimals)} {unit}".strip()

    return text


FACTS: tuple[Fact, ...] = (
    Fact("file", "path", lambda f: shown(f.name)),
    Fact("size", "shape", lambda f: f"{f.shape[1]} × {f.shape[0]} {f.dtype}"),
    Fact("kind", "kind", lambda f: f.kind),
    Fact("object", "object", lambda f: f.object),
    Fact("exposure", "exposure_s", _number("exposure_s", "s", 6)),
    Fact(
        "time (UTC)", "time", lambda f: f"{f.time:%Y-%m-%d %H:%M:%S}" if f.time else ""
    ),
    Fact("temperature", "temperature_c", _number("temperature_c", "°C", 2)),
    Fact("set point", "set_temperature_c", _number("set_temperature_c", "°C", 2)),
    Fact("gain setting", "gain", _number("gain", "", 3)),
    Fact("offset setting", "offset", _number("offset", "", 3)),
    Fact("e⁻/ADU by EGAIN", "egain", _number("egain", "e⁻/ADU", 6)),
    Fact("e⁻/ADU as saved", "egain_saved", _number("egain_saved", "e⁻/ADU", 6)),
    Fact("focal length", "focal_length_mm", _number("focal_length_mm", "mm", 2)),
    Fact("pixel size", "pixel_size_um", _number("pixel_size_um", "µm", 3)),
    Fact("converter", "adc_bits", _number("adc_bits", "bit", 0)),
    Fact("filter", "filter", lambda f: f.filter),
    Fact("camera", "camera", lambda f: f.camera),
    Fact("binning", "binning", lambda f: f"{f.binning[0]} × {f.binning[1]}"),
    Fact("region from", "region", lambda f: ", ".join(map(number, f.region or ()))),
    Fact("row order", "row_order", lambda f: f.row_order),
)
"""Rows of the table, from top to bottom."""


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
