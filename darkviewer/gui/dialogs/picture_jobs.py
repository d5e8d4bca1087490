"""Drawing pictures and writing them: everything here runs on a worker."""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QRect, QSize
from PySide6.QtGui import QPainter

from darkviewer.core.display.ordered import ordered
from darkviewer.core.layers.layer_image import LIMITS
from darkviewer.core.progress import Job, Progress
from darkviewer.gui.dialogs.picture_facts import Fact, Facts, view_fact
from darkviewer.gui.graphics.class_key import ClassKey
from darkviewer.gui.graphics.cutout_sheet import CutoutSheet, Stamped
from darkviewer.gui.graphics.picture_sheet import BAND, Caption, Part, Sheet
from darkviewer.gui.graphics.view_picture import Shot, ViewPicture, scale_bar
from darkviewer.gui.style import fonts
from darkviewer.storage.atomic import replace_file, write_new_file
from darkviewer.storage.exports.movie import movie
from darkviewer.storage.exports.png_writer import PngWriter

if TYPE_CHECKING:
    from darkviewer.core.display.stretch import Stretch
    from darkviewer.core.layers.layers import Layers
    from darkviewer.gui.graphics.colour_maps import Colouring
    from darkviewer.gui.graphics.markers import Markers
    from darkviewer.gui.style.theme import Palette
    from darkviewer.gui.widgets.looks import Looks

__all__ = [
    "Blinking",
    "Cut",
    "Target",
    "View",
    "blink_job",
    "cutouts_job",
    "parts_job",
    "view_job",
]

LEAST_WIDTH = 420
"""Of a picture with a caption, in the window's pixels."""

_HELD = 64 << 20
_BAND_BYTES = 8 << 20
_DPI = 96
_MOVIE_S = 10.0
"""A movie repeats its pictures for so long: it does not repeat by itself."""

_STAGE = "Drawing the picture"


@dataclass(frozen=True, slots=True)
class Target:
    """Where to, and whether an existing file was agreed to be replaced."""

    path: Path
    replaces: bool
    check: Callable[[Path], None]

    def put(self, write: Callable[[IO[bytes]], object]) -> Path:
        """Write the file.

        Raises
        ------
        DarkviewerError
            If it cannot be written there.
        """
        self.check(self.path.parent)
        if self.replaces:
            replace_file(self.path, write)
            return self.path
        return write_new_file(self.path, write)


@dataclass(frozen=True, slots=True)
class View:
    """How a view is drawn.

    Attributes
    ----------
    scale : float
        Pixels of the picture for one of the view.
    text_scale : float
        The same for the text of the caption.
    marks, bar, caption : bool
        What is drawn besides the pixels.
    arcsec_per_px : float
        For the bar; NaN where it is not known.
    """

    scale: float
    text_scale: float
    marks: bool = True
    bar: bool = True
    caption: bool = True
    arcsec_per_px: float = math.nan


def view_job(
    target: Target, shot: Shot, view: View, facts: Facts, words: str
) -> Job[Path]:
    """The image, whole or as it is shown."""
    yield Progress(_STAGE, 0, 0)
    picture = _picture(shot, view)
    fact = _view_fact(facts, words, shot, picture)
    sheet = _captioned((picture,), view, facts.lines(fact), shot.palette)
    return (yield from _png(target, sheet, facts.texts(fact)))


def _picture(shot: Shot, view: View) -> ViewPicture:
    if shot.reduction == "mean":
        shot = replace(shot, image=shot.image.with_means())
    across = shot.size.width() / shot.view.scale
    bar = scale_bar(across, view.arcsec_per_px) if view.bar else None
    return ViewPicture(shot, view.scale, view.marks, bar).placing()


def _view_fact(facts: Facts, words: str, shot: Shot, picture: ViewPicture) -> Fact:
    return view_fact(
        facts,
        words,
        shot.image.layer,
        shot.stretch,
        shot.colouring,
        frame=shot.image.frame,
        region=shot.region,
        notes=picture.notes,
    )


def _captioned(
    parts: Sequence[Part], view: View, lines: tuple[str, ...], palette: Palette
) -> Sheet:
    if view.caption:
        widest = max(part.width for part in parts)
        width = max(widest, round(LEAST_WIDTH * view.text_scale))
        if any(isinstance(p, ViewPicture) and p.shot.image.categorical for p in parts):
            parts = (*parts, ClassKey(width, view.text_scale, palette))
        parts = (*parts, Caption(lines, width, view.text_scale, palette))
    return Sheet(tuple(parts), palette.panel)


@dataclass(frozen=True, slots=True)
class Cut:
    """A candidate, and the words below its cutout."""

    frame: int
    x: int
    y: int
    words: tuple[str, ...]


def cutouts_job(
    target: Target,
    layers: Layers,
    cuts: Sequence[Cut],
    size: int,
    view: View,
    facts: Facts,
    fact: Fact,
    palette: Palette,
) -> Job[Path]:
    """Candidates side by side; `size` pixels square."""
    layer, stamps = "residual", []
    for place, cut in enumerate(cuts):
        yield Progress("Cutting out the candidates", place, len(cuts))
        pixels = layers.block(cut.frame, layer, cut.x, cut.y, size)
        stamps.append(Stamped(pixels, cut.words))
    part = CutoutSheet(tuple(stamps), view.scale, palette)
    sheet = _captioned((part,), view, facts.lines(fact), palette)
    return (yield from _png(target, sheet, facts.texts(fact)))


def parts_job(
    target: Target,
    parts: Sequence[Part],
    view: View,
    facts: Facts,
    fact: Fact,
    palette: Palette,
) -> Job[Path]:
    """Plots that were recorded, as PNG or by the name as SVG."""
    lines = facts.lines(fact)
    sheet = _captioned(parts, view, lines, palette)
    if target.path.suffix.lower() == ".svg":
        yield Progress(_STAGE, 0, 0)
        data = _svg(sheet, lines)
        return target.put(lambda file: file.write(data))
    return (yield from _png(target, sheet, facts.texts(fact)))


