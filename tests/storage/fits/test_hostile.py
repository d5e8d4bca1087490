"""Broken and odd files through the reader that window and command line use."""

from __future__ import annotations

import os
import shutil
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.errors import FrameError
from darkviewer.core.progress import drive
from darkviewer.storage.captures.scan import read_session
from darkviewer.storage.fits.frame import FitsFrame
from tests.helpers.fits_bytes import BLOCK, GOOD, IMAGE
from tests.helpers.hostile_corpus import Case, corpus
from tests.helpers.hostile_reading import (
    LONGEST_S,
    check_sentence,
    memory_limit,
    pixels_or_sentence,
    read,
)

CASES = list(corpus())


def made(case: Case, folder: Path) -> Path | None:
    path = folder / case.name
    try:
        case.make(path)
    except (OSError, ValueError):  # a name or a node this system does not have
        return None
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("hostile")
    yield folder
    shutil.rmtree(folder)  # some of its names outlive pytest's own cleaning


def test_there_are_enough_of_them() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 200


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case.name[:40]))
def test_one_sentence_or_the_right_pixels(case: Case, folder: Path) -> None:
    path = made(case, folder)
    if path is None:
        pytest.skip("this system has no such file")
    if case.name == "linked.fits":
        made(CASES[0], folder)
    started = time.perf_counter()
    outcome = pixels_or_sentence(path)
    assert time.perf_counter() - started < LONGEST_S
    if isinstance(outcome, str):
        assert case.pixels is None, outcome
        check_sentence(outcome, case.name)
    elif case.pixels is not None:
        np.testing.assert_array_equal(outcome, case.pixels)


def test_memory_is_bounded_by_the_file(tmp_path: Path) -> None:
    for case in CASES:
        path = made(case, tmp_path)
        if path is None or not path.is_file() or "sparse" in case.name:
            continue
        tracemalloc.start()
        pixels_or_sentence(path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < memory_limit(path), case.name


def test_the_good_ones_among_them_still_calibrate(tmp_path: Path) -> None:
    good = [tmp_path / f"{number:05d}.fits" for number in range(1, 6)]
    for path in good:
        path.write_bytes(GOOD)
    bad = [c for c in CASES if c.pixels is None and "sparse" not in c.name]
    for case in bad:
        made(case, tmp_path)
    before = sorted(os.listdir(tmp_path))
    session = read_session(tmp_path)
    names = {frame.name for frame in session.frames}
    assert names >= {path.name for path in good}
    listed = session.in_folder
    assert len(session.skipped) > 150
    growing, unusable, *_ = session.health.reasons
    assert growing.startswith("incomplete")
    assert unusable.startswith(f"{len(names)} of {listed} used: ")
    sources = tuple(FitsFrame(frame) for frame in session.frames)
    found = drive(calibrate(CalibrationRequest(0, sources)))
    assert len(found.used) + len(found.skipped) == len(names)
    assert len(found.used) >= len(good)
    assert sorted(os.listdir(tmp_path)) == before


def test_a_deep_path(tmp_path: Path) -> None:
    deep = tmp_path
    while len(str(deep)) < 900:
        deep /= "a folder with a long name"
    deep.mkdir(parents=True)
    (deep / "x.fits").write_bytes(GOOD)
    np.testing.assert_array_equal(read(deep / "x.fits"), IMAGE)


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(st.integers(0, BLOCK - 1), st.integers(0, 255)),
        min_size=1,
        max_size=12,
    ),
    st.integers(0, len(GOOD)),
)
def test_mutated_headers(
    tmp_path_factory: pytest.TempPathFactory,
    changes: list[tuple[int, int]],
    size: int,
) -> None:
    path = tmp_path_factory.getbasetemp() / "mutated.fits"
    for length in (len(GOOD), size):
        content = bytearray(GOOD)
        for place, value in changes:
            content[place] = value
        path.write_bytes(content[:length])
        try:
            pixels = read(path)
        except FrameError as error:
            assert str(error).startswith("mutated.fits")  # noqa: PT017
        else:
            assert pixels.ndim == 2


@settings(max_examples=100)
@given(
    st.sampled_from([c for c in CASES if c.name.endswith((".gz", ".fz"))]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6),
    st.floats(0, 1),
)
def test_mutated_compression(
    tmp_path_factory: pytest.TempPathFactory,
    case: Case,
    changes: list[tuple[float, int]],
    part: float,
) -> None:
    path = tmp_path_factory.getbasetemp() / "mutated.fits.gz"
    case.make(path)
    content = bytearray(path.read_bytes())
    for place, value in changes:
        if content:
            content[int(place * (len(content) - 1))] = value
    for length in (len(content), int(part * len(content))):
        path.write_bytes(content[:length])
        try:
            read(path)
        except FrameError as error:
            assert str(error).startswith("mutated.fits.gz")  # noqa: PT017
