"""Where and how the rows are measured: frames on disk, repeats, the machine."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from astropy.io import fits

from darkviewer.storage.demo.sharpcap import Shot

__all__ = ["SHOT", "Setting", "environment"]

SHOT = Shot(
    object="Dark30s",
    exposure_s=30,
    temperature_c=20,
    set_temperature_c=20,
    end=datetime(2024, 5, 8, 1),
)
"""Header values of the generated frames."""

WARM_E = 1300.0
"""Dark signal in electrons that gives the notebooks' residual noise of 39 e-."""

SCALE = 1.39 / 16


@dataclass(frozen=True)
class Setting:
    """A folder for captures, and how large and how often.

    Attributes
    ----------
    folder : Path
        Empty; removed afterwards.
    size : int
        Rows and columns of a frame.
    repeats : int
        Runs of each side of a pair.
    counts : tuple of int
        Numbers of frames for growth.
    many : int
        Frames of the largest session.
    """

    folder: Path
    size: int = 2048
    repeats: int = 5
    counts: tuple[int, ...] = (10, 20, 50, 100, 200)
    many: int = 1000

    def capture(self, frames: int) -> Path:
        """A folder of this many warm darks; beyond 50 the same, some ADU higher.

        The same frame again would be used once.
        """
        folder = self.folder / f"{frames}-darks"
        if folder.exists():
            return folder
        originals = self.folder / "originals"
        originals.mkdir(exist_ok=True)
        folder.mkdir()
        for index in range(frames):
            original = originals / f"{index % 50:05}.fits"
            if not original.exists():
                _write_dark(original, index, self.size)
            _write_higher(original, index // 50, folder / f"{index + 1:05}.fits")
        return folder

    @property
    def frame_words(self) -> str:
        """For the table: ``2048x2048``."""
        return f"{self.size}x{self.size}"


def _write_dark(path: Path, index: int, size: int) -> None:
    """A dark as the notebooks' camera leaves it, with events that look like stars."""
    rng = np.random.default_rng(index)
    level = np.random.default_rng(999).lognormal(np.log(WARM_E), 0.1, (size, size))
    electrons = level + rng.normal(0, np.sqrt(WARM_E), level.shape)
    hot = rng.integers(0, size, (2, size * size // 40_000))
    electrons[*hot] += rng.exponential(2000, hot.shape[1])
    for y, x in rng.integers(2, size - 2, (20, 2)):
        electrons[y, x - 1 : x + 2] += (200, 500, 200)
        electrons[y - 1 : y + 2, x] += (200, 0, 200)
    raw = np.clip(np.rint(electrons / SCALE), 0, 65535).astype(np.uint16)
    header = fits.Header({"EXPTIME": 30.0, "INSTRUME": "QHY42PRO", "GAIN": 5.0})
    header["DATE-END"] = f"2024-05-08T03:{38 + index // 60:02}:{index % 60:02}.0000000"
    fits.writeto(path, raw, header)


def _write_higher(original: Path, adu: int, path: Path) -> None:
    if not adu:
        os.link(original, path)
        return
    raw, header = fits.getdata(original, header=True)
    fits.writeto(path, np.minimum(raw, 65535 - adu) + np.uint16(adu), header)


def environment() -> str:
    """The machine and the versions that matter, as a list."""
    names = ("numpy", "astropy", "ccdproc", "PySide6-Essentials", "pyqtgraph")
    packages = ", ".join(f"{name} {version(name)}" for name in names)
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return "\n".join(
        (
            f"- {_processor()}, {os.cpu_count()} cores, {_memory()}",
            f"- {platform.platform()}, Python {platform.python_version()}",
            f"- {packages}",
            f"- load before the run: {load}",
        )
    )


def _processor() -> str:
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> str:
    import psutil

    return f"{psutil.virtual_memory().total / 2**30:.0f} GiB"
