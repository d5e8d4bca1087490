"""The whole run on frames in memory: exact, the same however divided, stoppable."""

from __future__ import annotations

import threading
import time
import tracemalloc
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from darkviewer.core.calibration import assembly, bands
from darkviewer.core.calibration.pipeline import (
    Calibration,
    CalibrationRequest,
    calibrate,
)
from darkviewer.core.candidates.selection import candidate_table
from darkviewer.core.detection.leaders import Leaders, find_leaders
from darkviewer.core.errors import Cancelled, FrameError, SessionError
from darkviewer.core.masters.master import combine_rows
from darkviewer.core.masters.residual import residual_electrons
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import Progress, drive
from tests.helpers import notebook
from tests.helpers.frames import MemoryFrame, memory_frames
from tests.helpers.places import REAL_DATA, needs_real_data

METHODS = ["median", "average", "clipped"]


def run(cube: NDArray[Any], parameters: Parameters | None = None, **more: Any) -> Any:
    parameters = parameters or Parameters()
    request = CalibrationRequest(1, memory_frames(cube), parameters, **more)
    return drive(calibrate(request))


def noisy_cube(n: int = 5, shape: tuple[int, int] = (60, 40), seed: int = 0) -> Any:
    rng = np.random.default_rng(seed)
    cube = rng.normal(15000, 900, (n, *shape))
    cube[rng.random(cube.shape) < 0.01] += 20_000
    return cube.astype(np.uint16)


def assert_same(one: Calibration, other: Calibration) -> None:
    for mine, yours in zip(one.master.planes, other.master.planes, strict=True):
        np.testing.assert_array_equal(mine, yours, strict=True)
    np.testing.assert_equal(one.master.count, other.master.count)
    assert (one.floor_e, one.adu_step) == (other.floor_e, other.adu_step)
    for mine, yours in zip(one.leaders, other.leaders, strict=True):
        assert_same_leaders(mine, yours)


def assert_same_leaders(one: Leaders, other: Leaders) -> None:
    for name in Leaders.__slots__:
        mine, yours = getattr(one, name), getattr(other, name)
        if name.startswith("lowest"):
            known = getattr(one, name.replace("lowest", "neighbours")) > 0
            mine, yours = mine[known], yours[known]
        np.testing.assert_array_equal(mine, yours, err_msg=name)


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


@pytest.mark.parametrize("step", [1, 3, 16, 48])
@pytest.mark.parametrize("odd_one", [False, True])
def test_adu_step(step: int, odd_one: bool) -> None:
    cube = np.random.default_rng(0).integers(0, 1000, (3, 80, 70), dtype=np.uint16)
    cube = cube * np.uint16(step) + np.uint16(5)
    if odd_one:
        cube[2, 79, 69] += 1
    assert run(cube).adu_step == (1 if odd_one else step)


def test_adu_step_between_constant_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "rows_per_band", lambda *_, **__: 1)
    cube = np.full((2, 4, 3), 100, np.uint16)
    cube[:, 2] = 112
    cube[:, 3] = 120
    assert run(cube).adu_step == 4


def test_the_floor_rises_when_leaders_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cube = noisy_cube()
    parameters = Parameters(threshold_e=160)
    free = run(cube, parameters)
    assert free.floor_e == 80
    at_floor = {
        floor: sum(int((item.value_e > floor).sum()) for item in free.leaders)
        for floor in (80, 100, 120, 140, 160)
    }
    monkeypatch.setattr(assembly, "MOST_LEADERS", at_floor[120])
    for rows in (60, 7, 1):
        monkeypatch.setattr(bands, "rows_per_band", lambda *_, rows=rows, **__: rows)
        found = run(cube, parameters)
        assert found.floor_e == 120
        assert sum(len(item) for item in found.leaders) == at_floor[120]
        for threshold in (120, 160):
            p = replace(parameters, threshold_e=threshold)
            one = candidate_table(found.leaders, (60, 40), p)
            other = candidate_table(free.leaders, (60, 40), p)
            np.testing.assert_array_equal(one.id, other.id)
            np.testing.assert_array_equal(one.hot_pixels, other.hot_pixels)
    monkeypatch.setattr(assembly, "MOST_LEADERS", 0)
    found = run(cube, parameters)
    assert found.floor_e == 160
    assert sum(len(item) for item in found.leaders) == at_floor[160]


