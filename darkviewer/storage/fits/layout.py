"""Where the pixels of a FITS file lie and how stored numbers become ADU."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import FrameError
from darkviewer.core.frames.planes import are_frames
from darkviewer.storage.fits.cards import BLOCK

if TYPE_CHECKING:
    from darkviewer.core.frames.card_values import CardValue

__all__ = [
    "STORED",
    "Layout",
    "SeekableStream",
    "data_bytes",
    "image_layout",
    "physical",
    "raw_data_bytes",
]

STORED = {8: "u1", 16: ">i2", 32: ">i4", 64: ">i8", -32: ">f4", -64: ">f8"}
"""By BITPIX."""
# The BZERO that turns signed into unsigned (8 bits: unsigned into signed).
_SIGN_FLIP = {8: -128, 16: 2**15, 32: 2**31, 64: 2**63}
_FLIPPED = {8: "i1", 16: "u2", 32: "u4", 64: "u8"}
_LARGEST_ADU = 1e100
"""No sensor gives more; squares and sums of larger ones would be infinite."""


class SeekableStream(Protocol):
    """The part of a binary file that finding an image needs."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; fewer only at the end."""

    def seek(self, offset: int, /) -> int:
        """Go to a position from the start."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the pixels of one image are stored.

    Attributes
    ----------
    shape : tuple of int
        (ny, nx) in pixels, of one plane.
    bitpix : int
        Stored type as FITS names it.
    offset : int
        Byte at which the data of the HDU begin.
    bscale, bzero : float
        Physical value = bzero + bscale x stored value.
    blank : int or None
        Stored value that means "no value".
    data_bytes : int
        Of the whole HDU without fill; more than the pixels when a heap follows.
    tiles : tuple of int
        Shape of the compressed tiles (x, y) if the pixels lie in a binary table.
    planes : int
        Frames one after the other, their rows below each other; 1 for a picture.
    """

    shape: tuple[int, int]
    bitpix: int
    offset: int
    bscale: float = 1.0
    bzero: float = 0.0
    blank: int | None = None
    data_bytes: int = 0
    tiles: tuple[int, ...] = ()
    planes: int = 1

    @property
    def all_rows(self) -> tuple[int, int]:
        """(planes x ny, nx): the shape of all that is stored."""
        return self.planes * self.shape[0], self.shape[1]

    @property
    def stored(self) -> np.dtype[Any]:
        """Big-endian type in the file."""
        return np.dtype(STORED[self.bitpix])

    @property
    def row_bytes(self) -> int:
        """Bytes of one uncompressed row."""
        return self.shape[1] * abs(self.bitpix) // 8

    @property
    def end(self) -> int:
        """First byte after the data, without fill, and after all pixels in any case.

        Fewer data than pixels follow from a GCOUNT of 0.
        """
        pixels = 0 if self.tiles else self.image_bytes
        return self.offset + max(self.data_bytes, pixels)

    @property
    def image_bytes(self) -> int:
        """Bytes of all pixels, uncompressed."""
        return self.all_rows[0] * self.row_bytes

    @property
    def flipped(self) -> bool:
        """BZERO only turns signed into unsigned integers or the reverse."""
        return self.bscale == 1 and self.bzero == _SIGN_FLIP.get(self.bitpix)

    @property
    def scaled(self) -> bool:
        """Stored values must be multiplied or shifted, so ADU are floats."""
        return not self.flipped and (self.bscale, self.bzero) != (1, 0)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Native type of the physical values.

        Integers stay integers. A BLANK makes them float, with NaN; scaled values
        become float64.
        """
        if self.scaled:
            return np.dtype("f8")
        if self.blank is not None:
            return np.dtype("f4" if self.bitpix <= 16 else "f8")
        if self.flipped:
            return np.dtype(_FLIPPED[self.bitpix])
        return self.stored.newbyteorder("=")


def physical(stored: NDArray[Any], layout: Layout) -> NDArray[Any]:
    """Stored numbers -> ADU; works in the memory of `stored` where types allow.

    Equal to what astropy.io.fits gives, except that scaled values are float64, and that
    values beyond 1e100 are NaN.
    """
    if stored.dtype.isnative:
        native = stored
    else:
        native = _swapped(stored).view(stored.dtype.newbyteorder("="))
    absent = None if layout.blank is None else native == layout.blank
    if layout.flipped:
        size = native.dtype.itemsize
        native = native.view(f"u{size}")
        native ^= native.dtype.type(1 << (8 * size - 1))
        native = native.view(_FLIPPED[layout.bitpix])
    values = native.astype(layout.dtype, copy=False)
    if layout.scaled:
        with np.errstate(all="ignore"):  # NaN and infinities may be stored
            values *= layout.bscale
            values += layout.bzero
    if values.dtype == np.float64:
        values[np.abs(values) > _LARGEST_ADU] = np.nan
    if absent is not None:
        values[absent] = np.nan
    return values


def _swapped(stored: NDArray[Any]) -> NDArray[Any]:
    """``byteswap(inplace=True)``, for two bytes by shifts, which take half the time."""
    if stored.itemsize != 2:
        return stored.byteswap(inplace=True)
    words = stored.view(np.uint16)
    high = words >> np.uint16(8)
    words <<= np.uint16(8)
    words |= high
    return words


def image_layout(
    cards: Mapping[str, CardValue],
    primary: Mapping[str, CardValue],
    name: str,
    offset: int,
) -> Layout | None:
    """The layout of an HDU that holds frames, None if it holds something else.

    Parameters
    ----------
    cards, primary : mapping
        Of the HDU, and of the primary one, which may say what planes are.
    name : str
        For messages.
    offset : int
        Byte at which the data begin.

    Raises
    ------
    FrameError
        If the header is damaged, or its planes are no frames.
    """
    extension = str(cards.get("XTENSION", "IMAGE")).strip()
    tiled = extension == "BINTABLE" and cards.get("ZIMAGE") is True
    if extension != "IMAGE" and not tiled:
        return None
    prefix = "Z" if tiled else ""
    axes = _axes(cards, name, prefix)
    while len(axes) > 2 and axes[-1] == 1:
        axes.pop()
    if len(axes) < 2 or min(axes[:2]) < 2:
        return None
    planes = axes[2] if len(axes) == 3 else 1
    if len(axes) > 3 or (
        planes != 1 and not (planes and are_frames({**primary, **cards}, planes))
    ):
        size = "x".join(map(str, axes)) if len(axes) < 5 else f"{len(axes)} axes of"
        raise FrameError(
            f"{name} holds {size} values, not one plane of pixels: save the frames as "
            "raw mono"
        )
    bitpix = _bitpix(cards, name, prefix)
    return Layout(
        shape=(axes[1], axes[0]),
        bitpix=bitpix,
        offset=offset,
        bscale=_factor(cards, name, "BSCALE", 1.0),
        bzero=_factor(cards, name, "BZERO", 0.0),
        blank=_blank(cards, bitpix),
        data_bytes=raw_data_bytes(cards, name),
        tiles=_flat_tiles(_tiles(cards, name, axes), axes, name) if tiled else (),
        planes=planes,
    )


def _axes(cards: Mapping[str, CardValue], name: str, prefix: str = "") -> list[int]:
    count = _size(cards, name, f"{prefix}NAXIS", 999)
    return [_size(cards, name, f"{prefix}NAXIS{n + 1}") for n in range(count)]


def _tiles(
    cards: Mapping[str, CardValue], name: str, axes: list[int]
) -> tuple[int, ...]:
    """ZTILEn; by default each row is a tile."""
    defaults = [axes[0]] + [1] * (len(axes) - 1)
    keys = [f"ZTILE{n + 1}" for n in range(len(axes))]
    return tuple(
        _size(cards, name, key, size, least=1) if key in cards else default
        for key, size, default in zip(keys, axes, defaults, strict=True)
    )


def _flat_tiles(tiles: tuple[int, ...], axes: list[int], name: str) -> tuple[int, ...]:
    """The same tiles, in the same order, of planes that lie below each other.

    That they are so is what decoding relies on: whole planes, or parts that fill each.
    """
    if len(tiles) < 3:
        return tiles
    (width, height, depth), ny = tiles, axes[1]
    if height == ny:
        return width, ny * depth
    if depth == 1 and ny % height == 0:
        return width, height
    raise FrameError(
        f"{name} is compressed in tiles of {width}x{height}x{depth}, which cannot be "
        "read plane by plane: unpack it with funpack"
    )


def _size(
    cards: Mapping[str, CardValue],
    name: str,
    key: str,
    limit: int = 2**63,
    *,
    least: int = 0,
) -> int:
    value = cards.get(key)
    if type(value) is not int or not least <= value <= limit:
        said = "is missing" if value is None else f"is {value!r}"
        raise FrameError(f"{name} has a damaged header: {key} {said}")
    return value


def _bitpix(cards: Mapping[str, CardValue], name: str, prefix: str = "") -> int:
    bitpix = cards.get(f"{prefix}BITPIX")
    if type(bitpix) is not int or bitpix not in STORED:
        allowed = ", ".join(map(str, STORED))
        raise FrameError(
            f"{name} has a damaged header: {prefix}BITPIX is {bitpix!r}, not one of "
            f"{allowed}"
        )
    return bitpix


def _factor(
    cards: Mapping[str, CardValue], name: str, key: str, default: float
) -> float:
    value = cards.get(key, default)
    usable = isinstance(value, int | float) and math.isfinite(value)
    if not usable or isinstance(value, bool) or (key == "BSCALE" and value == 0):
        raise FrameError(f"{name} has a damaged header: {key} is {value!r}")
    return float(value)


def _blank(cards: Mapping[str, CardValue], bitpix: int) -> int | None:
    """BLANK, if it is a value that the stored integers can take."""
    value = cards.get("BLANK")
    if bitpix < 0 or isinstance(value, bool | str) or value is None:
        return None
    limits = np.iinfo(STORED[bitpix])
    fits = limits.min <= value <= limits.max and value == int(value)
    return int(value) if fits else None


def raw_data_bytes(cards: Mapping[str, CardValue], name: str) -> int:
    axes = _axes(cards, name)
    if not axes:
        return 0
    extra = _size(cards, name, "PCOUNT") if "PCOUNT" in cards else 0
    groups = _size(cards, name, "GCOUNT") if "GCOUNT" in cards else 1
    bitpix = _bitpix(cards, name)
    return abs(bitpix) // 8 * groups * (extra + math.prod(axes))


def data_bytes(cards: Mapping[str, CardValue], name: str) -> int:
    """Bytes of an HDU's data with their fill."""
    return -(-raw_data_bytes(cards, name) // BLOCK) * BLOCK
