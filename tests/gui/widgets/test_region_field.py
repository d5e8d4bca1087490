"""The field that shows and takes a region."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication

from tests.helpers.captures import NX, NY, STAR
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
    outline = window.image.view._frame
    assert outline.isVisible()
    assert outline._line.rect() == QRectF(10, 5, 20, 20)
    window.image.view.fit()
    assert window.region.text() == "10:29, 5:24"


def test_escape_forgets_the_region(opened: Driver) -> None:
    window = opened.window
    type_region(opened, "10:29, 5:24")
    opened.press(Qt.Key.Key_Escape)
    assert window.workspace.region is None
    assert not window.image.view._frame.isVisible()
    x0, x1, y0, y1 = window.image.region
    assert window.region.text() == f"{x0}:{x1}, {y0}:{y1}"


def test_escape_forgets_it_also_while_arrivals_are_looked_at(opened: Driver) -> None:
    window = opened.window
    type_region(opened, "10:29, 5:24")
    window.tasks.look_again({window.workspace.session.path})
    opened.press(Qt.Key.Key_Escape)
    assert window.tasks.busy
    assert window.workspace.region is None
    window.status.job.show()  # it takes long
    opened.press(Qt.Key.Key_Escape)
    assert not window.tasks.busy
    opened.settle()


def test_a_region_beyond_the_frame_is_cut_and_the_field_says_so(
    opened: Driver,
) -> None:
    type_region(opened, "50:99, 40:90")
    assert opened.workspace.region == (50, NX - 1, 40, NY - 1)
    field = opened.window.region
    assert field.callout.text == (
        f"50:99, 40:90 reaches beyond the frame: 50:{NX - 1}, 40:{NY - 1} is measured."
    )
    assert not field.hasFocus()


@pytest.mark.parametrize("words", ["200:210, 0:5", "5000, 5000"])
def test_what_is_outside_the_frame_is_refused_beside_the_field(
    opened: Driver, words: str
) -> None:
    type_region(opened, "10:29, 5:24")
    held = opened.workspace.pixel_in_hand
    type_region(opened, words)
    field = opened.window.region
    assert f"columns are 0:{NX - 1}, rows 0:{NY - 1}" in field.callout.text
    assert field.text() == words
    assert field.hasFocus()
    assert opened.workspace.region == (10, 29, 5, 24)
    assert opened.workspace.pixel_in_hand == held
    opened.press(Qt.Key.Key_Escape)
    assert field.text() == "10:29, 5:24"
    assert field.callout.text == ""
    assert opened.workspace.region == (10, 29, 5, 24)
    opened.press(Qt.Key.Key_Right)  # the window has its keys again
    assert opened.workspace.frame == STAR[0] + 1


def test_without_a_capture_the_field_says_what_is_missing(driver: Driver) -> None:
    field = driver.window.region
    field.begin()
    driver.qtbot.keyClicks(field, "1:2, 3:4")
    driver.press(Qt.Key.Key_Return)
    assert "open a capture first" in field.callout.text


def test_what_is_typed_stays_while_another_window_is_in_front(opened: Driver) -> None:
    field = opened.window.region
    field.begin()
    opened.qtbot.keyClicks(field, "10:29")
    away = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason)
    QApplication.sendEvent(field, away)
    assert field.text() == "10:29"
    opened.window.image.setFocus()
    assert field.text() == f"0:{NX - 1}, 0:{NY - 1}"


def test_another_capture_has_no_region(opened: Driver) -> None:
    type_region(opened, "10:29, 5:24")
    opened.workspace.set_session(None)
    assert opened.workspace.region is None


def test_a_region_that_is_none_is_refused(opened: Driver) -> None:
    region = opened.window.region
    region.begin()
    opened.qtbot.keyClicks(region, "somewhere")
    opened.press(Qt.Key.Key_Return)
    assert region.property("valid") == "false"
    assert "“somewhere” is not a region: write x0:x1, y0:y1" in region.callout.text
    assert region.text() == "somewhere"
    opened.press(Qt.Key.Key_Escape)
    assert region.text() == f"0:{NX - 1}, 0:{NY - 1}"
