"""Inputs whose time once grew with the square of their number, or without end.

Each is measured at some number and at twice that number, in processor time: linear is
twice as much.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.setting import Setting
from benchmarks.table import Row, milliseconds, times
from darkviewer.core.errors import FrameError
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.session import make_sessions
from darkviewer.core.progress import drive
from darkviewer.storage.captures.scan import find_captures, scan
from darkviewer.storage.fits.frame import read_info
from tests.helpers.fits_bytes import GOOD

__all__ = ["rows"]

MOST_GROWTH = 3.0
MOST_S = 5.0


def rows(setting: Setting) -> Iterator[Row]:
    folder = setting.folder / "linear"
    folder.mkdir(exist_ok=True)
    quick = setting.size < 2048
    yield _row(
        "{} frames whose exposures differ by microseconds: grouped",
        1000 if quick else 50_000,
        lambda count: _grouped(count, 1e-6),
    )
    yield _row(
        "{} frames whose exposures differ by seconds: grouped",
        1000 if quick else 50_000,
        lambda count: _grouped(count, 1.0),
    )
    yield _row(
        "{} folders beside each other: scanned",
        200 if quick else 4000,
        lambda count: _siblings(folder, count),
    )
    yield _row(
        "{} empty members in a gzip file: refused",
        50_000 if quick else 500_000,
        lambda count: _members(folder, count),
    )
    yield _link(folder)


def _row(what: str, count: int, prepared: Callable[[int], Callable[[], None]]) -> Row:
    half_s, seconds = (_processor_s(prepared(n)) for n in (count // 2, count))
    growth = seconds / max(half_s, 0.01)
    return Row(
        what.format(f"{count:,}"),
        milliseconds(seconds),
        f"half as many: {milliseconds(half_s)}",
        times(growth),
        f"≤ {times(MOST_GROWTH)}, ≤ {MOST_S:g} s",
        growth <= MOST_GROWTH and seconds <= MOST_S,
    )


def _processor_s(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _grouped(count: int, step_s: float) -> Callable[[], None]:
    usual = FrameInfo(Path("dark.fits"), (4, 4))
    frames = [replace(usual, exposure_s=30 + n * step_s) for n in range(count)]

    def work() -> None:
        found = make_sessions(usual.path, frames)
        assert sum(len(session.frames) for session in found) == count

    return work


def _siblings(folder: Path, count: int) -> Callable[[], None]:
    root = folder / f"{count}-folders"
    for number in range(count):
        (root / f"{number:05}").mkdir(parents=True)
        (root / f"{number:05}" / "1.fits").write_bytes(GOOD)

    def work() -> None:
        assert len(drive(scan(root))) == count

    return work


def _members(folder: Path, count: int) -> Callable[[], None]:
    path = folder / "members.fits.gz"
    empty = gzip.compress(b"", 1)
    ends = gzip.compress(GOOD[:2880]), gzip.compress(GOOD[2880:])
    path.write_bytes(ends[0] + empty * count + ends[1])

    def work() -> None:
        try:
            read_info(path)
        except FrameError:
            return
        raise AssertionError("a file of empty members was accepted")

    return work


def _link(folder: Path) -> Row:
    root = folder / "linked"
    root.mkdir()
    (root / "computer").symlink_to(folder.anchor, target_is_directory=True)
    seconds = _processor_s(lambda: _assert_nothing(root))
    return Row(
        "a link to the whole disk: scanned",
        milliseconds(seconds),
        goal="≤ 1 s",
        reached=seconds <= 1,
    )


def _assert_nothing(root: Path) -> None:
    assert not any(capture.files for capture in find_captures(root))
