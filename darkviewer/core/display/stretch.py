"""Pixel value to grey level: the notebooks' log and linear mappings, asinh, sqrt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.display.limits import mad_limits, percentile_limits, zscale_limits

__all__ = [
    "KINDS",
    "PRESETS",
    "Preset",
    "Stretch",
    "mad_limits",
    "percentile_limits",
    "zscale_limits",
]

ASINH_SOFTENING = 0.1
"""Part of the span below which asinh is nearly linear (as in astropy)."""

CHUNK = 32_768
"""Pixels per pass: the buffers of one pass stay in the second-level cache."""

_Curve = Callable[[NDArray[np.float64], "Stretch"], NDArray[np.float64]]


def _linear(v: NDArray[np.float64], stretch: Stretch) -> NDArray[np.float64]:
    return v / stretch.span


def _log(v: NDArray[np.float64], stretch: Stretch) -> NDArray[np.float64]:
    decades = np.log10(stretch.span / stretch.floor)
    if decades <= 0:  # white at or below the floor: every value is black or white
        return np.zeros_like(v)
    return np.asarray(np.log10(np.maximum(v / stretch.floor, 1.0)) / decades)


def _asinh(v: NDArray[np.float64], stretch: Stretch) -> NDArray[np.float64]:
    soft = ASINH_SOFTENING * stretch.span
    return np.asarray(np.arcsinh(v / soft) / np.arcsinh(1 / ASINH_SOFTENING))


def _sqrt(v: NDArray[np.float64], stretch: Stretch) -> NDArray[np.float64]:
    return np.sqrt(np.maximum(v / stretch.span, 0.0))


_CURVES: Mapping[str, _Curve] = MappingProxyType(
    {"linear": _linear, "log": _log, "asinh": _asinh, "sqrt": _sqrt}
)

KINDS: tuple[str, ...] = tuple(_CURVES)
"""The mappings there are."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A mapping of pixel values to 0..255.

    With ``v = value - black``: 0 where ``v <= 0`` (log: ``v <= floor``) and for NaN,
    255 where ``v >= span``, else ``floor(256 * curve(v))`` with

    - linear: ``v / span``
    - log: ``log10(v / floor) / log10(span / floor)``
    - asinh: ``asinh(v / (0.1 span)) / asinh(10)``
    - sqrt: ``sqrt(v / span)``

    Linear, and log with ``floor`` 1, are the notebooks' ``linear_transform`` and
    ``log_stretch_transform``.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    black : float
        Value shown black, in the unit of the pixels.
    span : float
        White minus black, same unit, above zero.
    floor : float
        Log only: what counts as one, same unit (1 ADU in the notebooks).

    Raises
    ------
    ValueError
        If the kind is unknown, a number is not finite, or span or floor not positive.
    """

    kind: str
    black: float
    span: float
    floor: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown stretch {self.kind!r}")
        if not np.all(np.isfinite((self.black, self.span, self.floor))):
            raise ValueError("a stretch needs finite numbers")
        if self.span <= 0 or self.floor <= 0:
            raise ValueError("span and floor of a stretch must be above zero")

    @property
    def white(self) -> float:
        """Lowest value shown white."""
        return self.black + self.span

    def scaled(self, factor: float) -> Stretch:
        """The same picture for pixels multiplied by `factor` (another unit)."""
        return Stretch(
            self.kind, self.black * factor, self.span * factor, self.floor * factor
        )

    def apply(self, values: NDArray[Any]) -> NDArray[np.uint8]:
        """Grey levels of `values`, same shape.

        Types of at most 16 bits go through a table of all their values and float32
        through a table of its leading bits; both equal `formula` exactly.
        """
        values = np.asarray(values)
        if values.dtype in _INTEGERS:
            table = _all_values(self, values.dtype.str)
            return np.asarray(table[_unsigned(values)])
        cells = _float32_cells(self) if values.dtype == np.float32 else None
        if cells is None:
            return _by_chunks(self.formula, values)
        return _by_chunks(cells.look_up, values)

    def formula(self, values: NDArray[Any]) -> NDArray[np.uint8]:
        """The mapping as written above, in float64; slower than `apply`."""
        v = np.asarray(values, np.float64) - self.black
        with np.errstate(over="ignore"):
            grey = 256 * _CURVES[self.kind](v, self)
        # fmax and fmin ignore NaN, so that NaN ends as 0
        codes = np.floor(np.fmin(np.fmax(grey, 0.0), 255.0))
        codes[v >= self.span] = 255
        codes[v <= (self.floor if self.kind == "log" else 0.0)] = 0
        return np.asarray(codes, np.uint8)


_INTEGERS = tuple(np.dtype(name) for name in ("uint8", "int8", "uint16", "int16"))


def _unsigned(values: NDArray[Any]) -> NDArray[Any]:
    """The same bits as an index from 0."""
    return values.view(f"u{values.dtype.itemsize}")


@lru_cache(maxsize=16)
def _all_values(stretch: Stretch, dtype: str) -> NDArray[np.uint8]:
    """Grey levels of all values of an integer type, in the order of their bits."""
    bits = 8 * np.dtype(dtype).itemsize
    every = np.arange(2**bits, dtype=f"u{bits // 8}").view(dtype)
    return stretch.formula(every)


def _by_chunks(
    mapping: Callable[[NDArray[Any]], NDArray[np.uint8]], values: NDArray[Any]
) -> NDArray[np.uint8]:
    flat = values.reshape(-1)
    codes = np.empty(flat.shape, np.uint8)
    for start in range(0, flat.size, CHUNK):
        part = np.s_[start : start + CHUNK]
        codes[part] = mapping(flat[part])
    return codes.reshape(values.shape)


@dataclass(frozen=True, slots=True, eq=False)
class _Float32Cells:
    """Grey levels of float32 values, looked up by sign, exponent and 8 mantissa bits.

    The leading 17 bits of ``float32(value - black)`` number a cell; rounding being
    monotone, each cell is an interval of values. It holds at most one step of the
    grey scale: ``codes[cell]`` below ``steps[cell]``, one more from there on.
    """

    black: np.float32
    codes: NDArray[np.uint8]
    steps: NDArray[np.float32]

    def look_up(self, values: NDArray[np.float32]) -> NDArray[np.uint8]:
        cell = _cell(values, self.black)
        codes = self.codes[cell]
        codes += values >= self.steps[cell]
        return codes


def _cell(values: NDArray[np.float32], black: np.float32) -> NDArray[np.int64]:
    with np.errstate(over="ignore"):
        bits = (values - black).view(np.uint32)
    return (bits >> 15).astype(np.int64)


_INFINITY_CELL = 0x7F80_0000 >> 15  # NaN of either sign lies in other cells above it


@lru_cache(maxsize=16)
def _float32_cells(stretch: Stretch) -> _Float32Cells | None:
    """The table of a stretch, or None where a cell would hold two steps."""
    with np.errstate(over="ignore"):
        black, white = np.float32(stretch.black), np.float32(stretch.white)
    if not (np.isfinite(black) and np.isfinite(white)):
        return None
    thresholds = _float32_thresholds(stretch, black, white)
    where = _cell(thresholds, black)
    if np.any(np.diff(where) <= 0) or where[-1] > _INFINITY_CELL:
        return None
    steps = np.full(2**17, np.nan, np.float32)  # no step: no value is above it
    steps[where] = thresholds
    codes = np.zeros(2**17, np.uint8)
    positive = np.arange(_INFINITY_CELL + 1)
    codes[: _INFINITY_CELL + 1] = np.searchsorted(where, positive, side="left")
    return _Float32Cells(black, codes, steps)


def _float32_thresholds(
    stretch: Stretch, black: np.float32, white: np.float32
) -> NDArray[np.float32]:
    """The smallest float32 value of each grey level 1..255, by bisection."""
    levels = np.arange(1, 256)
    ends = np.nextafter([black, white], np.array([-np.inf, np.inf], np.float32))
    low, high = (np.full(255, end) for end in _ordinal(ends))
    while np.any(high - low > 1):
        middle = (low + high) // 2
        reached = stretch.formula(_from_ordinal(middle)) >= levels
        high, low = np.where(reached, middle, high), np.where(reached, low, middle)
    return _from_ordinal(high)


def _ordinal(values: NDArray[np.float32]) -> NDArray[np.int64]:
    """Number the float32 values in ascending order, 0 for zero."""
    bits = values.view(np.int32).astype(np.int64)
    return np.where(bits < 0, -(bits & 0x7FFF_FFFF), bits)


def _from_ordinal(ordinals: NDArray[np.int64]) -> NDArray[np.float32]:
    bits = np.where(ordinals < 0, -ordinals | 0x8000_0000, ordinals)
    return bits.astype(np.uint32).view(np.float32)


@dataclass(frozen=True, slots=True)
class Preset:
    """A stretch with a name, and the unit its numbers are in.

    Attributes
    ----------
    name : str
        Words for the menu.
    layers : tuple of str
        Layers it is meant for.
    unit : str
        ``"ADU"`` (as saved in the file) or ``"e-"``.
    stretch : Stretch
        In that unit.
    """

    name: str
    layers: tuple[str, ...]
    unit: str
    stretch: Stretch

    def in_unit(self, unit: str, scale: float) -> Stretch:
        """The same picture for pixels in `unit`; `scale` is e- per saved ADU."""
        if unit == self.unit:
            return self.stretch
        return self.stretch.scaled(scale if unit == "e-" else 1 / scale)


PRESETS: tuple[Preset, ...] = (
    Preset(
        "Notebook: log 5000…30000 ADU",
        ("raw", "master"),
        "ADU",
        Stretch("log", 5000.0, 25000.0),
    ),
    Preset(
        "Notebook: linear −1000…+1000 ADU",
        ("residual",),
        "ADU",
        Stretch("linear", -1000.0, 2000.0),
    ),
    Preset(
        "Residual: linear −50…+200 e⁻",
        ("residual",),
        "e-",
        Stretch("linear", -50.0, 250.0),
    ),
)
"""Ready-made stretches; the notebooks' own two come first."""
