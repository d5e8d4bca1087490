"""Switches of the night in the menu, remembered from one start to the next."""

from __future__ import annotations

from darkviewer.gui.startup.memory import recall, remember
from darkviewer.storage.appdata.settings import Settings
from tests.helpers.windows import Driver


def test_each_switch_of_the_menu_is_remembered(driver: Driver) -> None:
    window = driver.window
    actions = {
        name.removeprefix("night_"): action
        for name, action in window.actions_by_name.items()
        if name.startswith("night_")
    }
    before = window.night.choices.state()
    assert set(actions) == set(before)
    for name, action in actions.items():
        assert action.isChecked() == before[name]
        action.trigger()
        assert action.isChecked() is not before[name]
    assert window.strip.follow.isChecked()
    settings = Settings()
    remember(window, settings)
    for name in before:
        window.night.choices.set(name, before[name])
    recall(window, settings)
    assert window.night.choices.state() == {name: not on for name, on in before.items()}
    recall(window, Settings(options={"night": "nonsense"}))
    assert window.night.choices["follow"]
