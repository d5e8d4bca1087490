"""The panel that says what blinks and how fast."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from darkviewer.gui.dialogs.blinking import BlinkPanel
from darkviewer.gui.widgets.blink import AGAINST_MASTER, RAW_AND_RESIDUAL, Step
from tests.helpers.windows import Driver


@pytest.fixture
def panel(opened: Driver) -> BlinkPanel:
    opened.press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    return opened.window.findChild(BlinkPanel)


def frames_of(opened: Driver) -> list[int | None]:
    return [step.frame for step in opened.window.image.blink.plan.steps]


def test_it_starts_and_stops_what_is_chosen(opened: Driver, panel: BlinkPanel) -> None:
    blink = opened.window.image.blink
    for choice, plan in (("residual", RAW_AND_RESIDUAL), ("master", AGAINST_MASTER)):
        panel.what._buttons[choice].click()
        assert blink.plan == plan
    panel.what._buttons["after"].click()
    assert blink.plan.steps == (Step(), Step(offset=1))
    panel.start.click()
    assert blink.active
    assert panel.start.text() == "Stop"
    assert opened.window.actions_by_name["blink"].isEnabled()
    panel.start.click()
    assert not blink.active
    assert panel.start.text() == "Start"


def test_any_frames_can_be_typed(opened: Driver, panel: BlinkPanel) -> None:
    panel.what._buttons["frames"].click()
    assert frames_of(opened) == [0, 1, 2, 3, 4]
    opened.qtbot.keyClicks(panel.frames, "1, 3-5")
    assert frames_of(opened) == [0, 2, 3, 4]
    assert panel.frames.callout.text == ""


def test_what_cannot_blink_is_refused_beside_the_field(
    opened: Driver, panel: BlinkPanel
) -> None:
    panel.what._buttons["frames"].click()
    before = frames_of(opened)
    for text, words in (
        ("7", "no frame 7"),
        ("x", "not a list of frames"),
        ("2", "two frames or more"),
    ):
        opened.qtbot.keyClicks(panel.frames, text)
        assert words in panel.frames.callout.text
        assert panel.frames.text() == text
        assert panel.frames.property("valid") == "false"
        assert frames_of(opened) == before
        opened.qtbot.keyClick(panel.frames, Qt.Key.Key_Escape)
        assert panel.frames.text() == ""
        assert panel.frames.property("valid") == "true"
        assert panel.isVisible()
    opened.qtbot.keyClick(panel.frames, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_slider_and_number_are_one_rate(opened: Driver, panel: BlinkPanel) -> None:
    blink = opened.window.image.blink
    panel.rate.setValue(7.5)
    assert blink.rate == 7.5
    panel.slider.setValue(panel.slider.maximum())
    assert blink.rate == panel.rate.value() == 20
    panel.slider.setValue(panel.slider.minimum())
    assert blink.rate == panel.rate.value() == 0.5


def test_without_a_master_only_frames_blink(opened: Driver, panel: BlinkPanel) -> None:
    opened.workspace.set_calibration(None)
    buttons = panel.what._buttons
    assert not buttons["residual"].isEnabled()
    assert not buttons["master"].isEnabled()
    assert buttons["frames"].isEnabled()


def test_the_key_starts_what_was_chosen_and_escape_stops_it(opened: Driver) -> None:
    blink = opened.window.image.blink
    blink.set_plan(RAW_AND_RESIDUAL)
    opened.press(Qt.Key.Key_B)
    assert blink.active
    assert blink.plan == RAW_AND_RESIDUAL
    opened.press(Qt.Key.Key_Escape)
    assert not blink.active
    opened.press(Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
    assert blink.plan.steps == (Step(), Step(offset=1))
    opened.press(Qt.Key.Key_Escape)
