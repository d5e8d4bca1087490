"""Switches of what happens by itself."""

from __future__ import annotations

import pytest

from darkviewer.gui.engine.night_choices import NightChoices

pytestmark = pytest.mark.usefixtures("qapp")


def test_nothing_moves_by_itself_unless_asked() -> None:
    choices = NightChoices()
    told: list[tuple[str, bool]] = []
    choices.changed.connect(lambda name, on: told.append((name, on)))
    assert not any(choices[name] for name in ("follow", "open_new", "sound"))
    choices.toggle("follow")
    choices.set("follow", True)
    assert told == [("follow", True)]
    choices.toggle("follow")
    assert told[1:] == [("follow", False)]


def test_they_are_remembered_and_nonsense_is_passed_over() -> None:
    choices, again = NightChoices(), NightChoices()
    choices.set("open_new", True)
    again.restore(choices.state())
    assert again.state() == choices.state()
    again.restore({"open_new": "no", "sound": 1, "other": True})
    assert again.state() == choices.state()
