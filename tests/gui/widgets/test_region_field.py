"""The field that shows and takes a region."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.helpers.captures import NX, NY
from tests.helpers.windows import Driver


def type_region(driver: Driver, words: str) -> None:
    """As a user does: G, the words, Return."""
    driver.window.image.setFocus()
    driver.press(Qt.Key.Key_G)
    assert driver.window.region.hasFocus()
    driver.qtbot.keyClicks(driver.window.region, words)
    driver.press(Qt.Key.Key_Return)
    driver.settle()


def test_a_typed_region_is_exactly_that(opened: Driver) -> None:
    window = opened.window
    type_region(opened, "10:29, 5:24")
    assert window.workspace.region == (10, 29, 5, 24)
    assert window.region.text() == "10:29, 5:24"
    x0, x1, y0, y1 = window.image.region
    assert x0 <= 10 <= 29 <= x1
    assert y0 <= 5 <= 24 <= y1
    window.image.view.fit()
    assert window.region.text() == "10:29, 5:24"


def test_escape_forgets_the_region(opened: Driver) -> None:
    window = opened.window
    type_region(opened, "10:29, 5:24")
    opened.press(Qt.Key.Key_Escape)
    assert window.workspace.region is None
    x0, x1, y0, y1 = window.image.region
    assert window.region.text() == f"{x0}:{x1}, {y0}:{y1}"


def test_a_region_beyond_the_frame_is_cut_and_one_outside_refused(
    opened: Driver,
) -> None:
    said = []
    opened.workspace.message_posted.connect(lambda text, _level: said.append(text))
    type_region(opened, "50:99, 40:90")
    assert opened.workspace.region == (50, NX - 1, 40, NY - 1)
    assert f"50:{NX - 1}, 40:{NY - 1} is measured" in said[-1]
    type_region(opened, "200:210, 0:5")
    assert opened.workspace.region == (50, NX - 1, 40, NY - 1)
    assert "200:210, 0:5 is outside the frame" in said[-1]


def test_another_capture_has_no_region(opened: Driver) -> None:
    type_region(opened, "10:29, 5:24")
    opened.workspace.set_session(None)
    assert opened.workspace.region is None


def test_a_region_that_is_none_is_refused(opened: Driver) -> None:
    region = opened.window.region
    region.begin()
    region.setText("somewhere")
    opened.press(Qt.Key.Key_Return)
    assert region.property("valid") == "false"
    opened.press(Qt.Key.Key_Escape)
    assert region.text() == f"0:{NX - 1}, 0:{NY - 1}"
