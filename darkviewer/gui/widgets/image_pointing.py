"""Marks, selected pixel, measured region and cursor of the image."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from darkviewer.gui.controls.in_sight import InSight
from darkviewer.gui.graphics.loupe import Loupe
from darkviewer.gui.graphics.markers import markers_of
from darkviewer.gui.threads.timers import once
from darkviewer.gui.widgets.captions import filter_note, probe_lines

if TYPE_CHECKING:
    from darkviewer.core.frames.region import Region
    from darkviewer.core.layers.layer_image import Probe
    from darkviewer.gui.engine.frame_store import FrameStore
    from darkviewer.gui.style.theme import Palette
    from darkviewer.gui.text.runs import Run
    from darkviewer.gui.widgets.image_notes import ImageNotes
    from darkviewer.gui.widgets.image_view import ImageView
    from darkviewer.gui.workspace import Workspace

__all__ = ["Pointing"]

AIR = 0.03  # around a region, so that its outline is seen
REST_MS = 60  # the cursor passes over most pixels: all frames are read for few


class Pointing(QObject):
    """Between the image view and the workspace; the image area says what is shown.

    Attributes
    ----------
    frame : int
        The frame on screen.
    filtered : tuple of Run
        Which marks the filter of the table leaves, in words; empty: all of them.
    """

    filtered_changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        store: FrameStore,
        view: ImageView,
        notes: ImageNotes,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._store = workspace, store
        self._view, self._notes = view, notes
        self._loupe = Loupe(view)
        self._hovered: tuple[int, int] | None = None
        self._own_click = False
        self._rest = once(self, REST_MS)
        self._rest.timeout.connect(self._ask_for_all)
        self.frame = 0
        self._marked = -1
        self.filtered: tuple[Run, ...] = ()
        self.magnifying = False
        self._connect()

    def _connect(self) -> None:
        workspace, view = self._workspace, self._view
        workspace.candidates_changed.connect(self.mark)
        workspace.filter_changed.connect(self.mark)
        seen = InSight(view, self._follow_pixel)
        workspace.pixel_changed.connect(seen.ask)
        workspace.pixel_requested.connect(self._request_pixel)
        workspace.region_requested.connect(self._measure)
        workspace.region_changed.connect(view.set_measured)
        view.region_changed.connect(workspace.view_region_changed)
        view.region_drawn.connect(workspace.set_region)
        view.pixel_hovered.connect(self._hover)
        view.pixel_clicked.connect(self._click_pixel)
        view.marker_clicked.connect(self._click_marker)

    def show(self, frame: int) -> None:
        """This frame is on screen now; the cursor may rest while frames change."""
        self.frame = frame
        if frame != self._marked:  # layers that alternate have the same marks
            self.mark()
        self.probe()

    def set_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._loupe.set_palette(palette)

    # the region that figures are of

    def _measure(self, region: Region) -> None:
        """Show and measure a region of the frame."""
        self._workspace.set_region(region)
        self._view.show_region(region, air=AIR)

    # marks and selection

    def mark(self, _changed: object = None) -> None:
        """Mark the leaders of the frame that the filter leaves."""
        table, rows = self._workspace.candidates, self._workspace.row_filter
        before, self.filtered = self.filtered, ()
        self._marked = self.frame
        if table is None:
            self._view.set_markers(None)
        else:
            kept = rows.kept(table) if rows.words else None
            marks = markers_of(table, self.frame, kept)
            self._view.set_markers(marks)
            if kept is not None:
                total = int(np.count_nonzero(table.frame == self.frame))
                self.filtered = filter_note(len(marks), total, rows.words)
        if self.filtered != before:
            self.filtered_changed.emit()
        self._box_pixel()

    def _box_pixel(self) -> None:
        held = self._workspace.pixel_in_hand
        self._view.set_selected(None if held is None else (held.x, held.y))

    def _follow_pixel(self) -> None:
        """A candidate that was selected elsewhere is brought into sight once."""
        pixel = self._workspace.pixel_in_hand
        self._box_pixel()
        chosen = None if pixel is None or pixel.away else pixel.candidate
        if pixel is not None and chosen is not None and not self._own_click:
            self._view.bring_into_sight(pixel.x, pixel.y)

    def _click_marker(self, candidate: int) -> None:
        self._own_click = True  # what was clicked is in sight: the image stays
        self._workspace.select_candidate(candidate)
        self._own_click = False

    def _click_pixel(self, x: int, y: int) -> None:
        self._own_click = True
        self._workspace.pick_pixel(x, y)
        self._own_click = False

    def _request_pixel(self, x: int, y: int) -> None:
        self._view.bring_into_sight(x, y)
        self._click_pixel(x, y)

    # the pixel under the cursor

    def _hover(self, pixel: tuple[int, int] | None) -> None:
        self._hovered = pixel
        self._workspace.pixel_hovered.emit(pixel)
        self.probe()

    def probe(self) -> None:
        """Show the values known at once; noise and significance follow at rest."""
        pixel = self._hovered
        known = None if pixel is None else self._store.probe(self.frame, *pixel)
        self._say(known)
        self.magnify()
        if known is not None and not known.complete:
            self._rest.start()
        else:
            self._rest.stop()

    def _say(self, known: Probe | None) -> None:
        calibrated = self._workspace.calibration is not None
        box, units = self._notes.probe, self._workspace.units
        box.set_lines(
            *(() if known is None else probe_lines(known, units, calibrated=calibrated))
        )
        self._notes.place()

    def _ask_for_all(self) -> None:
        if self._hovered is not None:
            asked = self.frame, self._hovered
            self._store.request_probe(
                self.frame, *self._hovered, partial(self._take_all, asked)
            )

    def _take_all(self, asked: tuple[int, tuple[int, int]], known: Probe) -> None:
        if asked == (self.frame, self._hovered):
            self._say(known)

    def set_magnifying(self, on: bool) -> None:
        """Let a magnifier follow the cursor, or no more."""
        self.magnifying = on
        self.magnify()

    def magnify(self) -> None:
        """The magnifier shows what is under the cursor now."""
        image, pixel, view = self._view.image, self._hovered, self._view
        if not self.magnifying or image is None or pixel is None:
            self._loupe.hide()
            return
        self._loupe.look_at(image, pixel, view.stretch, view.colours)
        box = self._notes.probe
        self._loupe.move_beside(view.cursor_at, clear_of=box.geometry())
