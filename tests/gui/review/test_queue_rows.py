from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from darkviewer.gui.review.queue_rows import QueueModel
from tests.helpers.review_entries import entry, queue_of


def words(model: QueueModel, row: int) -> str:
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(row).data(role) == model.index(row).data(
        Qt.ItemDataRole.ToolTipRole
    )
    return str(model.index(row).data(role))


def test_a_row_says_all_there_is_in_words() -> None:
    model = QueueModel()
    rows = [
        entry(823, 416, frames=(5, 7)),
        entry(1, 2, label="", sigma=float("nan")),
        entry(3, 4, frames=tuple(range(40)), removed=True),
    ]
    given = {1: "hot"}
    model.set_queue(rows, lambda row: given.get(row, ""), frames=50)
    assert model.rowCount() == 3
    assert model.rowCount(model.index(0)) == 0
    assert model.index(0).data() == "823, 416"
    assert words(model, 0).split("\n") == [
        "x 823, y 416 (0-based)",
        "PSF-like",
        "34.3 σ",
        "seen in 2 frames: 6, 8",
    ]
    assert words(model, 1).split("\n") == [
        "x 1, y 2 (0-based)",
        "no label yet",
        "– σ",
        "seen in 1 frame: 3",
        "your verdict: hot",
    ]
    assert "31, 32 and 8 more" in words(model, 2)
    assert words(model, 2).endswith("taken away by hand")
    model.blind = True
    assert words(model, 0).split("\n")[1] == "label hidden"
    assert model.index(0).data(QueueModel.ENTRY) is rows[0]
    assert model.index(0).data(Qt.ItemDataRole.DecorationRole) is None


def test_a_verdict_changes_one_row_and_asks_for_no_other(qtbot: QtBot) -> None:
    asked: list[int] = []

    def said(row: int) -> str:
        asked.append(row)
        return "noise"

    model = QueueModel()
    assert model.rowCount() == 0
    model.set_queue(queue_of(1000), said, frames=10)
    assert asked == []
    with qtbot.waitSignal(model.dataChanged) as told:
        model.renew(37)
    assert told.args[0].row() == told.args[1].row() == 37
    known = model.said(37)
    assert known is not None
    assert known.key == "5"
    assert asked == [37]
