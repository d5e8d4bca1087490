"""The figures of a candidate, each at its own place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from darkviewer.gui.review.painted import (
    GAP,
    LEFT,
    RIGHT,
    UNKNOWN,
    PaintedRows,
    draw,
    wide,
)
from darkviewer.gui.review.prepared import Depends, showing
from darkviewer.gui.style import fonts
from darkviewer.gui.text.numbers import chance, number

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.psf.shape import StampShape
    from darkviewer.core.vetting.dossier import Dossier
    from darkviewer.gui.text.units import Units

__all__ = ["Figures", "probability"]

_CERTAIN = 0.999
_NO_ENTRY = "no entry"


@dataclass(frozen=True, slots=True)
class _Figure:
    """One of them; `sample` is as wide as its usual content."""

    name: str
    title: str
    tip: str
    sample: str


_PAIRS = (
    (
        _Figure(
            "flux",
            "flux",
            "total light of the fitted star, and its standard error",
            "00,000 ± 000 e⁻",
        ),
        _Figure(
            "p",
            "p",
            "chance that a star fits as badly as this, the profile error allowed",
            "0.000",
        ),
    ),
    (
        _Figure(
            "fwhm",
            "FWHM, if fitted",
            "width of the star, where the width is fitted and not given",
            "0.00 px",
        ),
        _Figure(
            "sigma",
            "σ",
            "residual of the pixel in this frame over its own noise",
            "0,000.0",
        ),
    ),
    (
        _Figure(
            "probability",
            "probability of a star",
            "likelihood of a star against its rivals, were all as likely beforehand",
            "> 0.999",
        ),
        _Figure(
            "seen",
            "seen",
            "frames of the session in which the pixel is high",
            "10 of 10",
        ),
    ),
    (
        _Figure(
            "registry",
            "in the registry",
            "what is kept of this pixel from other nights",
            _NO_ENTRY,
        ),
        _Figure("frame", "frame", "what the checks say of this frame", "sound"),
    ),
    (
        _Figure(
            "others",
            "other reviewers",
            "shown once your own verdict is given",
            "anna: cosmic ray",
        ),
    ),
)
_ALL = tuple(figure for pair in _PAIRS for figure in pair)

_LEADING = ("p", "probability")
"""What says how the program judges."""


def probability(share: float) -> str:
    """``0.42``, ``> 0.999``, ``4e−19``: it is never written as 1."""
    return f"> {_CERTAIN}" if share > _CERTAIN else chance(share)


class Figures(PaintedRows):
    """Flux, width, probability, significance, how often seen; – where unknown.

    Two beside each other; below each other where it is narrow.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        self._texts: dict[str, str] = {}
        self._tips: dict[str, str] = {}
        super().__init__("Figures", least=16, most=19, parent=parent)
        self.clear()

    def text(self, name: str) -> str:
        """What is shown there."""
        return self._texts.get(name, UNKNOWN)

    def clear(self) -> None:
        """Nothing is known of the pixel."""
        kept = {name: self.text(name) for name in ("frame", "others")}
        self._texts = {**kept, "registry": _NO_ENTRY}
        self.told()

    def show_pixel(
        self,
        known: Dossier,
        frame: int,
        parameters: Parameters,
        units: Units,
        *,
        blind: bool,
    ) -> None:
        """Show a pixel in one frame; `blind` keeps back what says how it was judged."""
        self._texts |= _texts_of(known, frame, parameters, units, blind=blind)
        self.told()

    def prepare(
        self,
        known: Dossier,
        frame: int,
        parameters: Parameters,
        units: Units,
        *,
        blind: bool,
        words: str,
    ) -> bool:
        """Paint a pixel that may be shown next; whether that was left to do.

        `words` are what the checks say of its frame; the verdicts of others are known
        when one's own is given.
        """
        texts = _texts_of(known, frame, parameters, units, blind=blind)
        texts |= {"frame": words, "others": UNKNOWN, "registry": _NO_ENTRY}
        with showing(self, _texts=texts):
            return self.paint_ahead()

    def depends(self) -> Depends:
        """All texts."""
        return Depends(tuple(self.text(figure.name) for figure in _ALL))

    def show_frame(self, words: str, sentences: str) -> None:
        """What the checks say of the frame."""
        self._texts["frame"], self._tips["frame"] = words, sentences
        self.told()

    def show_others(self, words: str) -> None:
        """Verdicts of other people; empty: not to be seen yet, or none."""
        self._texts["others"] = words or UNKNOWN
        self.told()

    def count(self) -> int:
        """Pairs, of which only the last one is alone."""
        return len(_PAIRS)

    def sentences(self) -> list[str]:
        """``flux 6,784 ± 152 e⁻``."""
        return [f"{figure.title} {self.text(figure.name)}" for figure in _ALL]

    def needed(self) -> float:
        """Each title beside its usual figure, two pairs in a row."""
        pairs = [pair for pair in _PAIRS if len(pair) > 1]
        return sum(self._column(column) for column in zip(*pairs, strict=True)) + GAP

    def _column(self, figures: tuple[_Figure, ...]) -> float:
        return max(
            wide(one.title, fonts.small()) + GAP + wide(one.sample, fonts.body())
            for one in figures
        )

    def tip_at(self, place: QPointF) -> str:
        """The figure there, and what it is."""
        for figure in _ALL:
            if self.place_of(figure).contains(place):
                said = self._tips.get(figure.name, figure.tip)
                return f"{figure.title} {self.text(figure.name)}\n{said}"
        return ""

    def place_of(self, figure: _Figure) -> QRectF:
        """Where a figure is."""
        row, pair = next((r, p) for r, p in enumerate(_PAIRS) if figure in p)
        first, last = self.lines_of(row)
        second = figure is pair[-1] and len(pair) > 1
        if self.folded or len(pair) == 1:
            return last if second else first
        column = self._column(tuple(pair[1] for pair in _PAIRS if len(pair) > 1))
        split = self.width() - column
        return (
            first.adjusted(split, 0, 0, 0)
            if second
            else first.adjusted(0, 0, -column - 2 * GAP, 0)
        )

    def paint(self, painter: QPainter) -> None:
        """Figures at the right of each place, titles where there is room for them."""
        for figure in _ALL:
            box, text = self.place_of(figure), self.text(figure.name)
            value = box.adjusted(GAP, 0, 0, 0)
            painter.setFont(fonts.body())
            painter.setPen(self.text_colour)
            draw(painter, value, text, RIGHT)
            taken = min(wide(text, painter.font()) + GAP, value.width())
            painter.setFont(fonts.small())
            painter.setPen(self.faint_colour)
            draw(painter, box.adjusted(0, 0, -taken, 0), figure.title, LEFT)


