"""The binary table that holds a compressed image, checked before it is decoded.

The decoders are C code that trusts its parameters: an impossible number of bytes per
pixel or a length beyond the table ends the process. So everything that the FITS
standard 4.0, section 10, limits and everything that the table cannot hold is refused
here, and a decoder gets a header of checked cards only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import FrameError
from darkviewer.storage.fits.plio import plio_fault

if TYPE_CHECKING:
    from darkviewer.core.frames.card_values import CardValue
    from darkviewer.storage.fits.layout import Layout

__all__ = ["TileTable", "Tiles", "checked_tiles", "refused", "tile_table"]

_KINDS = {"RICE_1", "RICE_ONE", "GZIP_1", "GZIP_2", "PLIO_1"}
"""HCOMPRESS_1 is not among them: cfitsio's decoder, as astropy 8.0 carries it, writes
beyond its memory when the stream is damaged."""
_SETTINGS = {"BLOCKSIZE": ((16, 32), 32), "BYTEPIX": ((1, 2, 4), 4)}
"""Of the Rice decoder: allowed values and default. The standard knows 8 bytes per pixel
too, but no decoder does."""
_DITHERS = {"NONE", "NO_DITHER", "SUBTRACTIVE_DITHER_1", "SUBTRACTIVE_DITHER_2"}
_MOST_FIELDS = 999
_MOST_ROW_BYTES = 1 << 20
_MOST_TILE_PIXELS = (1 << 28) - 1  # eight bytes each, counted by a C int
_UNUSED_BYTES = 1 << 20  # that a heap may have besides its tiles
_FEW_TILES, _FEWEST_PIXELS = 4096, 16

_TFORM = re.compile(r"(\d{0,9})([LXBIJKAEDCMPQ])([BIJED]?)")
_WIDTHS = {"L": 1, "B": 1, "I": 2, "J": 4, "K": 8, "A": 1, "E": 4, "D": 8, "C": 8}
_WIDTHS |= {"M": 16, "P": 8, "Q": 16}
_TILE_COLUMNS = {
    "COMPRESSED_DATA": "BI",
    "GZIP_COMPRESSED_DATA": "B",
    "UNCOMPRESSED_DATA": "BIJED",
}
"""Columns of variable length that hold tiles, and what they may consist of."""
_SCALE_COLUMNS = ("ZSCALE", "ZZERO", "ZBLANK")


@dataclass(frozen=True, slots=True, eq=False)
class Tiles:
    """Where all tiles lie, in the order of the rows of the table.

    Attributes
    ----------
    column : int8 array
        Which column holds the tile: 0 COMPRESSED_DATA, 1 GZIP_COMPRESSED_DATA,
        2 UNCOMPRESSED_DATA.
    starts, stops : int64 arrays
        Bytes of the heap.
    pixels : int64 array
        Each must unpack to.
    """

    column: NDArray[np.int8]
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    pixels: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TileTable:
    """A table whose header has been checked.

    Attributes
    ----------
    cards : dict
        All that a decoder needs, each in its range.
    kind : str
        ZCMPTYPE.
    row_bytes, rows : int
        Of the table.
    heap_start, heap_stop : int
        Bytes of the HDU's data.
    columns : dict
        Name -> (byte within the row, P or Q, element type) of those that hold tiles.
    scaled : bool
        Other columns say how the tiles' numbers become pixels.
    """

    cards: dict[str, CardValue]
    kind: str
    row_bytes: int
    rows: int
    heap_start: int
    heap_stop: int
    columns: dict[str, tuple[int, str, str]]
    scaled: bool

    @property
    def heap_bytes(self) -> int:
        """Bytes of the heap."""
        return self.heap_stop - self.heap_start


def refused(name: str, reason: str) -> FrameError:
    """The one sentence for a compressed frame that must not or could not be decoded."""
    return FrameError(f"{name} could not be decoded: damaged or hostile: {reason}")


def tile_table(cards: Mapping[str, CardValue], layout: Layout, name: str) -> TileTable:
    """Check the header of a compressed image.

    Raises
    ------
    FrameError
        If it states what the standard does not allow or the table cannot hold.
    """
    kind = cards.get("ZCMPTYPE")
    if kind not in _KINDS:
        raise FrameError(
            f"{name} is compressed by {kind!s:.20}, which cannot be decoded safely "
            "here: unpack it with funpack"
        )
    for key, value in (("NAXIS", 2), ("BITPIX", 8), ("GCOUNT", 1)):
        if cards.get(key, value) != value:
            raise refused(name, f"{key} is {_said(cards.get(key))}, not {value}")
    row_bytes, rows = _whole(cards, name, "NAXIS1"), _whole(cards, name, "NAXIS2")
    heap_stop = layout.data_bytes
    heap_start = _whole(
        cards, name, "THEAP", row_bytes * rows, heap_stop, default=row_bytes * rows
    )
    _check_tile_count(layout, rows, name)
    most = _most_bytes(math.prod(layout.all_rows), rows) + _UNUSED_BYTES
    if heap_stop - heap_start > most:
        raise refused(name, f"PCOUNT is {_said(cards.get('PCOUNT'))}")
    fields = _whole(cards, name, "TFIELDS", 1, _MOST_FIELDS)
    columns, scales = _columns(cards, name, fields, row_bytes)
    header: dict[str, CardValue] = {"XTENSION": "BINTABLE", "BITPIX": 8, "NAXIS": 2}
    header |= {"NAXIS1": row_bytes, "NAXIS2": rows, "PCOUNT": heap_stop - heap_start}
    header |= {"GCOUNT": 1, "TFIELDS": fields}
    header |= _field_cards(cards, fields)
    header |= _image_cards(cards, layout, name, quantised="ZSCALE" in scales)
    return TileTable(
        cards=header,
        kind=str(kind),
        row_bytes=row_bytes,
        rows=rows,
        heap_start=heap_start,
        heap_stop=heap_stop,
        columns=columns,
        scaled=bool(scales),
    )


def checked_tiles(table: TileTable, layout: Layout, data: bytes, name: str) -> Tiles:
    """Check where the tiles lie in the heap, and what C code would trust in them.

    Raises
    ------
    FrameError
        If a tile is missing, lies outside the heap, has more bytes than its pixels
        could need, or would lead its decoder astray.
    """
    tiles = _located(table, data, _tile_pixels(layout), name)
    if table.kind == "PLIO_1":
        lists = tiles.column == 0
        for start, stop in zip(tiles.starts[lists], tiles.stops[lists], strict=True):
            words = (stop - start) // 2
            fault = plio_fault(
                np.frombuffer(data, ">i2", words, table.heap_start + start)
            )
            if fault:
                raise refused(name, fault)
    return tiles


def _located(
    table: TileTable, data: bytes, pixels: NDArray[np.int64], name: str
) -> Tiles:
    """One place for each tile: in the first column that has it."""
    starts, stops = np.zeros_like(pixels), np.zeros_like(pixels)
    holder, left = np.zeros(len(pixels), np.int8), np.ones(len(pixels), bool)
    for number, column in enumerate(_TILE_COLUMNS):
        if column in table.columns:
            first, sizes = _descriptors(table, data, column, len(pixels), name)
            _check_sizes(sizes, pixels, name)
            here = left & (sizes > 0)
            starts[here], stops[here] = first[here], (first + sizes)[here]
            holder[here] = number
            left &= ~here
    if left.any():
        raise refused(name, f"its tile {int(left.argmax()) + 1} has no data")
    return Tiles(holder, starts, stops, pixels)


def _descriptors(
    table: TileTable, data: bytes, column: str, tiles: int, name: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Starts and sizes in bytes, all inside the heap."""
    offset, kind, element = table.columns[column]
    row = np.dtype(
        {
            "names": ["pair"],
            "formats": [(">i4" if kind == "P" else ">i8", 2)],
            "offsets": [offset],
            "itemsize": table.row_bytes,
        }
    )
    pairs = np.frombuffer(data, row, tiles)["pair"].astype(np.int64)
    counts, starts = pairs[:, 0], pairs[:, 1]
    width = _WIDTHS[element]
    inside = (counts >= 0) & (counts <= table.heap_bytes // width)
    sizes = np.where(inside, counts, 0) * width
    inside &= (counts == 0) | ((starts >= 0) & (starts <= table.heap_bytes - sizes))
    if not inside.all():
        raise refused(
            name, f"its tile {int(inside.argmin()) + 1} lies outside its {column} heap"
        )
    return np.where(sizes > 0, starts, 0), sizes


def _check_sizes(
    sizes: NDArray[np.int64], pixels: NDArray[np.int64], name: str
) -> None:
    """No more than any encoder writes, lest a million tiles share one large heap."""
    too_long = sizes > _most_bytes(pixels, 1)
    if too_long.any():
        first = int(too_long.argmax())
        raise refused(
            name, f"its tile {first + 1} has {sizes[first]} bytes for {pixels[first]} "
            "pixels"
        )  # fmt: skip


def _most_bytes(pixels: Any, tiles: int) -> Any:
    """More than any encoder writes for them: PLIO takes up to 16 a pixel."""
    return 20 * pixels + 1024 * tiles


def _tile_pixels(layout: Layout) -> NDArray[np.int64]:
    """Pixels of each tile, in the order of the rows of the table."""
    lengths = []
    for size, step in zip(layout.all_rows, reversed(layout.tiles), strict=True):
        edges = np.minimum(np.arange(0, size + step, step), size)
        lengths.append(np.diff(edges[: -(-size // step) + 1]))
    return np.outer(*lengths).ravel().astype(np.int64)


def _check_tile_count(layout: Layout, rows: int, name: str) -> None:
    (ny, nx), (tile_x, tile_y) = layout.all_rows, layout.tiles
    tiles = -(-nx // tile_x) * -(-ny // tile_y)
    if tiles != rows:
        raise refused(name, f"its table has {rows} rows for {tiles} tiles")
    if min(tile_x, nx) * min(tile_y, ny) > _MOST_TILE_PIXELS:
        raise refused(name, f"a tile has {tile_x}x{tile_y} pixels")
    if tiles > _FEW_TILES and _FEWEST_PIXELS * tiles > nx * ny:
        raise refused(name, f"it has {tiles} tiles for {nx}x{ny} pixels")


def _columns(
    cards: Mapping[str, CardValue], name: str, fields: int, row_bytes: int
) -> tuple[dict[str, tuple[int, str, str]], set[str]]:
    """The columns that hold tiles, and the names of those that scale them."""
    found: dict[str, tuple[int, str, str]] = {}
    scales: set[str] = set()
    offset = 0
    for number in range(1, fields + 1):
        title = str(cards.get(f"TTYPE{number}", "")).strip().upper()
        form = str(cards.get(f"TFORM{number}", "")).strip()
        match = _TFORM.match(form)
        if match is None:
            raise refused(name, f"TFORM{number} is {_said(form)}")
        count, kind, element = int(match[1] or 1), match[2], match[3]
        if title in found or title in scales:
            raise refused(name, f"it has two columns {title}")
        if title in _TILE_COLUMNS:
            allowed = _TILE_COLUMNS[title]
            if kind not in "PQ" or count != 1 or not element or element not in allowed:
                raise refused(name, f"TFORM{number} is {_said(form)}")
            found[title] = (offset, kind, element)
        elif title in _SCALE_COLUMNS:
            if kind not in "BIJKED" or count != 1:
                raise refused(name, f"TFORM{number} is {_said(form)}")
            scales.add(title)
        offset += -(-count // 8) if kind == "X" else count * _WIDTHS[kind]
    if offset != row_bytes or offset > _MOST_ROW_BYTES:
        raise refused(name, f"its rows have {row_bytes} bytes, its columns {offset}")
    _check_element(cards, found, name)
    return found, scales


def _check_element(
    cards: Mapping[str, CardValue], found: dict[str, tuple[int, str, str]], name: str
) -> None:
    if "COMPRESSED_DATA" not in found:
        raise refused(name, "it has no column COMPRESSED_DATA")
    wanted = "I" if cards["ZCMPTYPE"] == "PLIO_1" else "B"
    element = found["COMPRESSED_DATA"][2]
    if element != wanted:
        raise refused(name, f"its COMPRESSED_DATA is of type {element}, not {wanted}")


def _field_cards(cards: Mapping[str, CardValue], fields: int) -> dict[str, CardValue]:
    keys = [f"{key}{n}" for n in range(1, fields + 1) for key in ("TTYPE", "TFORM")]
    return {key: cards[key] for key in keys if key in cards}


def _image_cards(
    cards: Mapping[str, CardValue], layout: Layout, name: str, *, quantised: bool
) -> dict[str, CardValue]:
    """Of the image inside: shape, type, tiles and how it was compressed."""
    if quantised and layout.bitpix > 0:
        raise refused(name, f"ZSCALE does not match ZBITPIX {layout.bitpix}")
    chosen: dict[str, CardValue] = {
        "ZIMAGE": True,
        "ZCMPTYPE": cards["ZCMPTYPE"],
        "ZBITPIX": layout.bitpix,
        "ZNAXIS": 2,
        "ZNAXIS1": layout.shape[1],
        "ZNAXIS2": layout.all_rows[0],
        "ZTILE1": min(layout.tiles[0], layout.shape[1]),
        "ZTILE2": min(layout.tiles[1], layout.all_rows[0]),
    }
    if cards["ZCMPTYPE"] in ("RICE_1", "RICE_ONE"):
        for number, (key, value) in enumerate(_rice_settings(cards, name), start=1):
            chosen |= {f"ZNAME{number}": key, f"ZVAL{number}": value}
    if "ZQUANTIZ" in cards:
        if cards["ZQUANTIZ"] not in _DITHERS:
            raise refused(name, f"ZQUANTIZ is {_said(cards['ZQUANTIZ'])}")
        chosen["ZQUANTIZ"] = cards["ZQUANTIZ"]
    if "ZDITHER0" in cards:
        chosen["ZDITHER0"] = _whole(cards, name, "ZDITHER0", 1, 10_000)
    if "ZBLANK" in cards:
        chosen["ZBLANK"] = _whole(cards, name, "ZBLANK", -(2**31), 2**31 - 1)
    return chosen


def _rice_settings(
    cards: Mapping[str, CardValue], name: str
) -> Iterator[tuple[str, int]]:
    given: dict[str, Any] = {}
    for number in range(1, _MOST_FIELDS):
        key = cards.get(f"ZNAME{number}")
        if key is None:
            break
        given.setdefault(str(key).strip().upper(), cards.get(f"ZVAL{number}"))
    for key, (allowed, default) in _SETTINGS.items():
        value = given.get(key, default)
        if type(value) is not int or value not in allowed:
            words = ", ".join(map(str, allowed))
            raise refused(name, f"{key} is {_said(value)}, not one of {words}")
        yield key, value


def _whole(
    cards: Mapping[str, CardValue],
    name: str,
    key: str,
    least: int = 0,
    most: int | float = math.inf,
    *,
    default: int | None = None,
) -> int:
    value: Any = cards.get(key, default)
    if type(value) is not int or not least <= value <= most:
        raise refused(name, f"{key} is {_said(value)}")
    return value


def _said(value: object) -> str:
    """A value of a card, short."""
    if value is None:
        return "missing"
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
