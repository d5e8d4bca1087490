"""What is exported, and how."""

from __future__ import annotations

import sys

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.exports.plan import (
    FORMAT_WORDS,
    PARTS,
    ExportPlan,
    check_formats,
)
from darkviewer.storage.exports.tables.formats import FORMATS


def test_by_default_everything_as_before() -> None:
    assert ExportPlan().parts == {*PARTS}
    assert ExportPlan().formats == ("ecsv", "csv")


def test_every_format_has_its_words() -> None:
    assert [*FORMAT_WORDS] == [*FORMATS]


def test_parquet_without_pyarrow_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    check_formats(["ecsv", "votable"])
    with pytest.raises(DarkviewerError, match=r"pip install 'darkviewer\[parquet\]'"):
        check_formats(["ecsv", "parquet"])
