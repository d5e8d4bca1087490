"""A frame with a synthetic source: every panel speaks of the same copy."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from darkviewer.core.injection.sources import inject_psf
from darkviewer.core.progress import drive
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.widgets.explanation import Explanation
from darkviewer.runs.injected_source import inject
from tests.helpers.stars import row_of
from tests.helpers.windows import look_at_pixel, settle

PLACE = 3, 40, 12  # frame, x, y of nothing but noise
FLUX = 6000.0


@pytest.fixture(params=["psf", "ratio"])
def injected(
    untested: MainWindow, qtbot: QtBot, request: pytest.FixtureRequest
) -> MainWindow:
    """A star of 6000 e- in frame 4, selected, by either criterion."""
    window, workspace = untested, untested.workspace
    workspace.set_parameter("criterion", request.param)
    settle(window, qtbot)
    frame, x, y = PLACE
    job = inject(
        workspace.calibration,
        frame,
        lambda values: inject_psf(values, x=x, y=y, flux_e=FLUX),
        parameters=workspace.parameters,
        noise=workspace.noise,
    )
    look_at_pixel(window, qtbot, *PLACE)
    workspace.set_injected(drive(job))
    look_at_pixel(window, qtbot, *PLACE)
    return window


def test_history_and_table_see_the_same_star(injected: MainWindow) -> None:
    table, known = injected.workspace.candidates, injected.examining.dossier
    frame, row = PLACE[0], row_of(injected.workspace, *PLACE)
    evidence = known.classification.evidence
    assert known.classification.words[frame] == "PSF-like"
    assert evidence.shape.flux_e[frame] == pytest.approx(FLUX, rel=0.1)
    assert evidence.past.recurrence[frame] == 1
    assert table.synthetic[row]
    shown = [words.text() for words in injected.history.words]
    assert shown[0] == "PSF-like, synthetic"
    assert shown[1].startswith("one-frame event")
    # row offsets, a few electrons, are in the table and not in the examination
    assert known.residual_e[frame] == pytest.approx(table.value_e[row], abs=20)
    if table.classification is not None:
        mine = table.classification.evidence
        assert table.classification.words[row] == "PSF-like"
        for name in ("chi2", "flux_e", "significance"):
            assert getattr(mine.shape, name)[row] == pytest.approx(
                getattr(evidence.shape, name)[frame], rel=1e-5
            )
        assert mine.past.recurrence[row] == 1


def test_explanation_and_cutout_see_the_same_star(
    injected: MainWindow, qtbot: QtBot
) -> None:
    injected.actions_by_name["explain"].trigger()
    settle(injected, qtbot)
    panel = injected.findChild(Explanation)
    assert panel.verdict.text().startswith("PSF-like, synthetic")
    marks = {n.text()[2:]: n.text()[0] for n, _ in panel.criteria if not n.isHidden()}
    assert marks["above the threshold"] == "✓"
    assert marks["above the noise, alone or as a star"] == "✓"
    data, model, rest = (grid._stamp.cutout.values for grid in panel.stamps.values())
    assert injected.cutout.grid._stamp.cutout.values.tolist() == data.tolist()
    assert model[2, 2] == pytest.approx(data[2, 2], rel=0.2)
    assert np.abs(rest).max() < 6
    panel.close()


def test_without_the_source_every_panel_sees_the_frame_again(
    injected: MainWindow, qtbot: QtBot
) -> None:
    injected.workspace.set_injected(None)
    qtbot.waitUntil(lambda: injected.examining.idle)
    settle(injected, qtbot)
    known = injected.examining.dossier
    assert known.classification.evidence.past.recurrence[PLACE[0]] == 0
    assert "synthetic" not in injected.history.words[0].text()


def test_another_frame_of_the_pixel_is_its_own(
    injected: MainWindow, qtbot: QtBot
) -> None:
    look_at_pixel(injected, qtbot, 0, *PLACE[1:])
    words = [w.text() for w in injected.history.words]
    assert words[0] == "noise"
    assert words[1].startswith("one-frame event, not this frame")
