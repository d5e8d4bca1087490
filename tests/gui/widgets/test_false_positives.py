"""The false-positive rate of the criterion, with its interval."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from darkviewer.core.candidates.clustering import gathering
from darkviewer.core.candidates.false_positives import false_positives
from darkviewer.core.health import noise_checks
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.widgets.false_positives import outlying_words
from tests.helpers.captures import NX, NY
from tests.helpers.stars import FRAMES
from tests.helpers.windows import PATIENCE_MS, settle


@pytest.fixture(autouse=True)
def little_noise() -> None:
    """Its figures are looked at here: all of it is drawn."""


def test_every_candidate_of_a_dark_is_a_false_positive(
    tested: MainWindow, qtbot: QtBot
) -> None:
    box = tested.false_positives
    qtbot.waitUntil(lambda: tested.examining.idle, timeout=PATIENCE_MS)
    assert box.value.text() == "0.17"  # 1 in 6 frames
    # exact limits of one event (Blaker 2000), 0.0513 and 5.526, over 6 frames
    assert box.interval.text() == "[0.0085, 0.92] 95 %"
    assert box.labels.text() == "1 PSF-like"
    assert box.alone.text().startswith("Noise alone: ")
    assert "per Mpx" in box.toolTip()
    # none in 6 frames: 3.550 / 6
    assert box.negatives.text() == "Negative frames: 0 [0, 0.59] per frame"
    tip = box.negatives.toolTip()
    assert "width of z" in tip
    assert "noise alone explains" in tip
    assert "Frame 6, widths: z " in tip
    assert box.doubts.isHidden()


def test_noise_that_is_not_as_expected_is_said(
    tested: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noise_checks, "WIDTH", replace(noise_checks.WIDTH, limit=-1.0))
    tested.workspace.set_parameter("p_min", 0.01)
    box = tested.false_positives
    assert box.doubts.text() == "Noise is not as expected"
    assert "times as wide as expected" in box.doubts.toolTip()


def test_without_candidates_there_is_an_upper_limit(tested: MainWindow) -> None:
    tested.workspace.set_parameter("threshold_e", 4000.0)
    assert tested.false_positives.value.text() == "0"
    # 3.550 / 6 (Blaker 2000)
    assert tested.false_positives.interval.text() == "[0, 0.59] 95 %"
    tip = tested.false_positives.toolTip()
    assert "two-sided 95 % intervals" in tip
    assert "None per square degree: the pixel scale is the program's default" in tip


def test_the_rate_is_not_told_before_the_tests_are_made(tested: MainWindow) -> None:
    tested.workspace.set_parameter("fwhm_px", 2.6)
    tested.workspace.set_parameter("p_min", 0.01)
    assert tested.false_positives.known is None
    assert tested.false_positives.value.text() == "–"


def test_noise_alone_is_what_the_gaussian_gives(
    untested: MainWindow, qtbot: QtBot
) -> None:
    """At 3 sigma, leaders among independent pixels without any ratio."""
    sigma = 40 * np.sqrt(1 + 0.2147 - 2 / 6)  # in-sample median of 6
    new = replace(untested.workspace.parameters, threshold_e=3 * sigma, ratio=0.0)
    untested.workspace.set_parameters(new)
    settle(untested, qtbot)
    qtbot.waitUntil(lambda: untested.examining.idle, timeout=PATIENCE_MS)
    tail = 0.5 * math.erfc(3 / math.sqrt(2))
    positive = 0.5**4  # no neighbour may be below 0 times the peak
    expected = NX * NY * tail * positive
    assert untested.examining.expected_noise() == pytest.approx(expected, rel=0.4)


def test_noise_alone_is_known_for_the_matched_filter(
    tested: MainWindow, qtbot: QtBot
) -> None:
    tested.workspace.set_parameter("detection", "matched")
    assert tested.examining.expected_noise() is None  # what is known is of peaks
    qtbot.waitUntil(
        lambda: tested.examining.expected_noise() is not None, timeout=PATIENCE_MS
    )
    above = NX * NY * 0.5 * math.erfc(5 / math.sqrt(2))
    # fewer maxima than pixels; more by the scatter of variances from six frames
    assert 0.3 * above < tested.examining.expected_noise() < 2 * above


def test_the_rate_follows_at_once(tested: MainWindow) -> None:
    counts = set()
    for p_min in (1e-4, 0.01, 0.1, 0.5):
        tested.workspace.set_parameter("p_min", p_min)
        count = int(tested.workspace.candidates.accepted.sum())
        rate = tested.false_positives.known.per_frame.value
        assert rate == pytest.approx(count / FRAMES)
        counts.add(count)
    assert len(counts) > 1


def test_a_pixel_scale_that_is_known_gives_a_rate(
    tested: MainWindow, qtbot: QtBot
) -> None:
    tested.workspace.set_parameter("pixel_scale_arcsec", 1.6)
    settle(tested, qtbot)
    tip = tested.false_positives.toolTip()
    assert "per square degree and frame (1.6″ per pixel)" in tip
    assert "None per square degree" not in tip


def test_a_frame_with_most_of_them_is_named() -> None:
    at = np.arange(42)
    frames = np.repeat([1, 2], [40, 2])
    gathered = gathering(frames, 3 * at, 0 * at, n_frames=3, nx=1000)
    known = false_positives({"": 42}, gathered, shape=(9, 9))
    assert outlying_words(known) == "Frame 2: 40 of 42; 1 per frame without"
    even = gathering([0, 1, 2], [1, 9, 20], [0, 0, 0], n_frames=3, nx=1000)
    assert outlying_words(false_positives({"": 3}, even, shape=(9, 9))) == ""
