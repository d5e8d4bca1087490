from __future__ import annotations

from collections.abc import Mapping

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from darkviewer.gui.review.chips import (
    EXCLUDE,
    INCLUDE,
    KINDS,
    OFF,
    Chip,
    ChipBar,
    Key,
    StepMenu,
)
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.review_entries import enlarge

pytestmark = pytest.mark.usefixtures("dressed")

LEFT = Qt.MouseButton.LeftButton
UNREVIEWED, HOT = ("verdict", "unreviewed"), ("label", "hot")


@pytest.fixture
def bar(qtbot: QtBot) -> ChipBar:
    made = ChipBar(PALETTES["dark"])
    qtbot.addWidget(made)
    made.resize(240, made.sizeHint().height())
    made.show()
    made.set_options("label", [("hot", "hot"), ("noise", "noise"), ("dead", "dead")])
    made.set_options("frame", [(str(n), f"frame {n + 1}") for n in range(3)])
    return made


def picture(chip: Chip) -> QImage:
    return chip.grab().toImage()


def test_what_is_not_judged_yet_is_asked_for_at_first(bar: ChipBar) -> None:
    assert bar.states == {UNREVIEWED: INCLUDE}
    assert bar.chips[UNREVIEWED].state == INCLUDE
    assert bar.chips[HOT].state == OFF


def test_a_click_steps_include_exclude_off_and_moves_nothing(
    qtbot: QtBot, bar: ChipBar
) -> None:
    told: list[Mapping[Key, int]] = []
    bar.changed.connect(told.append)
    chip = bar.chips[HOT]
    places = [one.geometry() for one in bar.chips.values()]
    pictures, names = [picture(chip)], [chip.accessibleName()]
    for _ in range(3):
        qtbot.mouseClick(chip, LEFT)
        pictures.append(picture(chip))
        names.append(chip.accessibleName())
        assert [one.geometry() for one in bar.chips.values()] == places
    assert [states.get(HOT, OFF) for states in told] == [INCLUDE, EXCLUDE, OFF]
    assert names == ["hot: off", "hot: included", "hot: excluded", "hot: off"]
    assert pictures[0] == pictures[3]
    assert len({bytes(one.constBits()) for one in pictures}) == 3


def test_enter_and_space_step_as_a_click_does(qtbot: QtBot, bar: ChipBar) -> None:
    bar.focus_first()
    chip = bar.chips[UNREVIEWED]
    assert QApplication.focusWidget() is chip
    for key, state in (
        (Qt.Key.Key_Return, EXCLUDE),
        (Qt.Key.Key_Space, OFF),
        (Qt.Key.Key_Enter, INCLUDE),
        (Qt.Key.Key_A, INCLUDE),
    ):
        qtbot.keyClick(chip, key)
        assert chip.state == state


def shown(menu: StepMenu) -> list[str]:
    return [action.text().strip() for action in menu.actions()]


def test_a_menu_steps_its_entries_and_stays_open(qtbot: QtBot, bar: ChipBar) -> None:
    told: list[Mapping[Key, int]] = []
    bar.changed.connect(told.append)
    menu = bar.menus["frame"]
    before = bar.frames.geometry()
    qtbot.mouseClick(bar.frames, LEFT)
    assert menu.isVisible()
    second = menu.actions()[1]
    place = menu.actionGeometry(second).center()
    qtbot.mouseMove(menu, place)
    qtbot.mouseClick(menu, LEFT, pos=place)
    assert menu.isVisible()
    assert shown(menu) == ["frame 1", "+ frame 2", "frame 3"]
    menu.setActiveAction(second)
    qtbot.keyClick(menu, Qt.Key.Key_Space)
    assert shown(menu) == ["frame 1", "− frame 2", "frame 3"]
    assert second.font().strikeOut()
    assert told[-1] == {UNREVIEWED: INCLUDE, ("frame", "1"): EXCLUDE}
    assert bar.frames.text() == "frames 1"
    assert bar.frames.geometry() == before
    assert "1 chosen" in bar.frames.toolTip()
    qtbot.mouseClick(menu, LEFT, pos=QPoint(-5, -5))  # elsewhere
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()


def test_everything_is_below_more_and_what_is_empty_is_grey(
    qtbot: QtBot, bar: ChipBar
) -> None:
    bar.more.open_menu()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, StepMenu)
    kinds = menu.actions()[: len(KINDS)]
    assert [action.text() for action in kinds] == list(KINDS.values())
    assert [action.isEnabled() for action in kinds] == [
        kind in ("label", "frame") for kind in KINDS
    ]
    menu.setActiveAction(kinds[0])
    qtbot.keyClick(menu, Qt.Key.Key_Return)  # opens what is below it
    assert bar.menus["label"].isVisible()
    bar.menus["label"].hide()
    place = menu.actionGeometry(kinds[0]).center()
    qtbot.mouseClick(menu, LEFT, pos=place)
    told: list[Mapping[Key, int]] = []
    bar.changed.connect(told.append)
    bar.set_chips({HOT: INCLUDE, ("hand", "added"): INCLUDE})
    assert (bar.labels.text(), bar.more.text()) == ("all labels", "more 1")
    menu.actions()[-1].trigger()
    assert told == [{UNREVIEWED: INCLUDE}]
    assert bar.chips[HOT].state == OFF
    menu.hide()


def test_options_that_come_again_change_nothing(bar: ChipBar) -> None:
    menu = bar.menus["label"]
    before = menu.actions()
    options = [("hot", "hot"), ("noise", "noise"), ("dead", "dead")]
    bar.set_options("label", options)
    assert menu.actions() == before
    bar.set_options("label", options[:1])
    assert shown(menu) == ["hot"]
    bar.set_chips({HOT: EXCLUDE})
    assert shown(menu) == ["− hot"]


@pytest.mark.parametrize("width", [60, 150, 240, 300])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_chips_that_do_not_fit_are_in_the_menu(
    bar: ChipBar, width: int, scale: float
) -> None:
    enlarge(scale)
    bar.resize(width, bar.sizeHint().height())
    QApplication.processEvents()
    kept = [
        pill
        for pill in (*bar.chips.values(), bar.labels, bar.frames, bar.more)
        if pill.isVisible()
    ]
    assert bar.chips[UNREVIEWED] in kept
    assert bar.more in kept
    for pill in kept:
        assert bar.rect().contains(pill.geometry())
    if (width, scale) == (240, 1.0):
        assert len(kept) == 6


def test_disabled_and_hovered_chips_are_painted(bar: ChipBar) -> None:
    chip = bar.chips[HOT]
    plain = picture(chip)
    bar.set_palette(PALETTES["light"])
    assert picture(chip) != plain
    bar.setEnabled(False)
    assert picture(chip) != plain
