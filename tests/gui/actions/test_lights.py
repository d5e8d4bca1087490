"""A PSF measured from light frames, in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from darkviewer.core.hazard import measured_psf
from darkviewer.gui.main_window import MainWindow
from tests.helpers.skies import write_sky
from tests.helpers.windows import settle


def answers(monkeypatch: pytest.MonkeyPatch, lights: list[Path], out: object) -> None:
    chosen = [str(path) for path in lights], ""
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_, **__: chosen)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(out), ""))


def measure(window: MainWindow, qtbot: QtBot) -> str:
    window.actions_by_name["measure_psf"].trigger()
    settle(window, qtbot)
    return window.status.message.text()


def test_measured_saved_and_used(
    tested: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measured_psf, "ITERATIONS", 1)
    light = write_sky(tmp_path / "light.fits")
    answers(monkeypatch, [], "")
    measure(tested, qtbot)
    answers(monkeypatch, [light], "")
    measure(tested, qtbot)
    assert tested.workspace.requested_profile == ""
    answers(monkeypatch, [light], tmp_path / "out" / "mine")
    assert measure(tested, qtbot).startswith("The PSF is mine.fits: 36 stars, FWHM 2.")
    assert tested.workspace.profile == "mine.fits"
    assert not tested.parameters.rows["family"].isEnabled()
    session = tested.workspace.session
    assert session is not None
    answers(monkeypatch, [light], session.path / "psf.fits")
    assert "inside the capture folder" in measure(tested, qtbot)


def test_without_a_session(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    light = write_sky(tmp_path / "few.fits", stars=3)
    answers(monkeypatch, [light], tmp_path / "out" / "psf.fits")
    said = measure(window, qtbot)
    assert "3 stars are bright" in said
    assert not (tmp_path / "out").exists()
