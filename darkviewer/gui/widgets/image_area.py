"""The centre of the window: the image, what is said about it, and its histogram."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from darkviewer.core.display.pyramid import REDUCTIONS
from darkviewer.gui.controls.in_sight import InSight
from darkviewer.gui.controls.notice import Notice
from darkviewer.gui.graphics.class_bar import ClassBar
from darkviewer.gui.text.runs import Run
from darkviewer.gui.widgets.blink import Blink
from darkviewer.gui.widgets.captions import (
    caption,
    hand_note,
    loading_note,
    marks_note,
    nothing_to_show,
    reduction_note,
    substitute_note,
)
from darkviewer.gui.widgets.histogram_bar import WIDTH, HistogramBar, Levels
from darkviewer.gui.widgets.image_colours import ImageColours
from darkviewer.gui.widgets.image_notes import ImageNotes
from darkviewer.gui.widgets.image_pointing import Pointing
from darkviewer.gui.widgets.image_view import ImageView
from darkviewer.gui.widgets.looks import NAMED_PRESETS, Looks

if TYPE_CHECKING:
    from darkviewer.core.display.stretch import Stretch
    from darkviewer.core.frames.region import Region
    from darkviewer.core.layers.layer_image import LayerImage, Summary
    from darkviewer.gui.engine.frame_store import FrameStore
    from darkviewer.gui.style.theme import Palette
    from darkviewer.gui.workspace import Workspace

__all__ = ["ImageArea"]

LOADING_MS = 150  # what is there sooner is not announced


class ImageArea(QWidget):
    """Shows the workspace's frame and layer; offers zoom, stretch and blink."""

    stretch_changed = Signal()  # curve, black, white, inversion, reduction or marks
    loading_changed = Signal(str)  # layer that is on its way; empty: none

    def __init__(
        self, workspace: Workspace, store: FrameStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._store = workspace, store
        self.looks = Looks()
        self._coming: LayerImage | None = None  # until its black and white are known
        self._summary: tuple[LayerImage, Summary] | None = None
        self._asked = self._frame = 0  # the frame that was asked for, the one on show
        self._loading = ""
        self.view = ImageView()
        self.bar = HistogramBar()
        self.classes = ClassBar(WIDTH)
        self.colours = ImageColours(self.view, self.bar, self)
        self.notes = ImageNotes(self.view)
        self.pointing = Pointing(workspace, store, self.view, self.notes, self)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(LOADING_MS)
        self._patience.timeout.connect(self._announce)
        self.blink = Blink(workspace, self)
        self.blink.held = lambda: self.bar.held
        self.blink_changed = self.blink.changed
        self._lay_out()
        self._connect()
        self._take_palette(workspace.palette)
        self._ask()

    def _lay_out(self) -> None:
        self.notice = Notice()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.notice)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._pages, 1)
        row.addWidget(self.bar)
        row.addWidget(self.classes)

    def _connect(self) -> None:
        workspace, store, view, bar = self._workspace, self._store, self.view, self.bar
        self._in_sight = InSight(self, self._ask)
        store.prepare = self._prepare
        store.layers_changed.connect(self._ask)
        store.image_ready.connect(self._take_image)
        store.summary_ready.connect(self._take_summary)
        store.image_failed.connect(self._take_failure)
        workspace.frame_changed.connect(self._follow_frame)
        workspace.layer_changed.connect(self._ask)
        workspace.layer_changed.connect(self._write_caption)
        workspace.classes_changed.connect(self._write_caption)
        workspace.session_changed.connect(self._restart)
        workspace.session_awaited.connect(self._ask)
        workspace.calibration_changed.connect(self._restart)
        workspace.units_changed.connect(self._take_units)
        workspace.palette_changed.connect(self._take_palette)
        workspace.text_size_changed.connect(self._follow_text)
        self.pointing.filtered_changed.connect(self._write_caption)
        view.view_changed.connect(self._write_caption)
        view.means_needed.connect(store.request_means)
        view.resized.connect(self.notes.place)
        bar.levels_changed.connect(self._drag_levels)
        bar.automatic_requested.connect(self.auto_stretch)
        self.colours.changed.connect(self.pointing.magnify)
        self.colours.changed.connect(self.stretch_changed)
        self.blink.swapped.connect(self._ask)
        self.blink.changed.connect(self._write_caption)

    # zoom, beyond what the view does by itself

    def show_region(self, x0: int, x1: int, y0: int, y1: int) -> None:
        """Zoom to columns x0..x1 and rows y0..y1, both ends included."""
        self.view.show_region((x0, x1, y0, y1))

    def zoom_to_selected(self) -> None:
        """Close up on the selected pixel."""
        held = self._workspace.pixel_in_hand
        if held is not None:
            self.view.zoom_to(held.x, held.y)

    @property
    def region(self) -> Region | None:
        """(x0, x1, y0, y1) on screen, None while nothing is shown."""
        return self.view.region

    # stretch, for the actions of the window

    @property
    def shown_layer(self) -> str:
        """The layer on screen: raw while there is no master."""
        image = self.view.image
        return self._workspace.layer if image is None else image.layer

    @property
    def loading_layer(self) -> str:
        """The layer that has been on its way for a while; empty where there is none."""
        return self._loading

    @property
    def stretch_kind(self) -> str:
        """Curve of the layer on screen."""
        return self.looks[self.shown_layer].kind

    def set_stretch_kind(self, kind: str) -> None:
        """Another curve (`core.stretch.KINDS`) between the same black and white."""
        self.looks.set_kind(self.shown_layer, kind)
        self._refresh()

    def set_levels(self, black: float, white: float) -> None:
        """Black and white of the layer on screen, in its unit."""
        layer, factor = self.shown_layer, 1.0
        if self._shared(layer):
            layer = self._shared(layer)
            factor = self._workspace.parameters.scale
        self.looks.set_limits(layer, black / factor, white / factor)
        self._refresh()

    def auto_stretch(self, kind: str = "") -> None:
        """Find black and white by ``"zscale"``, ``"percentile"`` or ``"mad"``.

        Without a word in the way that suits the layer.
        """
        self.looks.ask_automatic(self.shown_layer, kind)
        if self._summary is not None and self._summary[0] is self.view.image:
            self._find_limits(*self._summary)
            self._refresh()

    def apply_preset(self, name: str) -> None:
        """Apply one of `looks.NAMED_PRESETS`, and show a layer that it is meant for."""
        preset = NAMED_PRESETS[name]
        self.looks.apply(preset, self._workspace.parameters.scale)
        if self.shown_layer not in preset.layers:
            self._workspace.set_layer(preset.layers[0])
        self._show_coming()
        self._refresh()

    def invert(self) -> None:
        """Swap black and white, or swap them back."""
        self.colours.invert()

    @property
    def inverted(self) -> bool:
        """Whether bright pixels are shown dark."""
        return self.colours.inverted

    def display_state(self) -> dict[str, object]:
        """Colours, reduction and rate of blinking, to be remembered."""
        return {
            **self.colours.state(),
            "zoomed out": self.reduction,
            "blinks per second": self.blink.rate,
        }

    def restore_display(self, state: Mapping[str, object]) -> None:
        """Take remembered choices; unknown ones are ignored."""
        self.colours.restore(state)
        choice = state.get("zoomed out")
        if choice in ("auto", *REDUCTIONS):
            self.view.set_reduction_choice(str(choice))
        rate = state.get("blinks per second")
        if isinstance(rate, int | float) and math.isfinite(rate):
            self.blink.set_rate(float(rate))

    @property
    def reduction(self) -> str:
        """Reduction of several pixels to one: ``"auto"``, ``"max"`` or ``"mean"``."""
        return self.view.reduction_choice

    def set_reduction(self, choice: str) -> None:
        """Choose what several pixels show as one."""
        self.view.set_reduction_choice(choice)
        self._write_caption()
        self.stretch_changed.emit()

    @property
    def markers_visible(self) -> bool:
        """Whether candidates and leaders are marked."""
        return self.view.markers_visible

    def set_markers_visible(self, visible: bool) -> None:
        """Show or hide the marks."""
        self.view.set_markers_visible(visible)
        self.stretch_changed.emit()

    @property
    def magnifier(self) -> bool:
        """Whether a magnifier follows the cursor."""
        return self.pointing.magnifying

    def set_magnifier(self, on: bool) -> None:
        """Let a magnifier follow the cursor, or no more."""
        self.pointing.set_magnifying(on)
        self.stretch_changed.emit()

    # blink, for the actions of the window

    @property
    def blinking(self) -> bool:
        """Whether pictures alternate."""
        return self.blink.active

    def set_blink(self, on: bool) -> None:
        """Let the pictures of the plan alternate, or stop."""
        self.blink.set_active(on)

    # from frame and layer to the picture

    def _ask(self, _changed: object = None) -> None:
        self._asked = self.blink.frame
        self._coming = None
        self._store.cycle = self.blink.cycle
        if not self._workspace.frame_count:
            self._show_notice(*nothing_to_show(self._workspace))
        elif self._pages.currentWidget() is self.notice:
            self.notice.say("Reading the frame…", "")
        elif not self._patience.isActive():
            self._patience.start()
        self._store.show(self._asked, self.blink.layer)

    def _follow_frame(self, frame: int) -> None:
        """A whole frame is read for somebody who sees it; nobody else waits for it."""
        if self._in_sight.misses():
            self._workspace.frame_shown.emit(frame)
        else:
            self._ask()

    def catch_up(self) -> None:
        """Ask for the frame on show now: a picture or a profile of it is wanted."""
        self._in_sight.catch_up()

    def _restart(self, _changed: object = None) -> None:
        """Another session or master: marks and automatic stretches follow."""
        self.set_blink(False)
        self.looks.forget_automatic()

    def _announce(self) -> None:
        """Show that the image on screen is outdated and its successor is loading."""
        self._set_loading(self.blink.layer)

    def _set_loading(self, layer: str) -> None:
        self._patience.stop()
        if layer != self._loading:
            self._loading = layer
            self.loading_changed.emit(layer)
            self._write_caption()

    def _take_image(self, image: LayerImage) -> None:
        self._coming = image
        self._show_coming()

    def _take_summary(self, summary: Summary) -> None:
        image = self._store.current
        if image is None:
            return
        self._summary = image, summary
        self._find_limits(image, summary)
        self._show_coming()
        if image is self.view.image:
            self.bar.set_histogram(summary.histogram)
            self._refresh()

    def _find_limits(self, image: LayerImage, summary: Summary) -> None:
        look = self.looks[image.layer]
        if look.stretch is None:
            limits = summary.limits[look.auto]
            self.looks.set_limits(image.layer, *limits, auto=look.auto)

    def _show_coming(self) -> None:
        """Bring the image to the screen as soon as its black and white are known."""
        image = self._coming
        if image is None or self._stretch_of(image.layer) is None:
            return
        self._coming = None
        self._frame = self._asked
        self._pages.setCurrentWidget(self.view)
        self.bar.setVisible(not image.categorical)
        self.classes.setVisible(image.categorical)
        self.view.set_image(image)
        self._refresh()
        self.pointing.show(self._frame)
        self._set_loading("")
        self.blink.shown()
        self._workspace.frame_shown.emit(self._frame)

    def _prepare(self, image: LayerImage) -> LayerImage:
        """Draw what may be shown next, in the look of its own layer; on any thread."""
        stretch = self._stretch_of(image.layer)
        if stretch is None:
            return image
        return self.view.prepare(image, stretch, self.colours.name_for(image.layer))

    def _stretch_of(self, layer: str) -> Stretch | None:
        """The layer's own, or while pictures blink the one that all of them share."""
        own, shared = self.looks[layer].stretch, self._shared(layer)
        base = self.looks[shared].stretch if shared else None
        if base is None:
            return own
        return base.scaled(self._workspace.parameters.scale)

    def _shared(self, layer: str) -> str:
        """Raw layer (ADU) whose stretch a layer in electrons takes over now."""
        same = self.blink.plan.same_stretch if self.blink.active else ""
        return same if layer != same else ""

    def _refresh(self) -> None:
        """Bring the stretch of what is on screen to the screen."""
        image, stretch = self.view.image, self._stretch_of(self.shown_layer)
        if image is not None and stretch is not None:
            self.view.set_stretch(stretch)
            self.colours.show(image.layer)
            levels = Levels(stretch.black, stretch.white)
            self.bar.set_levels(levels, self._workspace.units.of(image.unit))
            self._write_caption()
            self.pointing.magnify()
        self.stretch_changed.emit()

    def _drag_levels(self, black: float, white: float) -> None:
        self.set_levels(black, white)

    def _take_failure(self, text: str) -> None:
        self._show_notice("This frame cannot be shown", text)
        self.blink.shown()
        self._workspace.frame_shown.emit(self._frame)

    def _show_notice(self, heading: str, advice: str) -> None:
        self._frame = self._asked
        self._coming = None
        self._set_loading("")
        self.view.set_image(None)
        self.bar.set_levels(None)
        self.notes.clear()
        self.notice.say(heading, advice)
        self._pages.setCurrentWidget(self.notice)
        self.bar.hide()
        self.classes.hide()

    def _take_units(self) -> None:
        self._refresh()
        self.pointing.probe()

    def _write_caption(self) -> None:
        image, view = self.view.image, self.view
        if image is None:
            return
        if image.layer != "raw" and self._workspace.calibration is None:
            return  # of a session that was left; another image is on its way
        lines = [caption(self._workspace, image, self._frame)]
        instead = substitute_note(self._workspace, image, self._frame)
        if instead:
            lines.append((Run(instead, "loud"),))
        if self._loading and not instead:
            lines.append(loading_note(self._loading, self._asked))
        if self.blinking:
            lines.append((Run(self.blink.words, "muted"),))
        if view.marks_hidden:
            lines.append(marks_note(view.marks_hidden))
        if view.by_hand:
            lines.append(hand_note(view.by_hand))
        if self.pointing.filtered and view.markers_visible:
            lines.append(self.pointing.filtered)
        self.notes.caption.set_lines(*lines)
        points = []
        if view.pixels_per_point >= 1.05:  # less would be written as 1
            points = [
                reduction_note(
                    view.reduction,
                    view.pixels_per_point,
                    automatic=view.reduction_choice == "auto",
                    categorical=image.categorical,
                )
            ]
        self.notes.points.set_lines(*points)
        self.notes.place()

    # looks

    def _take_palette(self, palette: Palette) -> None:
        for part in (self.view, self.bar, self.classes, self.notes, self.pointing):
            part.set_palette(palette)
        self.colours.apply()

    def _follow_text(self) -> None:
        self.bar.follow_text()
        self.classes.follow_text()
        self.notes.follow_text()
