"""What is asked for when a picture is saved, frozen for the worker that draws it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.candidates.labels import RULES
from darkviewer.core.frames.optics import known_scale
from darkviewer.core.layers.layer_image import UNITS
from darkviewer.gui.dialogs.picture_facts import Fact, facts_of, view_words
from darkviewer.gui.dialogs.picture_jobs import (
    Blinking,
    Cut,
    Target,
    View,
    blink_job,
    cutouts_job,
    parts_job,
    view_job,
)
from darkviewer.gui.engine.session_frames import layers_of
from darkviewer.gui.graphics.markers import Markers, markers_of
from darkviewer.gui.graphics.picture_sheet import recorded
from darkviewer.gui.graphics.view_picture import (
    WIDE,
    Shot,
    sensor_pixels,
    whole_frame,
)
from darkviewer.gui.text.frames import parse_frames
from darkviewer.gui.text.numbers import count_of, number
from darkviewer.gui.text.runs import SEPARATOR

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.progress import Job
    from darkviewer.gui.dialogs.picture_facts import Facts
    from darkviewer.gui.widgets.image_area import ImageArea
    from darkviewer.gui.workspace import Workspace

__all__ = ["MOST_CUTOUTS", "Choices", "Order", "PlotOnShow", "order_for"]

MOST_CUTOUTS = 500


@dataclass(frozen=True, slots=True)
class PlotOnShow:
    """A plot.

    Attributes
    ----------
    name : str
        To choose it by.
    words : str
        For the caption.
    parts : tuple of QWidget
        Painted below each other.
    """

    name: str
    words: str
    parts: tuple[QWidget, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the dialog says.

    Attributes
    ----------
    kind : str
        ``"view"``, ``"frame"``, ``"cutouts"``, ``"plot"`` or ``"blink"``.
    size : int
        Pixels of the picture for one of the window, or for ``"frame"`` of the sensor; 0
        is a view with one for each pixel of the sensor.
    cutout : int
        Pixels of the side of a cutout.
    drawn : tuple of str
        Of ``"marks"``, ``"bar"`` and ``"caption"``.
    plot : PlotOnShow or None
        For ``"plot"``.
    frames : str
        For ``"blink"``, as typed; empty: what blinks on screen.
    """

    kind: str
    size: int = 1
    cutout: int = 5
    drawn: tuple[str, ...] = ("marks", "bar", "caption")
    plot: PlotOnShow | None = None
    frames: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A name for the file, without session and extension, and what makes it."""

    name: str
    job: Callable[[Target], Job[Path]]


def order_for(at: Workspace, area: ImageArea, choices: Choices) -> Order:
    """The picture as the window shows things now, which must be something.

    Raises
    ------
    DarkviewerError
        If the frames that were typed are none of the session.
    """
    makers: dict[str, Callable[[Workspace, ImageArea, Choices, Facts], Order]] = {
        "view": _view_order,
        "frame": _view_order,
        "cutouts": _cutouts_order,
        "plot": _plot_order,
        "blink": _blink_order,
    }
    return makers[choices.kind](at, area, choices, facts_of(at))


def _shot(at: Workspace, area: ImageArea) -> Shot:
    shot = area.view.shot(at.palette, at.region)
    assert shot is not None
    return shot


def _view_order(
    at: Workspace, area: ImageArea, choices: Choices, facts: Facts
) -> Order:
    shot = _shot(at, area)
    image = shot.image
    words = view_words(at, image.frame, image.layer, synthetic=image.synthetic)
    filtered = area.pointing.filtered if "marks" in choices.drawn else ()
    words = SEPARATOR.join([words, *(run.text for run in filtered)])
    shot, view = _sized(shot, choices, at)
    frame = "" if image.of_all_frames else f"_frame{image.frame + 1}"
    part = "_view" if choices.kind == "view" else ""
    name = f"{image.layer}{frame}{part}"
    return Order(
        name, partial(view_job, shot=shot, view=view, facts=facts, words=words)
    )


def _sized(shot: Shot, choices: Choices, at: Workspace) -> tuple[Shot, View]:
    scale = text_scale = float(choices.size)
    if choices.kind == "frame":
        shot = whole_frame(shot)
        scale = choices.size / shot.view.scale
        text_scale = max(scale, 1.0)
    elif not choices.size:
        shot = sensor_pixels(shot)
        scale = 1 / shot.view.scale
        text_scale = max(shot.size.width() * scale / WIDE, 1.0)
    return shot, _view(choices, scale, text_scale, at)


def _view(choices: Choices, scale: float, text_scale: float, at: Workspace) -> View:
    drawn = choices.drawn
    return View(
        scale,
        text_scale,
        "marks" in drawn,
        "bar" in drawn,
        "caption" in drawn,
        known_scale(at.parameters),
    )


def _cutouts_order(
    at: Workspace, _area: ImageArea, choices: Choices, facts: Facts
) -> Order:
    table = at.candidates
    assert table is not None
    rows, total = _rows_shown(at, table)
    cuts = [Cut(*place, words) for place, words in _captions(at, table, rows)]
    words = [f"{choices.cutout} × {choices.cutout} pixels of the residual"]
    words += [f"{number(len(rows))} of {count_of(total, 'candidate')}"]
    if at.row_filter.all_words:
        words.append(f"filter {at.row_filter.all_words}")
    how = "each from its lowest value (black) to its highest (white); x, y 0-based"
    values = {
        "cutout_px": choices.cutout,
        "candidates": [int(table.id[row]) for row in rows],
    }
    fact = Fact((SEPARATOR.join(words), how), values)
    job = partial(
        cutouts_job,
        layers=layers_of(at),
        cuts=cuts,
        size=choices.cutout,
        view=_view(choices, choices.size, choices.size, at),
        facts=facts,
        fact=fact,
        palette=at.palette,
    )
    return Order(f"cutouts{choices.cutout}", job)


def _rows_shown(at: Workspace, table: CandidateTable) -> tuple[list[int], int]:
    """The brightest candidates that the filter leaves, and how many it leaves."""
    kept = at.row_filter.shown(table)
    rows = np.flatnonzero(kept & table.accepted)
    if not rows.size:
        rows = np.flatnonzero(kept)
    order = np.argsort(-table.value_e[rows], kind="stable")
    return rows[order][:MOST_CUTOUTS].tolist(), len(rows)


def _captions(
    at: Workspace, table: CandidateTable, rows: list[int]
) -> Iterator[tuple[tuple[int, int, int], tuple[str, ...]]]:
    units, known = at.units.of("e-"), table.classification
    for row in rows:
        frame, x, y = (int(v[row]) for v in (table.frame, table.x, table.y))
        second = units.with_unit(float(table.value_e[row]), 0)
        if known is not None:
            second += f" · {RULES[int(known.label[row])].label}"
        yield (frame, x, y), (f"{x}, {y} · frame {frame + 1}", second)


def _plot_order(
    at: Workspace, _area: ImageArea, choices: Choices, facts: Facts
) -> Order:
    plot = choices.plot
    assert plot is not None
    scale = float(choices.size)
    parts = [recorded(part, scale) for part in plot.parts]
    job = partial(
        parts_job,
        parts=parts,
        view=_view(choices, scale, scale, at),
        facts=facts,
        fact=Fact((plot.words,), {"plot": plot.name}),
        palette=at.palette,
    )
    return Order(plot.name.replace(" ", "_"), job)


def _blink_order(
    at: Workspace, area: ImageArea, choices: Choices, facts: Facts
) -> Order:
    shot, blink = _shot(at, area), area.blink
    pairs = blink.pictures
    if choices.frames.strip():
        layer = area.shown_layer
        frames = parse_frames(choices.frames, at.frame_count)
        pairs = tuple((frame, layer) for frame in frames)
    layers = layers_of(at)
    steps = tuple(_steps(at, [layers.key(*pair) for pair in pairs]))
    shot, view = _sized(shot, choices, at)
    name_for, colouring = area.colours.name_for, area.view.colouring
    blinking = Blinking(
        shot,
        steps,
        layers,
        area.looks.copied(),
        "" if choices.frames.strip() else blink.plan.same_stretch,
        {layer: colouring(name_for(layer)) for layer in UNITS},
        blink.rate,
    )
    return Order("blink", partial(blink_job, blinking=blinking, view=view, facts=facts))


def _steps(
    at: Workspace, keys: list[tuple[int, str]]
) -> Iterator[tuple[int, str, str, Markers | None]]:
    table, rows = at.candidates, at.row_filter
    kept = None if table is None or not rows.words else rows.kept(table)
    for frame, layer in keys:
        marks = None if table is None else markers_of(table, frame, kept)
        yield frame, layer, view_words(at, frame, layer, synthetic=False), marks
