"""All sources of e-/ADU of a capture."""

from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.core.errors import SessionError
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.runs.gain import gain_truth
from darkviewer.runs.session import process
from tests.helpers.padded import write_padded


def test_the_frames_are_asked_even_where_a_card_tells(tmp_path: Path) -> None:
    folder = write_padded(tmp_path / "darks", EGAIN=0.5)
    truth = drive(gain_truth(folder, Parameters()))
    assert len(truth.calibration.transfer) == 4
    assert truth.session.path == folder


def test_without_a_usable_frame_there_is_nothing_to_compare(tmp_path: Path) -> None:
    (tmp_path / "1.fits").write_bytes(b"")
    with pytest.raises(SessionError, match=r"can be used: 1\.fits is empty"):
        drive(gain_truth(tmp_path, Parameters()))


def test_a_run_doubts_a_scale_that_a_card_contradicts(tmp_path: Path) -> None:
    folder = write_padded(tmp_path / "darks", EGAIN=0.5)
    found = drive(process(folder, Parameters())).calibration
    (doubt,) = found.doubts
    assert doubt.endswith("EGAIN says 0.5 e-/ADU: use 0.5 e-/ADU, padding 4")
    assert found.remarks == (doubt,)
    own = Parameters(gain_e_per_adu=0.5, threshold_e=15)
    better = drive(process(folder, own))
    assert better.calibration.doubts == ()
    assert better.table.value_e.tolist() == [20.0]  # 40 ADU of 0.5 e-


def test_where_no_card_tells_the_frames_are_asked(tmp_path: Path) -> None:
    folder = write_padded(tmp_path / "darks")
    found = drive(process(folder, Parameters())).calibration
    assert len(found.transfer) == 4
    assert found.doubts == ()
