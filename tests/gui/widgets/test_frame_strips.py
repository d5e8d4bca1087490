"""Four strips over one axis: what they show is chosen, and remembered."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.gui.models.frame_columns import FrameRow
from darkviewer.gui.startup.memory import recall, remember
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES
from darkviewer.gui.widgets.frame_strips import MEASURES, FrameStrips
from darkviewer.storage.appdata.settings import Settings
from tests.helpers.scene import shown
from tests.helpers.windows import open_window

START = datetime(2024, 5, 8, 3, 38, 48)


def rows(*, times: bool = True, warm: bool = True) -> list[FrameRow]:
    found = []
    for n in range(6):
        time = START + timedelta(seconds=30 * n) if times else None
        info = FrameInfo(
            Path(f"{n}"), (8, 8), time=time, temperature_c=20.0 + n if warm else None
        )
        found.append(FrameRow(f"{n}", info, n, hot_pixels=10 * n))
    return found


@pytest.fixture
def strips(qtbot: QtBot) -> FrameStrips:
    made = shown(qtbot, FrameStrips(PALETTES["dark"]), 900, 400)
    made.set_frames(rows(), None)
    return made


def names(strips: FrameStrips) -> list[str]:
    return [strip.name.text() for strip in strips.strips]


def test_all_strips_have_one_axis(strips: FrameStrips) -> None:
    for kind in ("frame", "time", "temperature"):
        strips.axis.value_changed.emit(kind)
        for frame in range(6):
            places = {strip.plot().x_of(frame) for strip in strips.strips}
            assert len(places) == 1
        assert {strip.data.axis.kind for strip in strips.strips} == {kind}
        assert strips.axis.value == kind


def test_a_name_is_a_menu_of_all_measures(strips: FrameStrips) -> None:
    assert names(strips) == list(MEASURES)
    menu = strips.strips[1].name.menu
    next(a for a in menu.actions() if a.text().startswith("at zero")).trigger()
    assert names(strips) == ["level", "at zero", "temp. / set", "hot"]


def test_an_axis_without_values_cannot_be_chosen_and_is_never_faked(
    strips: FrameStrips,
) -> None:
    strips.choose_axis("time")
    strips.set_frames(rows(times=False), None)
    assert strips.axis.value == "frame"
    assert strips.words.text() == "no time in the headers: in file order"
    assert strips.strips[0].data.axis.kind == "frame"
    assert strips.choices()["axis"] == "time"  # for the next session
    strips.set_frames(rows(warm=False), None)
    assert strips.axis.value == "time"
    assert strips.words.text() == ""
    assert strips.strips[2].data.words == "not in the headers"


def test_a_click_asks_for_the_frame_and_the_frame_is_in_all_strips(
    strips: FrameStrips, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(strips.frame_requested) as asked:
        strips.strips[2].frame_requested.emit(3)
    assert asked.args == [3]
    before = [part.grab().toImage() for part in (*strips.strips, strips.foot)]
    strips.set_current(3)
    after = [part.grab().toImage() for part in (*strips.strips, strips.foot)]
    assert all(a != b for a, b in zip(before, after, strict=True))


def test_choices_are_remembered_and_what_cannot_be_is_left_out(qtbot: QtBot) -> None:
    window = open_window(qtbot)
    strips = window.frames.strips
    strips.choose_axis("temperature")
    strips.choose_measure(0, "corner")
    settings = Settings()
    remember(window, settings)
    strips.choose_axis("frame")
    strips.choose_measure(0, "noise")
    recall(window, settings)
    assert names(strips) == ["corner", *MEASURES[1:]]
    assert strips.choices()["axis"] == "temperature"
    for damaged in ({"axis": "up", "strips": [3, "weather"]}, {"strips": "level"}, {}):
        strips.restore(damaged)
    assert names(strips) == ["corner", *MEASURES[1:]]
    settings.options["frames"] = "damaged"
    recall(window, settings)


def test_strips_without_room_scroll_and_stay_above_their_axis(qtbot: QtBot) -> None:
    strips = shown(qtbot, FrameStrips(PALETTES["dark"]), 600, 100)
    strips.set_frames(rows(), None)
    bar = strips._room.verticalScrollBar()
    assert bar.isVisible()
    assert strips.minimumSizeHint().height() <= 100
    right = {part._margins[1] for part in strips.strips}
    beside = strips._room.width() - strips._room.viewport().width()
    assert beside >= bar.width() > 0
    assert {strips.foot._margins[1] - beside} == right
    strips.resize(600, 400)
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert {strips.foot._margins[1]} == right


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_however_large_the_text(qtbot: QtBot, scale: float) -> None:
    try:
        strips = shown(qtbot, FrameStrips(PALETTES["dark"]), 660, 200)
        strips.set_frames(rows(), None)
        fonts.set_scale(scale)
        strips.follow_text()
        qtbot.wait(5)
        assert strips.minimumSizeHint().width() <= 660
        for strip in strips.strips:
            assert strip.name.width() >= strip.name.sizeHint().width()
            assert strip.plot().box.width() >= 80
            assert strip.height() >= strip.minimumSizeHint().height()
    finally:
        fonts.set_scale(1.0)
