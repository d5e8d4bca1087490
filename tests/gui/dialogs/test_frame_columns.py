"""The dialog that chooses the columns of the table of frames."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidgetItem

from darkviewer.gui.dialogs.frame_columns import ColumnsDialog
from darkviewer.gui.models.frame_choice import CHOOSABLE, ColumnChoice
from tests.helpers.captures import SCALE
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver


@pytest.fixture
def dialog(opened: Driver) -> ColumnsDialog:
    opened.window.actions_by_name["frame_columns"].trigger()
    opened.window.actions_by_name["frame_columns"].trigger()
    (made,) = opened.window.findChildren(ColumnsDialog)
    cards = opened.window.frames.cards
    opened.qtbot.waitUntil(lambda: bool(cards.keywords), timeout=PATIENCE_MS)
    return made


def item(dialog: ColumnsDialog, begins: str) -> QListWidgetItem:
    (found,) = dialog.list.findItems(begins, Qt.MatchFlag.MatchStartsWith)
    return found


def titles(opened: Driver) -> list[str]:
    return [column.name for column in opened.window.frames.table.frames.columns]


def test_ticks_change_the_table_at_once(opened: Driver, dialog: ColumnsDialog) -> None:
    assert opened.window.places.current == "frames"
    card = item(dialog, "EGAINSAV")
    assert str(SCALE) in card.text()
    card.setCheckState(Qt.CheckState.Checked)
    item(dialog, "noise").setCheckState(Qt.CheckState.Unchecked)
    assert titles(opened)[-2] == "EGAINSAV"
    assert "noise" not in titles(opened)
    rows = opened.window.frames.table.frames.rows
    assert rows[0].cards["EGAINSAV"] == SCALE
    dialog.usual.click()
    assert opened.window.frames.table.choice == ColumnChoice()
    assert item(dialog, "noise").checkState() == Qt.CheckState.Checked


def test_the_search_hides_what_does_not_fit(dialog: ColumnsDialog) -> None:
    dialog.wanted.setText("egainsav")
    shown = [
        n for n in range(dialog.list.count()) if not dialog.list.item(n).isHidden()
    ]
    assert [dialog.list.item(n).text()[:8] for n in shown] == ["EGAINSAV"]
    assert not dialog.outcome.isVisible()
    dialog.wanted.setText("no such card")
    assert dialog.outcome.isVisible()


def test_enter_ticks(opened: Driver, dialog: ColumnsDialog) -> None:
    name = CHOOSABLE[2].name
    dialog.list.setFocus()
    dialog.list.setCurrentItem(item(dialog, name))
    for ticked in (False, True):
        opened.qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
        assert (name in titles(opened)) is ticked
    opened.qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    assert dialog.list.currentRow() == 3
