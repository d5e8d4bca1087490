from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from darkviewer.gui.style import fonts
from darkviewer.gui.widgets.statistics_panel import StatisticsPanel
from tests.helpers.captures import HOT, NX, NY, SCALE, cube, residual_e
from tests.helpers.scene import Scene
from tests.helpers.windows import open_window


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
    assert panel.title == f"RESIDUAL, e⁻ {NX} × {NY}"
    assert panel.text("median") == f"{np.median(values):.1f}".replace("-", "−")
    assert panel.text("sigma") == f"{sigma:.1f}"
    assert panel.text("min") == f"{values.min():.1f}".replace("-", "−")
    assert panel.text("max") == f"{values.max():,.0f}"
    assert panel.text("brightest") == "41, 7"
    assert panel.text("saturated") == "0"


def test_figures_follow_the_zoom(scene: Scene, panel: StatisticsPanel) -> None:
    scene.open()
    show(scene, HOT[0], "raw")
    scene.workspace.view_region_changed.emit((30, 49, 0, 9))
    scene.qtbot.waitUntil(lambda: "20 × 10" in panel.title)
    part = cube()[HOT[0], 0:10, 30:50]
    assert panel.title == "RAW, ADU 20 × 10"
    median = float(np.median(part))
    assert panel.text("median") == f"{median:,.0f}"
    assert panel.text("max") == "30,000"
    assert panel.text("brightest") == "41, 7"
    scene.workspace.view_region_changed.emit((0, NX - 1, 0, NY - 1))
    scene.qtbot.waitUntil(lambda: f"{NX} × {NY}" in panel.title)


def test_the_brightest_pixel_can_be_visited(
    scene: Scene, panel: StatisticsPanel
) -> None:
    scene.open()
    show(scene, HOT[0], "raw")
    with scene.qtbot.waitSignal(scene.workspace.pixel_requested) as asked:
        panel.few.press("brightest")
    assert asked.args == [41, 7]


def test_a_master_has_no_saturated_pixels_to_count(
    scene: Scene, panel: StatisticsPanel
) -> None:
    scene.open()
    scene.calibrate()
    show(scene, 0, "master")
    assert panel.title.startswith("MASTER")
    assert panel.text("saturated") == "–"


def test_nothing_is_said_without_an_image(scene: Scene, panel: StatisticsPanel) -> None:
    scene.open()
    show(scene, 0, "raw")
    assert panel.text("median") != "–"
    scene.workspace.set_session(None)
    assert panel.title == "STATISTICS"
    assert panel.text("median") == "–"
    with scene.qtbot.assertNotEmitted(scene.workspace.pixel_requested):
        panel.few.press("brightest")


def number_of(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


@pytest.mark.parametrize("layer", ["raw", "residual", "master"])
def test_a_region_has_exactly_its_own_figures(
    scene: Scene, panel: StatisticsPanel, layer: str
) -> None:
    scene.open()
    scene.calibrate()
    show(scene, HOT[0], layer)
    scene.workspace.set_region((30, 49, 3, 12))
    scene.workspace.view_region_changed.emit((10, 63, 0, 47))  # changes nothing
    scene.settle()
    image = {
        "raw": cube()[HOT[0]].astype(float),
        "residual": residual_e(cube(), HOT[0]),
        "master": np.median(cube() * SCALE, axis=0),
    }[layer]
    part = image[3:13, 30:50]
    median = np.median(part)
    expected = {
        "n": 200,
        "mean": part.mean(),
        "std": part.std(ddof=1),
        "median": median,
        "mad": np.median(np.abs(part - median)),
        "sigma": 1.482602218505602 * np.median(np.abs(part - median)),
        "min": part.min(),
        "max": part.max(),
        "total": part.sum(),
        **{f"p{p}": np.percentile(part, p) for p in (1, 5, 25, 75, 95, 99)},
    }
    for name, value in expected.items():
        step = 1 if abs(value) >= 1000 else 0.1
        shown = number_of(panel.text(name))
        assert shown == pytest.approx(value, abs=step / 2 + 1e-3), name
    y, x = np.unravel_index(part.argmax(), part.shape)
    assert panel.text("brightest") == f"{x + 30}, {y + 3}"
    y, x = np.unravel_index(part.argmin(), part.shape)
    assert panel.text("darkest") == f"{x + 30}, {y + 3}"
    scene.workspace.set_region(None)
    scene.settle()
    assert panel.grid is panel.few


def test_figures_are_copied_with_all_digits(
    scene: Scene, panel: StatisticsPanel
) -> None:
    scene.open()
    show(scene, HOT[0], "raw")
    scene.workspace.set_region((30, 49, 3, 12))
    scene.settle()
    panel.copy()
    text = QGuiApplication.clipboard().text()
    rows = dict(line.split("\t") for line in text.splitlines())
    part = cube()[HOT[0], 3:13, 30:50].astype(float)
    assert rows["image"] == "raw of 00003.fits"
    assert rows["unit"] == "ADU"
    assert rows["region"].startswith("30:49, 3:12 (0-based")
    assert rows["region FITS"] == "31:50, 4:13"
    assert float(rows["mean"]) == pytest.approx(part.mean(), rel=1e-9)
    assert float(rows["standard deviation"]) == pytest.approx(
        part.std(ddof=1), rel=1e-9
    )
    assert float(rows["sum"]) == part.sum()
    assert float(rows["25 %"]) == np.percentile(part, 25)
    assert rows["max at x, y"] == "41, 7"
    assert text.isascii()


def test_nothing_moves_when_only_numbers_change(
    scene: Scene, panel: StatisticsPanel
) -> None:
    panel.resize(262, 300)
    panel.show()
    scene.open()
    scene.calibrate()

    def places() -> list[object]:
        values = panel.grid._values.values()
        return [panel.sizeHint(), *(value.geometry() for value in values)]

    show(scene, 0, "residual")
    before = places()
    for layer in ("raw", "master"):
        show(scene, HOT[0], layer)
        assert places() == before
    panel.close()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_no_title_is_cut_at_any_width(
    scene: Scene, panel: StatisticsPanel, scale: float
) -> None:
    fonts.set_scale(scale)
    try:
        panel.show()
        for grid in (panel.few, panel.all):
            grid.setVisible(True)
            least = panel.minimumSizeHint().width()
            for width in range(least, least + 200, 7):
                panel.resize(width, 900)
                scene.qtbot.wait(1)
                for title in grid._titles.values():
                    shown, wanted = title.width(), title.sizeHint().width()
                    assert shown >= wanted, (title.text(), width)
    finally:
        fonts.set_scale(1.0)


def test_all_figures_are_seen_where_they_have_room(qtbot: QtBot) -> None:
    """Also those that came below each other after the panel had its height."""
    window = open_window(qtbot, text_scale=1.25)
    panel = window.statistics
    qtbot.waitUntil(lambda: panel.height() == panel.sizeHint().height())
    assert not panel.verticalScrollBar().isVisible()
