"""Parts of the window, shown alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from darkviewer.gui.style.theme import PALETTES
from darkviewer.gui.widgets.image_area import ImageArea
from darkviewer.gui.widgets.row_pictures import RowPictures
from tests.helpers.scene import Scene, shown


@pytest.fixture
def area(scene: Scene) -> ImageArea:
    # the histogram takes 78: ten screen pixels per pixel
    return shown(scene.qtbot, ImageArea(scene.workspace, scene.store), 718, 480)


@pytest.fixture
def row_pictures(qtbot: QtBot) -> Iterator[RowPictures]:
    del qtbot
    made = RowPictures(PALETTES["dark"])
    yield made
    made.close()
