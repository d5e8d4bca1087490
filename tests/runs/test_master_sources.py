"""The master of a capture, tested."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from darkviewer.core.errors import SessionError
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.runs.master_sources import compared_sources, master_run
from tests.helpers.shots import write_shots

PARAMETERS = Parameters(padding_bits=0, gain_e_per_adu=1.0)


def capture(root: Path, *, hot: int, shape: tuple[int, int] = (48, 64)) -> Path:
    rng = np.random.default_rng(2)
    frames = rng.normal(1000, 10, (5, *shape)).round().astype(np.uint16)
    frames[:, 20, hot] += 900
    return write_shots(root, frames)


def test_hot_pixels_of_an_earlier_capture_are_known(tmp_path: Path) -> None:
    now = capture(tmp_path / "now", hot=20)
    same = capture(tmp_path / "same", hot=20)
    other = capture(tmp_path / "other", hot=30)
    alone = drive(master_run(now, PARAMETERS))
    assert alone.earlier is None
    assert alone.sources.counts == {"hot pixel": 1}
    assert alone.sources.rows[0].known is None
    for library, known in ((same, True), (other, False)):
        run = drive(master_run(now, PARAMETERS, library=library))
        assert run.sources.rows[0].known is known
        assert run.earlier is not None
        assert run.earlier.path == library


def test_a_calibration_on_show_is_compared(tmp_path: Path) -> None:
    now = capture(tmp_path / "now", hot=20)
    found = drive(master_run(now, PARAMETERS)).calibration
    same = drive(compared_sources(found, capture(tmp_path / "same", hot=20)))
    assert same.rows[0].known is True


def test_a_library_of_another_size_is_refused(tmp_path: Path) -> None:
    now = capture(tmp_path / "now", hot=20)
    other = capture(tmp_path / "other", hot=20, shape=(64, 64))
    with pytest.raises(SessionError, match="64x64 pixels instead of 64x48"):
        drive(master_run(now, PARAMETERS, library=other))


def test_a_folder_without_frames_is_refused(tmp_path: Path) -> None:
    (tmp_path / "00001.fits").write_bytes(b"no header")
    with pytest.raises(SessionError, match="No frame in"):
        drive(master_run(tmp_path, PARAMETERS))
