"""Marks in the image tell labels apart by shape and colour."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from darkviewer.core.candidates.labels import RULES
from darkviewer.gui.graphics.markers import kind_of, mark_of, markers_of
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.style.theme import LABEL_MARKS, PALETTES
from tests.helpers.stars import FRAMES


def test_marks_differ_by_label(tested: MainWindow) -> None:
    table = tested.workspace.candidates
    looks = {}
    for frame in range(FRAMES):
        known = markers_of(table, frame)
        for kind in known.kinds().tolist():
            accepted, synthetic, label = kind_of(kind)
            looks[label] = mark_of(
                accepted=accepted,
                synthetic=synthetic,
                label=label,
                palette=PALETTES["dark"],
            )
    assert looks["PSF-like"].shape == "circle"
    assert looks["telegraph"].shape == "triangle"
    assert looks["single pixel"].shape == "diamond"
    assert len({mark.colour for mark in looks.values()}) >= 3


@pytest.mark.parametrize("label", [rule.label for rule in RULES])
def test_every_label_has_a_mark_and_night_is_red(label: str) -> None:
    assert label in LABEL_MARKS
    night = mark_of(
        accepted=False, synthetic=False, label=label, palette=PALETTES["night"]
    )
    red, green, blue = QColor(night.colour).getRgb()[:3]
    assert red > 2 * max(green, blue)
