"""The notebooks' pipeline on ccdproc, from folder to candidates of all frames."""

from __future__ import annotations

import warnings
from collections import namedtuple
from math import floor
from pathlib import Path
from typing import Any

import astropy.units as u
from astropy.nddata import CCDData
from ccdproc import ImageFileCollection, combine, subtract_dark
from numpy import nonzero, transpose

__all__ = ["candidates_of_all_frames", "combine_files"]

SCALE = 1.39 / 2**4
NEIGHBOURS = [(-1, 0), (0, 1), (1, 0), (0, -1)]

Pixel = namedtuple("Pixel", "x y value")


def candidates_of_all_frames(
    folder: Path, threshold: float = 200, ratio: float = 0.3
) -> tuple[Any, list[list[Pixel]]]:
    """Master and, for each frame, its candidates: what the notebooks do for one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        files = ImageFileCollection(folder).files_filtered(include_path=True)
        darks = [read(file) for file in files]
    for dark in darks:
        assert dark.header["EXPTIME"] == 30.0
    master = combine(darks, method="median")
    exposure = 30.0 * u.second
    found = []
    for dark in darks:
        subtracted = subtract_dark(
            dark, master, data_exposure=exposure, dark_exposure=exposure, scale=False
        )
        leaders = find_leaders(subtracted.data, threshold)
        found.append([c for c in leaders if is_candidate(c, subtracted.data, ratio)])
    return master.data, found


def read(file: str) -> CCDData:
    image = CCDData.read(file, unit=u.adu)
    image.data = image.data * SCALE
    return image


def find_leaders(data: Any, threshold: float) -> list[Pixel]:
    exceedances = data > threshold
    rows, columns = nonzero(exceedances)
    hot = transpose([columns, rows, data[exceedances]])
    return [Pixel(*row) for row in hot if is_leader(Pixel(*row), data)]


def is_leader(pixel: Pixel, data: Any) -> bool:
    return all(pixel.value >= value for value in neighbours(pixel, data))


def is_candidate(pixel: Pixel, data: Any, ratio: float) -> bool:
    return not any(value < ratio * pixel.value for value in neighbours(pixel, data))


def neighbours(pixel: Pixel, data: Any) -> list[float]:
    height, width = data.shape
    found = []
    for dy, dx in NEIGHBOURS:
        j, i = floor(pixel.y + dy), floor(pixel.x + dx)
        if 0 <= j < height and 0 <= i < width:
            found.append(data[j, i])
    return found


def combine_files(folder: Path) -> Any:
    """Median master from files, by ccdproc alone."""
    files = [str(file) for file in sorted(folder.iterdir())]
    return combine(files, method="median", unit=u.adu)
