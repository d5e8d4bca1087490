from __future__ import annotations

import numpy as np
import pytest

from darkviewer.gui.widgets.statistics_panel import StatisticsPanel
from tests.helpers.captures import HOT, NX, NY, cube, residual_e
from tests.helpers.scene import Scene


@pytest.fixture
def panel(scene: Scene) -> StatisticsPanel:
    made = StatisticsPanel(scene.workspace, scene.store)
    scene.qtbot.addWidget(made)
    return made


def show(scene: Scene, frame: int, layer: str) -> None:
    scene.store.show(frame, layer)
    scene.settle()


def test_the_whole_frame(scene: Scene, panel: StatisticsPanel) -> None:
    scene.open()
    scene.calibrate()
    show(scene, HOT[0], "residual")
    values = residual_e(cube(), HOT[0])
    sigma = 1.4826 * np.median(np.abs(values - np.median(values)))
    assert panel.title == f"STATISTICS · RESIDUAL, {NX} × {NY}"
    assert panel.text("median") == f"{np.median(values):.1f} e⁻".replace("-", "−")
    assert panel.text("sigma") == f"{sigma:.1f} e⁻"
    assert panel.text("min") == f"{values.min():.1f} e⁻".replace("-", "−")
    assert panel.text("max") == f"{values.max():,.0f} e⁻"
    assert panel.text("brightest") == "41, 7"
    assert panel.text("saturated") == "0 px"


def test_figures_follow_the_zoom(scene: Scene, panel: StatisticsPanel) -> None:
    scene.open()
    show(scene, HOT[0], "raw")
    scene.workspace.view_region_changed.emit((30, 49, 0, 9))
    scene.qtbot.waitUntil(lambda: "20 × 10" in panel.title)
    part = cube()[HOT[0], 0:10, 30:50]
    assert panel.title == "STATISTICS · RAW, 20 × 10"
    median = float(np.median(part))
    assert panel.text("median") == f"{median:,.0f} ADU"
    assert panel.text("max") == "30,000 ADU"
    assert panel.text("brightest") == "41, 7"
    scene.workspace.view_region_changed.emit((0, NX - 1, 0, NY - 1))
    scene.qtbot.waitUntil(lambda: f"{NX} × {NY}" in panel.title)


def test_the_brightest_pixel_can_be_visited(
    scene: Scene, panel: StatisticsPanel
) -> None:
    scene.open()
    show(scene, HOT[0], "raw")
    with scene.qtbot.waitSignal(scene.workspace.pixel_requested) as asked:
        panel._values["brightest"].click()
    assert asked.args == [41, 7]


def test_a_master_has_no_saturated_pixels_to_count(
    scene: Scene, panel: StatisticsPanel
) -> None:
    scene.open()
    scene.calibrate()
    show(scene, 0, "master")
    assert panel.title.startswith("STATISTICS · MASTER")
    assert panel.text("saturated") == "–"


def test_nothing_is_said_without_an_image(scene: Scene, panel: StatisticsPanel) -> None:
    scene.open()
    show(scene, 0, "raw")
    assert panel.text("median") != "–"
    scene.workspace.set_session(None)
    assert panel.title == "STATISTICS"
    assert panel.text("median") == "–"
    assert not panel._values["brightest"].isEnabled()
