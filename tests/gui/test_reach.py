"""Everything is within reach: by keyboard, by a screen reader, at any text size.

Also: text that comes from headers and file names is shown as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QMenuBar,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.app import make_application, make_window
from darkviewer.gui.startup.memory import remember
from darkviewer.gui.style import fonts
from darkviewer.storage.appdata.settings import Settings
from tests.helpers.captures import cube, write_capture, write_frame
from tests.helpers.fits_bytes import header
from tests.helpers.windows import settle

HOSTILE = '<img src="x"><b>bold</b>'


@pytest.fixture
def opened(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    write_capture(tmp_path, cube())
    window.open_path(tmp_path)
    settle(window, qtbot)
    return window


def controls(window: MainWindow) -> list[QWidget]:
    """What takes the keyboard: neither parts of another control nor its viewport."""
    return [
        part
        for part in window.findChildren(QWidget)
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and part.isVisible()
        and part.isEnabled()
        and part.focusProxy() is None
        and part.parent().focusProxy() is not part
        and part.objectName() != "qt_spinbox_lineedit"
        and not (
            isinstance(part.parent(), QAbstractScrollArea)
            and part is part.parent().viewport()
        )
    ]


def name_of(part: QWidget) -> str:
    text = getattr(part, "text", None)
    return part.accessibleName() or (text() if callable(text) else "")


def test_every_control_has_a_name(opened: MainWindow) -> None:
    found = controls(opened)
    assert len(found) > 30
    assert [type(part).__name__ for part in found if not name_of(part)] == []


def test_tab_reaches_every_control_and_comes_round(opened: MainWindow) -> None:
    opened.image.setFocus()
    reached = []
    while (here := QApplication.focusWidget()) not in reached:
        reached.append(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
        assert len(reached) < 200
    missed = [name_of(part) for part in controls(opened) if part not in reached]
    assert missed == []
    assert reached.index(here) <= 1


def test_every_action_is_in_a_menu_with_a_tip(window: MainWindow) -> None:
    in_menus = {action for menu in window.menus.values() for action in menu.actions()}
    for name, action in window.actions_by_name.items():
        assert action in in_menus, name
        assert action.toolTip(), name


def test_nothing_open_says_what_to_do(window: MainWindow) -> None:
    words = " ".join(part.text() for part in window.findChildren(QLabel))
    assert "Open the folder that SharpCap saves to" in words
    assert "drop one here" in words
    labels = [name_of(part) for part in controls(window)]
    assert "Try the demo" in labels
    assert "Open a capture folder…" in labels


def test_text_from_headers_and_names_is_shown_as_text(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    capture = tmp_path / "2024-05-08" / "03_38_48" / HOSTILE.replace("/", "")
    capture.mkdir(parents=True)
    for number, raw in enumerate(cube(), start=1):
        write_frame(capture / f"<i>{number:05}.fits", raw)
        content = (capture / f"<i>{number:05}.fits").read_bytes()
        named = header(NAXIS1=64, NAXIS2=48, OBJECT=HOSTILE, INSTRUME="<b>")
        (capture / f"<i>{number:05}.fits").write_bytes(named + content[2880:])
    (capture / "<b>x.fits").write_bytes(b"not FITS")
    window.open_path(tmp_path)
    settle(window, qtbot)
    window.actions_by_name["facts"].trigger()
    assert window.workspace.session.frames[0].object == HOSTILE
    window.menus["File/Open recent"].aboutToShow.emit()
    assert "<" in window.status.used.toolTip() or window.banner.words.text()
    for part in window.findChildren(QLabel):
        plain = part.textFormat() == Qt.TextFormat.PlainText
        assert plain or "<" not in part.text(), part.text()
    for tip in tips(window):
        assert "<img" not in tip, tip
        assert "<b>" not in tip, tip


def tips(window: MainWindow) -> Iterator[str]:
    for part in window.findChildren(QWidget):
        yield part.toolTip()
    for menu in window.menus.values():
        for action in menu.actions():
            yield action.toolTip()
    model = window.browser.model
    for day in range(model.rowCount()):
        above = model.index(day, 0, QModelIndex())
        for row in range(model.rowCount(above)):
            tip = model.index(row, 0, above).data(Qt.ItemDataRole.ToolTipRole)
            yield tip
            assert "&lt;" in tip


def test_the_text_size_is_chosen_and_remembered(window: MainWindow) -> None:
    settings = Settings()
    label = window.browser.findChild(QLabel)
    before = label.fontInfo().pointSizeF()
    try:
        window.actions_by_name["text_larger"].trigger()
        window.actions_by_name["text_larger"].trigger()
        assert fonts.scale() == 1.25
        assert label.fontInfo().pointSizeF() == pytest.approx(1.25 * before, rel=0.02)
        remember(window, settings)
        window.actions_by_name["text_normal"].trigger()
        assert fonts.scale() == 1.0
        again = make_window(settings)
        assert fonts.scale() == 1.25
        again.close()
        again.deleteLater()
        for _ in range(20):
            window.actions_by_name["text_larger"].trigger()
        assert fonts.scale() == 2.0
    finally:
        window.theme_choice.step_text(0)


_HOLDING = QSplitter | QScrollArea | QTabWidget | QStackedWidget


def measures(window: MainWindow) -> list[tuple[object, ...]]:
    """What the text decides of every part, in the order in which parts were made."""
    window.status.say("the same words")
    window.parts.bring_forward(window.parameters)
    QApplication.processEvents()
    table = window.candidates.view
    columns = range(table.model().columnCount())
    day = window.browser.view.itemDelegate().sizeHint(None, QModelIndex())
    return [
        (day, table.verticalHeader().defaultSectionSize()),
        tuple(map(table.columnWidth, columns)) if table.isVisible() else (),
        *(
            (
                type(part).__name__,
                round(part.font().pointSizeF(), 1),
                part.minimumSizeHint(),
                # Those that hold others remember what these asked for.
                part.layout() is None and part.sizeHint(),
                part.minimumSize(),
                part.maximumSize(),
            )
            for part in window.findChildren(QWidget)
            if part.isVisible()
            and not isinstance(part, _HOLDING | QMenuBar)
            and not isinstance(part.parent(), QAbstractScrollArea | QMenuBar)
        ),
    ]


@pytest.mark.parametrize("place", ["image", "review", "frames"])
def test_larger_text_has_room_at_once(place: str, qtbot: QtBot) -> None:
    """Of what is in sight; Qt lays out the other places when they come on top."""
    make_application()
    found = []
    for scale in (1.5, 1.0):
        window = make_window(Settings(options={"text_scale": scale}))
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        window.actions_by_name[f"place_{place}"].trigger()
        while fonts.scale() < 1.5:
            window.actions_by_name["text_larger"].trigger()
        qtbot.waitUntil(lambda window=window: window.examining.prepared, timeout=20_000)
        found.append(measures(window))
        window.close()
    made_large, enlarged = found
    assert enlarged == made_large
