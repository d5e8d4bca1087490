"""How many keys and clicks the daily steps take, counted in the real window."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from darkviewer.gui.dialogs import export as export_dialog
from tests.helpers.captures import STAR, cube, residual_e
from tests.helpers.windows import PATIENCE_MS, Driver

K, M = Qt.Key, Qt.KeyboardModifier


class Hand:
    """Keys go to what has the keyboard, clicks to what is on screen; all are counted.

    Attributes
    ----------
    made : int
        Keys and clicks so far; a word that is typed counts as one.
    """

    def __init__(self, at: Driver) -> None:
        self.at, self.made = at, 0

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = M.NoModifier) -> None:
        self.made += 1
        QTest.keyClick(self.focus, key, modifier)
        QApplication.processEvents()

    @property
    def focus(self) -> QWidget:
        """Where keys go: to the window itself where no part of it has them."""
        return QApplication.focusWidget() or self.at.window

    def type(self, text: str) -> None:
        self.made += 1
        QTest.keyClicks(self.focus, text)

    def click(self, part: QWidget) -> None:
        self.made += 1
        window, middle = part.window(), part.rect().center()
        seen = window.childAt(part.mapTo(window, middle))
        assert seen is part or part.isAncestorOf(seen), "it is covered or out of sight"
        QTest.mouseClick(seen, Qt.MouseButton.LeftButton, pos=seen.rect().center())


Step = Callable[[Hand], Iterator[None]]
"""Does the step, yields once it is done, then looks at what came of it."""


def next_candidate(hand: Hand) -> Iterator[None]:
    rows, workspace = hand.at.window.candidates.model, hand.at.workspace
    before = rows.row_of(workspace.selected)
    hand.key(K.Key_J)
    yield
    assert rows.row_of(workspace.selected) == before + 1


def same_pixel_in_the_next_frame(hand: Hand) -> Iterator[None]:
    workspace = hand.at.workspace
    hand.key(K.Key_Right)
    yield
    held = workspace.pixel_in_hand
    assert (held.frame, held.x, held.y) == (STAR[0] + 1, *STAR[1:])
    stamp = hand.at.window.store.stamp(STAR[0] + 1, *STAR[1:])
    shown = hand.at.window.cutout.grid._stamp
    assert shown is stamp is not None


def type_a_threshold_and_go_on(hand: Hand) -> Iterator[None]:
    window, workspace = hand.at.window, hand.at.workspace
    hand.click(window.parameters.rows["threshold_e"].field)
    hand.type("150")
    hand.key(K.Key_Return)
    yield
    assert workspace.parameters.threshold_e == 150
    rows = window.candidates.model
    before = rows.row_of(workspace.selected)
    for key, row in ((K.Key_J, before + 1), (K.Key_K, before)):
        hand.key(key)
        assert rows.row_of(workspace.selected) == row


def notebook_stretch(hand: Hand) -> Iterator[None]:
    hand.key(K.Key_1)
    yield
    image = hand.at.window.image
    assert image.shown_layer == "raw"
    stretch = image.view.stretch
    assert (stretch.kind, stretch.black, stretch.white) == ("log", 5000.0, 30000.0)


def statistics_of_a_typed_region(hand: Hand) -> Iterator[None]:
    hand.key(K.Key_G)
    hand.type("10:29, 5:24")
    hand.key(K.Key_Return)
    yield
    figures, frame = hand.at.window.statistics, hand.at.workspace.frame
    part = residual_e(cube(), frame)[5:25, 10:30]
    hand.at.qtbot.waitUntil(lambda: figures.text("n") == "400", timeout=PATIENCE_MS)
    assert float(figures.text("max").split()[0].replace(",", "")) == pytest.approx(
        part.max(), abs=0.06
    )


def export(hand: Hand) -> Iterator[None]:
    hand.key(K.Key_E, M.ControlModifier)
    dialog = hand.at.window.findChild(export_dialog.ExportDialog)
    hand.at.qtbot.waitUntil(lambda: dialog.isAncestorOf(QApplication.focusWidget()))
    hand.key(K.Key_Return)
    yield
    folder = Path(dialog.folder.text())
    kinds = {path.suffix for path in folder.iterdir()}
    assert kinds == {"", ".csv", ".ecsv", ".fits", ".json", ".reg"}
    dialog.close()


def another_capture(hand: Hand) -> Iterator[None]:
    before = hand.at.workspace.session.path
    hand.key(K.Key_PageDown, M.ControlModifier)
    yield
    assert hand.at.workspace.session.path != before
    assert hand.at.workspace.calibration is not None


@dataclass(frozen=True)
class Row:
    step: Step
    most: int


TABLE = (
    Row(next_candidate, 1),
    Row(same_pixel_in_the_next_frame, 1),
    Row(type_a_threshold_and_go_on, 3),
    Row(notebook_stretch, 1),
    Row(statistics_of_a_typed_region, 3),
    Row(export, 2),
    Row(another_capture, 1),
)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.step.__name__)
def test_daily_steps_take_few_keys(
    row: Row, driver: Driver, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = root.with_name("exported")
    monkeypatch.setattr(export_dialog, "default_folder", lambda _session: out)
    second = next(root.rglob("Dark30s"))
    shutil.copytree(second, second.parent.parent / "02_00_00" / "Dark30s")
    driver.open(root)
    driver.qtbot.waitUntil(lambda: driver.workspace.selected is not None)
    hand = Hand(driver)
    step = row.step(hand)
    next(step)
    driver.settle()
    made = hand.made
    assert list(step) == []
    assert made <= row.most
