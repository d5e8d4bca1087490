"""A small capture root whose frames arrive, grow and vanish while it is open."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

import numpy as np

from darkviewer.core.synthetic.sensor import SensorModel, make_sensor
from darkviewer.storage.demo.recording import DemoCapture, Recording
from darkviewer.storage.demo.sharpcap import Shot, fits_bytes

__all__ = ["Captures"]

SIDE = 256
SENSOR_SEED = 20240508
MOST_FRAMES = 14
"""More of a capture are not made: the oldest go."""

_RECORDED = (
    DemoCapture(
        date="2024-05-08",
        first_end="03:38:48.765",
        object="Dark30s",
        exposure_s=30,
        n_frames=8,
        shrink=1,
        stars=3,
    ),
    DemoCapture(
        date="2024-05-08",
        first_end="03:31:02.418",
        object="Dark10s",
        exposure_s=10,
        n_frames=6,
        shrink=2,
        metadata_row=True,
        wrong_exposures=((3, 20),),
    ),
    DemoCapture(
        date="2024-05-07",
        first_end="22:04:51.337",
        object="Bias",
        exposure_s=0.001,
        n_frames=2,
        shrink=2,
        native_16bit=True,
    ),
    DemoCapture(
        date="2024-05-07",
        first_end="21:58:10.550",
        object="Dark30s",
        exposure_s=30,
        n_frames=4,
        shrink=2,
        subtract_dark=True,
    ),
)


class Captures:
    """Captures on disk, and what may happen to them.

    Attributes
    ----------
    root : Path
        The capture root.
    folders : list of Path
        Those with frames.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folders: list[Path] = []
        self._sources: dict[Path, list[bytes]] = {}
        self._half: list[tuple[Path, bytes]] = []
        self._numbers = 100
        sensor = make_sensor(SensorModel(shape=(SIDE, SIDE), seed=SENSOR_SEED))
        for number, capture in enumerate(_RECORDED):
            recording = Recording(root, capture, sensor=sensor, number=number)
            recording.folder.mkdir(parents=True)
            for index in range(capture.n_frames):
                recording.write_frame(index)
            self._keep(recording.folder)
        self._keep(_written(root / "2024-05-06" / "20_00_00" / "Narrow", _narrow()))
        self._keep(_written(root / "2024-05-06" / "20_10_00" / "Alone", _narrow()[:1]))
        self._keep(_written(root / "2024-05-06" / "20_20_00" / "Blank", _blank()))
        damaged = root / "2024-05-06" / "20_30_00" / "Damaged"
        _written(damaged, [b"SIMPLE  =   F", _narrow()[0][:3000], b""])
        (root / "2024-05-06" / "20_40_00" / "Empty").mkdir(parents=True)

    def _keep(self, folder: Path) -> None:
        self.folders.append(folder)
        frames = sorted(folder.glob("*.fits"))
        self._sources[folder] = [path.read_bytes() for path in frames]

    def paths(self) -> list[Path]:
        """Paths to open: roots, captures, files, and invalid ones."""
        first = self.folders[0]
        dates = sorted(path for path in self.root.iterdir() if path.is_dir())
        files = sorted(first.glob("*.fits"))[:1]
        none = [self.root / "2024-05-06" / "20_40_00", self.root / "not there"]
        return [self.root, self.root, *dates, *self.folders, *files, *none]

    def change(self, rng: Random) -> str:
        """Let something happen to a capture, and say what."""
        changes: tuple[Callable[[Path, Random], str], ...] = (
            self._arrive,
            self._arrive,
            self._arrive_in_part,
            self._complete,
            self._vanish,
            self._be_damaged,
            self._be_replaced,
            self._go_and_come,
        )
        return rng.choice(changes)(rng.choice(self.folders), rng)

    def _arrive(self, folder: Path, rng: Random) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        path = self._new(folder)
        path.write_bytes(rng.choice(self._sources[folder]))
        self._bound(folder)
        return f"{self._name(path)} arrives"

    def _arrive_in_part(self, folder: Path, rng: Random) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        path, content = self._new(folder), rng.choice(self._sources[folder])
        path.write_bytes(content[: int(len(content) * rng.random())])
        self._half.append((path, content))
        return f"{self._name(path)} arrives in part"

    def _complete(self, _folder: Path, _rng: Random) -> str:
        done = [self._name(path) for path, _ in self._half]
        for path, content in self._half:
            if path.parent.exists():
                path.write_bytes(content)
        self._half.clear()
        return f"{', '.join(done) or 'nothing'} is completed"

    def _vanish(self, folder: Path, rng: Random) -> str:
        frames = sorted(folder.glob("*.fits"))
        if len(frames) < 2:
            return "nothing vanishes"
        path = rng.choice(frames)
        path.unlink()
        return f"{self._name(path)} vanishes"

    def _be_damaged(self, folder: Path, rng: Random) -> str:
        frames = sorted(folder.glob("*.fits"))
        if not frames:
            return "nothing is damaged"
        path = rng.choice(frames)
        content = path.read_bytes()
        path.write_bytes(content[: rng.choice((0, 100, 2880, 6000))])
        self._half.append((path, content))
        return f"{self._name(path)} is damaged"

    def _be_replaced(self, folder: Path, rng: Random) -> str:
        frames = sorted(folder.glob("*.fits"))
        if not frames:
            return "nothing is replaced"
        path, other = rng.choice(frames), rng.choice(self.folders)
        path.write_bytes(rng.choice(self._sources[other]))
        return f"{self._name(path)} is replaced by one of {self._name(other)}"

    def _go_and_come(self, folder: Path, _rng: Random) -> str:
        """The whole capture: it is there again with what it began with."""
        shutil.rmtree(folder, ignore_errors=True)
        _written(folder, self._sources[folder])
        return f"{self._name(folder)} goes and comes back"

    def _new(self, folder: Path) -> Path:
        self._numbers += 1
        return folder / f"{self._numbers:05d}.fits"

    def _bound(self, folder: Path) -> None:
        for path in sorted(folder.glob("*.fits"))[:-MOST_FRAMES]:
            path.unlink()

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self.root))


def _written(folder: Path, contents: list[bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(contents, start=1):
        (folder / f"{number:05d}.fits").write_bytes(content)
    return folder


def _narrow() -> list[bytes]:
    """Frames much wider than high, with a crowd of bright pixels."""
    rng = np.random.default_rng(3)
    frames = []
    for _ in range(5):
        raw = rng.normal(10_000, 80, (96, 200))
        raw[rng.random(raw.shape) < 5e-3] += 12_000
        frames.append(fits_bytes(np.rint(raw).astype(np.uint16), _shot("Narrow")))
    return frames


def _blank() -> list[bytes]:
    """All of one value, none and saturated."""
    values = (0, 1000, 65535)
    flats = [np.full((96, 96), value, np.uint16) for value in values]
    return [fits_bytes(raw, _shot("Blank")) for raw in flats]


def _shot(name: str) -> Shot:
    return Shot(
        object=name,
        exposure_s=30,
        temperature_c=20,
        set_temperature_c=20,
        end=datetime(2024, 5, 6, 20, 0, 0),
    )
