"""Help > Manual: every section is shown, found and linked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from darkviewer.gui.dialogs.manual import ManualDialog
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.app import make_application
from darkviewer.gui.style.theme import PALETTES, apply_palette


@pytest.fixture
def manual(qtbot: QtBot) -> Iterator[ManualDialog]:
    make_application()
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ManualDialog(parent)
    with qtbot.waitExposed(dialog):
        dialog.show()
    yield dialog
    dialog.close()


def titles(manual: ManualDialog) -> list[str]:
    items = [manual.contents.item(row) for row in range(manual.contents.count())]
    return [item.text().strip() for item in items if not item.isHidden()]


def go(manual: ManualDialog, title: str) -> None:
    """To the first section of this title; the glossary repeats some."""
    items = [manual.contents.item(row) for row in range(manual.contents.count())]
    item = next(item for item in items if item.text().strip() == title)
    manual.contents.setCurrentItem(item)


def test_each_section_is_shown_with_its_heading(manual: ManualDialog) -> None:
    for row in range(manual.contents.count()):
        manual.contents.setCurrentRow(row)
        shown = manual.text.toPlainText()
        title = manual.contents.item(row).text().strip()
        assert shown.startswith(title.replace("`", "")), title
        assert "](" not in shown


def test_finding_keeps_sections_with_the_text_and_selects_it(
    manual: ManualDialog,
) -> None:
    everything = titles(manual)
    QTest.keyClicks(manual.wanted, "--seed")
    assert "Command line" in titles(manual)
    assert len(titles(manual)) < len(everything)
    assert manual.text.textCursor().selectedText() == "--seed"
    first = manual.contents.currentRow(), manual.text.textCursor().position()
    QTest.keyClick(manual.wanted, Qt.Key.Key_Return)
    second = manual.contents.currentRow(), manual.text.textCursor().position()
    assert manual.text.textCursor().selectedText() == "--seed"
    assert second != first
    manual.wanted.clear()
    assert titles(manual) == everything


def test_what_is_nowhere_is_said(manual: ManualDialog) -> None:
    QTest.keyClicks(manual.wanted, "xyzzy")
    assert titles(manual) == []
    assert manual.nothing.isVisible()
    assert "xyzzy" in manual.nothing.text()
    QTest.keyClick(manual.wanted, Qt.Key.Key_Return)
    manual.wanted.clear()
    assert not manual.nothing.isVisible()


def test_links_lead_to_their_section(manual: ManualDialog) -> None:
    go(manual, "The PSF test")
    manual.text.anchorClicked.emit(QUrl("calibration.md"))
    assert manual.contents.currentItem().text().startswith("Calibration")
    manual.text.anchorClicked.emit(QUrl("#nowhere"))
    assert manual.contents.currentItem().text().startswith("Calibration")


@pytest.mark.parametrize("name", sorted(PALETTES))
def test_text_and_links_follow_the_palette(manual: ManualDialog, name: str) -> None:
    go(manual, "The PSF test")
    apply_palette(PALETTES[name])
    QApplication.processEvents()
    palette = manual.text.palette()
    assert palette.color(QPalette.ColorRole.Text).name() == PALETTES[name].text
    link = manual.text.document().find("Calibration").charFormat()
    assert link.isAnchor()
    assert link.foreground().color().name() == PALETTES[name].accent
    table, *_ = manual.text.document().rootFrame().childFrames()
    assert table.format().borderBrush().color().name() == PALETTES[name].line
    apply_palette(PALETTES["dark"])


def test_the_help_menu_opens_one_manual(window: MainWindow, qtbot: QtBot) -> None:
    for _ in range(2):
        window.actions_by_name["manual"].trigger()
    assert len(window.findChildren(ManualDialog)) == 1
    window.findChild(ManualDialog).close()
    qtbot.waitUntil(lambda: not window.findChildren(ManualDialog))
