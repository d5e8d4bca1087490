"""The field that shows and takes a region."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.helpers.captures import NX, NY
from tests.helpers.windows import Driver


def test_a_typed_region_is_shown(opened: Driver) -> None:
    window = opened.window
    window.image.setFocus()
    opened.press(Qt.Key.Key_G)
    assert window.region.hasFocus()
    window.region.clear()
    opened.qtbot.keyClicks(window.region, "10:29, 5:24")
    opened.press(Qt.Key.Key_Return)
    x0, x1, y0, y1 = window.image.region
    assert (x0 <= 10, x1 >= 29, y0, y1) == (True, True, 5, 24)
    assert window.region.text() == f"{x0}:{x1}, 5:24"


def test_a_region_that_is_none_is_refused(opened: Driver) -> None:
    region = opened.window.region
    region.begin()
    region.setText("somewhere")
    opened.press(Qt.Key.Key_Return)
    assert region.property("valid") == "false"
    opened.press(Qt.Key.Key_Escape)
    assert region.text() == f"0:{NX - 1}, 0:{NY - 1}"
