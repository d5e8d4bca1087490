"""What is selected, on the clipboard: plain figures that other programs read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from darkviewer.core.foreign_text import shown
from darkviewer.gui.models.candidate_columns import COLUMNS
from darkviewer.gui.text.numbers import MINUS
from darkviewer.gui.text.units import Shown

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = ["copy_candidate", "copy_frames", "copy_pixel", "copy_rows"]


def copy_rows(window: MainWindow) -> None:
    """The rows selected in the table of the place on top."""
    if window.places.current == "frames":
        copy_frames(window)
    else:
        copy_candidate(window)


def copy_frames(window: MainWindow) -> None:
    """The selected rows of frames below their columns' titles, tabs between."""
    table = window.frames.table
    rows = table.chosen_rows
    if not rows:
        window.workspace.post("No frame is selected.", "warn", about="filter")
        return
    shown_columns = [
        column
        for section, column in enumerate(table.frames.columns)
        if section and not table.isColumnHidden(section)
    ]
    lines = ["\t".join(c.title.replace("\n", " ") for c in shown_columns)]
    lines += ["\t".join(_plain(c.text(row)) for c in shown_columns) for row in rows]
    _put("\n".join(lines))
    several = "The row is" if len(rows) == 1 else f"{len(rows)} rows are"
    window.workspace.post(f"{several} on the clipboard.")


def copy_candidate(window: MainWindow) -> None:
    """The row of the selected candidate below its columns' titles, tabs between."""
    model, view = window.candidates.model, window.candidates.view
    row = model.row_of(window.workspace.selected)
    if row is None:
        words = "The filter hides the selected candidate."
        window.workspace.post(words, "warn", about="filter")
        return
    shown = [c for c in range(len(COLUMNS)) if not view.isColumnHidden(c)]
    units = window.workspace.units
    titles = "\t".join(COLUMNS[column].heading(units) for column in shown)
    figures = "\t".join(_plain(model.text_at(row, column)) for column in shown)
    _put(f"{titles}\n{figures}")
    window.workspace.post("The row is on the clipboard.")


def copy_pixel(window: MainWindow) -> None:
    """``00004.fits x=197 y=17 (0-based) raw=40893 ADU residual=3542.4 e-``."""
    held, info = window.workspace.pixel_in_hand, window.workspace.frame_info
    known = None if held is None else window.store.probe(held.frame, held.x, held.y)
    if known is None or info is None:
        return
    doubtful = Shown(1.0, "e-", doubtful=window.workspace.units.doubtful)
    words = [shown(info.name), f"x={known.x}", f"y={known.y}", "(0-based)"]
    for name, value, unit in (
        ("raw", known.raw_adu, "ADU"),
        ("residual", known.residual_e, doubtful.plain),
    ):
        if not math.isnan(value):
            words.append(f"{name}={round(value, 4):.10g} {unit}")
    _put(" ".join(words))
    window.workspace.post("The pixel is on the clipboard.")


def _plain(text: str) -> str:
    """Without separators between thousands, with the minus of a keyboard."""
    figures = text.replace(",", "").replace(MINUS, "-")
    try:
        float(figures)
    except ValueError:
        return text
    return figures


def _put(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
