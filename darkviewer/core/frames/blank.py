"""Frames that hold one value in every pixel, or none: they say nothing of the sensor.

They are used, as in the notebooks, but reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.foreign_text import shown

__all__ = ["blank_notes", "single_values"]


def single_values(cube: NDArray[Any]) -> tuple[float | None, ...]:
    """Per frame the value that all pixels share; NaN: no value; None: they differ.

    Parameters
    ----------
    cube : array, shape (n, ny, nx)
        Raw ADU, not empty. NaN and infinite values count as no value.
    """
    return tuple(_single_value(frame) for frame in cube)


def blank_notes(
    names: Sequence[str], bands: Iterable[tuple[float | None, ...]]
) -> tuple[str, ...]:
    """One sentence for each frame whose bands all hold the same value.

    Parameters
    ----------
    names : sequence of str
        Of the frames.
    bands : iterable of tuples
        What `single_values` says of each band of rows.
    """
    notes = []
    for name, values in zip(names, zip(*bands, strict=True), strict=True):
        whole = None if None in values else _single_value(np.array(values, np.float64))
        if whole is not None:
            held = "no value" if np.isnan(whole) else f"nothing but {whole:g} ADU"
            notes.append(f"{shown(name)} holds {held}: it cannot be used as a dark")
    return tuple(notes)


def _single_value(values: NDArray[Any]) -> float | None:
    # One row tells ordinary frames, so that they cost next to nothing.
    for part in (values[:1], values):
        finite = np.isfinite(part)
        same = part == part.flat[0] if finite.any() else ~finite
        if not same.all():
            return None
    return float(values.flat[0]) if finite.all() else np.nan
