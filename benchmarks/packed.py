"""Compressed frames: against astropy, and series that outgrow the memory."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits
from numpy.typing import NDArray

from benchmarks.clock import paired
from benchmarks.setting import Setting
from benchmarks.table import Row, milliseconds, times
from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.progress import drive
from darkviewer.storage.fits import compressed
from darkviewer.storage.fits.frame import FitsFrame, read_info

__all__ = ["rows"]

KINDS = ("RICE_1", "GZIP_1")
FRAMES = 5
FEW_FRAMES, MANY_FRAMES = 8, 40


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
    yield from growth_rows(setting)


def growth_rows(setting: Setting) -> Iterator[Row]:
    """Per frame, a series that outgrows the memory costs as much as one that fits."""
    for suffix in ("gz", "fz"):
        few, many = (
            series(setting, suffix, number) for number in (FEW_FRAMES, MANY_FRAMES)
        )
        seconds(few)  # what is started once is started
        each = [
            min(seconds(paths) for _ in range(2)) / len(paths) for paths in (few, many)
        ]
        ratio = each[1] / each[0]
        yield Row(
            f"calibrating {MANY_FRAMES} frames of {setting.frame_words} as .{suffix}, "
            f"per frame; against {FEW_FRAMES} frames",
            milliseconds(each[1]),
            milliseconds(each[0]),
            f"{times(ratio)} the time",
            "≤ 1.3 x",
            ratio <= 1.3,
        )


def series(setting: Setting, suffix: str, number: int) -> list[Path]:
    """So many files of one frame: each is decoded by itself."""
    folder = setting.folder / f"{suffix}{number}"
    folder.mkdir()
    first = sorted(setting.capture(10).iterdir())[0]
    if suffix == "gz":
        content = gzip.compress(first.read_bytes(), 1)
    else:
        with fits.open(first) as hdus:
            image = fits.CompImageHDU(hdus[0].data, compression_type="RICE_1")
            whole = folder / "whole"
            fits.HDUList([fits.PrimaryHDU(), image]).writeto(whole)
        content = whole.read_bytes()
        whole.unlink()
    paths = [folder / f"{k:05}.fits.{suffix}" for k in range(number)]
    for path in paths:
        path.write_bytes(content)
    return paths


def seconds(paths: list[Path]) -> float:
    compressed.forget()
    frames = tuple(FitsFrame(read_info(path)) for path in paths)
    started = time.perf_counter()
    drive(calibrate(CalibrationRequest(0, frames)))
    return time.perf_counter() - started


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
