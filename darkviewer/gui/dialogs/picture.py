"""File > Save a picture: view, frame, cutouts, plot or blinking frames as a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QWidget

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.foreign_text import shown
from darkviewer.gui.controls.buttons import KeyButton, MenuButton
from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.segmented import Segmented
from darkviewer.gui.controls.text_entry import TextEntry
from darkviewer.gui.controls.ticks import Ticks
from darkviewer.gui.dialogs.choosing import ask_new_file
from darkviewer.gui.dialogs.export import default_folder, folder_for_a_file
from darkviewer.gui.dialogs.panel import Panel, give_mnemonics
from darkviewer.gui.dialogs.picture_jobs import Target
from darkviewer.gui.dialogs.picture_orders import (
    MOST_CUTOUTS,
    Choices,
    Order,
    PlotOnShow,
    order_for,
)
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import number
from darkviewer.gui.threads.alive import while_alive
from darkviewer.storage.exports.movie import NO_FFMPEG, ffmpeg

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.widgets.image_area import ImageArea
    from darkviewer.gui.workspace import Workspace

__all__ = ["PictureDialog"]

_KINDS = {
    "view": "view",
    "frame": "whole frame",
    "cutouts": "cutouts",
    "plot": "plot",
    "blink": "blinking",
}
_SIZES = {1: "1×", 2: "2×", 3: "3×", 4: "4×", 0: "sensor 1:1"}
_CUTOUTS = {5: "5 × 5", 21: "21 × 21"}
_FORMATS = {
    "png": "PNG picture (*.png)",
    "svg": "SVG drawing (*.svg)",
    "mp4": "MP4 movie (*.mp4)",
}
_OTHER = {"plot": "svg", "blink": "mp4"}
"""Besides PNG."""

_WORDS = {
    "view": "The image as it is on screen, drawn again at this size.",
    "frame": "All pixels of the image: 1× is one pixel of the picture for each.",
    "cutouts": "Candidates that the table shows, the brightest "
    f"{number(MOST_CUTOUTS)} at most.",
    "plot": "A plot that is in sight, as a PNG, or as an SVG of lines and text.",
    "blink": "The view in several frames, as an animated PNG, or as an MP4.",
}
_DRAWN = (
    ("marks", "marks", "Marks of the candidates, and what is selected or measured."),
    ("bar", "scale bar", "A bar of so many pixels, at the bottom left."),
    ("caption", "caption", "Below the picture: what it shows, and how it was made."),
)
_NO_PLOT = "Open what shows a plot first: Frames, the history of a pixel, a window."
_NO_CANDIDATES = "The table has no candidates."
_NO_IMAGE = "There is no image on show."
_ONE_FRAME = "Needs two frames."


class PictureDialog(Panel):
    """What is drawn is what the window shows when the button is pressed.

    Parameters
    ----------
    workspace, tasks, image
        Of the window.
    plots : callable
        Gives the plots that are in sight.

    Attributes
    ----------
    kind, sizes, cutouts : Segmented
        What, how large, and how many pixels around a candidate.
    drawn : Ticks
        Marks, scale bar, caption.
    plot : MenuButton
        Which plot.
    frames : TextEntry
        Which frames blink.
    form : Segmented
        Format of the file.
    """

    def __init__(
        self,
        workspace: Workspace,
        tasks: Tasks,
        image: ImageArea,
        plots: Callable[[], tuple[PlotOnShow, ...]],
        parent: QWidget,
    ) -> None:
        super().__init__("Save a picture", parent)
        self._workspace, self._tasks, self._image = workspace, tasks, image
        self._find_plots = plots
        self._plots: tuple[PlotOnShow, ...] = ()
        self._plot, self._folder, self._again = "", Path(), False
        self._make_parts()
        self._lay_out()
        self.kind.value_changed.connect(self._choose)
        for changed in (
            workspace.session_changed,
            workspace.candidates_changed,
            workspace.frame_shown,
        ):
            changed.connect(self._follow)
        self.save.clicked.connect(self._save)
        self.show_folder.clicked.connect(self._open_folder)
        self._renew_plots()
        self.save.setFocus()  # Return saves: it would press the first button

    def _make_parts(self) -> None:
        self.kind = Segmented(_KINDS, in_a_row=3)
        self.kind.set_value("view")
        self.sizes = Segmented(_SIZES, in_a_row=5)
        self.sizes.set_value(1)
        self.sizes.set_tip(0, "One pixel of the picture for each pixel of the sensor.")
        self.cutouts = Segmented(_CUTOUTS)
        self.cutouts.set_value(5)
        self.drawn = Ticks()
        self.drawn.setAccessibleName("What is drawn besides the pixels")
        for name, words, tip in _DRAWN:
            on = name != "marks" or self._image.markers_visible
            self.drawn.add(name, words, tip, ticked=on)
        self.drawn.setCurrentRow(0)
        self.plot = MenuButton("")
        self.plot.setAccessibleName("Plot")
        self.frames = TextEntry()
        self.frames.setPlaceholderText("1, 3-5, 8; empty: what blinks on screen")
        self.frames.setAccessibleName("Frames that alternate")
        self.frames.setToolTip(
            "Numbers from 1 in the order to be shown; the pace is that of blinking."
        )
        self.form = Segmented({form: form.upper() for form in _FORMATS})
        self.form.set_value("png")
        self.words, self.outcome = (label("", "secondary", wrap=True) for _ in "ab")
        self.show_folder = KeyButton("Open folder")
        self.show_folder.hide()
        self.save = KeyButton("Save…")

    def _lay_out(self) -> None:
        self.column.addWidget(self.kind)
        self.column.addWidget(self.words)
        self.column.addWidget(self.sizes)
        row = QHBoxLayout()
        for part in (self.cutouts, self.plot, self.frames):
            row.addWidget(part)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self.form)
        self.column.addWidget(self.drawn)
        self.column.addWidget(self.outcome)
        self.column.addStretch(1)
        self.add_buttons(
            self.close_button(), self.show_folder, self.save, default=self.save
        )
        self.frames.setMinimumWidth(fonts.scaled(300))
        self.at_least(400)

    def event(self, event: QEvent) -> bool:
        """Other plots may be in sight by now."""
        if event.type() == QEvent.Type.WindowActivate:
            self._renew_plots()
        return super().event(event)

    # what can be chosen now

    def _renew_plots(self) -> None:
        self._plots = self._find_plots()
        names = [plot.name for plot in self._plots]
        if self._plot not in names:
            self._plot = names[0] if names else ""
        self.plot.menu.clear()
        for name in names:
            action = self.plot.menu.addAction(name)
            action.triggered.connect(partial(self._choose_plot, name))
        self._follow()

    def _choose_plot(self, name: str) -> None:
        self._plot = name
        self._follow()

    def _choose(self, _kind: str) -> None:
        self.outcome.setText("")
        self._follow()

    def _follow(self, _changed: object = None) -> None:
        at, kind = self._workspace, self.kind.value
        image = self._image.view.image is not None
        table = at.candidates
        reasons = {
            "view": "" if image else _NO_IMAGE,
            "frame": "" if image else _NO_IMAGE,
            "cutouts": "" if table is not None and len(table) else _NO_CANDIDATES,
            "plot": "" if self._plots else _NO_PLOT,
            "blink": "" if image and at.frame_count > 1 else _ONE_FRAME,
        }
        for name, why in reasons.items():
            self.kind.forbid(name, why)
        self.cutouts.setVisible(kind == "cutouts")
        self.plot.setVisible(kind == "plot")
        self.frames.setVisible(kind == "blink")
        if self.plot.text() != self._plot:
            self.plot.setText(self._plot)
            self.plot.updateGeometry()
            give_mnemonics(self)
        self.sizes.forbid(0, "" if kind in ("view", "blink") else "Of views only.")
        if self.sizes.value == 0 and kind not in ("view", "blink"):
            self.sizes.set_value(1)
        self._follow_formats(kind)
        for row, (name, *_) in enumerate(_DRAWN):
            pixels = kind in ("view", "frame", "blink") or name == "caption"
            self.drawn.item(row).setHidden(not pixels)
        rows = self.drawn.count()
        shown_rows = rows - sum(self.drawn.isRowHidden(row) for row in range(rows))
        height = max(self.drawn.sizeHintForRow(rows - 1), 1)
        self.drawn.setFixedHeight(shown_rows * height + 2 * self.drawn.frameWidth() + 4)
        self.save.setEnabled(not reasons[kind] and at.session is not None)
        self.say(self.words, reasons[kind] or _WORDS[kind])

    def _follow_formats(self, kind: str) -> None:
        other = _OTHER.get(kind, "")
        self.form.setVisible(bool(other))
        for form in _FORMATS:
            why = "" if form in ("png", other) else f"Not of this: {_KINDS[kind]}."
            if form == other == "mp4" and ffmpeg() is None:
                why = NO_FFMPEG
            self.form.forbid(form, why)
            if why and self.form.value == form:
                self.form.set_value("png")

    # saving

    def _save(self) -> None:
        session = self._workspace.session
        assert session is not None
        choices = Choices(
            self.kind.value,
            self.sizes.value,
            self.cutouts.value,
            self.drawn.ticked,
            next((one for one in self._plots if one.name == self._plot), None),
            self.frames.text(),
        )
        try:
            order = order_for(self._workspace, self._image, choices)
        except DarkviewerError as error:
            self.frames.refuse(str(error))
            return
        form = self.form.value
        name = f"{default_folder(session).name}_{order.name}.{form}"
        near = folder_for_a_file(session) / name
        chosen = ask_new_file(self, "Save a picture", near, kinds=_FORMATS[form])
        if chosen is not None:
            self._submit(_target(chosen, form, session), order)

    def _submit(self, target: Target, order: Order) -> None:
        workspace = self._workspace
        end, show = while_alive(self, self._end), while_alive(self, self._show)

        def done(path: Path) -> None:
            workspace.post(f"Saved as {path}", about="picture")
            show(path)

        self._again = self.focusWidget() is self.save  # a disabled button loses it
        self.save.setEnabled(False)
        self.say(self.outcome, "Drawing…")
        self._tasks.submit(
            "picture",
            "Saving a picture",
            partial(order.job, target),
            receiver=workspace,
            done=done,
            failed=end,
            cancelled=lambda: end("Cancelled."),
            writes=True,
        )

    def _show(self, path: Path) -> None:
        self._folder = path.parent
        self.show_folder.show()
        self._end(f"Saved as {shown(path.name)}")

    def _end(self, words: str) -> None:
        self.say(self.outcome, words)
        self._follow()
        if self._again:
            self.save.setFocus()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def _target(chosen: Path, form: str, session: Session) -> Target:
    """Qt has asked about the name that was typed, not about one that we complete."""
    from darkviewer.storage.exports.export import check_outside

    complete = chosen.suffix.lower() == f".{form}"
    path = chosen if complete else chosen.with_name(f"{chosen.name}.{form}")
    return Target(path, complete, lambda folder: check_outside(folder, session))
