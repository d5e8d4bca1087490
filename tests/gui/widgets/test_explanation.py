"""Every criterion and every value of one pixel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from darkviewer.core.candidates.explain import Criterion
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.text.pixel_words import comparison
from darkviewer.gui.text.units import Shown
from darkviewer.gui.widgets.explanation import Explanation
from darkviewer.gui.widgets.frame_values import temperatures
from tests.helpers.captures import HOT, STAR
from tests.helpers.stars import BLINKER, darks
from tests.helpers.windows import Driver, look_at_pixel, settle


def test_every_criterion_of_any_pixel_is_explained(
    tested: MainWindow, qtbot: QtBot
) -> None:
    look_at_pixel(tested, qtbot, *STAR)
    tested.actions_by_name["explain"].trigger()
    panel = tested.findChild(Explanation)
    settle(tested, qtbot)
    outcomes = {
        name.text()[2:]: (name.text()[0], numbers.text())
        for name, numbers in panel.criteria
        if not name.isHidden()
    }
    assert {mark for mark, _ in list(outcomes.values())[:9]} == {"✓"}
    assert outcomes["fits a star"][1].endswith("≥ 0.001")
    assert panel.verdict.text().startswith("PSF-like")
    look_at_pixel(tested, qtbot, *HOT)
    failed = [n.text()[2:] for n, _ in panel.criteria if n.text().startswith("✗")]
    assert "star beats hot pixel" in failed
    look_at_pixel(tested, qtbot, 0, 3, 3)  # nothing special, no leader
    failed = [n.text()[2:] for n, _ in panel.criteria if n.text().startswith("✗")]
    assert "above the threshold" in failed
    panel.close()


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)])
def test_it_is_beside_the_image_not_over_it(
    size: tuple[int, int], opened: Driver, qtbot: QtBot
) -> None:
    window = opened.window
    window.resize(*size)
    opened.settle()
    before = window.image.size()
    opened.press(Qt.Key.Key_E)
    panel = window.findChild(Explanation)
    qtbot.waitUntil(lambda: bool(panel.verdict.text()))
    assert panel.window() is window
    panel_box, image_box = (
        part.rect().translated(part.mapTo(window, QPoint()))
        for part in (panel, window.image)
    )
    assert not panel_box.intersects(image_box)
    assert window.image.width() >= before.width() - 110
    assert window.image.height() == before.height()
    assert window.actions_by_name["explain"].isChecked()
    opened.press(Qt.Key.Key_E)
    assert not panel.isVisible()
    qtbot.waitUntil(lambda: window.image.size() == before)


def test_a_criterion_and_its_value_are_side_by_side(
    tested: MainWindow, qtbot: QtBot
) -> None:
    tested.actions_by_name["explain"].trigger()
    panel = tested.findChild(Explanation)
    qtbot.waitUntil(lambda: bool(panel.verdict.text()))
    settle(tested, qtbot)  # laid out
    shown = [(n, v) for n, v in panel.criteria if n.isVisible()]
    assert len(shown) > 8
    for name, value in shown:
        assert abs(name.y() - value.y()) <= 2
        assert 0 <= value.x() - name.geometry().right() < 20
        assert value.height() >= value.heightForWidth(value.width())
        assert name.width() > value.width() / 2
    assert panel._sheet.width() <= panel._area.viewport().width()


def test_escape_closes_it_and_the_captures_are_there_again(
    opened: Driver, qtbot: QtBot
) -> None:
    window = opened.window
    opened.press(Qt.Key.Key_E)
    panel = window.findChild(Explanation)
    qtbot.waitUntil(panel.isVisible)
    assert not window.browser.view.isVisible()
    opened.press(Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert window.browser.view.isVisible()
    opened.press(Qt.Key.Key_E)
    panel.close_button.click()
    assert not panel.isVisible()


def test_it_stays_when_parts_go_into_tabs(opened: Driver, qtbot: QtBot) -> None:
    window = opened.window
    opened.press(Qt.Key.Key_E)
    panel = window.findChild(Explanation)
    for size in ((900, 560), (1440, 900)):
        window.setMinimumSize(*size)
        window.resize(*size)
        qtbot.waitUntil(lambda s=size: window.width() == s[0])
        opened.settle()
        assert panel.isVisible() or window.parts.aside is panel
    window.parts.bring_forward(panel)
    assert panel.isVisible()


def test_hidden_it_follows_nothing(opened: Driver, qtbot: QtBot) -> None:
    window = opened.window
    opened.press(Qt.Key.Key_E)
    panel = window.findChild(Explanation)
    qtbot.waitUntil(lambda: bool(panel.verdict.text()))
    words = panel.where.text()
    window.parts.bring_forward(window.browser)
    window.workspace.set_frame((window.workspace.frame + 1) % 5)
    opened.settle()
    assert panel.where.text() == words
    window.parts.bring_forward(panel)
    assert panel.where.text() != words


def test_a_p_value_is_compared_whole() -> None:
    far = Criterion("fits a star", 2e-123, 0.001, "≥", "", False, "p")
    near = replace(far, value=0.00096)
    assert comparison(far) == "p < 1e−99 < 0.001"
    assert comparison(near) == "p 9.6e−4 < 0.001"
    assert comparison(replace(near, value=0.5, limit=1e-5, passed=True)) == (
        "p 0.50 ≥ 0.00001"
    )


def test_data_model_and_residual_belong_together(
    tested: MainWindow, qtbot: QtBot
) -> None:
    look_at_pixel(tested, qtbot, *STAR)
    known = tested.examining.dossier
    frame = STAR[0]
    spread = np.sqrt(known.sigma_e[frame] ** 2 + np.maximum(known.model_e[frame], 0))
    expected = (known.stamps_e[frame] - known.model_e[frame]) / spread
    np.testing.assert_allclose(known.normalised[frame], expected)
    chi2 = known.classification.evidence.shape.chi2[frame]
    assert np.sum(expected**2) == pytest.approx(chi2, rel=1e-6)


def test_all_values_of_a_pixel_can_be_read(tested: MainWindow, qtbot: QtBot) -> None:
    look_at_pixel(tested, qtbot, 2, *BLINKER)
    tested.actions_by_name["explain"].trigger()
    settle(tested, qtbot)
    values = tested.findChild(Explanation).values
    x, y = BLINKER
    raw = [values.item(0, k).text() for k in range(values.columnCount())]
    assert raw == [f"{value:,}" for value in darks()[:, y, x]]
    residual = tested.examining.dossier.residual_e
    shown = [values.item(1, k).text().replace("\N{MINUS SIGN}", "-") for k in (0, 1)]
    assert shown == [f"{residual[k]:.1f}" for k in (0, 1)]
    assert {cell.column() for cell in values.selectedItems()} == {2}
    session = tested.workspace.session
    warm = [replace(f, temperature_c=19.5 + n) for n, f in enumerate(session.frames)]
    tested.workspace.session = replace(session, frames=tuple(warm))
    warm = temperatures(tested.workspace)
    values.set_dossier(tested.examining.dossier, warm, 2, Shown(1.0, "e-"))
    assert not values.isRowHidden(2)
    assert values.item(2, 5).text() == "24.5"
