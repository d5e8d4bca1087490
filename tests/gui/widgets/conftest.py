"""Parts of the window, shown alone."""

from __future__ import annotations

import pytest

from darkviewer.gui.widgets.image_area import ImageArea
from tests.helpers.scene import Scene


@pytest.fixture
def area(scene: Scene) -> ImageArea:
    made = ImageArea(scene.workspace, scene.store)
    scene.qtbot.addWidget(made)
    made.resize(718, 480)  # the histogram takes 78: ten screen pixels per pixel
    with scene.qtbot.waitExposed(made):
        made.show()
    return made
