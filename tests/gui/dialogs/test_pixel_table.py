"""The pixel table: numbers of any layer around the selected pixel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication

from darkviewer.core.display.cutout import Cutout
from darkviewer.core.layers.layers import Layers
from darkviewer.gui.dialogs import pixel_table
from darkviewer.gui.dialogs.pixel_table import SIZE, PixelTable
from darkviewer.gui.on_show import LAYERS
from tests.helpers.captures import HOT, NX, cube
from tests.helpers.windows import Driver

DECIMALS = {"raw": 0, "significance": 2}


@pytest.fixture
def panel(opened: Driver) -> PixelTable:
    frame, x, y = HOT
    opened.workspace.set_frame(frame)
    opened.workspace.pick_pixel(x, y)
    opened.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    opened.settle()
    return opened.window.findChild(PixelTable)


def shown(panel: PixelTable) -> list[list[str]]:
    size = range(SIZE)
    return [[panel.model.index(y, x).data() for x in size] for y in size]


def number_of(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def test_all_rows_and_columns_are_in_sight_in_a_large_frame_too(
    opened: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pixel_table, "SIZE", 7)  # the screen of the tests is small
    opened.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    opened.settle()
    panel = opened.window.findChild(PixelTable)
    values = np.zeros((7, 7))
    far = Cutout(values, values == 0, 123_450, 123_450, "x=123450:123456")
    panel._take((0, "residual", (123_453, 123_453)), far)
    bars = panel.table.horizontalScrollBar(), panel.table.verticalScrollBar()
    opened.qtbot.waitUntil(lambda: all(bar.maximum() == 0 for bar in bars))


def test_it_shows_any_layer(opened: Driver, panel: PixelTable) -> None:
    for layer in LAYERS:
        check_layer(opened, panel, layer)


def check_layer(opened: Driver, panel: PixelTable, layer: str) -> None:
    if layer == "classes":
        opened.window.actions_by_name["layer_classes"].trigger()
        opened.settle()
    panel.layers._buttons[layer].click()
    opened.settle()
    known, classes = opened.workspace.calibration, opened.workspace.classes
    noise = opened.workspace.noise
    layers = Layers(known.used, known, examiner=noise, classes=classes)
    frame, x, y = HOT
    image = layers.load(frame, layer).levels[0][y - 5 : y + 6, x - 5 : x + 6]
    got = np.array([[number_of(text) for text in row] for row in shown(panel)])
    step = 0.5 * 10.0 ** -DECIMALS.get(layer, 1)
    assert np.abs(got - image).max() <= step * 1.01 + 0.5 * (np.abs(image) > 1e4).max()
    across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    assert panel.model.headerData(0, across) == str(x - 5)
    assert panel.model.headerData(10, down) == str(y + 5)
    assert panel.what.text().startswith(layer.title())


def test_it_follows_pixel_frame_and_layer(opened: Driver, panel: PixelTable) -> None:
    opened.workspace.pick_pixel(NX - 1, 0)
    opened.workspace.set_frame(0)
    opened.workspace.set_layer("raw")
    opened.settle()
    cells = shown(panel)
    assert number_of(cells[5][5]) == cube()[0, 0, NX - 1]
    assert cells[4][5] == cells[5][6] == ""  # outside the frame
    assert "frame 1 in ADU" in panel.what.text()
    opened.workspace.set_session(None)
    assert cells != shown(panel)


def test_chosen_cells_are_copied_with_their_pixels(
    opened: Driver, panel: PixelTable
) -> None:
    panel.layers._buttons["raw"].click()
    opened.settle()
    model = panel.model
    chosen = QItemSelection(model.index(4, 5), model.index(5, 7))
    choose = QItemSelectionModel.SelectionFlag.ClearAndSelect
    panel.table.selectionModel().select(chosen, choose)
    opened.qtbot.keyClick(
        panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier
    )
    frame, x, y = HOT
    rows = [r.split("\t") for r in QGuiApplication.clipboard().text().splitlines()]
    assert rows[0] == ["y\\x", str(x), str(x + 1), str(x + 2)]
    for dy, row in zip((-1, 0), rows[1:], strict=True):
        expected = cube()[frame, y + dy, x : x + 3]
        assert [float(cell) for cell in row] == [y + dy, *expected]


def test_with_nothing_chosen_all_are_copied(panel: PixelTable) -> None:
    panel.table.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == SIZE + 1
    assert all(len(line.split("\t")) == SIZE + 1 for line in lines)


def test_without_a_pixel_it_says_what_to_do(opened: Driver, panel: PixelTable) -> None:
    opened.workspace.select_candidate(None)
    opened.settle()
    assert "Click a pixel" in panel.what.text()
    assert set(shown(panel)[0]) == {""}
    panel.table.copy()


def test_pixels_nobody_classified_say_how_to(opened: Driver, panel: PixelTable) -> None:
    panel.layers._buttons["classes"].click()
    opened.settle()
    assert "Classes of pixels (C)" in panel.what.text()
    assert {text for row in shown(panel) for text in row} == {""}
    opened.window.actions_by_name["layer_classes"].trigger()
    opened.settle()
    assert panel.what.text().startswith("Classes (0 ordinary, 1 warm")
    assert number_of(shown(panel)[5][5]) is not None