def _svg(sheet: Sheet, lines: tuple[str, ...]) -> bytes:
    from PySide6.QtSvg import QSvgGenerator

    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(_DPI)  # as of the recording: else all would be smaller
    generator.setSize(QSize(sheet.width, sheet.height))
    generator.setViewBox(QRect(0, 0, sheet.width, sheet.height))
    generator.setTitle(" – ".join(lines[:2]))
    generator.setDescription("\n".join(lines))
    painter = QPainter(generator)
    sheet.paint(painter)
    painter.end()
    named = f'"{fonts.SANS}"'.encode()  # where that is not installed: no serifs
    return bytes(buffer.data().data()).replace(named, named[:-1] + b', sans-serif"')


@dataclass(frozen=True, slots=True, eq=False)
class Blinking:
    """What alternates.

    Attributes
    ----------
    shot : Shot
        The view: which part, and colours of the palette.
    steps : tuple of (int, str, str, Markers or None)
        Frame, layer, words and marks of each picture.
    layers : Layers
        Where pixels come from.
    looks : Looks
        Stretches of the layers; those that nobody has found yet are found.
    shared : str
        Layer whose stretch all have, see `widgets.blink.Plan`.
    colouring : mapping
        Of each layer.
    rate : float
        Pictures per second.
    """

    shot: Shot
    steps: tuple[tuple[int, str, str, Markers | None], ...]
    layers: Layers
    looks: Looks
    shared: str
    colouring: Mapping[str, Colouring]
    rate: float


def blink_job(
    target: Target, blinking: Blinking, view: View, facts: Facts
) -> Job[Path]:
    """Chosen frames as an animated PNG, or by the name as MP4."""
    pictures = []
    for place, (frame, layer, words, markers) in enumerate(blinking.steps):
        yield Progress("Reading the frames", place, len(blinking.steps))
        shot = _step_shot(blinking, facts, frame, layer, markers)
        picture = _picture(shot, view)
        pictures.append((picture, _view_fact(facts, words, shot, picture)))
    known = [fact for _, fact in pictures]
    sheets = [
        _captioned((picture,), view, facts.lines(fact), blinking.shot.palette)
        for picture, fact in pictures
    ]
    highest = max(sheet.height for sheet in sheets)
    same = [replace(sheet, least_height=highest) for sheet in sheets]
    if target.path.suffix.lower() == ".mp4":
        return (yield from _movie(target, same, facts.lines(*known), blinking.rate))
    seconds = 1 / blinking.rate
    return (yield from _png(target, same[0], facts.texts(*known), same, seconds))


def _step_shot(
    blinking: Blinking, facts: Facts, frame: int, layer: str, markers: Markers | None
) -> Shot:
    image = blinking.layers.load(*blinking.layers.key(frame, layer))
    layer, looks = image.layer, blinking.looks
    look = looks[layer]
    if look.stretch is None:
        limits = LIMITS[look.auto](ordered(image.levels[0]))
        looks.set_limits(layer, *limits, auto=look.auto)
    stretch = _stretch(blinking, layer, facts.parameters.scale)
    shot = blinking.shot
    return replace(
        shot,
        by_hand=shot.by_hand if frame == shot.image.frame else (),
        image=image,
        stretch=stretch,
        colouring=blinking.colouring[layer],
        markers=markers,
    )


def _stretch(blinking: Blinking, layer: str, scale: float) -> Stretch:
    own, shared = blinking.looks[layer].stretch, blinking.shared
    base = blinking.looks[shared].stretch if shared and shared != layer else None
    found = own if base is None else base.scaled(scale)
    assert found is not None
    return found


# rows into files


def _png(
    target: Target,
    sheet: Sheet,
    texts: Mapping[str, str],
    sheets: Sequence[Sheet] = (),
    seconds: float = 0.0,
) -> Job[Path]:
    sheets = sheets or (sheet,)
    sheet.check()
    with tempfile.SpooledTemporaryFile(_HELD) as spool:
        writer = PngWriter(
            spool,
            sheet.width,
            sheet.height,
            texts=texts,
            pictures=len(sheets),
            seconds=seconds,
        )
        yield from _draw(sheets, writer.write)
        spool.seek(0)
        return target.put(lambda file: shutil.copyfileobj(spool, file))


def _movie(
    target: Target, sheets: Sequence[Sheet], lines: tuple[str, ...], rate: float
) -> Job[Path]:
    first = sheets[0]
    first.check()
    texts = {"title": lines[0], "comment": "\n".join(lines)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "movie.mp4")
        size = first.width, first.height
        with movie(path, *size, rate=rate, texts=texts) as take:
            times = max(math.ceil(_MOVIE_S * rate / len(sheets)), 1)
            yield from _draw(list(sheets) * times, take)
        with path.open("rb") as made:
            return target.put(lambda file: shutil.copyfileobj(made, file))


def _draw(
    sheets: Sequence[Sheet], take: Callable[[NDArray[np.uint8]], None]
) -> Job[None]:
    bands = [(sheet, *ends) for sheet in sheets for ends in _bands(sheet)]
    for place, (sheet, top, bottom) in enumerate(bands):
        yield Progress(_STAGE, place, len(bands))
        take(sheet.band(top, bottom))


def _bands(sheet: Sheet) -> Iterator[tuple[int, int]]:
    rows = max(min(BAND, _BAND_BYTES // (4 * sheet.width)), 1)
    for top in range(0, sheet.height, rows):
        yield top, min(top + rows, sheet.height)
