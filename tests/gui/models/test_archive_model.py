"""Series of an archive in a table."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt

from darkviewer.gui.models.archive_model import COLUMNS, ArchiveModel
from darkviewer.storage.batches.records import DONE, FAILED, Record

Role = Qt.ItemDataRole


def texts(model: ArchiveModel, row: int) -> list[str]:
    return [model.index(row, column).data() for column in range(len(COLUMNS))]


def test_rows_say_what_became_of_each_series() -> None:
    values = {
        "frames": 8,
        "level_e": 1358.04,
        "candidates": 1234,
        "checks": "warn",
        "remarks": "light in 00003.fits",
    }
    done = Record(DONE, "2024/Dark", "dark-30s", row=values)
    failed = Record(FAILED, "a\nb", "", reason="00001.fits is cut off")
    model = ArchiveModel()
    assert model.rowCount() == 0
    model.set_rows([done, failed])
    assert texts(model, 0) == [
        "■ done",
        "2024/Dark",
        "dark-30s",
        "8",
        "1,358.0",
        "1,234",
        "light in 00003.fits",
    ]
    assert texts(model, 1) == [
        "failed",
        "a\\nb",
        "",
        "",
        "",
        "",
        "00001.fits is cut off",
    ]
    assert model.record(1) is failed


def test_tips_hold_the_whole_text_and_numbers_stand_right() -> None:
    model = ArchiveModel()
    model.set_rows([Record(FAILED, "a", "dark", reason="it is <cut> off")])
    remark = model.index(0, len(COLUMNS) - 1)
    assert "&lt;cut&gt;" in remark.data(Role.ToolTipRole)
    assert remark.data(Role.TextAlignmentRole) & Qt.AlignmentFlag.AlignLeft
    frames = model.index(0, 3)
    assert frames.data(Role.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert frames.data(Role.DecorationRole) is None
    assert model.data(QModelIndex()) is None
