"""Pixels that are known to hold a star, a telegraph pixel and nothing."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting.dossier import Dossier, dossier
from darkviewer.core.vetting.session import examiner_for
from darkviewer.gui.startup.app import make_application
from darkviewer.gui.style.theme import PALETTES, apply_palette
from tests.helpers.simulated import darks
from tests.helpers.star_pixels import FLUX_E, STAR_FRAME, TEST

JUMPS = [1, 2, 6]


@pytest.fixture(scope="session")
def pixels() -> dict[str, Dossier]:
    session = darks((70, 110))
    session.star(STAR_FRAME, 20.3, 20.2, FLUX_E)
    session.electrons[JUMPS, 10, 45] += 900
    frames = session.frames()
    calibration = drive(calibrate(CalibrationRequest(0, frames, TEST)))
    examiner = examiner_for(calibration, TEST)
    places = {"star": (20, 20), "telegraph": (45, 10), "quiet": (30, 30)}
    return {name: dossier(examiner, *place, TEST) for name, place in places.items()}


@pytest.fixture
def parameters() -> Parameters:
    return TEST


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Gets all words that are painted, in their order."""
    words: list[str] = []
    draw = QPainter.drawText
    monkeypatch.setattr(
        QPainter,
        "drawText",
        lambda self, *args: (words.append(args[-1]), draw(self, *args)),
    )
    return words


@pytest.fixture
def dressed(qapp: QApplication) -> None:
    """Faces and colours of the application: sizes are measured from them."""
    assert make_application() is qapp
    apply_palette(PALETTES["dark"])
