"""What the program said while a reviewer judged."""

from __future__ import annotations

from darkviewer.core.review.queue import Entry
from darkviewer.gui.engine.what_was_shown import WhatWasShown
from tests.helpers.windows import Driver


def test_before_anything_is_known_it_says_so(opened: Driver) -> None:
    shown = WhatWasShown(opened.workspace, opened.window.examining)
    calibration = opened.workspace.calibration
    elsewhere = Entry(1, 1, (0,), (65,), ("",), 3.0, 0)
    found = shown.of(elsewhere, 0)
    assert (found["master"], found["label"], found["p"]) == ("", "", None)
    assert not shown.knows(calibration)
    shown.know_master(calibration, "abc")
    assert shown.knows(calibration)
    assert shown.of(elsewhere, 0)["master"] == "abc"
    opened.workspace.set_session(None)
    assert shown.of(elsewhere, 0)["master"] == ""
