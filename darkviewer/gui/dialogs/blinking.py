"""What blinks, and how fast: a small panel beside the image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.number_field import NumberField, ValueSlider
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.controls.text_entry import TextEntry
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.text.frames import parse_frames
from darkviewer.gui.widgets.blink import (
    AGAINST_MASTER,
    FASTEST,
    RAW_AND_RESIDUAL,
    SLOWEST,
    Blink,
    Plan,
    of_frames,
    with_neighbour,
)

if TYPE_CHECKING:
    from darkviewer.gui.workspace import Workspace

__all__ = ["BlinkPanel"]

_CHOICES = {
    "before": "frame before",
    "after": "frame after",
    "frames": "frames…",
    "residual": "raw and residual",
    "master": "frame and master",
}
_NO_MASTER = "Needs a calibrated capture."
_STEP = 0.1


class BlinkPanel(Panel):
    """Changes take effect at once, also while pictures alternate."""

    def __init__(self, workspace: Workspace, blink: Blink, parent: QWidget) -> None:
        super().__init__("Blink", parent)
        self._workspace, self._blink = workspace, blink
        self._make_parts()
        self._lay_out()
        self.what.value_changed.connect(self._choose)
        self.frames.textEdited.connect(self._type)
        self.rate.valueChanged.connect(blink.set_rate)
        self.slider.moved.connect(blink.set_rate)
        self.start.clicked.connect(lambda: blink.set_active(not blink.active))
        blink.changed.connect(self._follow)
        workspace.calibration_changed.connect(self._allow)
        self._allow()
        self._follow()

    def _make_parts(self) -> None:
        self.what = Segmented(_CHOICES, in_a_row=3)
        self.what.set_value(_choice_of(self._blink.plan))
        self.frames = TextEntry()
        self.frames.setPlaceholderText("1, 3-5, 8; empty: all")
        self.frames.setAccessibleName("Frames that blink")
        self.frames.setToolTip("Numbers from 1 in the order to be shown.")
        self.rate = NumberField(
            minimum=SLOWEST, maximum=FASTEST, step=_STEP, decimals=1, unit="per second"
        )
        self.rate.setAccessibleName("Pictures per second")
        self.slider = ValueSlider(
            minimum=SLOWEST, maximum=FASTEST, step=_STEP, knee=2.0
        )
        self.slider.setAccessibleName("Pictures per second")
        self.start = KeyButton("Start", "B")

    def _lay_out(self) -> None:
        speed = QHBoxLayout()
        speed.addWidget(self.slider, 1)
        speed.addWidget(self.rate)
        for part in (self.what, self.frames):
            self.column.addWidget(part)
        self.column.addLayout(speed)
        self.column.addStretch()
        close = KeyButton("Close", "Esc")
        close.clicked.connect(self.close)
        self.add_buttons(self.start, close)

    def _allow(self, _changed: object = None) -> None:
        why = "" if self._workspace.calibration is not None else _NO_MASTER
        for choice in ("residual", "master"):
            self.what.forbid(choice, why)

    def _follow(self, _changed: object = None) -> None:
        blink = self._blink
        self.frames.setEnabled(self.what.value == "frames")
        self.start.setText("Stop" if blink.active else "Start")
        self.start.updateGeometry()
        self.rate.blockSignals(True)
        self.rate.setValue(blink.rate)
        self.rate.blockSignals(False)
        self.slider.set_number(blink.rate)

    def _choose(self, choice: str) -> None:
        plans = {
            "before": with_neighbour(-1),
            "after": with_neighbour(1),
            "residual": RAW_AND_RESIDUAL,
            "master": AGAINST_MASTER,
        }
        if choice == "frames":
            self.frames.setEnabled(True)
            self.frames.setFocus()
            self._type(self.frames.text())
        else:
            self._blink.set_plan(plans[choice])
            self._follow()

    def _type(self, text: str) -> None:
        try:
            frames = parse_frames(text, self._workspace.frame_count)
        except DarkviewerError as error:
            self.frames.refuse(str(error))
            return
        if len(set(frames)) < 2:
            self.frames.refuse("Name two frames or more.")
            return
        self.frames.take(text)
        self._blink.set_plan(of_frames(frames, text.strip() or "1 to last"))


def _choice_of(plan: Plan) -> str:
    known = {
        with_neighbour(-1): "before",
        with_neighbour(1): "after",
        RAW_AND_RESIDUAL: "residual",
        AGAINST_MASTER: "master",
    }
    return known.get(plan, "frames")
