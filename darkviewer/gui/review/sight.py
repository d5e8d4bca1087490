"""What the light table shows of one pixel: as much as is known of it so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.psf.rival_models import best_rival
from darkviewer.core.psf.rivals import ALTERNATIVES
from darkviewer.gui.review.plan import SLOTS
from darkviewer.gui.text.units import Units

if TYPE_CHECKING:
    from darkviewer.core.display.cutout import Cutout
    from darkviewer.core.display.stretch import Stretch
    from darkviewer.core.vetting.dossier import Dossier
    from darkviewer.gui.frames_on_show import FramesOnShow
    from darkviewer.gui.review.tones import Limits
    from darkviewer.gui.style.theme import Palette

__all__ = ["Blocks", "Sight", "Star", "around"]

Blocks = Mapping[tuple[int, str], "Cutout | None"]
"""Surroundings by frame and layer; None where a frame cannot be read."""

_OWN = Units()


def around(frames: FramesOnShow, frame: int) -> tuple[int | None, ...]:
    """Frames of the film in file order, the one on show in the middle.

    None stands for what would come before the first and after the last.
    """
    half = SLOTS // 2
    places = {index: place for place, index in enumerate(frames.order)}
    here = places.get(frame, 0)
    return tuple(
        frames.order[place] if 0 <= place < len(frames.order) else None
        for place in range(here - half, here + half + 1)
    )


@dataclass(frozen=True, slots=True)
class Star:
    """The star that was fitted in one frame, beside the pixel; pixels and electrons."""

    dx: float
    dy: float
    errors: tuple[float, float]
    fwhm_px: float
    flux_e: float
    chi2: float
    dof: int
    rival: str
    dbic: float


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """One pixel in one frame, and around it.

    Attributes
    ----------
    x, y, frame : int
        0-based; index of the frame on show.
    frames : FramesOnShow
        All of them.
    blocks : mapping
        Surroundings that are known: see `Blocks`.
    palette : Palette
        Colours.
    limits : Limits or None
        Of all residuals; None while nothing is known.
    kind : str
        Of the stretch.
    layer : str
        Of the surroundings.
    dossier : Dossier or None
        None while it is not known.
    blind : bool
        The reviewer shall not see what the program fitted.
    units : Units
        Of the values.
    """

    x: int
    y: int
    frame: int
    frames: FramesOnShow
    blocks: Blocks
    palette: Palette
    limits: Limits | None = None
    kind: str = "asinh"
    layer: str = "residual"
    dossier: Dossier | None = None
    blind: bool = False
    units: Units = field(default_factory=lambda: _OWN)

    @property
    def values(self) -> tuple[object, ...]:
        """With `objects` all that is shown depends on; what is known only grows."""
        where = self.x, self.y, self.frame, len(self.blocks)
        how = self.limits, self.kind, self.layer, self.blind, self.units
        return *where, *how

    @property
    def objects(self) -> tuple[object, ...]:
        """Each is the same one as long as it holds the same."""
        return self.frames, self.palette, self.dossier

    @property
    def stretch(self) -> Stretch | None:
        """Of all residuals."""
        return None if self.limits is None else self.limits.stretch(self.kind)

    @property
    def slots(self) -> tuple[int | None, ...]:
        """See `around`."""
        return around(self.frames, self.frame)

    def block(self, frame: int, layer: str = "residual") -> Cutout | None:
        """Surroundings in a frame, where they are known."""
        return self.blocks.get((frame, layer))

    def value(self, frame: int) -> float:
        """Residual of the pixel itself in a frame; NaN while it is not known."""
        block = self.block(frame)
        if block is None:
            return float("nan")
        middle = len(block.values) // 2
        return float(block.values[middle, middle])

    @property
    def examined(self) -> Dossier | None:
        """The dossier, if it is of this pixel and this frame was examined."""
        known = self.dossier
        if known is None or (known.x, known.y) != (self.x, self.y):
            return None
        return known if self.frame < len(known.raw) else None

    @property
    def star(self) -> Star | None:
        """What was fitted in this frame; None also where nobody shall see it."""
        known, frame = self.examined, self.frame
        if known is None or self.blind:
            return None
        shape = known.classification.evidence.shape
        if not np.isfinite(shape.chi2[frame]):
            return None
        best = int(best_rival(shape.dbic)[frame])
        return Star(
            float(shape.dx[frame]),
            float(shape.dy[frame]),
            (
                float(known.place_errors_px[frame, 0]),
                float(known.place_errors_px[frame, 1]),
            ),
            float(shape.fwhm_px[frame]),
            float(shape.flux_e[frame]),
            float(shape.chi2[frame]),
            int(shape.dof[frame]),
            ALTERNATIVES[best],
            float(shape.dbic[frame, best]),
        )
