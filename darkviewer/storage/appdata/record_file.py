"""Records of numpy arrays in one file: an uncompressed zip of a JSON document and data.

Nothing is ever executed on reading: only the records named by the caller are made. The
checksums of the zip format tell a damaged file.
"""

from __future__ import annotations

import json
import math
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

__all__ = ["DamagedError", "array_bytes", "read_records", "write_records"]

_DOCUMENT, _DATA = "document.json", "data"
_PLAIN = (type(None), bool, int, float, str)
_ALIGNED = 64
_CHUNK = 2**20


class DamagedError(Exception):
    """The file does not hold what was asked for."""


def write_records(file: BinaryIO, document: Any) -> None:
    """Write dataclasses, tuples, mappings, fractions, plain values and arrays.

    An array that occurs several times is written once, and is one array again when it
    is read.

    Raises
    ------
    TypeError
        If anything else is among them.
    """
    arrays = _Arrays()
    packed = _packed(document, arrays)
    table = [[array.dtype.str, array.shape] for array in arrays.items]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_DOCUMENT, json.dumps({"arrays": table, "value": packed}))
        with archive.open(_DATA, "w", force_zip64=True) as data:
            for array in arrays.items:
                data.write(array.reshape(-1).view(np.uint8).data)
                data.write(bytes(-array.nbytes % _ALIGNED))


def read_records(path: Path, kinds: Iterable[type]) -> Any:
    """Read what `write_records` wrote.

    Parameters
    ----------
    path : Path
        The file; it is opened, read and closed.
    kinds : iterable of dataclasses
        The records that may occur in it.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    DamagedError
        If it cannot be read, was cut off or changed, or holds other records.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_plain(archive)
            document = json.loads(archive.read(_DOCUMENT))
            data = _read_data(archive, path.stat().st_size)
        arrays = _arrays(document["arrays"], data)
        known = {kind.__name__: kind for kind in kinds}
        return _unpacked(document["value"], arrays, known)
    except FileNotFoundError:
        raise
    except (
        OSError,
        EOFError,
        ValueError,
        TypeError,
        LookupError,
        ArithmeticError,
        AttributeError,
        MemoryError,
        RuntimeError,
        zipfile.BadZipFile,
    ) as error:
        raise DamagedError(f"{path.name}: {error}") from error


def array_bytes(document: Any) -> int:
    """Memory of all arrays in it, each counted once."""
    arrays = _Arrays()
    _packed(document, arrays)
    return sum(array.nbytes for array in arrays.items)


class _Arrays:
    """Arrays in the order in which they are met, each once."""

    def __init__(self) -> None:
        self.items: list[NDArray[Any]] = []
        self._met: dict[int, tuple[int, NDArray[Any]]] = {}  # id -> place, the array

    def place(self, array: NDArray[Any]) -> int:
        if id(array) not in self._met:
            self._met[id(array)] = (len(self.items), array)
            self.items.append(np.ascontiguousarray(array))
        return self._met[id(array)][0]


def _packed(value: Any, arrays: _Arrays) -> Any:
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, np.ndarray):
        return {"array": arrays.place(value)}
    if isinstance(value, Fraction):
        return {"fraction": [value.numerator, value.denominator]}
    if isinstance(value, tuple):
        return [_packed(item, arrays) for item in value]
    if isinstance(value, Mapping):
        return {"mapping": {k: _packed(item, arrays) for k, item in value.items()}}
    if is_dataclass(value):
        kept = [item.name for item in fields(value) if item.init]
        parts = {name: _packed(getattr(value, name), arrays) for name in kept}
        return {"record": type(value).__name__, "fields": parts}
    raise TypeError(f"{type(value).__name__} cannot be kept in a file")


def _check_plain(archive: zipfile.ZipFile) -> None:
    if any(item.compress_type != zipfile.ZIP_STORED for item in archive.infolist()):
        raise ValueError("is compressed, unlike any file of this kind")


def _read_data(archive: zipfile.ZipFile, most_bytes: int) -> NDArray[np.uint8]:
    size = archive.getinfo(_DATA).file_size
    if size > most_bytes:
        raise ValueError("declares more data than the file holds")
    data = np.empty(size, np.uint8)
    at = 0
    with archive.open(_DATA) as file:
        while chunk := file.read(_CHUNK):  # the checksum is compared at the end
            data[at : at + len(chunk)] = np.frombuffer(chunk, np.uint8)
            at += len(chunk)
    return data


def _arrays(
    table: Iterable[tuple[str, Sequence[int]]], data: NDArray[np.uint8]
) -> list[NDArray[Any]]:
    """The arrays as views of the data, one after the other."""
    found, at = [], 0
    for name, shape in table:
        dtype = np.dtype(name)
        if dtype.kind not in "biuf" or not all(map(_is_length, shape)):
            raise ValueError("holds an array of no plain numbers")
        end = at + math.prod(shape) * dtype.itemsize
        if end > data.size:
            raise ValueError("promises more numbers than it holds")
        found.append(data[at:end].view(dtype).reshape(shape))
        at = end + -end % _ALIGNED
    return found


def _is_length(size: Any) -> bool:
    return isinstance(size, int) and not isinstance(size, bool) and size >= 0


def _unpacked(
    value: Any, arrays: Sequence[NDArray[Any]], kinds: Mapping[str, type]
) -> Any:
    def again(item: Any) -> Any:
        return _unpacked(item, arrays, kinds)

    if isinstance(value, list):
        return tuple(again(item) for item in value)
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return arrays[value["array"]]
    if "fraction" in value:
        return Fraction(*value["fraction"])
    if "mapping" in value:
        return {name: again(item) for name, item in value["mapping"].items()}
    parts = {name: again(item) for name, item in value["fields"].items()}
    return kinds[value["record"]](**parts)
