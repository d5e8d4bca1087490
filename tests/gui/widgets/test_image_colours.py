"""Which layer is shown in which colours, and what is remembered."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from darkviewer.gui.graphics.colour_maps import MAPS, colour_table
from darkviewer.gui.startup.app import make_window
from darkviewer.gui.startup.memory import remember
from darkviewer.gui.widgets.image_area import ImageArea
from darkviewer.storage.appdata.settings import Settings
from tests.helpers.scene import Scene
from tests.helpers.windows import Driver


def colours_on_screen(area: ImageArea) -> set[str]:
    area.set_markers_visible(False)
    picture = area.view.viewport().grab().toImage()
    return {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 7)
        for y in range(0, picture.height(), 7)
    }


def names(table: tuple[int, ...]) -> set[str]:
    return {f"#{colour & 0xFFFFFF:06x}" for colour in table}


@pytest.mark.parametrize("name", MAPS)
def test_the_picture_has_the_colours_of_its_map(
    scene: Scene, area: ImageArea, name: str
) -> None:
    scene.open()
    scene.calibrate()
    area.colours.choose(name)
    assert area.colours.name == name
    assert len(colours_on_screen(area)) > 20
    assert colours_on_screen(area) <= names(area.view.colours)
    if name != "diverging":
        assert area.view.colours == colour_table(name)


def test_zero_is_neutral_whatever_the_stretch(scene: Scene, area: ImageArea) -> None:
    scene.open()
    scene.calibrate()
    area.colours.choose("diverging")
    for black, white in ((-100, 100), (-10, 300), (-500, 20)):
        area.set_levels(black, white)
        darkest = min(area.view.colours, key=lambda c: sum(c.to_bytes(4, "big")[1:]))
        level = int(256 * -black / (white - black))
        assert area.view.colours[level] == darkest


def test_layers_with_a_zero_have_a_map_of_their_own(
    scene: Scene, area: ImageArea
) -> None:
    scene.open()
    scene.calibrate()
    shown = {}
    for layer, name in (("residual", "diverging"), ("raw", "viridis")):
        scene.workspace.set_layer(layer)
        scene.settle()
        area.colours.choose(name)
    area.colours.choose("diverging")  # a frame has no zero in the middle
    for layer in ("residual", "significance", "raw", "master", "noise"):
        scene.workspace.set_layer(layer)
        scene.settle()
        shown[layer] = area.colours.name
    assert shown == {
        "residual": "diverging",
        "significance": "diverging",
        "raw": "viridis",
        "master": "viridis",
        "noise": "viridis",
    }


def test_at_night_everything_is_red(scene: Scene, area: ImageArea) -> None:
    scene.open()
    area.colours.choose("viridis")
    scene.workspace.set_palette("night")
    assert colours_on_screen(area) <= names(colour_table("red"))
    scene.workspace.set_palette("dark")
    assert colours_on_screen(area) <= names(colour_table("viridis"))


def test_the_histogram_shows_the_colours(scene: Scene, area: ImageArea) -> None:
    scene.open()
    area.colours.choose("cividis")
    area.invert()
    picture = area.bar.grab().toImage()
    table = colour_table("cividis", inverted=True)
    bottom = picture.pixelColor(3, picture.height() - 1).rgb() & 0xFFFFFF
    top = picture.pixelColor(3, 0).rgb() & 0xFFFFFF
    assert (bottom, top) == (table[0] & 0xFFFFFF, table[-1] & 0xFFFFFF)


def test_the_menu_offers_each_where_it_makes_sense(opened: Driver) -> None:
    actions = opened.window.actions_by_name
    assert actions["colours_diverging"].isEnabled()
    actions["colours_diverging"].trigger()
    assert actions["colours_diverging"].isChecked()
    opened.workspace.set_layer("raw")
    opened.settle()
    assert not actions["colours_diverging"].isEnabled()
    assert actions["colours_grey"].isChecked()
    for name, known in MAPS.items():
        assert actions[f"colours_{name}"].toolTip() == known.tip


def test_colours_are_remembered(opened: Driver, qtbot: QtBot) -> None:
    opened.window.image.colours.choose("diverging")
    opened.window.image.invert()
    opened.window.image.set_reduction("mean")
    opened.window.image.blink.set_rate(5)
    settings = Settings()
    remember(opened.window, settings)
    again = make_window(settings)
    qtbot.addWidget(again)
    assert again.image.colours.state() == opened.window.image.colours.state()
    assert again.image.inverted
    assert again.image.reduction == "mean"
    assert again.image.blink.rate == 5


def test_odd_settings_change_nothing(area: ImageArea) -> None:
    before = area.display_state()
    odd = {"signed": 7, "plain": "diverging", "zoomed out": "median"}
    area.restore_display({**odd, "blinks per second": float("nan")})
    assert area.display_state() == before
