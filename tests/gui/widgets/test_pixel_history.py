"""One pixel over all frames."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from darkviewer.gui.main_window import MainWindow
from tests.helpers.captures import STAR
from tests.helpers.stars import BLINKER, FRAMES, darks
from tests.helpers.windows import PATIENCE_MS, look_at_pixel


def test_a_pixel_is_shown_in_all_frames(tested: MainWindow, qtbot: QtBot) -> None:
    history = tested.history
    look_at_pixel(tested, qtbot, 2, *BLINKER)
    plot = history.plot
    _, values = history.plot.curve.getData()
    x, y = BLINKER
    raw = darks()[:, y, x].astype(float)
    expected = [
        (raw[k] - np.median(np.delete(raw, k))) * 1.39 / 16 for k in range(FRAMES)
    ]
    np.testing.assert_allclose(values, expected, atol=12)  # row offsets are removed
    assert history.plot.here.pos().x() == 3
    assert history.plot.here.isVisible()
    assert history.words[0].text() == "telegraph"
    assert "high in 3 of 6 frames" in history.words[1].text()
    look_at_pixel(tested, qtbot, *STAR)
    assert history.plot is plot  # updated, not recreated
    assert history.words[0].text() == "PSF-like"
    assert "one-frame event" in history.words[1].text()
    look_at_pixel(tested, qtbot, 0, *STAR[1:])  # the star is in another frame
    assert history.words[0].text() == "noise"
    assert history.words[1].text().startswith("one-frame event, not this frame")


def test_the_pixel_in_hand_stays_in_hand_when_calibrated_anew(
    untested: MainWindow, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: untested.examining.dossier is not None, timeout=PATIENCE_MS)
    before = untested.examining.dossier
    untested.tasks.calibrate(afresh=True)
    qtbot.waitUntil(
        lambda: untested.examining.dossier is not before, timeout=PATIENCE_MS
    )
    known = untested.examining.dossier
    assert (known.x, known.y) == (before.x, before.y)
    np.testing.assert_array_equal(known.raw, before.raw)
    assert untested.history.plot.isVisible()
