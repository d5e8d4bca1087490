"""Every criterion and every value of one pixel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from darkviewer.core.candidates.explain import Criterion
from darkviewer.gui.dialogs.explanation import Explanation
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.text.pixel_words import comparison
from darkviewer.gui.text.units import Shown
from darkviewer.gui.widgets.frame_values import temperatures
from tests.helpers.captures import HOT, STAR
from tests.helpers.stars import BLINKER, darks
from tests.helpers.windows import look_at_pixel, settle


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
