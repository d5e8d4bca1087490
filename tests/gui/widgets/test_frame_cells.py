"""Pictures beside the names in the table of frames."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.gui.models.frame_columns import FrameRow
from darkviewer.gui.style import fonts
from darkviewer.gui.widgets.frame_cells import picture_size
from darkviewer.gui.widgets.frame_table import FrameTable
from darkviewer.gui.widgets.row_pictures import RowPictures
from tests.helpers.scene import Scene, shown


@pytest.fixture
def table(scene: Scene, row_pictures: RowPictures) -> FrameTable:
    scene.open()
    made = shown(scene.qtbot, FrameTable(scene.workspace, row_pictures), 1000, 90)
    infos = scene.workspace.frames.infos
    rows = [FrameRow(i.name, info=i, place=n) for n, i in enumerate(infos)]
    made.frames.set_rows([*rows, FrameRow("gone.fits", left_out=True)])
    return made


def settle(scene: Scene, table: FrameTable) -> None:
    scene.qtbot.waitUntil(lambda: not table._soon.isActive() and table.pictures.idle)


def known(table: FrameTable) -> list[bool]:
    infos = [row.info for row in table.frames.rows if row.info is not None]
    return [table.pictures.image(info) is not None for info in infos]


def test_only_rows_in_sight_have_their_pictures_read(
    scene: Scene, table: FrameTable
) -> None:
    settle(scene, table)
    assert known(table)[0]
    assert not known(table)[-1]
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    settle(scene, table)
    assert known(table)[-1]
    table.close()


def test_out_of_sight_nothing_is_read(scene: Scene, table: FrameTable) -> None:
    settle(scene, table)
    table.hide()
    table.resize(1000, 400)
    table._soon.start()
    settle(scene, table)
    assert not all(known(table))
    table.show()
    settle(scene, table)
    assert all(known(table))


def test_the_tip_of_a_name_has_the_picture(scene: Scene, table: FrameTable) -> None:
    settle(scene, table)

    def tip(row: int, column: int) -> str:
        index = table.frames.index(row, column)
        table.scrollTo(index)
        place = table.visualRect(index).center()
        event = QHelpEvent(
            QEvent.Type.ToolTip, place, table.viewport().mapToGlobal(place)
        )
        QApplication.sendEvent(table.viewport(), event)
        said = QToolTip.text()
        QToolTip.hideText()
        return said

    assert "data:image/png" in tip(0, 1)
    assert "00001.fits" in tip(0, 1)
    assert "data:image/png" not in tip(0, 2)
    last = len(table.frames.rows) - 1
    assert "data:image/png" not in tip(last, 1)


def test_pictures_are_as_high_as_a_row_and_never_very_wide() -> None:
    def size(*shape: int) -> QSize:
        info = FrameInfo(path=None, shape=shape)  # type: ignore[arg-type]
        return picture_size([FrameRow("lost"), FrameRow("a", info=info)])

    assert size(200, 300) == QSize(27, 18)
    assert size(10, 3000) == QSize(36, 18)
    assert size(3000, 10) == QSize(9, 18)
    assert picture_size([FrameRow("lost")]).isEmpty()
    fonts.set_scale(2.0)
    try:
        assert size(200, 300) == QSize(57, 38)
    finally:
        fonts.set_scale(1.0)
