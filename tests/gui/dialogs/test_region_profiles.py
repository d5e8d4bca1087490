"""The profile of a region, in a panel beside the window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from darkviewer.gui.dialogs.region_profiles import RegionProfiles
from tests.helpers.captures import NX, NY, cube
from tests.helpers.windows import Driver


@pytest.fixture
def panel(opened: Driver) -> RegionProfiles:
    opened.press(Qt.Key.Key_R)
    opened.workspace.set_region((10, 29, 5, 12))
    opened.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    opened.settle()
    return opened.window.findChild(RegionProfiles)


def test_each_row_and_column_is_plotted(opened: Driver, panel: RegionProfiles) -> None:
    part = cube()[opened.workspace.frame, 5:13, 10:30].astype(float)
    x, along_x = panel.curves["x"].getData()
    assert x.tolist() == list(range(10, 30))
    assert along_x == pytest.approx(part.mean(axis=0))
    y, along_y = panel.curves["y"].getData()
    assert y.tolist() == list(range(5, 13))
    assert along_y == pytest.approx(part.mean(axis=1))
    assert panel.what.text().endswith("10:29, 5:12 · ADU")


def test_it_follows_way_frame_and_region(opened: Driver, panel: RegionProfiles) -> None:
    panel.way._buttons["max"].click()
    opened.workspace.set_frame(0)
    opened.workspace.set_region((0, 3, 0, 2))
    opened.settle()
    part = cube()[0, 0:3, 0:4].astype(float)
    assert panel.curves["x"].getData()[1] == pytest.approx(part.max(axis=0))
    opened.workspace.set_region(None)  # the whole frame
    opened.settle()
    assert len(panel.curves["x"].getData()[0]) == NX
    assert len(panel.curves["y"].getData()[0]) == NY


def test_it_is_copied_as_text(panel: RegionProfiles) -> None:
    panel.copy()
    rows = [
        line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()
    ]
    assert [row[0] for row in rows] == ["x"] * 20 + ["y"] * 8
    assert np.array([row[2] for row in rows[:20]], float) == pytest.approx(
        panel.known.along_x
    )


def test_closing_it_before_the_answer_is_no_fault(
    opened: Driver, panel: RegionProfiles
) -> None:
    opened.workspace.set_region((0, 3, 0, 2))
    panel.close()
    opened.qtbot.waitUntil(lambda: not opened.window.findChildren(RegionProfiles))
    opened.settle()
    opened.window.theme_choice.choose("light")
    opened.workspace.text_size_changed.emit()
