"""The record of what was made of files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.provenance.files import FileInput, files_origin, files_record
from darkviewer.core.provenance.record import seal_of
from darkviewer.core.versions import RESULT_VERSION

MOMENT = datetime(2024, 5, 8, 4, 5, 6)
LIGHT = FileInput("light frame", "/sky/1.fits", 2880, "ab" * 32)


def record() -> dict[str, Any]:
    return files_record("test", [LIGHT], {"fwhm_px": 2.5}, moment=MOMENT)


def test_it_is_read_as_it_was_written() -> None:
    origin = files_origin(record(), "a.json")
    assert origin.inputs == (LIGHT,)
    assert origin.moment == MOMENT
    assert origin.asked == {"fwhm_px": 2.5}
    assert origin.record["schema"] == {"name": "Darkviewer test", "version": 1}
    assert origin.record["software"]["result_version"] == RESULT_VERSION
    assert origin.record["seal"] == seal_of(origin.record)


@pytest.mark.parametrize("key", ["created", "asked", "inputs", "software"])
def test_without_a_part_it_is_none(key: str) -> None:
    known = record()
    known.pop(key)
    with pytest.raises(DarkviewerError, match=r"a\.json does not say how"):
        files_origin(known, "a.json")


def test_nothing_is_no_record() -> None:
    with pytest.raises(DarkviewerError, match="cannot be read"):
        files_origin(None, "a.json")


@pytest.mark.parametrize("path", ["/sky/1.fits", "C:\\sky\\1.fits", "1.fits"])
def test_the_name_is_that_of_any_system(path: str) -> None:
    assert FileInput("light frame", path).name == "1.fits"
