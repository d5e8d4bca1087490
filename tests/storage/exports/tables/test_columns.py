"""Columns for every format."""

from __future__ import annotations

import numpy as np

from darkviewer.storage.exports.tables.columns import Column, file_names, numbers, texts


def test_none_is_masked_and_keeps_its_place() -> None:
    column = Column("n", numbers([1, None, 3], int))
    assert column.mask.tolist() == [False, True, False]
    assert column.known[[0, 2]].tolist() == [1, 3]


def test_texts_of_nothing_are_texts() -> None:
    assert texts([]).dtype.kind == "U"
    assert texts(["a\nb", ""]).tolist() == ["a\\nb", ""]


def test_names_of_files_are_those_of_the_record() -> None:
    assert file_names(["a\x1b.fits", "b\\c.fits"]).tolist() == [
        *("a\\x1b.fits", "b\\c.fits"),
    ]


def test_plain_values_are_all_known() -> None:
    assert not Column("n", np.array([1, 2])).mask.any()