def unreadable(name: str) -> Any:
    def before() -> None:
        raise FrameError(f"{name} vanished")

    return before


def test_an_unreadable_frame_is_left_out() -> None:
    cube = noisy_cube(5)
    frames = memory_frames(cube)
    frames[1].before = unreadable("00002.fits")
    frames[3].before = unreadable("00004.fits")
    found = drive(calibrate(CalibrationRequest(1, frames)))
    assert [item.name for item in found.skipped] == ["00002.fits", "00004.fits"]
    assert found.skipped[0].reason == "00002.fits vanished"
    assert [item.name for item in found.used] == [
        "00001.fits",
        "00003.fits",
        "00005.fits",
    ]
    alone = run(cube[::2])
    np.testing.assert_array_equal(found.master.planes[1], alone.master.planes[1])
    for mine, yours in zip(found.leaders, alone.leaders, strict=True):
        assert_same_leaders(mine, yours)


def test_a_frame_that_vanishes_midway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "rows_per_band", lambda *_, **__: 5)
    frames = memory_frames(noisy_cube(4))

    def vanish() -> None:
        if len(frames[2].reads) > 3:
            raise FrameError("00003.fits vanished")

    frames[2].before = vanish
    found = drive(calibrate(CalibrationRequest(1, frames)))
    assert found.master.n == len(found.leaders) == 3


@pytest.mark.parametrize(
    ("frames", "bad", "words"),
    [
        (0, 0, "there are no frames and a master dark needs at least two"),
        (1, 0, "00001.fits is the only frame and a master dark needs at least two"),
        (3, 2, "only 1 of 3 frames can be read and a master dark needs at least two"),
    ],
)
def test_too_few_frames(frames: int, bad: int, words: str) -> None:
    sources = memory_frames(noisy_cube(frames))
    for source in sources[:bad]:
        source.before = unreadable(source.name)
    with pytest.raises(SessionError, match=words):
        drive(calibrate(CalibrationRequest(1, sources)))


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


@given(
    st.integers(1, 3000),
    st.integers(1, 10_000),
    st.integers(2, 1000),
    st.sampled_from(["u1", "u2", "f8"]),
    st.integers(20, 31),
    st.integers(1, 8),
)
def test_bands_cover_all_rows_once(
    ny: int, nx: int, frames: int, dtype: str, bits: int, threads: int
) -> None:
    plan = bands.plan_bands(
        (ny, nx),
        frames=frames,
        dtype=np.dtype(dtype),
        memory_bytes=2**bits,
        threads=threads,
    )
    rows = [y for band in plan for y in range(band.start, band.stop)]
    assert rows == list(range(ny))
    for band in plan:
        assert band.top == max(band.start - 1, 0)
        assert band.bottom == min(band.stop + 1, ny)


class GeneratedFrame(MemoryFrame):
    """Exists only row by row, so that only the memory of the run counts."""

    @property
    def shape(self) -> tuple[int, int]:
        return (256, 256)

    def read_rows(self, start: int, stop: int) -> NDArray[Any]:
        rng = np.random.default_rng(start)
        return rng.integers(14000, 16000, (stop - start, 256), dtype=np.uint16)


@pytest.mark.parametrize("frames", [20, 60, 200])
@pytest.mark.parametrize("method", METHODS)
def test_memory_stays_within_its_bound(frames: int, method: str) -> None:
    sources = tuple(GeneratedFrame(np.zeros((1, 1), np.uint16)) for _ in range(frames))
    memory = 16 * 2**20  # 200 frames have 25 MiB
    parameters = Parameters(method=method, threshold_e=1000)
    request = CalibrationRequest(1, sources, parameters, memory_bytes=memory, threads=2)
    tracemalloc.start()
    try:
        drive(calibrate(request))
        assert tracemalloc.get_traced_memory()[1] < memory
    finally:
        tracemalloc.stop()


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
