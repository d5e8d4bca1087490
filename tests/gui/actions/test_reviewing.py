"""What the keys of the review do beyond one call."""

from __future__ import annotations

from darkviewer.gui.actions.reviewing import show_in_image
from tests.helpers.reviews import at_the_desk
from tests.helpers.windows import Driver


def test_the_pixel_in_hand_is_shown_in_the_image(opened: Driver) -> None:
    at_the_desk(opened)
    entry = opened.window.reviewing.current
    show_in_image(opened.window)
    opened.settle()
    region = opened.window.image.view.region
    assert region is not None
    x0, x1, y0, y1 = region
    assert x0 <= entry.x <= x1
    assert y0 <= entry.y <= y1
    assert x1 - x0 < 48
