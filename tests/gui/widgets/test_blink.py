"""What alternates, in which order, and how fast."""

from __future__ import annotations

import itertools
import threading
import time

import pytest
from PySide6.QtWidgets import QApplication

from darkviewer.gui.graphics import image_item
from darkviewer.gui.widgets import image_pointing, statistics_panel
from darkviewer.gui.widgets.blink import (
    AGAINST_MASTER,
    RAW_AND_RESIDUAL,
    Blink,
    Plan,
    of_frames,
    with_neighbour,
)
from darkviewer.gui.widgets.image_area import ImageArea
from tests.helpers.captures import SCALE
from tests.helpers.scene import Scene
from tests.helpers.windows import Driver


def pictures(scene: Scene, blink: Blink, count: int) -> list[tuple[int, str]]:
    """Those that are asked for, one swap after the other."""
    seen = []
    for _ in range(count):
        with scene.qtbot.waitSignal(blink.swapped):
            pass
        blink.shown()
        seen.append((blink.frame, blink.layer))
    return seen


def test_two_frames_alternate(scene: Scene) -> None:
    scene.open()
    blink = Blink(scene.workspace)
    scene.workspace.set_frame(2)
    blink.set_plan(with_neighbour(1))
    blink.set_active(True)
    assert blink.frame == 2
    assert [frame for frame, _ in pictures(scene, blink, 3)] == [3, 2, 3]
    blink.set_active(False)
    assert blink.frame == 2
    assert scene.workspace.frame == 2  # only the picture changes


def test_before_the_first_comes_the_last(scene: Scene) -> None:
    scene.open()
    blink = Blink(scene.workspace)
    blink.set_active(True)
    assert pictures(scene, blink, 1) == [(4, "residual")]
    blink.set_active(False)


def test_any_frames_alternate_in_the_order_given(scene: Scene) -> None:
    scene.open()
    blink = Blink(scene.workspace)
    blink.set_rate(20)
    blink.set_plan(of_frames((4, 0, 2), "5, 1, 3"))
    blink.set_active(True)
    assert blink.frame == 4
    assert [frame for frame, _ in pictures(scene, blink, 4)] == [0, 2, 4, 0]
    assert blink.words == "blinking frames 5, 1, 3, 20 per second"
    blink.set_active(False)


@pytest.mark.parametrize(
    ("plan", "layers"),
    [(RAW_AND_RESIDUAL, ["residual", "raw"]), (AGAINST_MASTER, ["master", "raw"])],
)
def test_layers_of_one_frame_alternate(
    scene: Scene, plan: object, layers: list[str]
) -> None:
    scene.open()
    blink = Blink(scene.workspace)
    blink.set_plan(plan)
    blink.set_active(True)
    assert not blink.active  # there is no master yet
    scene.calibrate()
    scene.workspace.set_frame(3)
    blink.set_active(True)
    assert pictures(scene, blink, 2) == [(3, layer) for layer in layers]
    blink.set_active(False)
    assert blink.layer == scene.workspace.layer


@pytest.mark.parametrize(
    ("asked", "rate", "period_ms"),
    [(0.5, 0.5, 2000), (0.1, 0.5, 2000), (2, 2, 500), (20, 20, 50), (99, 20, 50)],
)
def test_the_rate_is_between_one_in_two_seconds_and_twenty_a_second(
    scene: Scene, asked: float, rate: float, period_ms: int
) -> None:
    blink = Blink(scene.workspace)
    blink.set_rate(asked)
    assert blink.rate == rate
    assert blink._timer.interval() == period_ms


def test_a_picture_that_takes_long_is_waited_for(scene: Scene) -> None:
    scene.open()
    blink = Blink(scene.workspace)
    blink.set_rate(20)
    blink.set_active(True)
    pictures(scene, blink, 1)
    swaps = []
    with scene.qtbot.waitSignal(blink.swapped):
        pass  # and nobody says that it is shown
    blink.swapped.connect(lambda: swaps.append(1))
    scene.qtbot.wait(200)
    assert swaps == []
    blink.shown()
    scene.qtbot.waitUntil(lambda: bool(swaps))
    blink.set_active(False)


def test_there_is_nothing_to_alternate_without_frames(scene: Scene) -> None:
    blink = Blink(scene.workspace)
    blink.set_active(True)
    assert not blink.active
    assert blink.frame == 0


# on screen


def watch(scene: Scene, area: ImageArea, seconds: float) -> list[tuple[int, str]]:
    """Pictures as they come to the screen."""
    seen = []

    def take(frame: int) -> None:
        seen.append((frame, area.shown_layer))

    scene.workspace.frame_shown.connect(take)
    end = time.monotonic() + seconds
    scene.qtbot.waitUntil(lambda: time.monotonic() > end, timeout=20_000)
    scene.workspace.frame_shown.disconnect(take)
    return seen


