"""Large text in a small window: nothing is cut off, nothing is out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QLabel,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import ElidedLabel, SparedLabel
from darkviewer.gui.controls.value_edit import ValueEdit
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.app import make_window
from darkviewer.gui.startup.memory import remember
from darkviewer.storage.appdata.settings import Settings
from tests.helpers.captures import cube, write_capture
from tests.helpers.dividers import drag_divider
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import open_window, settle

SMALL, SMALLEST = (1280, 800), (1024, 680)
DIALOGS = (
    "profiles",
    "pixel_table",
    "blink_setup",
    "facts",
    "inject",
    "export",
    "expectations",
    "result_cache",
    "save_picture",
    "shortcuts",
    "about",
)


def full_window(
    qtbot: QtBot, folder: Path, *, text_scale: float, size: tuple[int, int]
) -> MainWindow:
    """With three frames to use, and three reasons why others are not."""
    window = open_window(qtbot, text_scale=text_scale, size=size)
    write_capture(folder, cube())
    path = next(folder.rglob("00001.fits")).parent
    content = (path / "00001.fits").read_bytes()
    (path / "00004.fits").write_bytes(content[:4000])
    (path / "00005.fits").write_bytes(b"not FITS")
    (path / "00006.fits").write_bytes(b"")
    window.open_path(folder)
    settle(window, qtbot)
    return window


def tabs_in_turn(window: MainWindow, qtbot: QtBot) -> Iterator[None]:
    every = window.findChildren(QTabWidget)
    for place in range(max((tabs.count() for tabs in every), default=1)):
        for tabs in every:
            tabs.setCurrentIndex(min(place, tabs.count() - 1))
        settle(window, qtbot)
        yield


def scrolls(part: QWidget) -> bool:
    above = part.parentWidget()
    while above is not None and not isinstance(above, QAbstractScrollArea):
        above = above.parentWidget()
    return above is not None


def cut_off(top: QWidget) -> list[str]:
    """What has less room than its words need, or ends outside what holds it."""
    return [
        f"{type(part).__name__} {part.text()!r} {part.size()} < {part.sizeHint()}"
        for part in (*top.findChildren(QLabel), *top.findChildren(KeyButton))
        if part.isVisible() and part.text() and not has_room(part)
    ] + [
        f"{type(part).__name__} ends outside: {part.geometry()}"
        for part in top.findChildren(QWidget)
        if part.isVisible()
        and not part.isWindow()
        and not scrolls(part)
        and not part.parentWidget().rect().contains(part.geometry())
    ]


def has_room(part: QLabel | KeyButton) -> bool:
    if isinstance(part, SparedLabel):
        return True  # all or nothing
    if isinstance(part, ElidedLabel):
        words = part.fontMetrics().horizontalAdvance(part.text())
        return words <= part.width() or bool(part.toolTip())
    if isinstance(part, QLabel) and part.wordWrap():
        return part.height() >= part.heightForWidth(part.width())
    size, wanted = part.size(), part.sizeHint()
    return size.width() >= wanted.width() and size.height() >= wanted.height()


def within(size: QSize, room: tuple[int, int]) -> bool:
    return size.width() <= room[0] and size.height() <= room[1]


@pytest.mark.parametrize("text_scale", [0.8, 1.0])
def test_all_side_by_side_has_room_as_soon_as_it_is_shown(
    qtbot: QtBot, tmp_path: Path, text_scale: float
) -> None:
    """Also beside a divider that was dragged, and with the longest words chosen."""
    window = full_window(
        qtbot, tmp_path / "c", text_scale=text_scale, size=(1200, SMALLEST[1])
    )
    window.setMinimumSize(1, 1)
    parts, table = window.parts, window.candidates
    table.show_kind(label="unclassifiable")
    while parts.roomy:
        window.resize(window.width() - 10, window.height())
    window.resize(window.width() + 10, window.height())
    assert parts.roomy
    settle(window, qtbot)
    assert cut_off(window) == []
    lower = parts._splitters["lower"]
    for widths in ([0, 1, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0]):
        lower.setSizes([window.width() * width for width in widths])
        lower.splitterMoved.emit(1, 1)
        settle(window, qtbot)
        # The layout takes some turns to follow a divider.
        qtbot.waitUntil(lambda: cut_off(window) == [], timeout=PATIENCE_MS)
    table.show_kind()


@pytest.mark.parametrize(
    ("scale", "size"),
    [(1.0, (1280, 720)), (1.5, SMALL), (1.75, SMALL), (2.0, SMALL), (2.0, SMALLEST)],
)
def test_a_session_has_room(
    qtbot: QtBot, tmp_path: Path, scale: float, size: tuple[int, int]
) -> None:
    window = full_window(qtbot, tmp_path, text_scale=scale, size=size)
    for _ in tabs_in_turn(window, qtbot):
        assert cut_off(window) == []
        for edit in window.findChildren(ValueEdit):
            assert edit.fontMetrics().horizontalAdvance(edit.text()) <= edit.width()
    assert window.size().toTuple() == size
    assert within(window.minimumSize(), SMALLEST)
    assert within(window.minimumSizeHint(), size)


@pytest.mark.parametrize("size", [SMALL, SMALLEST])
def test_the_empty_window_has_room(qtbot: QtBot, size: tuple[int, int]) -> None:
    window = open_window(qtbot, text_scale=2.0, size=size)
    for _ in tabs_in_turn(window, qtbot):
        assert cut_off(window) == []


def test_every_dialog_fits_on_the_screen(qtbot: QtBot, tmp_path: Path) -> None:
    window = full_window(qtbot, tmp_path, text_scale=2.0, size=SMALLEST)
    for name in DIALOGS:
        window.actions_by_name[name].trigger()
        (dialog,) = window.findChildren(QDialog)
        settle(window, qtbot)
        room = dialog.screen().availableSize().toTuple()
        assert within(QWidget.size(dialog), room), name
        assert cut_off(dialog) == []
        buttons = [b for b in dialog.findChildren(KeyButton) if b.text() == "Close"]
        assert buttons[0].visibleRegion().boundingRect() == buttons[0].rect(), name
        buttons[0].click()
        qtbot.waitUntil(lambda: not window.findChildren(QDialog))


# tabs instead of parts side by side


def sizes(window: MainWindow) -> dict[str, list[int]]:
    return {name: s.sizes() for name, s in window.parts._splitters.items()}


@pytest.mark.parametrize("name", ["inject", "result_cache"])
def test_text_that_grows_below_a_small_dialog_widens_it(
    qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    window = open_window(qtbot, size=SMALL)
    window.open_path(write_capture(tmp_path / "c", cube()))
    settle(window, qtbot)
    window.actions_by_name[name].trigger()
    settle(window, qtbot)
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    dialog.resize(1, 1)
    window.theme_choice.step_text(5)
    settle(window, qtbot)
    buttons = dialog.findChildren(KeyButton)
    assert [b.text() for b in buttons if b.width() < b.sizeHint().width()] == []


def test_tabs_come_with_large_text_and_go_with_it(qtbot: QtBot) -> None:
    window = open_window(qtbot, text_scale=1.0, size=(1440, 900))
    before = sizes(window)
    window.image.setFocus()
    assert window.parts.roomy
    for _ in range(5):
        window.actions_by_name["text_larger"].trigger()
    assert not window.parts.roomy
    assert window.focusWidget() is window.image
    names = [
        [tabs.tabText(place) for place in range(tabs.count())]
        for tabs in window.parts.findChildren(QTabWidget)
    ]
    assert sorted(names) == [
        ["Candidates", "Pixels", "History", "Gallery"],
        ["Sessions", "Parameters"],
    ]
    window.actions_by_name["text_normal"].trigger()
    qtbot.wait(5)
    assert window.parts.roomy
    assert window.parts.findChildren(QTabWidget) == []
    for name, parts in sizes(window).items():
        assert parts == pytest.approx(before[name], abs=15)


def test_the_keyboard_reaches_what_is_in_tabs(qtbot: QtBot, tmp_path: Path) -> None:
    window = full_window(qtbot, tmp_path, text_scale=2.0, size=SMALL)
    window.activateWindow()
    bar = next(
        tabs.tabBar()
        for tabs in window.findChildren(QTabWidget)
        if tabs.isAncestorOf(window.gallery)
    )
    window.image.setFocus()
    for _ in range(200):
        if QApplication.focusWidget() is bar:
            break
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    frame = window.workspace.frame
    for _ in range(3):
        QTest.keyClick(bar, Qt.Key.Key_Right)
    assert window.gallery.isVisible()
    assert window.workspace.frame == frame
    QTest.keyClick(bar, Qt.Key.Key_Tab)
    page = QApplication.focusWidget()  # arrows and page keys scroll it
    assert page.isAncestorOf(window.gallery)
    assert page.accessibleName() == "Gallery"
    QTest.keyClick(page, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is window.gallery.list


def test_the_filter_brings_its_tab_forward(qtbot: QtBot, tmp_path: Path) -> None:
    window = full_window(qtbot, tmp_path, text_scale=2.0, size=SMALL)
    window.parts.bring_forward(window.gallery)
    assert not window.candidates.isVisible()
    window.actions_by_name["filter"].trigger()
    assert window.candidates.filter.isVisible()


def test_words_about_a_folder_bring_their_tab_forward(
    qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(qtbot, text_scale=2.0, size=SMALL)
    window.parts.bring_forward(window.parameters)
    assert not window.browser.isVisible()
    window.open_path(tmp_path)
    settle(window, qtbot)
    assert window.browser.isVisible()


def test_the_shares_of_tabs_are_remembered(qtbot: QtBot) -> None:
    settings = Settings(options={"text_scale": 2.0})
    window = open_window(qtbot, text_scale=2.0, size=SMALL)
    drag_divider(window.parts._splitters["beside"], -60)
    wanted = window.parts._splitters["beside"].sizes()
    remember(window, settings)
    again = make_window(settings)
    qtbot.addWidget(again)
    again.resize(*SMALL)
    with qtbot.waitExposed(again):
        again.show()
    assert again.parts._splitters["beside"].sizes() == wanted


def test_the_outcome_scrolls_with_the_parameters_where_it_is_low(qtbot: QtBot) -> None:
    panel = open_window(qtbot, text_scale=1.0, size=(1440, 900)).parameters
    assert not scrolls(panel.funnel)
    panel.window().parts._splitters["whole"].setSizes([150, 600])
    panel.resize(panel.width(), 200)
    assert scrolls(panel.funnel)
