"""The layers that the PSF test adds, and the master each residual is against."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.widgets.captions import caption
from tests.helpers.captures import NX, NY, STAR
from tests.helpers.stars import FRAMES, darks, row_of
from tests.helpers.windows import settle


def plane(window: MainWindow, qtbot: QtBot, layer: str) -> np.ndarray:
    """The pixels of a layer of the star's frame, as they are on show."""
    window.workspace.set_frame(STAR[0])
    window.workspace.set_layer(layer)
    settle(window, qtbot)
    image = window.store.current
    assert image.layer == layer
    return image.levels[0]


def test_noise_and_significance_are_layers(tested: MainWindow, qtbot: QtBot) -> None:
    sigma = plane(tested, qtbot, "noise")
    # 40 e- of noise; the median of the 5 others has 0.287 of a value's variance
    assert np.median(sigma) == pytest.approx(40 * np.sqrt(1.287), rel=0.1)
    significance = plane(tested, qtbot, "significance")
    assert np.std(significance[:20]) == pytest.approx(1, rel=0.15)
    frame, x, y = STAR
    table = tested.workspace.candidates
    row = row_of(tested.workspace, frame, x, y)
    known = table.classification.evidence.shape.significance[row]
    assert significance[y, x] == pytest.approx(known, rel=1e-4)


def test_the_residual_is_against_the_others_where_the_tests_are(
    tested: MainWindow, qtbot: QtBot
) -> None:
    others = np.delete(darks().astype(float), STAR[0], axis=0)
    expected = (darks()[STAR[0]] - np.median(others, axis=0)) * 1.39 / 16
    shown = plane(tested, qtbot, "residual")
    np.testing.assert_allclose(shown, expected, atol=1e-3)
    tested.workspace.set_parameter("master", "in-sample")
    settle(tested, qtbot)
    own = (darks()[STAR[0]] - np.median(darks().astype(float), axis=0)) * 1.39 / 16
    np.testing.assert_allclose(plane(tested, qtbot, "residual"), own, atol=1e-3)


def test_layers_are_made_again_for_amplifiers_that_are_given(
    tested: MainWindow, qtbot: QtBot
) -> None:
    plane(tested, qtbot, "noise")
    renewed: list[bool] = []
    tested.store.layers_changed.connect(lambda: renewed.append(True))
    tested.workspace.set_parameter("amplifiers", "1x1")
    settle(tested, qtbot)
    assert tested.workspace.parameters.amplifiers == "1x1"
    assert renewed
    assert plane(tested, qtbot, "noise").shape == (NY, NX)


def test_amplifiers_too_narrow_for_the_frames_are_taken_back(
    tested: MainWindow, qtbot: QtBot
) -> None:
    tested.workspace.set_parameter("amplifiers", "2x1")
    settle(tested, qtbot)
    assert tested.workspace.requested.amplifiers == "auto"


def test_the_line_above_the_image_names_the_master(
    tested: MainWindow, qtbot: QtBot
) -> None:
    plane(tested, qtbot, "residual")
    image = tested.store.current
    words = "".join(run.text for run in caption(tested.workspace, image, STAR[0]))
    assert words == (
        f"Residual · frame 2 of {FRAMES} · master: 5 of 6 frames, this one excluded"
    )


def test_a_clipped_master_leaves_the_frame_out_too(
    untested: MainWindow, qtbot: QtBot
) -> None:
    new = replace(untested.workspace.parameters, criterion="psf", method="clipped")
    untested.workspace.set_parameters(new)
    settle(untested, qtbot)
    shown = plane(untested, qtbot, "residual")
    others = np.delete(darks().astype(float), STAR[0], axis=0)
    quiet = np.median(shown - (darks()[STAR[0]] - others.mean(0)) * 1.39 / 16)
    assert abs(quiet) < 0.01
    assert plane(untested, qtbot, "noise").shape == (NY, NX)
