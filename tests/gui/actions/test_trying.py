"""The window of other limits, and what it is joined to."""

from __future__ import annotations

from PySide6.QtCore import Qt

from darkviewer.gui.actions.trying import go_to
from darkviewer.gui.dialogs.recovery import RecoveryWindow
from darkviewer.gui.dialogs.what_if import WhatIfWindow
from tests.helpers.reviews import at_the_desk, rest
from tests.helpers.windows import Driver


def test_verdicts_count_as_soon_as_they_are_given(opened: Driver) -> None:
    at_the_desk(opened)
    window = opened.window
    opened.press(Qt.Key.Key_W)
    panel = window.findChild(WhatIfWindow)
    opened.qtbot.waitUntil(panel.isVisible)
    rest(opened)
    opened.qtbot.waitUntil(lambda: window.examining.idle)
    assert panel.cells[2][0].text() == "Nothing was called PSF-like yet."
    window.reviewing.give("psf-like", stay=True)
    opened.qtbot.waitUntil(lambda: " of 1: " in panel.cells[2][1].text())
    panel.inject.click()
    injecting = window.findChild(RecoveryWindow)
    assert injecting.isVisible()
    window.actions_by_name["what_if"].trigger()
    assert window.findChildren(WhatIfWindow) == [panel]
    injecting.close()
    panel.close()


def test_a_candidate_is_shown_at_the_desk_or_in_the_image(opened: Driver) -> None:
    at_the_desk(opened)
    window, review = opened.window, opened.window.reviewing
    entry = review.entries[1]
    go_to(window, entry.frames[-1], entry.x, entry.y)
    assert review.current == entry
    assert review.frame == entry.frames[-1]
    assert window.places.current == "review"
    listed = {(one.x, one.y) for one in review.all_entries}
    x = next(x for x in range(40) if (x, 5) not in listed)
    go_to(window, 2, x, 5)  # no candidate by the limits of now
    assert window.places.current == "image"
    held = opened.workspace.pixel_in_hand
    assert (held.frame, held.x, held.y) == (2, x, 5)
