"""All sources of e-/ADU of the session on show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from darkviewer.cli import main
from darkviewer.core.progress import drive
from darkviewer.gui.widgets.gain_truth import GainTruthView
from darkviewer.reports.documented import documented_gain
from tests.helpers.captures import cube, write_capture
from tests.helpers.padded import write_padded
from tests.helpers.windows import Driver


@pytest.fixture
def view(driver: Driver) -> GainTruthView:
    made = GainTruthView(driver.workspace, driver.window.tasks)
    driver.qtbot.addWidget(made)
    made.resize(420, 480)
    made.show()
    return made


def words(view: GainTruthView) -> list[str]:
    return [row.text() for row in view.rows if not row.isHidden()]


def test_without_a_session_it_says_so(view: GainTruthView) -> None:
    assert view.used.text() == "Choose a session"
    assert words(view) == []
    assert not view.take.isEnabled()
    assert not view.save.isEnabled()
    view.start()  # there is nothing to measure
    view.take.click()


def test_a_source_is_taken_kept_and_undone(
    view: GainTruthView, driver: Driver, tmp_path: Path
) -> None:
    driver.open(write_padded(tmp_path / "d", EGAIN=0.5, INSTRUME="QHY42PRO", GAIN=5))
    assert words(view)[:3] == ["in use: 1.390", "EGAINSAV: none", "EGAIN: 0.500"]
    assert view.mark.level == "warn"
    assert view.used.text() == "1.39 e⁻/ADU, padding 4, is used"
    assert view.sentence.text().endswith("use 0.5 e-/ADU, padding 4")
    assert view.rule.text().startswith("rule 5 of 10")
    view.rows[0].click()
    assert not view.take.isEnabled()
    view.rows[2].click()
    assert view.take.text() == "Use 0.5 e⁻/ADU, padding 4"
    view.take.click()
    driver.settle()
    assert driver.workspace.parameters.gain_e_per_adu == 0.5
    assert view.mark.level == "ok"
    assert "user for QHY42PRO at gain 5" in view.sentence.text()
    assert list(driver.workspace.cameras.gains.values()) == [(0.5, 4)]
    driver.workspace.history.undo()
    driver.settle()
    assert view.mark.level == "warn"
    assert driver.workspace.cameras.gains == {}


def test_it_says_the_same_as_the_command(
    view: GainTruthView,
    driver: Driver,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = write_padded(tmp_path / "d", EGAIN=0.5, RDNOISE=1.5)
    driver.open(folder)
    written = drive(documented_gain(view.truth))
    assert main(["gain", str(folder), "--json"]) == 0
    expected = json.loads(capsys.readouterr().out)
    for document in (written, expected):
        assert len(document.pop("provenance")) == 1
        assert len(document.pop("seal")) == 64
    assert written == expected
    assert written["rule"] == "card disagrees"
    assert len(written["measured"]["frames"]) == 6
    assert "photon transfer of 6 of 6 frames" in view.how.text()


def test_out_of_sight_nothing_is_measured(
    view: GainTruthView, driver: Driver, tmp_path: Path
) -> None:
    view.hide()
    driver.open(write_padded(tmp_path / "d", EGAIN=0.5))
    assert not view.truth.calibration.transfer
    view.show()
    driver.settle()
    assert len(view.truth.calibration.transfer) == 4
    assert view.measure.isHidden()


def test_cancelled_it_can_be_asked_for_again(
    view: GainTruthView,
    driver: Driver,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = write_padded(tmp_path / "d", EGAIN=0.5)
    with monkeypatch.context() as patch:
        patch.setattr(view, "start", lambda: None)
        driver.open(folder)
    assert not view.measure.isHidden()
    view.measure.click()
    driver.window.tasks.cancel()
    driver.qtbot.waitUntil(lambda: not view.measure.isHidden())
    view.measure.click()
    driver.settle()
    assert view.measure.isHidden()


def test_a_measure_of_other_frames_is_not_shown(
    view: GainTruthView, driver: Driver, tmp_path: Path
) -> None:
    driver.open(write_padded(tmp_path / "d", EGAIN=0.5))
    before = view.truth
    driver.open(write_padded(tmp_path / "e", EGAIN=0.7))
    now = view.truth
    view._take(before.calibration, before)
    assert view.truth is now


def test_three_frames_are_too_few_to_measure(
    view: GainTruthView, driver: Driver, tmp_path: Path
) -> None:
    driver.open(write_capture(tmp_path, cube()[:3]))
    assert view.how.text() == "photon transfer takes 4 frames"
    assert view.measure.isHidden()


def test_it_follows_palette_and_text_size(
    view: GainTruthView, driver: Driver, tmp_path: Path
) -> None:
    driver.open(write_padded(tmp_path / "d", EGAIN=0.5))
    plain = view.grab().toImage()
    driver.workspace.set_palette("light")
    assert view.grab().toImage() != plain
    width = view.rows[0].minimumSizeHint().width()
    driver.window.theme_choice.step_text(4)
    driver.qtbot.waitUntil(lambda: view.rows[0].minimumSizeHint().width() > width)
