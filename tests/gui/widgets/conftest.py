"""Parts of the window, shown alone."""

from __future__ import annotations

import pytest

from darkviewer.gui.widgets.image_area import ImageArea
from tests.helpers.scene import Scene, shown


@pytest.fixture
def area(scene: Scene) -> ImageArea:
    # the histogram takes 78: ten screen pixels per pixel
    return shown(scene.qtbot, ImageArea(scene.workspace, scene.store), 718, 480)