def _texts_of(
    known: Dossier, frame: int, parameters: Parameters, units: Units, *, blind: bool
) -> dict[str, str]:
    """What is known of a pixel in one frame."""
    evidence = known.classification.evidence
    shape = evidence.shape
    seen = number(int(evidence.past.recurrence[frame]))
    texts = {
        "flux": _flux(shape, frame, units),
        "fwhm": _width(shape, frame, parameters),
        "sigma": number(shape.significance[frame], 1),
        "seen": f"{seen} of {number(evidence.n_frames)}",
        "p": chance(shape.p_tolerant[frame]),
        "probability": probability(shape.p_psf[frame]),
    }
    if blind:
        texts |= dict.fromkeys(_LEADING, UNKNOWN)
    return texts


def _flux(shape: StampShape, frame: int, units: Units) -> str:
    flux, spread = shape.flux_e[frame], shape.flux_sigma_e[frame]
    if math.isnan(flux):
        return UNKNOWN
    shown = units.of("e-")
    return f"{shown.text(flux, 0)} ± {shown.with_unit(spread, 0)}"


def _width(shape: StampShape, frame: int, parameters: Parameters) -> str:
    fitted = parameters.width == "free" and math.isfinite(shape.fwhm_px[frame])
    return f"{number(shape.fwhm_px[frame], 2)} px" if fitted else UNKNOWN
