from __future__ import annotations

import io
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from darkviewer.storage.appdata.record_file import (
    DamagedError,
    array_bytes,
    read_records,
    write_records,
)


@dataclass(frozen=True)
class Pair:
    first: Any
    second: Any


def written(value: Any) -> bytes:
    file = io.BytesIO()
    write_records(file, value)
    return file.getvalue()


def there_and_back(folder: Path, value: Any) -> Any:
    path = folder / "record"
    path.write_bytes(written(value))
    return read_records(path, [Pair])


def test_records_come_back(tmp_path: Path) -> None:
    planes = (np.arange(6, dtype=np.uint16).reshape(2, 3), np.zeros((0, 4), np.int8))
    value = Pair(
        (Fraction(139, 1600), None, True, "ä\udce4", 0.1, float("inf")),
        {"planes": planes, "more": Pair(planes[0], 7)},
    )
    found = there_and_back(tmp_path, value)
    assert found.first == value.first
    for got, made in zip(found.second["planes"], planes, strict=True):
        assert got.dtype == made.dtype
        np.testing.assert_array_equal(got, made)
    assert found.second["more"].second == 7


def test_one_array_stays_one(tmp_path: Path) -> None:
    array = np.arange(1000)
    found = there_and_back(tmp_path, Pair(array, (array, array.copy())))
    assert found.first is found.second[0]
    assert found.first is not found.second[1]
    assert array_bytes(Pair(array, (array, array.copy()))) == 2 * array.nbytes


@given(
    arrays=st.lists(
        hnp.arrays(
            st.sampled_from(["u1", "i4", "f8", "?", ">u2"]),
            hnp.array_shapes(max_dims=3, min_side=0, max_side=5),
        ),
        max_size=4,
    )
)
def test_any_arrays_come_back(
    tmp_path_factory: pytest.TempPathFactory, arrays: list[Any]
) -> None:
    found = there_and_back(tmp_path_factory.mktemp("any"), tuple(arrays))
    assert len(found) == len(arrays)
    for got, made in zip(found, arrays, strict=True):
        assert got.dtype == made.dtype
        np.testing.assert_array_equal(got, made)


def test_parts_of_arrays_are_written_as_they_look(tmp_path: Path) -> None:
    whole = np.arange(24).reshape(4, 6)
    found = there_and_back(tmp_path, (whole[::2, 1::3], whole.T))
    np.testing.assert_array_equal(found[0], whole[::2, 1::3])
    np.testing.assert_array_equal(found[1], whole.T)


@given(data=st.data())
def test_no_change_of_the_bytes_goes_unnoticed_or_escapes(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    made = np.arange(500, dtype=np.uint16)
    good = written(Pair(made, "word"))
    at = data.draw(st.integers(0, len(good) - 1))
    if data.draw(st.booleans()):
        bad = good[:at]
    else:
        other = data.draw(st.integers(1, 255)) ^ good[at]
        bad = good[:at] + bytes([other]) + good[at + 1 :]
    path = tmp_path_factory.mktemp("bad") / "record"
    path.write_bytes(bad)
    try:
        found = read_records(path, [Pair])
    except DamagedError:
        return
    np.testing.assert_array_equal(found.first, made)  # a byte that means nothing
    assert found.second == "word"


def test_only_named_records_are_made(tmp_path: Path) -> None:
    path = tmp_path / "record"
    path.write_bytes(written(Pair(1, 2)))
    with pytest.raises(DamagedError, match="Pair"):
        read_records(path, [])


def test_what_cannot_be_kept_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        written({1, 2})


def test_a_missing_file_is_no_damage(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_records(tmp_path / "none", [])
