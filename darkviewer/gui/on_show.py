"""What is on screen: frame, layer, region, selected pixel, palette and messages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from darkviewer.core.foreign_text import shown
from darkviewer.gui.frames_on_show import FramesOnShow
from darkviewer.gui.messages import Messages
from darkviewer.gui.pixel_in_hand import PixelInHand, of_candidate
from darkviewer.gui.style.theme import PALETTES, Palette
from darkviewer.gui.text.candidate_filter import RowFilter
from darkviewer.gui.threads.timers import once
from darkviewer.gui.workspace_signals import WorkspaceSignals

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.frames.frame import FrameInfo
    from darkviewer.core.frames.region import Region
    from darkviewer.core.hazard.class_map import ClassMap

__all__ = ["LAYERS", "OnShow"]

SETTLE_MS = 40

LAYERS = ("raw", "master", "residual", "noise", "significance", "classes")


class OnShow(WorkspaceSignals):
    """The part of `Workspace` that asks for no run: it shows what there is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.calibration: Calibration | None = None
        self.candidates: CandidateTable | None = None
        self.row_filter = RowFilter()
        self.unit_choice = "own"
        self.frame = 0
        self.frames = FramesOnShow()
        self.excluded_view = "show"
        self.region: Region | None = None
        self.layer = "residual"
        self.classes: ClassMap | None = None
        self.classes_missing = ""  # why there are none, in words
        self.pixel_in_hand: PixelInHand | None = None
        self.palette: Palette = PALETTES["dark"]
        self._messages = Messages(self.message_posted.emit)
        self._settling = once(self, SETTLE_MS)
        self._settling.timeout.connect(self._settle)

    # frame, layer and region

    def set_frame(self, frame: int) -> None:
        """Show another frame, clamped to those there are."""
        frame = max(0, min(frame, self.frame_count - 1))
        if frame != self.frame:
            self.frame = frame
            self.frame_changed.emit(frame)
            if not self._settling.isActive():  # a held key brings many frames
                self._settling.start()

    @property
    def settling(self) -> bool:
        """Whether the panels beside the image have yet to follow another frame."""
        return self._settling.isActive()

    def step_frame(self, by: int) -> None:
        """Some frames on or back, in file order, as far as there are."""
        self.set_frame(self.frames.beside(self.frame, by, view=self.excluded_view))

    def set_excluded_view(self, view: str) -> None:
        """Show, step over or hide the frames that were left out."""
        if view != self.excluded_view:
            self.excluded_view = view
            if view == "hide" and self.frames.excluded(self.frame):
                self.step_frame(1)
            self.excluded_view_changed.emit(view)

    @property
    def frame_count(self) -> int:
        """Frames that can be looked at."""
        return len(self.frames.infos)

    @property
    def frame_info(self) -> FrameInfo | None:
        """Metadata of the current frame."""
        return self.frames.infos[self.frame] if self.frame < self.frame_count else None

    def set_region(self, region: Region | None) -> None:
        """Measure these pixels, whatever part of the frame is on screen."""
        if region != self.region:
            self.region = region
            self.region_changed.emit(region)

    def set_layer(self, layer: str) -> None:
        """Show another layer of the current frame."""
        if layer != self.layer and layer in LAYERS:
            self.layer = layer
            self.layer_changed.emit(layer)

    def set_classes(self, classes: ClassMap | None, missing: str = "") -> None:
        """Take the classes of all pixels by what is on show, or why there are none."""
        if classes is not self.classes or missing != self.classes_missing:
            self.classes, self.classes_missing = classes, missing
            self.classes_changed.emit()

    def set_unit_choice(self, choice: str) -> None:
        """Write all pixel values in one unit; see `gui.text.units.CHOICES`."""
        if choice != self.unit_choice:
            self.unit_choice = choice
            self.units_changed.emit()

    def set_row_filter(self, rows: RowFilter) -> None:
        """Show only some of the candidates, in the table and on the image alike."""
        if rows != self.row_filter:
            self.row_filter = rows
            self.withdraw("filter")
            self.filter_changed.emit()

    # the selected pixel

    @property
    def selected(self) -> int | None:
        """Id of the candidate that is the selected pixel in the frame on show."""
        held = self.pixel_in_hand
        return None if held is None else held.candidate

    def select_candidate(self, candidate: int | None) -> None:
        """Select by id; the frame follows the candidate."""
        if candidate is None:
            self._hold(None)
        elif candidate != self.selected and self.calibration is not None:
            pixel = of_candidate(candidate, self.calibration.master.shape)
            self.set_frame(pixel.frame)
            self._hold(pixel)

    def pick_pixel(self, x: int, y: int) -> None:
        """Select any pixel of the frame on show."""
        self._hold(self._in_this_frame(PixelInHand(self.frame, x, y)))

    def return_to_own_frame(self) -> None:
        """Show the frame of the candidate that was selected."""
        held = self.pixel_in_hand
        if held is not None and held.own_frame is not None:
            self.set_frame(held.own_frame)

    def _settle(self) -> None:
        self._look_at_pixel_again()
        self.frame_settled.emit(self.frame)

    def _look_at_pixel_again(self) -> None:
        """Frame or table changed: the pixel stays, what is known of it may not."""
        if self.pixel_in_hand is not None:
            self._hold(self._in_this_frame(self.pixel_in_hand))

    def _in_this_frame(self, pixel: PixelInHand) -> PixelInHand:
        if self.calibration is None:
            return replace(pixel, frame=self.frame, candidate=None)
        shape = self.calibration.master.shape
        return pixel.seen_in(self.frame, self.candidates, shape)

    def _hold(self, pixel: PixelInHand | None) -> None:
        if pixel != self.pixel_in_hand:
            self.pixel_in_hand = pixel
            self.withdraw("filter")  # it hid another one
            self.pixel_changed.emit(pixel)

    # the window

    def set_palette(self, name: str) -> None:
        """Switch to another of the palettes."""
        palette = PALETTES[name]
        if palette != self.palette:
            self.palette = palette
            self.palette_changed.emit(palette)

    def post(self, text: str, level: str = "info", *, about: str = "") -> None:
        """One sentence for the status line; `withdraw` takes it back by its cause."""
        self._messages.post(shown(text), level, about)

    def withdraw(self, *about: str) -> None:
        """Take the message away if its cause, one of these, is gone."""
        self._messages.withdraw(*about)

    def withdraw_all(self) -> None:
        """Whatever hindered the reading of the open session is over."""
        self._messages.recover()
