"""The PSF test in the real window, on real FITS files."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from darkviewer.core.progress import drive
from darkviewer.core.vetting.session import examine_session
from darkviewer.gui.main_window import MainWindow
from tests.helpers.captures import HOT, STAR, id_of
from tests.helpers.stars import BLINKER, row_of
from tests.helpers.windows import settle


def test_the_psf_test_runs_in_the_worker_and_finds_the_star(
    tested: MainWindow,
) -> None:
    workspace = tested.workspace
    assert workspace.examined
    table = workspace.candidates
    words = table.classification.words
    assert words[row_of(workspace, *STAR)] == "PSF-like"
    assert words[row_of(workspace, *HOT)] == "single pixel"
    assert words[row_of(workspace, 2, *BLINKER)] == "telegraph"
    assert table.accepted.sum() == 1
    assert tested.parameters.funnel.session_counts[2] == 1


def test_the_window_gives_what_the_engine_gives(tested: MainWindow) -> None:
    workspace = tested.workspace
    alone = drive(examine_session(workspace.calibration, workspace.parameters))
    ours = workspace.examination
    np.testing.assert_array_equal(alone.evidence.shape.p, ours.evidence.shape.p)


@pytest.mark.parametrize(
    ("name", "value"), [("p_min", 0.2), ("dbic_min", 40.0), ("threshold_e", 900.0)]
)
def test_a_limit_only_selects(tested: MainWindow, name: str, value: float) -> None:
    workspace = tested.workspace
    before = workspace.examination
    workspace.set_parameter(name, value)
    assert not tested.tasks.busy
    assert workspace.examination is before
    assert workspace.examined


def test_no_leaders_are_shown_before_the_tests_know_them(
    untested: MainWindow, qtbot: QtBot
) -> None:
    workspace, shown = untested.workspace, []
    workspace.candidates_changed.connect(shown.append)
    workspace.set_parameters(
        replace(workspace.parameters, threshold_e=0.0, threshold_sigma=5.0)
    )
    settle(untested, qtbot)
    for table in shown[:-1]:  # as before, and said to be so
        assert table is None or table.parameters.threshold_e == 200
        assert table is None or table.value_e.min() > 200
    assert shown[-1].classification.evidence.shape.significance.min() > 5
    assert untested.candidates.model.rowCount() == len(shown[-1])
    blinks = {id_of(frame, *BLINKER) for frame in (0, 2, 4)}
    assert set(shown[-1].id.tolist()) == {id_of(*STAR), id_of(*HOT)} | blinks


def test_another_width_tests_again(tested: MainWindow, qtbot: QtBot) -> None:
    workspace = tested.workspace
    before = workspace.examination
    workspace.set_parameter("fwhm_px", 2.6)
    assert tested.tasks.busy
    assert not workspace.examined
    settle(tested, qtbot)
    assert workspace.examined
    assert workspace.examination is not before


def test_cancelled_tests_leave_no_half_truth(tested: MainWindow, qtbot: QtBot) -> None:
    workspace = tested.workspace
    workspace.set_parameter("fwhm_px", 2.6)
    tested.tasks.cancel()
    settle(tested, qtbot)
    assert workspace.requested.fwhm_px == workspace.parameters.fwhm_px == 2.0
    assert workspace.examination.examiner.options.psf.fwhm_px == 2.0
    assert workspace.candidates.classification is not None
