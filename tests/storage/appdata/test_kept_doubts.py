"""What speaks against the electrons of a kept result follows what is said by now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from darkviewer.core.calibration.pipeline import calibrate
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.runs.session import request_for
from darkviewer.storage.appdata.results import RecentResults, StoredResults
from darkviewer.storage.captures.scan import read_session
from tests.helpers.padded import write_padded


def test_doubts_go_when_somebody_says_that_the_value_is_right(tmp_path: Path) -> None:
    folder = write_padded(tmp_path / "darks", EGAIN=0.5)
    request = request_for(read_session(folder), Parameters())
    found = drive(calibrate(request))
    stored, recent = StoredResults(tmp_path / "results"), RecentResults()
    stored.store(found)
    recent.put(found)
    for kept in (stored.load, recent.get):
        before, by_now = kept(request), kept(replace(request, said="user"))
        assert before is not None
        assert by_now is not None
        assert "EGAIN says 0.5" in before.doubts[0]
        assert by_now.doubts == ()
