"""The panel of checks: what it says, and what a click does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from darkviewer.core.health.check import OWN, Finding
from darkviewer.core.health.table import CHECKS, SessionChecks
from darkviewer.gui.widgets.check_list import CheckList
from tests.helpers.scene import Scene, shown

WARM = Finding("it is warm " * 20, 12_345.6, 1.0, "warn", ("00002.fits", "00004.fits"))
CHECKED = SessionChecks(
    tuple(zip(CHECKS, (Finding("fine", 0.1, 0.5), WARM), strict=False))
)


@pytest.fixture
def panel(scene: Scene) -> CheckList:
    return shown(scene.qtbot, CheckList(scene.workspace), 340, 200)


def test_it_follows_the_session(scene: Scene, panel: CheckList) -> None:
    assert panel.counts.text() == "no session"
    scene.open()
    assert panel.counts.text() == "not known yet"
    scene.workspace.set_checks(CHECKED)
    assert panel.counts.text() == "1 warn · 1 pass"
    assert panel.model.rowCount() == 2
    scene.workspace.set_session(None)
    assert panel.counts.text() == "no session"


def test_a_click_or_a_key_chooses_the_frames(scene: Scene, panel: CheckList) -> None:
    scene.workspace.set_checks(CHECKED)
    chosen: list[object] = []
    panel.frames_chosen.connect(chosen.append)
    place = panel.view.visualRect(panel.model.index(0)).center()
    scene.qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen[-1] == WARM.frames
    before = len(chosen)
    QTest.keyClick(panel.view, Qt.Key.Key_Down)  # of no frame in particular
    assert len(chosen) == before
    QTest.keyClick(panel.view, Qt.Key.Key_Up)
    assert chosen[-1] == WARM.frames
    entered: list[int] = []
    panel.entered.connect(lambda: entered.append(1))
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert entered == [1]


@pytest.mark.parametrize("width", [120, 340, 700])
def test_colours_follow_and_nothing_is_too_narrow(
    scene: Scene, panel: CheckList, width: int
) -> None:
    scene.workspace.set_checks(CHECKED)
    panel.resize(width, 200)
    pictures = []
    for theme in ("dark", "light"):
        scene.workspace.set_palette(theme)
        panel.view.setCurrentIndex(panel.model.index(0))
        scene.qtbot.wait(1)
        pictures.append(panel.view.viewport().grab().toImage())
    at = QPoint(2, 2)  # the row that is chosen
    assert pictures[0].pixelColor(at) != pictures[1].pixelColor(at)
    assert not panel.view.horizontalScrollBar().isVisible()


def test_a_limit_of_the_users_is_blue_as_its_line(
    scene: Scene, panel: CheckList
) -> None:
    def blue() -> bool:
        scene.qtbot.wait(1)
        image = panel.view.viewport().grab().toImage()
        accent = scene.workspace.palette.accent
        at_right = range(image.width() * 2 // 3, image.width())
        return any(
            image.pixelColor(x, y).name() == accent
            for x in at_right
            for y in range(image.height())
        )

    check = CHECKS[0]
    row = Finding("all levels near 1,000 ADU", 0.1, 88888.0)
    scene.workspace.set_checks(SessionChecks(((check, row),)))
    assert not blue()
    own = replace(check, origin=OWN)
    scene.workspace.set_checks(SessionChecks(((own, row),)))
    assert blue()
