"""Repaints and steps by the thousand leave references and memory where they were.

PySide6 6.12.0 on Python 3.11 releases references to True and None that it does not own
with every repaint, until the process dies.
"""

from __future__ import annotations

import gc
import sys
import time

import psutil
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from darkviewer.gui.widgets.cutout_view import CutoutView
from darkviewer.gui.widgets.frame_strip import FrameStrip
from darkviewer.gui.widgets.gallery import Gallery
from darkviewer.gui.widgets.image_area import ImageArea
from darkviewer.gui.widgets.statistics_panel import StatisticsPanel
from tests.helpers.captures import FRAMES
from tests.helpers.scene import Scene

WARM_UP = 300
ROUNDS = 2000
MEGABYTE = 2**20


class Soak:
    """A window with every part of the image side, stepped and repainted."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        workspace, store = scene.workspace, scene.store
        self.window = QWidget()
        scene.qtbot.addWidget(self.window)
        self.area = ImageArea(workspace, store)
        self.parts = (
            self.area,
            FrameStrip(workspace),
            CutoutView(workspace, store),
            Gallery(workspace, store),
            StatisticsPanel(workspace, store),
        )
        row = QHBoxLayout(self.window)
        for part in self.parts:
            row.addWidget(part)
        self.window.resize(900, 200)
        self.window.show()

    def run(self, rounds: int) -> None:
        workspace, area = self.scene.workspace, self.area
        ids = workspace.candidates.id.tolist()
        for n in range(rounds):
            workspace.set_frame(n % FRAMES)
            area.set_levels(-100 - n % 3, 200 + n % 5)
            if n % 5 == 0:
                workspace.select_candidate(ids[n % len(ids)])
            if n % 17 == 0:
                area.show_region(n % 30, n % 30 + 20, 5, 25)
                area.view.previous_zoom()
            if n % 50 == 0:
                workspace.set_parameter("ratio", 0.3 + (n % 100) / 500)
                self.rest()
            area.view.viewport().repaint()
            if n % 10 == 0:
                for part in self.parts:
                    part.repaint()
        self.rest()

    def rest(self) -> None:
        """As `Scene.settle`, whose event loops would count None up themselves."""
        while not self.scene.at_rest:
            QApplication.processEvents()
            time.sleep(0.001)


def figures() -> tuple[int, int, int]:
    """References to True and None, which cannot die from Python 3.12 on; memory."""
    gc.collect()
    memory = psutil.Process().memory_info().rss
    if sys.version_info >= (3, 12):
        return 0, 0, memory
    return sys.getrefcount(True), sys.getrefcount(None), memory


def test_thousands_of_repaints_leave_everything_as_it_was(scene: Scene) -> None:
    scene.open()
    scene.workspace.set_parameter("threshold_e", 20.0)  # more marks, more stamps
    scene.calibrate()
    soak = Soak(scene)
    soak.run(WARM_UP)
    true, none, memory = figures()
    soak.run(ROUNDS)
    true_after, none_after, memory_after = figures()
    assert abs(true_after - true) < ROUNDS / 20
    assert abs(none_after - none) < ROUNDS / 20
    assert memory_after - memory < 8 * MEGABYTE
