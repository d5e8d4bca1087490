"""Checks of captures on disk, as jobs."""

from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.core.errors import SessionError
from darkviewer.core.progress import drive
from darkviewer.runs.check import check_captures
from tests.helpers.captures import cube, write_capture


def test_every_capture_below_a_root_is_checked(tmp_path: Path) -> None:
    raw = cube()
    raw[3] += 500  # 5 sigma of a pixel
    write_capture(tmp_path, raw)
    (found,) = drive(check_captures(tmp_path))
    assert len(found.session.frames) == 5
    ((check, finding),) = found.checks.spoken
    assert (check.name, finding.frames) == ("level", ("00004.fits",))


def test_a_root_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SessionError):
        drive(check_captures(tmp_path / "nothing"))
