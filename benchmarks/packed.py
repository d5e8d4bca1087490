"""Frames compressed in tiles: by the process that decodes, against astropy in ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits
from numpy.typing import NDArray

from benchmarks.clock import paired
from benchmarks.setting import Setting
from benchmarks.table import Row, milliseconds, times
from darkviewer.storage.fits import compressed
from darkviewer.storage.fits.frame import FitsFrame, read_info

__all__ = ["rows"]

KINDS = ("RICE_1", "GZIP_1")
FRAMES = 5


def rows(setting: Setting) -> Iterator[Row]:
    for kind in KINDS:
        paths = packed(setting, kind)
        for path, one in zip(paths, theirs(paths), strict=True):
            np.testing.assert_array_equal(ours([path])[0], one)  # and started, too
        mine, other, ratio = paired(
            lambda paths=paths: ours(paths),
            lambda paths=paths: theirs(paths),
            setting.repeats,
        )
        yield Row(
            f"{FRAMES} frames of {setting.frame_words} by {kind}; astropy in the same "
            "process, unchecked",
            milliseconds(mine),
            milliseconds(other),
            f"{times(1 / ratio)} the time",
            "≤ 1.1 x",
            1 / ratio <= 1.1,
        )


def packed(setting: Setting, kind: str) -> list[Path]:
    folder = setting.folder / kind
    folder.mkdir()
    paths = []
    for original in sorted(setting.capture(10).iterdir())[:FRAMES]:
        with fits.open(original) as hdus:
            image = fits.CompImageHDU(hdus[0].data, compression_type=kind)
            paths.append(folder / f"{original.name}.fz")
            fits.HDUList([fits.PrimaryHDU(), image]).writeto(paths[-1])
    return paths


def ours(paths: list[Path]) -> list[NDArray[Any]]:
    """As the window reads them, none kept from before."""
    compressed.forget()
    frames = [FitsFrame(read_info(path)) for path in paths]
    return [frame.read_rows(0, frame.shape[0]) for frame in frames]


def theirs(paths: list[Path]) -> list[NDArray[Any]]:
    found = []
    for path in paths:
        with fits.open(path) as hdus:
            found.append(np.asarray(hdus[1].data))
    return found
