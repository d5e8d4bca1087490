"""Sources of e-/ADU as lines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from darkviewer.core.health.transfer import Transfer, TransferPoint
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.reports.gain import gain_lines, truth_document
from darkviewer.runs.gain import gain_truth
from tests.helpers.padded import write_padded


def test_a_transfer_that_was_measured_has_its_error(tmp_path: Path) -> None:
    folder = write_padded(tmp_path / "darks")
    truth = drive(gain_truth(folder, Parameters()))
    known = replace(truth.calibration, transfer=(0.09, 0.004, 8.0, 60.0))
    lines = list(gain_lines(replace(truth, calibration=known)))
    (line,) = [text for text in lines if text.startswith("photon transfer")]
    assert line.split()[2:] == ["0.09", "0.09", "0.004"]
    assert not any("cannot be measured" in text for text in lines)
    # 1.39 / 16 e- per saved ADU are used: 0.965 of 0.09, with 4.4 % of it as its error
    assert (
        "variance rises with the level by 0.97 +- 0.04 e- per e- as used; 1 is right"
    ) in lines
    unmeasured = replace(truth, calibration=replace(known, transfer=()))
    lines = list(gain_lines(unmeasured))
    assert "noise of a frame: unknown; RDNOISE: ?" in lines
    absent = [line.split() for line in lines if line.endswith("none")]
    names = ["EGAINSAV", "EGAIN", "CVF", "sidecar", "photon transfer"]
    assert [" ".join(words[:-1]) for words in absent] == names
    assert any("cannot be measured from these frames" in line for line in lines)
    assert truth_document(unmeasured)["noise"]["hot_pixels"] == 0


def test_points_of_the_transfer_are_in_the_document(tmp_path: Path) -> None:
    truth = drive(gain_truth(write_padded(tmp_path / "darks"), Parameters()))
    point = TransferPoint(100.0, 50.0, 5.0, 30)
    known = replace(truth, transfer=Transfer(2.0, 0.1, 3.0, 60, (point,)))
    assert truth_document(known)["measured"]["points"] == [
        {"level_adu": 100, "variance_adu2": 50, "sigma_adu2": 5, "pixels": 30}
    ]
    assert truth_document(replace(truth, transfer=None))["measured"]["points"] == []
