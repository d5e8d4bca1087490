"""A measured stellar profile instead of the Gaussian, in the real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from darkviewer.core.psf.profile import pixel_fractions
from darkviewer.gui.actions import commands
from darkviewer.gui.main_window import MainWindow
from tests.helpers.captures import STAR
from tests.helpers.stars import row_of
from tests.helpers.windows import PATIENCE_MS, Driver, choose, escape, settle, written


@pytest.fixture
def star(tested: MainWindow, qtbot: QtBot) -> MainWindow:
    """The selected star, fitted with a Gaussian of 2 px."""
    frame, x, y = STAR
    at = tested.workspace
    at.select_candidate(int(at.candidates.id[row_of(at, frame, x, y)]))
    settle(tested, qtbot)
    return tested


def stamp(path: Path, fwhm_px: float) -> Path:
    """A Gaussian with five sub-pixels per pixel."""
    fits.writeto(path, pixel_fractions(0, 0, 5 * fwhm_px, half=30).astype(np.float32))
    return path


def p_value(window: MainWindow) -> float:
    at = window.workspace
    return float(at.candidates.classification.evidence.shape.p[row_of(at, *STAR)])


def use(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    commands.use_measured_psf(window, path)
    settle(window, qtbot)


def test_the_same_profile_gives_the_same_answer(
    star: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    gaussian = p_value(star)
    assert gaussian > 1e-3
    use(star, qtbot, stamp(tmp_path / "same.fits", 2.0))
    assert p_value(star) == pytest.approx(gaussian, abs=0.02)
    assert not star.parameters.rows["fwhm_px"].isEnabled()
    assert "same.fits" in star.status.message.text()
    assert "2.0" in star.status.message.text()


def test_a_much_wider_profile_refuses_the_star_and_goes_away_again(
    star: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    gaussian = p_value(star)
    use(star, qtbot, stamp(tmp_path / "wide.fits", 3.5))
    assert p_value(star) < 1e-6
    action = star.actions_by_name["measured_psf"]
    qtbot.waitUntil(action.isChecked, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: star.examining.idle, timeout=PATIENCE_MS)
    dossier = star.examining.dossier.classification.evidence.shape
    assert dossier.p[STAR[0]] == p_value(star)
    action.trigger()
    settle(star, qtbot)
    assert p_value(star) == gaussian
    assert not action.isChecked()
    assert star.parameters.rows["fwhm_px"].isEnabled()


def test_what_is_no_profile_is_refused_with_a_sentence(
    star: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    gaussian = p_value(star)
    fits.writeto(tmp_path / "flat.fits", np.zeros((45, 45), np.float32))
    use(star, qtbot, tmp_path / "flat.fits")
    assert star.status.message.text().startswith("No measured PSF: ")
    assert p_value(star) == gaussian


def test_a_cancelled_choice_changes_nothing(
    star: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    action = star.actions_by_name["measured_psf"]
    action.trigger()
    assert not action.isChecked()
    assert star.workspace.profile == ""


def test_a_measured_profile_waits_and_goes_back(
    opened: Driver,
    hang: Callable[[], None],
    tmp_path: Path,
) -> None:
    choose(opened, "criterion", "psf")
    opened.settle()
    before = opened.workspace.candidates
    y, x = np.mgrid[-30:31, -30:31]
    stamp = np.exp(-(x**2 + y**2) / 2 / 6.0**2).astype(np.float32)
    fits.writeto(tmp_path / "wide.fits", stamp)
    hang()
    commands.use_measured_psf(opened.window, tmp_path / "wide.fits")
    assert opened.workspace.requested_profile == "wide.fits"
    assert opened.workspace.profile == ""
    assert opened.workspace.candidates is before
    assert "PSF" in opened.window.parameters.state.toolTip()
    escape(opened)
    assert opened.workspace.requested_profile == ""
    assert not opened.window.actions_by_name["measured_psf"].isChecked()
    table = written(opened, tmp_path / "out")
    assert table.meta["criterion"]["profile"] == "Gaussian"