def test_all_chosen_frames_come_to_the_screen_in_turn(
    scene: Scene, area: ImageArea
) -> None:
    scene.open()
    scene.calibrate()
    area.blink.set_rate(20)
    area.blink.set_plan(of_frames((0, 1, 2, 3), "1-4"))
    area.set_blink(True)
    seen = [frame for frame, _ in watch(scene, area, 1.5)]
    area.set_blink(False)
    assert len(seen) >= 8  # 20 a second where nothing else slows the machine
    steps = {(b - a) % 4 for a, b in itertools.pairwise(seen)}
    assert steps == {1}


def test_the_stretch_stays_while_frames_blink(scene: Scene, area: ImageArea) -> None:
    scene.open()
    scene.calibrate()
    area.blink.set_rate(20)
    area.blink.set_plan(of_frames((0, 1, 2), "1-3"))
    stretch = area.view.stretch
    area.set_blink(True)
    for _ in range(4):
        watch(scene, area, 0.1)
        assert area.view.stretch == stretch
    area.set_blink(False)


def test_frame_and_master_have_one_stretch_in_their_own_units(
    scene: Scene, area: ImageArea
) -> None:
    scene.open()
    scene.calibrate()
    scene.workspace.set_layer("master")
    scene.settle()
    own = area.view.stretch
    scene.workspace.set_layer("raw")
    scene.settle()
    area.set_levels(9_000, 12_000)
    area.blink.set_rate(20)
    area.blink.set_plan(AGAINST_MASTER)
    area.set_blink(True)
    scene.qtbot.waitUntil(lambda: area.shown_layer == "master")
    shown = area.view.stretch
    assert shown.black == pytest.approx(9_000 * SCALE)
    assert shown.white == pytest.approx(12_000 * SCALE)
    area.blink.held = lambda: True  # the picture stays while something is dragged
    scene.settle()
    if area.shown_layer == "master":
        area.set_levels(8_000 * SCALE, 12_000 * SCALE)
        assert area.looks["raw"].stretch.black == pytest.approx(8_000)
    area.set_blink(False)
    scene.workspace.set_layer("master")
    scene.settle()
    assert area.view.stretch == own  # the master's own is as it was


def test_the_picture_says_what_blinks(scene: Scene, area: ImageArea) -> None:
    scene.open()
    scene.calibrate()
    area.blink.set_plan(RAW_AND_RESIDUAL)
    area.set_blink(True)
    for layer in ("Residual", "Raw"):
        scene.qtbot.waitUntil(
            lambda layer=layer: area.notes.caption.texts[0].startswith(layer)
        )
        words = "blinking raw and residual, 2 per second"
        assert area.notes.caption.texts[1] == words
    area.set_blink(False)
    assert len(area.notes.caption.texts) == 1


def swaps(at: Driver, count: int) -> None:
    """Wait until so many pictures have come to the screen."""
    for _ in range(count):
        with at.qtbot.waitSignal(at.workspace.frame_shown):
            pass
        QApplication.processEvents()  # it is painted


@pytest.mark.parametrize("plan", [RAW_AND_RESIDUAL, AGAINST_MASTER])
def test_what_alternates_is_drawn_on_another_thread_and_nothing_else_is_computed(
    opened: Driver, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    blink, here, done = opened.window.image.blink, threading.get_ident(), []

    def note(owner: object, name: str) -> None:
        work = getattr(owner, name)

        def noted(*what: object, **how: object) -> object:
            if threading.get_ident() == here:
                done.append(name)
            return work(*what, **how)

        monkeypatch.setattr(owner, name, noted)

    note(image_item, "_draw")
    note(image_pointing, "markers_of")
    note(statistics_panel, "figure_words")
    blink.set_rate(10)
    blink.set_plan(plan)
    blink.set_active(True)
    swaps(opened, 4)  # each of them once, and the next one is drawn ahead
    opened.settle()
    done.clear()
    swaps(opened, 8)
    assert done == []
    blink.set_active(False)
    opened.settle()
    assert "figure_words" in done  # those of what is on screen now


def test_a_region_is_measured_while_pictures_alternate(opened: Driver) -> None:
    blink, panel = opened.window.image.blink, opened.window.statistics
    blink.set_rate(20)
    blink.set_plan(RAW_AND_RESIDUAL)
    blink.set_active(True)
    swaps(opened, 2)
    opened.workspace.set_region((3, 22, 4, 13))
    opened.qtbot.waitUntil(lambda: panel.text("n") == "200")
    blink.set_active(False)
