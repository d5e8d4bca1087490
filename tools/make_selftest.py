"""Make the tiny session that `darkviewer selftest` calibrates, and its known numbers.

Neither uses Darkviewer: astropy writes the frames, ccdproc combines and subtracts, and
loops over exact fractions, written from the rules in words, find hot pixels, leaders
and candidates. Run it once after a change: `.venv/bin/python tools/make_selftest.py`.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import ccdproc
import numpy as np
from astropy import units
from astropy.io import fits
from astropy.nddata import CCDData

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "selftest"
SESSION = Path("2024-05-08", "03_38_48", "Dark30s")
SIDE = 64
EXPOSURE_S = 30.0
# Every way of storing a frame stands for itself in the session.
NAMES = (
    *("00001.fits", "00002.fits", "00003.fits", "00004.fit"),
    *("00005.fits.gz", "00006.fits.fz"),
)
OTHER_EXPOSURE = "00007.fits"  # to be left out
SCALE = 1.39 / 2**4
EXACT_SCALE = Fraction("1.39") / 16
NOTEBOOK = {"criterion": "ratio", "master": "in-sample", "detection": "peak"}
RUNS: tuple[dict[str, Any], ...] = (
    NOTEBOOK
    | {"method": "median", "threshold_e": 200.0, "ratio": 0.3}
    | {"neighbours": 4, "ties": "one"},
    NOTEBOOK
    | {"method": "average", "threshold_e": 150.0, "ratio": 0.25}
    | {"neighbours": 8, "ties": "all"},
)
STARS = (
    (0, 12, 9, 3000.0),
    (1, 40, 22, 1800.0),
    (3, 8, 50, 6000.0),
    (5, 63, 0, 4000.0),
)
SINGLE_PIXELS = (
    *((0, 30, 30, 900.0), (2, 0, 63, 700.0), (2, 33, 5, 260.0), (2, 34, 6, 300.0)),
    *((4, 50, 50, 2500.0), (4, 51, 50, 800.0), (5, 20, 60, 190.0)),
)
PLATEAU = (3, slice(40, 43), slice(20, 24), 400.0)  # frame, y, x, electrons
NEIGHBOURS = {
    4: ((-1, 0), (0, 1), (1, 0), (0, -1)),
    8: tuple((j, i) for j in (-1, 0, 1) for i in (-1, 0, 1) if (j, i) != (0, 0)),
}


def main() -> None:
    frames = make_frames()
    folder = FOLDER / SESSION
    folder.mkdir(parents=True, exist_ok=True)
    for number, (name, raw) in enumerate(zip(NAMES, frames, strict=True)):
        write_frame(folder / name, raw, number, EXPOSURE_S)
    write_frame(folder / OTHER_EXPOSURE, frames[0], len(frames), 10.0)
    document = {
        "session": SESSION.as_posix(),
        "skipped": [OTHER_EXPOSURE],
        "runs": [known_numbers(frames, run) for run in RUNS],
    }
    text = json.dumps(document, indent=1) + "\n"
    (FOLDER / "expected.json").write_text(text, encoding="utf-8", newline="\n")


def make_frames() -> np.ndarray:
    """Raw frames, uint16, shape (frames, y, x)."""
    rng = np.random.default_rng(20240508)
    y, x = np.mgrid[:SIDE, :SIDE]
    level_e = 900 + 6 * x + 4 * y + rng.lognormal(2, 1.5, (SIDE, SIDE))
    shape = (len(NAMES), SIDE, SIDE)
    frames_e = rng.poisson(level_e, shape) + rng.normal(0, 2, shape)
    frames_e[:, 25, 45] += [0, 600, 0, 600, 600, 0]  # a telegraph pixel
    for frame, column, row, flux_e in STARS:
        light = star(x - column, 0.2) * star(y - row, -0.1)
        frames_e[frame] += rng.poisson(flux_e * light)
    for frame, column, row, value_e in SINGLE_PIXELS:
        frames_e[frame, row, column] += value_e
    frames = np.clip(np.rint(frames_e / SCALE), 0, 65535).astype(np.uint16)
    frame, rows, columns, value_e = PLATEAU
    frames[:, rows, columns] = 13000 + 10 * np.arange(len(NAMES))[:, None, None]
    frames[frame, rows, columns] += np.uint16(value_e / SCALE)
    return frames


def star(distance: np.ndarray, offset: float, fwhm_px: float = 2.0) -> np.ndarray:
    """Part of the light along one axis that falls on pixels at these distances."""
    sigma = fwhm_px / math.sqrt(8 * math.log(2))
    below = np.vectorize(lambda u: (1 + math.erf(u / math.sqrt(2))) / 2)
    upper, lower = distance + 0.5 - offset, distance - 0.5 - offset
    return below(upper / sigma) - below(lower / sigma)


def write_frame(path: Path, raw: np.ndarray, number: int, exposure_s: float) -> None:
    end = datetime(2024, 5, 8, 3, 38, 48, 765000) + number * timedelta(seconds=30)
    compressed = path.suffix == ".fz"
    image = fits.CompImageHDU(raw) if compressed else fits.PrimaryHDU(raw)
    for name, value in (
        ("EXPTIME", exposure_s),
        ("CCD-TEMP", 20.0),
        ("INSTRUME", "QHY42PRO"),
        ("GAIN", 5),
        ("DATE-OBS", "0001-01-01T00:00:00.0000000"),  # as the capture program wrote it
        ("DATE-END", end.isoformat(timespec="microseconds") + "0"),
        ("COMMENT", "Synthetic: no camera took this frame."),
    ):
        image.header[name] = value
    content = io.BytesIO()
    image.writeto(content)
    packed = gzip.compress(content.getvalue(), mtime=0)  # the same bytes every time
    path.write_bytes(packed if path.suffix == ".gz" else content.getvalue())


def known_numbers(frames: np.ndarray, run: dict[str, Any]) -> dict[str, Any]:
    """Expected result of one run, by ccdproc and by loops over exact fractions."""
    darks = [CCDData(frame * SCALE, unit="electron") for frame in frames]
    master = ccdproc.combine(darks, method=run["method"])
    exact_master = exact_combination(frames, run["method"])
    found = []
    for name, frame, dark in zip(NAMES, frames, darks, strict=True):
        seconds = EXPOSURE_S * units.s
        residual_e = ccdproc.subtract_dark(
            dark, master, data_exposure=seconds, dark_exposure=seconds, scale=False
        ).data
        exact = [
            [int(frame[y, x]) - exact_master[y][x] for x in range(SIDE)]
            for y in range(SIDE)
        ]
        found.append({"frame": name, **detections(exact, residual_e, run)})
    values = np.ascontiguousarray(master.data, "<f8")
    facts = {
        "method": run["method"],
        "n": len(frames),
        "median_e": float(np.median(values)),
    }
    if run["method"] == "median":  # bit-identical; a mean may differ in the last bit
        facts["sha256"] = hashlib.sha256(values.tobytes()).hexdigest()
    return {"parameters": run, "master": facts, "frames": found}


def exact_combination(frames: np.ndarray, method: str) -> list[list[Fraction]]:
    def combined(values: list[int]) -> Fraction:
        values = sorted(values)
        n = len(values)
        if method == "average":
            return Fraction(sum(values), n)
        return Fraction(values[(n - 1) // 2] + values[n // 2], 2)

    return [
        [combined([int(v) for v in frames[:, y, x]]) for x in range(SIDE)]
        for y in range(SIDE)
    ]


def detections(
    exact: list[list[Fraction]], residual_e: np.ndarray, run: dict[str, Any]
) -> dict[str, Any]:
    """Counts and candidates of one frame."""
    threshold = Fraction(str(run["threshold_e"])) / EXACT_SCALE
    ratio = Fraction(str(run["ratio"]))
    hot = [(y, x) for y in range(SIDE) for x in range(SIDE) if exact[y][x] > threshold]
    leaders = [
        (y, x)
        for y, x in hot
        if all(exact[y][x] >= exact[j][i] for j, i in around(y, x, run["neighbours"]))
    ]
    if run["ties"] == "one":
        leaders = first_of_each_plateau(exact, leaders, run["neighbours"])
    lowest = {
        (y, x): min(exact[j][i] for j, i in around(y, x, run["neighbours"]))
        for y, x in leaders
    }
    return {
        "hot_pixels": len(hot),
        "leaders": len(leaders),
        "candidates": [
            {
                "x": x,
                "y": y,
                "value_e": float(residual_e[y, x]),
                "min_neighbour_ratio": float(lowest[y, x] / exact[y][x]),
            }
            for y, x in leaders
            if not lowest[y, x] < ratio * exact[y][x]
        ],
    }


def around(y: int, x: int, neighbours: int) -> Iterator[tuple[int, int]]:
    for dy, dx in NEIGHBOURS[neighbours]:
        if 0 <= y + dy < SIDE and 0 <= x + dx < SIDE:
            yield y + dy, x + dx


def first_of_each_plateau(
    exact: list[list[Fraction]], leaders: list[tuple[int, int]], neighbours: int
) -> list[tuple[int, int]]:
    """Of adjacent leaders of equal value: the one with the lowest y, then x."""
    left, kept = set(leaders), []
    for leader in leaders:  # in raster order
        if leader not in left:
            continue
        kept.append(leader)
        waiting = [leader]
        while waiting:
            y, x = waiting.pop()
            left.discard((y, x))
            waiting += [
                (j, i)
                for j, i in around(y, x, neighbours)
                if (j, i) in left and exact[j][i] == exact[y][x]
            ]
    return kept


if __name__ == "__main__":
    main()
