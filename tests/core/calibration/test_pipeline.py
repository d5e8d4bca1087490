"""The whole run on frames in memory: exact, the same however divided, stoppable."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from darkviewer.core.calibration import bands
from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.candidates.selection import candidate_table
from darkviewer.core.detection.leaders import find_leaders
from darkviewer.core.errors import Cancelled
from darkviewer.core.masters.master import combine_rows
from darkviewer.core.masters.residual import residual_electrons
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import Progress, drive
from tests.helpers import notebook
from tests.helpers.calibrations import METHODS, assert_same_leaders, noisy_cube, run
from tests.helpers.frames import MemoryFrame, memory_frames
from tests.helpers.places import REAL_DATA, needs_real_data


def assert_same(one: Calibration, other: Calibration) -> None:
    for mine, yours in zip(one.master.planes, other.master.planes, strict=True):
        np.testing.assert_array_equal(mine, yours, strict=True)
    np.testing.assert_equal(one.master.count, other.master.count)
    assert (one.floor_e, one.adu_step) == (other.floor_e, other.adu_step)
    for mine, yours in zip(one.leaders, other.leaders, strict=True):
        assert_same_leaders(mine, yours)


@pytest.mark.parametrize("n", [2, 3, 10])
@pytest.mark.parametrize("method", METHODS)
def test_equals_the_notebooks_steps(n: int, method: str) -> None:
    """Master, residual and detection one after the other, on whole arrays."""
    cube = noisy_cube(n)
    parameters = Parameters(method=method, threshold_e=100)
    found = run(cube, parameters)
    master = found.master
    if method != "clipped":  # its floor comes from a sample of the rows
        alone = combine_rows(cube, method)
        np.testing.assert_array_equal(
            master.electrons(parameters), alone.electrons(parameters)
        )
    for frame, leaders in zip(cube, found.leaders, strict=True):
        steps = frame * np.int64(1) * master.denominator - master.numerator
        if not isinstance(master.denominator, int):
            steps = steps / master.denominator
        whole = find_leaders(
            steps,
            floor=found.floor_e,
            unit=master.unit(parameters),
            value_e=residual_electrons(frame, master, parameters),
        )
        assert_same_leaders(replace(leaders, parts=1), whole)


@given(st.data())
@settings(max_examples=30)
def test_candidates_equal_the_notebooks_loops(data: st.DataObject) -> None:
    n = data.draw(st.integers(2, 5))
    cube = data.draw(
        hnp.arrays(np.uint16, (n, 5, 4), elements=st.integers(0, 8).map((500).__mul__))
    )
    method = data.draw(st.sampled_from(["median", "average"]))
    parameters = Parameters(method=method, threshold_e=50, ties="all")
    found = run(cube, parameters, threads=1)
    table = candidate_table(found.leaders, (5, 4), parameters)
    for index, frame in enumerate(cube.tolist()):
        image = [
            [
                (Fraction(value) - fraction_of(cube[:, y, x], method))
                * Fraction(139, 1600)
                for x, value in enumerate(row)
            ]
            for y, row in enumerate(frame)
        ]
        mine = (table.frame == index) & table.accepted
        assert list(
            zip(table.x[mine].tolist(), table.y[mine].tolist(), strict=True)
        ) == notebook.candidates(image, Fraction(50), Fraction(3, 10))
        assert table.hot_pixels[index] == len(notebook.hot_pixels(image, Fraction(50)))


def fraction_of(values: NDArray[Any], method: str) -> Fraction:
    ordered = sorted(values.tolist())
    n = len(ordered)
    if method == "average":
        return Fraction(sum(ordered), n)
    return Fraction(ordered[(n - 1) // 2] + ordered[n // 2], 2)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("dtype", ["uint16", "float32"])
def test_bands_and_threads_do_not_matter(
    method: str, dtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cube = noisy_cube().astype(dtype)
    cube[:, 20:23, 10:14] += np.array([0, 0, 0, 0, 4000], dtype)[:, None, None]
    if dtype == "float32":
        cube[1, ::7, ::5] = np.nan
        cube[:, 33, 3] = np.nan
    parameters = Parameters(method=method, threshold_e=120)
    whole = run(cube, parameters, threads=1)
    for rows in (1, 2, 7, 59):
        monkeypatch.setattr(bands, "rows_per_band", lambda *_, rows=rows, **__: rows)
        assert_same(run(cube, parameters, threads=2), whole)


def test_the_order_of_frames_does_not_matter() -> None:
    cube = noisy_cube()
    order = [3, 0, 4, 2, 1]
    one, other = run(cube), run(cube[order])
    for mine, yours in zip(one.master.planes, other.master.planes, strict=True):
        np.testing.assert_array_equal(mine, yours)
    for index, before in enumerate(order):
        assert_same_leaders(other.leaders[index], one.leaders[before])


@pytest.mark.parametrize("dtype", ["u1", "u2", "i2", "i4", "u4", "f4", "f8"])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1)])
def test_every_type_and_narrow_shapes(
    dtype: str, method: str, shape: tuple[int, int]
) -> None:
    cube = np.zeros((3, *shape), dtype)
    cube[1, -1, -1] = 100
    cube[2] = 1
    parameters = Parameters(
        method=method, threshold_e=1, padding_bits=0, gain_e_per_adu=1, ties="all"
    )
    found = run(cube, parameters)
    table = candidate_table(found.leaders, shape, parameters)
    assert table.frame.tolist() == [1]
    expected = {"median": 99, "average": 100 - 101 / 3, "clipped": 99.5}[method]
    assert table.value_e.tolist() == [pytest.approx(expected)]


@pytest.mark.parametrize("dtype", ["i8", "u8"])
def test_integers_of_64_bits_do_not_overflow(dtype: str) -> None:
    cube = np.full((3, 4, 4), np.iinfo(dtype).max, dtype)
    cube[0, 1, 1] = 5
    for method in METHODS:
        master_e = run(cube, Parameters(method=method)).master.electrons(Parameters())
        assert (master_e > 0).all()


@pytest.mark.parametrize("value", [0, 7, 65535])
def test_constant_frames(value: int) -> None:
    found = run(np.full((4, 6, 5), value, np.uint16))
    assert [len(item) for item in found.leaders] == [0] * 4
    assert found.adu_step == 0


def test_frames_without_any_value() -> None:
    found = run(np.full((3, 6, 5), np.nan))
    assert np.isnan(found.master.electrons(Parameters())).all()
    assert [len(item) for item in found.leaders] == [0] * 3


def test_frames_of_different_types_are_combined() -> None:
    cube = noisy_cube(3)
    frames = list(memory_frames(cube))
    with_blank = cube[1].astype(np.float32)
    with_blank[5, 5] = np.nan
    frames[1] = MemoryFrame(with_blank, "00002.fits")
    found = drive(calibrate(CalibrationRequest(1, tuple(frames))))
    expected = np.median(cube.astype(np.float64), axis=0)
    expected[5, 5] = cube[::2, 5, 5].mean()
    np.testing.assert_allclose(
        found.master.electrons(Parameters()), expected * Parameters().scale, rtol=1e-15
    )


def test_progress_reaches_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "rows_per_band", lambda *_, **__: 7)
    events: list[Progress] = []
    request = CalibrationRequest(7, memory_frames(noisy_cube()))
    found = drive(calibrate(request), report=events.append)
    rows = [event.done for event in events if event.total == 60]
    assert rows == sorted(rows)
    assert rows[-1] == 60
    assert all(event.stage for event in events)
    assert found.request is request
    assert found.seconds > 0


def test_cancel_leaves_no_thread_and_stops_reading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bands, "rows_per_band", lambda *_, **__: 2)
    frames = memory_frames(noisy_cube(20))
    for frame in frames:
        frame.before = lambda: time.sleep(0.01)
    before = threading.active_count()
    asked = time.monotonic()
    with pytest.raises(Cancelled):
        drive(
            calibrate(CalibrationRequest(1, frames, threads=2)),
            cancelled=lambda: time.monotonic() - asked > 0.15,
        )
    assert time.monotonic() - asked < 1
    assert threading.active_count() == before
    assert sum(len(frame.reads) for frame in frames) < 20 * 20


def test_a_slow_disk_still_gives_cancel_points() -> None:
    frames = memory_frames(noisy_cube(2))
    frames[0].before = lambda: time.sleep(0.35)
    events: list[Progress] = []
    request = CalibrationRequest(1, frames, threads=1)
    drive(calibrate(request), report=events.append)
    assert sum(event.done == 0 for event in events) >= 3


def test_abandoned_run_ends_its_threads() -> None:
    before = threading.active_count()
    job = calibrate(CalibrationRequest(1, memory_frames(noisy_cube()), threads=2))
    next(job)
    job.close()
    assert threading.active_count() == before


@needs_real_data
def test_real_x_ray_frames() -> None:
    folder = REAL_DATA / "captures/2017-07-12/19_09_40/Fe55Dark2s"
    from darkviewer.storage.fits.frame import FitsFrame, read_info

    sources = tuple(FitsFrame(read_info(path)) for path in sorted(folder.iterdir()))
    parameters = Parameters(padding_bits=0, gain_e_per_adu=1)
    found = drive(calibrate(CalibrationRequest(1, sources, parameters)))
    table = candidate_table(found.leaders, found.master.shape, parameters)
    assert len(found.used) == 4
    assert table.leaders.min() > 1000
    assert table.candidates.sum() < 0.01 * table.leaders.sum()
