"""The demo: a capture root with synthetic sessions as SharpCap would have left them."""

from __future__ import annotations

import glob
import os
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.progress import Job, Progress
from darkviewer.core.synthetic.sensor import SensorModel, make_sensor
from darkviewer.storage.demo.manifest import (
    foreign_files,
    read_marker,
    remove_demo,
    write_marker,
)
from darkviewer.storage.demo.recording import DemoCapture, Recording

if TYPE_CHECKING:
    from darkviewer.core.synthetic.exposures import Truth

__all__ = ["DEMO_SESSION", "demo_folder", "is_demo", "write_demo"]

_EDITION = 3  # of what is written; raise it when the same seed gives other bytes
_SIZES = range(64, 16385)
_FRAMES = range(1, 10_000)
_STALE_S = 3600


_CAPTURES = (
    DemoCapture(
        date="2024-05-08",
        first_end="03:38:48.765",
        object="Dark30s",
        exposure_s=30,
        n_frames=10,
        shrink=1,
        stars=4,
    ),
    DemoCapture(
        date="2024-05-08",
        first_end="03:31:02.418",
        object="Dark10s",
        exposure_s=10,
        n_frames=6,
        shrink=2,
    ),
    DemoCapture(
        date="2024-05-08",
        first_end="03:20:15.092",
        object="Dark60s",
        exposure_s=60,
        n_frames=5,
        native_16bit=True,
        metadata_row=True,
        wrong_exposures=((3, 10),),
    ),
    DemoCapture(
        date="2024-05-07",
        first_end="22:04:51.337",
        object="Bias",
        exposure_s=0.001,
        n_frames=6,
    ),
    DemoCapture(
        date="2024-05-07",
        first_end="21:58:10.550",
        object="Dark30s",
        exposure_s=30,
        n_frames=4,
        subtract_dark=True,
    ),
)

DEMO_SESSION = _CAPTURES[0].folder
"""The session of full frames, relative to the demo's root."""


def demo_folder() -> Path:
    """In the user's cache; each edition has a folder of its own."""
    cache = platformdirs.user_cache_dir("darkviewer", appauthor=False)
    return Path(cache, f"demo-{_EDITION}")


def write_demo(
    folder: Path,
    *,
    n_frames: int = 10,
    size: int = 2048,
    seed: int = 20240508,
    threads: int = 0,
) -> Job[Path]:
    """Write the demo captures, or reuse them when they are there already.

    The same arguments give the same bytes, whatever the number of threads. A folder
    appears only once it is complete.

    Parameters
    ----------
    folder : Path
        Capture root to make; may exist if it is empty or holds another demo, which is
        replaced, and nothing that the demo did not write.
    n_frames, size, seed : int
        Of the main session: how many frames of ``size x size`` pixels; the other
        sessions are smaller.
    threads : int
        0 = one per core, at most 4.

    Returns
    -------
    Path
        `folder`.

    Raises
    ------
    DarkviewerError
        If an argument is out of range, the folder holds something else, or the disk
        refuses.
    """
    made_with = _facts(n_frames, size, seed)
    if _made_with(folder) == made_with:
        return folder
    part = _beside(folder, "part")
    try:
        _check_free(folder)
        _sweep(folder)
        yield from _write_captures(part, n_frames, size, seed, threads)
        yield Progress("Writing the demo", 0, 0)
        write_marker(part, made_with)
        _put_in_place(part, folder)
    except OSError as error:
        raise DarkviewerError(
            f"The demo cannot be written to {folder}: {error.strerror or error}; "
            "choose another folder with --out"
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def is_demo(folder: Path) -> bool:
    """True if this folder is a demo that was written to its end."""
    return read_marker(folder) is not None


def _facts(n_frames: int, size: int, seed: int) -> dict[str, object]:
    for name, value, allowed in (
        ("frames", n_frames, _FRAMES),
        ("size", size, _SIZES),
    ):
        if value not in allowed:
            raise DarkviewerError(
                f"The demo cannot have {name} {value}: choose from {allowed[0]} to "
                f"{allowed[-1]}"
            )
    if seed < 0:
        raise DarkviewerError(f"The demo's seed is {seed}: choose 0 or more")
    return {
        "about": "Synthetic captures; replaced when the demo is regenerated.",
        "edition": _EDITION,
        "frames": n_frames,
        "size": size,
        "seed": seed,
    }


def _made_with(folder: Path) -> dict[str, object] | None:
    """The existing demo, if it is complete."""
    found = read_marker(folder)
    if found is None or any(not (folder / n).is_file() for n in found["files"]):
        return None
    return {name: value for name, value in found.items() if name != "files"}


def _check_free(folder: Path) -> None:
    """Refuse a folder that holds anything a demo did not put there."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise DarkviewerError(f"{folder} is a file: choose a folder for the demo")
    if others := foreign_files(folder):
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        raise DarkviewerError(
            f"{folder} holds {others[0]}{more}, not part of a demo: nothing was "
            "changed; choose an empty or new folder"
        )


def _sweep(folder: Path) -> None:
    """Remove what a killed run left behind, not what another is writing now."""
    name = glob.escape(folder.name)
    for left in folder.parent.glob(f".{name}.darkviewer-*.part"):
        if _is_stale(left):
            shutil.rmtree(left, ignore_errors=True)
    for left in folder.parent.glob(f".{name}.darkviewer-*.old"):
        if _is_stale(left):
            remove_demo(left)
    if folder == demo_folder():  # the cache is ours: versions before named them so
        for name in ("demo-*.partial-*", "demo-*.old-*"):
            for left in filter(_is_stale, folder.parent.glob(name)):
                shutil.rmtree(left, ignore_errors=True)


def _beside(folder: Path, kind: str) -> Path:
    """A name that nobody else gives."""
    return folder.with_name(f".{folder.name}.darkviewer-{os.getpid()}.{kind}")


def _is_stale(folder: Path) -> bool:
    return time.time() - folder.lstat().st_mtime > _STALE_S


def _put_in_place(part: Path, folder: Path) -> None:
    """Rename the finished folder; an older demo steps aside first."""
    old = _beside(folder, "old")
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    if old.exists():
        remove_demo(old)


def _write_captures(
    root: Path, n_frames: int, size: int, seed: int, threads: int
) -> Job[None]:
    captures = (replace(_CAPTURES[0], n_frames=n_frames), *_CAPTURES[1:])
    total = sum(capture.n_frames for capture in captures)
    yield Progress("Writing the demo", 0, total)
    sensor = make_sensor(SensorModel(shape=(size, size), seed=seed))
    done = 0
    with _workers(threads) as pool:
        for number, capture in enumerate(captures):
            recording = Recording(root, capture, sensor=sensor, number=number)
            recording.folder.mkdir(parents=True)
            events: list[Truth] = []
            for truth in pool.map(recording.write_frame, range(capture.n_frames)):
                events += truth
                done += 1
                yield Progress("Writing the demo", done, total)
            recording.write_companions(events)


@contextmanager
def _workers(threads: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that drop what is still queued when the job is cancelled."""
    pool = ThreadPoolExecutor(threads or min(os.cpu_count() or 1, 4))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
