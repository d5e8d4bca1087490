"""A file through the reader that window and command line use, and what is due to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.storage.fits.frame import FitsFrame, read_file

LONGEST_S = 1.0
_MOST_BYTES = 64 << 20  # never fetched at once here; one hostile file is far larger


def read(path: Path, *, sidecar: Mapping[str, str] | None = None) -> NDArray[Any]:
    """The first frame, or the first rows of a huge one; the last is read as well."""
    first, *others = read_file(path, sidecar=sidecar).frames()
    for info in others[-1:]:
        _rows(info)
    return _rows(first)


def _rows(info: FrameInfo) -> NDArray[Any]:
    row = info.shape[1] * np.dtype(info.dtype).itemsize
    return FitsFrame(info).read_rows(0, min(info.shape[0], max(1, _MOST_BYTES // row)))


def pixels_or_sentence(
    path: Path, *, sidecar: Mapping[str, str] | None = None
) -> NDArray[Any] | str:
    """What the reader gives: pixels, or why there are none."""
    try:
        return read(path, sidecar=sidecar)
    except DarkviewerError as error:
        return str(error)


def check_sentence(sentence: str, name: str) -> None:
    """It begins with the file's name and fits into one line of a table."""
    assert sentence.startswith(name), sentence
    said = sentence.removeprefix(name)
    assert 10 < len(said) < 300, sentence
    assert said.isprintable(), sentence


def memory_limit(path: Path) -> int:
    """Bytes that reading may take at most, bounded by the file's own size."""
    return (4 << 20) + 20 * path.stat().st_size
