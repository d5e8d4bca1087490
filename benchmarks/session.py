"""Ten frames from folder to candidates, against the notebooks and against reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks import notebook, ours
from benchmarks.clock import paired
from benchmarks.setting import Setting
from benchmarks.table import Row, milliseconds, times
from darkviewer.core.parameters import Parameters

__all__ = ["rows"]

SEED = Parameters(ties="all")
BLOCK = 2880


def rows(setting: Setting) -> Iterator[Row]:
    folder = setting.capture(10)
    check(folder)
    mine, other, ratio = paired(
        lambda: ours.candidates_of_all_frames(folder),
        lambda: notebook.candidates_of_all_frames(folder),
        setting.repeats,
    )
    what = f"folder to candidates, 10 x {setting.frame_words}"
    yield Row(
        f"{what}; the notebooks on ccdproc",
        milliseconds(mine),
        milliseconds(other),
        f"{times(ratio)} faster",
        "≥ 50 x",
        ratio >= 50,
    )
    mine, other, ratio = paired(
        lambda: ours.candidates_of_all_frames(folder),
        lambda: read_and_swap(folder),
        2 * setting.repeats,
    )
    yield Row(
        f"{what}; only reading and byte-swapping the files",
        milliseconds(mine),
        milliseconds(other),
        f"{times(1 / ratio)} the time",
        "≤ 4 x",
        1 / ratio <= 4,
    )


def check(folder: Path) -> None:
    """Same master to the bit, same candidates in every frame."""
    master, expected = notebook.candidates_of_all_frames(folder)
    found, table = ours.candidates_of_all_frames(folder, SEED)
    np.testing.assert_array_equal(found.master.electrons(SEED), master)
    for index, candidates in enumerate(expected):
        mine = table.accepted & (table.frame == index)
        places = {(int(c.x), int(c.y)) for c in candidates}
        assert set(zip(table.x[mine], table.y[mine], strict=True)) == places
        assert set(table.value_e[mine]) == {c.value for c in candidates}
    assert table.accepted.sum() > 50, "no stars in these frames: nothing is compared"


def read_and_swap(folder: Path) -> int:
    """The least that any program has to do: all pixels as native numbers."""
    total = 0
    for path in sorted(folder.iterdir()):
        raw = np.fromfile(path, ">i2", offset=BLOCK).byteswap(inplace=True)
        total += raw.size
    return total
