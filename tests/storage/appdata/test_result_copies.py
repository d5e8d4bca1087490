"""Results of captures in which a frame is there twice are kept like others."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.calibration.pipeline import Calibration
from darkviewer.core.progress import drive
from darkviewer.runs.session import calibrated
from darkviewer.storage.appdata import results
from darkviewer.storage.appdata.result_copies import copies_in, frames_twice
from darkviewer.storage.appdata.results import RecentResults, StoredResults
from tests.storage.appdata.test_results import assert_same, request_of


@pytest.fixture
def found(session: Path) -> Calibration:
    """The third frame is the second once more."""
    first, second, *_ = sorted(session.glob("*.fits"))
    assert first.name == "00001.fits"
    shutil.copyfile(second, session / "00002b.fits")
    return drive(calibrated(request_of(session)))


def names(calibration: Calibration) -> list[str]:
    return [source.name for source in calibration.used]


def test_a_kept_result_names_the_copies_again(
    session: Path, found: Calibration, tmp_path: Path
) -> None:
    assert [item.name for item in found.skipped] == ["00002b.fits"]
    stored, recent = StoredResults(tmp_path / "results"), RecentResults()
    stored.store(found)
    recent.put(found)
    for again in (stored.load(request_of(session)), recent.get(request_of(session))):
        assert again is not None
        assert again.cached
        assert again.skipped == found.skipped
        assert names(again) == names(found)
        assert_same(again.leaders, found.leaders)
        assert_same(again.master, found.master)


def test_copies_that_cannot_be_are_damage(found: Calibration) -> None:
    request = found.request
    ((copy, kept),) = copies_in(found)
    assert frames_twice(((copy, kept),), request) == {copy: found.skipped[0]}
    for wrong in (((99, kept),), ((kept, copy),), ((copy, copy),), (("x", kept),)):
        with pytest.raises(ValueError, match="cop"):
            frames_twice(wrong, request)


def test_a_stored_result_with_such_copies_is_set_aside(
    session: Path,
    found: Calibration,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def other(_: Any) -> tuple[tuple[int, int], ...]:
        return ((0, 1), (2, 1))

    monkeypatch.setattr(results, "copies_in", other)
    stored = StoredResults(tmp_path / "results")
    stored.store(found)
    assert stored.load(request_of(session)) is None
