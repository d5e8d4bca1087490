"""The star test in the real window, on real FITS files."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from darkviewer.core.candidates.labels import RULES
from darkviewer.core.parameters import PARAMETERS, Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting.session import examine_session
from darkviewer.gui.dialogs.explanation import Explanation
from darkviewer.gui.dialogs.injection import InjectionDialog
from darkviewer.gui.graphics.markers import kind_of, mark_of, markers_of
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.models.candidate_columns import COLUMNS
from darkviewer.gui.style.theme import LABEL_MARKS, PALETTES
from darkviewer.gui.widgets.captions import caption
from darkviewer.gui.widgets.frame_values import temperatures
from darkviewer.gui.widgets.parameter_panel import ORDER
from darkviewer.gui.widgets.recovery_dock import RecoveryDock
from darkviewer.runs.injection_rounds import ROUNDS
from tests.helpers.captures import HOT, NX, NY, STAR
from tests.helpers.stars import BLINKER, FRAMES, darks, row_of
from tests.helpers.windows import PATIENCE_MS, settle


def test_every_parameter_has_its_row() -> None:
    assert sorted(ORDER) == sorted(item.name for item in PARAMETERS)


def test_the_criterion_chooses_which_rows_are_shown(untested: MainWindow) -> None:
    rows = untested.parameters.rows
    shown = {name for name, row in rows.items() if not row.isHidden()}
    assert {"ratio", "neighbours", "ties"} <= shown
    assert not shown & {"fwhm_px", "p_min", "dbic_min", "master", "detection"}
    untested.workspace.set_parameter("criterion", "psf")
    shown = {name for name, row in rows.items() if not row.isHidden()}
    assert {"fwhm_px", "p_min", "dbic_min", "master", "detection"} <= shown
    assert not shown & {"ratio", "neighbours", "ties"}


def test_what_was_changed_is_never_hidden(untested: MainWindow) -> None:
    untested.workspace.set_parameter("threshold_sigma", 3.0)
    assert not untested.parameters.rows["threshold_sigma"].isHidden()


def test_the_psf_test_runs_in_the_worker_and_finds_the_star(
    tested: MainWindow,
) -> None:
    workspace = tested.workspace
    assert workspace.tested
    table = workspace.candidates
    words = table.classification.words
    assert words[row_of(workspace, *STAR)] == "PSF-like"
    assert words[row_of(workspace, *HOT)] == "single pixel"
    assert words[row_of(workspace, 2, *BLINKER)] == "telegraph"
    assert table.accepted.sum() == 1
    assert tested.parameters.funnel.session_counts[2] == 1


def test_the_window_gives_what_the_engine_gives(tested: MainWindow) -> None:
    workspace = tested.workspace
    alone = drive(examine_session(workspace.calibration, workspace.parameters))
    ours = workspace.examination
    np.testing.assert_array_equal(alone.evidence.shape.p, ours.evidence.shape.p)


@pytest.mark.parametrize(
    ("name", "value"), [("p_min", 0.2), ("dbic_min", 40.0), ("threshold_e", 900.0)]
)
def test_a_limit_only_selects(tested: MainWindow, name: str, value: float) -> None:
    workspace = tested.workspace
    before = workspace.examination
    workspace.set_parameter(name, value)
    assert not tested.tasks.busy
    assert workspace.examination is before
    assert workspace.tested


def test_no_leaders_are_shown_before_the_tests_know_them(
    untested: MainWindow, qtbot: QtBot
) -> None:
    workspace, shown = untested.workspace, []
    workspace.candidates_changed.connect(shown.append)
    workspace.set_parameters(
        replace(workspace.parameters, threshold_e=0.0, threshold_sigma=5.0)
    )
    settle(untested, qtbot)
    for table in shown[:-1]:  # as before, and said to be so
        assert table is None or table.parameters.threshold_e == 200
        assert table is None or table.value_e.min() > 200
    assert shown[-1].classification.evidence.shape.significance.min() > 5
    assert untested.candidates.model.rowCount() == len(shown[-1])
    above = {(frame * NY + y) * NX + x for frame, x, y in (STAR, HOT)}
    assert set(shown[-1].id.tolist()) == above  # the blinker is lost in its own noise


def test_another_width_tests_again(tested: MainWindow, qtbot: QtBot) -> None:
    workspace = tested.workspace
    before = workspace.examination
    workspace.set_parameter("fwhm_px", 2.6)
    assert tested.tasks.busy
    assert not workspace.tested
    settle(tested, qtbot)
    assert workspace.tested
    assert workspace.examination is not before


def test_cancelled_tests_leave_no_half_truth(tested: MainWindow, qtbot: QtBot) -> None:
    workspace = tested.workspace
    workspace.set_parameter("fwhm_px", 2.6)
    tested.tasks.cancel()
    settle(tested, qtbot)
    assert workspace.requested.fwhm_px == workspace.parameters.fwhm_px == 2.0
    assert workspace.examination.examiner.options.psf.fwhm_px == 2.0
    assert workspace.candidates.classification is not None


def test_the_notebooks_values_are_one_click_away(
    tested: MainWindow, qtbot: QtBot
) -> None:
    workspace = tested.workspace
    tested.parameters.reset()
    settle(tested, qtbot)
    assert workspace.parameters == Parameters()
    assert workspace.candidates.classification is None
    workspace.history.undo()
    assert workspace.tested
    assert workspace.candidates.classification is not None


def test_the_master_follows_the_criterion_until_it_is_chosen(
    tested: MainWindow, qtbot: QtBot
) -> None:
    segments = tested.parameters.rows["master"].segments
    assert segments.value == "leave-one-out"
    segments.value_changed.emit("in-sample")
    settle(tested, qtbot)
    assert tested.workspace.parameters.master == "in-sample"
    segments.value_changed.emit("leave-one-out")
    settle(tested, qtbot)
    assert tested.workspace.parameters.master == "auto"


def test_the_table_shows_what_the_criterion_needs(
    untested: MainWindow, qtbot: QtBot
) -> None:
    view = untested.candidates.view
    titles = [column.title for column in COLUMNS]

    def shown() -> set[str]:
        return {t for i, t in enumerate(titles) if not view.isColumnHidden(i)}

    assert not shown() & {"σ", "χ²", "p", "ΔBIC", "P(PSF)", "seen in"}
    assert {"plateau", "edge"} <= shown()
    untested.workspace.set_parameter("criterion", "psf")
    settle(untested, qtbot)
    assert {"σ", "χ²", "p", "ΔBIC", "P(PSF)", "flux e⁻", "seen in"} <= shown()
    assert {"dx", "dy", "FWHM", "dof", "label"} <= shown()
    assert not shown() & {"plateau", "edge"}


def cell(window: MainWindow, candidate: int, title: str) -> object:
    """What the table shows, and the tip of the cell."""
    model = window.candidates.model
    column = next(i for i, c in enumerate(COLUMNS) if c.title == title)
    return model.index(model.row_of(candidate), column)


def test_cells_say_what_the_engine_found(tested: MainWindow) -> None:
    table = tested.workspace.candidates
    star = row_of(tested.workspace, *STAR)
    candidate = int(table.id[star])
    shape = table.classification.evidence.shape
    assert cell(tested, candidate, "χ²").data() == f"{shape.chi2[star]:.1f}"
    assert cell(tested, candidate, "flux e⁻").data() == f"{shape.flux_e[star]:,.0f}"
    assert cell(tested, candidate, "seen in").data() == f"1/{FRAMES}"
    label = cell(tested, candidate, "label")
    assert label.data() == "PSF-like"
    tip = label.data(Qt.ItemDataRole.ToolTipRole)
    assert "a star explains it best" in tip


def test_one_label_can_be_looked_at_alone(tested: MainWindow) -> None:
    view = tested.candidates
    words = tested.workspace.candidates.classification.words
    view.show_kind(label="telegraph")
    assert view.model.rowCount() == int((words == "telegraph").sum()) > 0
    view.show_kind()
    for text, label in (("psf-like", "PSF-like"), ("single pixel", "single pixel")):
        view.model.set_filter(text=text)
        assert view.model.rowCount() == int((words == label).sum()) > 0
    view.model.set_filter(text="p>1e-3 dbic>0")
    assert view.model.rowCount() >= 1


def test_marks_differ_by_label(tested: MainWindow) -> None:
    table = tested.workspace.candidates
    looks = {}
    for frame in range(FRAMES):
        known = markers_of(table, frame)
        for kind in known.kinds().tolist():
            accepted, synthetic, label = kind_of(kind)
            looks[label] = mark_of(
                accepted=accepted,
                synthetic=synthetic,
                label=label,
                palette=PALETTES["dark"],
            )
    assert looks["PSF-like"].shape == "circle"
    assert looks["telegraph"].shape == "triangle"
    assert looks["single pixel"].shape == "diamond"
    assert len({mark.colour for mark in looks.values()}) >= 3


@pytest.mark.parametrize("label", [rule.label for rule in RULES])
def test_every_label_has_a_mark_and_night_is_red(label: str) -> None:
    assert label in LABEL_MARKS
    night = mark_of(
        accepted=False, synthetic=False, label=label, palette=PALETTES["night"]
    )
    red, green, blue = QColor(night.colour).getRgb()[:3]
    assert red > 2 * max(green, blue)


# layers


def plane(window: MainWindow, qtbot: QtBot, layer: str) -> np.ndarray:
    """The pixels of a layer of the star's frame, as they are on show."""
    window.workspace.set_frame(STAR[0])
    window.workspace.set_layer(layer)
    settle(window, qtbot)
    image = window.store.current
    assert image.layer == layer
    return image.levels[0]


def test_noise_and_significance_are_layers(tested: MainWindow, qtbot: QtBot) -> None:
    sigma = plane(tested, qtbot, "noise")
    # 40 e- of noise; the median of the 5 others has 0.287 of a value's variance
    assert np.median(sigma) == pytest.approx(40 * np.sqrt(1.287), rel=0.1)
    significance = plane(tested, qtbot, "significance")
    assert np.std(significance[:20]) == pytest.approx(1, rel=0.15)
    frame, x, y = STAR
    table = tested.workspace.candidates
    row = row_of(tested.workspace, frame, x, y)
    known = table.classification.evidence.shape.significance[row]
    assert significance[y, x] == pytest.approx(known, rel=1e-4)


def test_the_residual_is_against_the_others_where_the_tests_are(
    tested: MainWindow, qtbot: QtBot
) -> None:
    others = np.delete(darks().astype(float), STAR[0], axis=0)
    expected = (darks()[STAR[0]] - np.median(others, axis=0)) * 1.39 / 16
    shown = plane(tested, qtbot, "residual")
    np.testing.assert_allclose(shown, expected, atol=1e-3)
    tested.workspace.set_parameter("master", "in-sample")
    settle(tested, qtbot)
    own = (darks()[STAR[0]] - np.median(darks().astype(float), axis=0)) * 1.39 / 16
    np.testing.assert_allclose(plane(tested, qtbot, "residual"), own, atol=1e-3)


def test_the_line_above_the_image_names_the_master(
    tested: MainWindow, qtbot: QtBot
) -> None:
    plane(tested, qtbot, "residual")
    image = tested.store.current
    words = "".join(run.text for run in caption(tested.workspace, image, STAR[0]))
    assert words == (
        f"Residual · frame 2 of {FRAMES} · master: 5 of 6 frames, this one excluded"
    )


def test_a_clipped_master_leaves_the_frame_out_too(
    untested: MainWindow, qtbot: QtBot
) -> None:
    new = replace(untested.workspace.parameters, criterion="psf", method="clipped")
    untested.workspace.set_parameters(new)
    settle(untested, qtbot)
    shown = plane(untested, qtbot, "residual")
    others = np.delete(darks().astype(float), STAR[0], axis=0)
    quiet = np.median(shown - (darks()[STAR[0]] - others.mean(0)) * 1.39 / 16)
    assert abs(quiet) < 0.01
    assert plane(untested, qtbot, "noise").shape == (NY, NX)


# false positives


def test_every_candidate_of_a_dark_is_a_false_positive(
    tested: MainWindow, qtbot: QtBot
) -> None:
    box = tested.false_positives
    qtbot.waitUntil(lambda: tested.examining.idle, timeout=PATIENCE_MS)
    assert box.value.text() == "0.17"  # 1 in 6 frames
    # exact Poisson limits of one event, 0.0253 and 5.572, over 6 frames
    assert box.interval.text() == "per frame  [0.0042, 0.93] 95 %"
    assert box.labels.text() == "1 PSF-like"
    assert box.alone.text().startswith("Gaussian noise alone: ")
    assert "per Mpx" in box.toolTip()


def test_without_candidates_there_is_an_upper_limit(tested: MainWindow) -> None:
    tested.workspace.set_parameter("threshold_e", 4000.0)
    assert tested.false_positives.value.text() == "0"
    # -ln(0.05) / 6
    assert tested.false_positives.interval.text() == "per frame  [0, 0.5] 95 %"


def test_the_rate_is_not_told_before_the_tests_are_made(tested: MainWindow) -> None:
    tested.workspace.set_parameter("fwhm_px", 2.6)
    tested.workspace.set_parameter("p_min", 0.01)
    assert tested.false_positives.known is None
    assert tested.false_positives.value.text() == "–"


def test_noise_alone_is_what_the_gaussian_gives(
    untested: MainWindow, qtbot: QtBot
) -> None:
    """At 3 sigma, leaders among independent pixels without any ratio."""
    sigma = 40 * np.sqrt(1 + 0.2147 - 2 / 6)  # in-sample median of 6
    new = replace(untested.workspace.parameters, threshold_e=3 * sigma, ratio=0.0)
    untested.workspace.set_parameters(new)
    settle(untested, qtbot)
    qtbot.waitUntil(lambda: untested.examining.idle, timeout=PATIENCE_MS)
    tail = 0.5 * math.erfc(3 / math.sqrt(2))
    positive = 0.5**4  # no neighbour may be below 0 times the peak
    expected = NX * NY * tail * positive
    assert untested.examining.expected_noise() == pytest.approx(expected, rel=0.4)


def test_noise_alone_is_known_for_the_matched_filter(
    tested: MainWindow, qtbot: QtBot
) -> None:
    tested.workspace.set_parameter("detection", "matched")
    assert tested.examining.expected_noise() is None  # what is known is of peaks
    qtbot.waitUntil(
        lambda: tested.examining.expected_noise() is not None, timeout=PATIENCE_MS
    )
    above = NX * NY * 0.5 * math.erfc(5 / math.sqrt(2))
    assert 0.3 * above < tested.examining.expected_noise() < above


def test_the_rate_follows_at_once(tested: MainWindow) -> None:
    counts = set()
    for p_min in (1e-4, 0.01, 0.1, 0.5):
        tested.workspace.set_parameter("p_min", p_min)
        count = int(tested.workspace.candidates.accepted.sum())
        rate = tested.false_positives.known.per_frame.value
        assert rate == pytest.approx(count / FRAMES)
        counts.add(count)
    assert len(counts) > 1


# one pixel


def click(window: MainWindow, qtbot: QtBot, frame: int, x: int, y: int) -> None:
    """Look at a pixel of a frame, and wait for all that is known of it."""
    window.workspace.set_frame(frame)
    window.workspace.pixel_requested.emit(x, y)
    settle(window, qtbot)
    qtbot.waitUntil(lambda: window.examining.idle, timeout=PATIENCE_MS)
    settle(window, qtbot)


def test_a_pixel_is_shown_in_all_frames(tested: MainWindow, qtbot: QtBot) -> None:
    history = tested.history
    click(tested, qtbot, 2, *BLINKER)
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
    click(tested, qtbot, *STAR)
    assert history.plot is plot  # updated, not made anew
    assert history.words[0].text() == "PSF-like"
    assert "one-frame event" in history.words[1].text()


def test_every_criterion_of_any_pixel_is_explained(
    tested: MainWindow, qtbot: QtBot
) -> None:
    click(tested, qtbot, *STAR)
    tested.actions_by_name["explain"].trigger()
    panel = tested.findChild(Explanation)
    settle(tested, qtbot)
    outcomes = {
        name.text()[2:]: (name.text()[0], numbers.text())
        for name, numbers in panel.criteria
        if not name.isHidden()
    }
    assert {mark for mark, _ in list(outcomes.values())[:9]} == {"✓"}
    assert outcomes["can be a star"][1].endswith("≥ 0.001")
    assert panel.verdict.text().startswith("PSF-like")
    click(tested, qtbot, *HOT)
    failed = [n.text()[2:] for n, _ in panel.criteria if n.text().startswith("✗")]
    assert "rather a star than a hot pixel" in failed
    click(tested, qtbot, 0, 3, 3)  # nothing special, no leader
    failed = [n.text()[2:] for n, _ in panel.criteria if n.text().startswith("✗")]
    assert "above the threshold" in failed
    panel.close()


def test_data_model_and_residual_belong_together(
    tested: MainWindow, qtbot: QtBot
) -> None:
    click(tested, qtbot, *STAR)
    known = tested.examining.dossier
    frame = STAR[0]
    spread = np.sqrt(known.sigma_e[frame] ** 2 + np.maximum(known.model_e[frame], 0))
    expected = (known.stamps_e[frame] - known.model_e[frame]) / spread
    np.testing.assert_allclose(known.normalised[frame], expected)
    chi2 = known.classification.evidence.shape.chi2[frame]
    assert np.sum(expected**2) == pytest.approx(chi2, rel=1e-6)


def test_all_values_of_a_pixel_can_be_read(tested: MainWindow, qtbot: QtBot) -> None:
    click(tested, qtbot, 2, *BLINKER)
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
    values.set_dossier(tested.examining.dossier, temperatures(tested.workspace), 2)
    assert not values.isRowHidden(2)
    assert values.item(2, 5).text() == "24.5"


# injection and recovery


@pytest.fixture
def dock(tested: MainWindow) -> RecoveryDock:
    """The dock, open, with few stars to inject."""
    tested.actions_by_name["recovery"].trigger()
    dock = tested.findChild(RecoveryDock)
    dock.per_flux.setValue(ROUNDS)
    return dock


def draw(window: MainWindow, qtbot: QtBot) -> None:
    """Wait for the curves, which are computed on another thread."""
    qtbot.waitUntil(lambda: window.examining.idle, timeout=PATIENCE_MS)


def test_bright_stars_come_back_and_faint_ones_do_not(
    tested: MainWindow, dock: RecoveryDock, qtbot: QtBot
) -> None:
    parts = []
    dock._part.connect(parts.append)
    dock.start()
    settle(tested, qtbot)
    draw(tested, qtbot)
    assert len(parts) == ROUNDS
    assert len(dock.trial.recovery) == 10 * ROUNDS * FRAMES
    flux, share = dock.plots.curves["psf"].getOriginalDataset()
    assert share[0] < 0.2
    assert share[-1] > 0.8
    assert np.all(np.diff(flux) > 0)
    _, by_ratio = dock.plots.curves["ratio"].getOriginalDataset()
    assert share[-3:].mean() >= by_ratio[-3:].mean()
    assert "90 % at" in dock.outcome.text()
    assert "KS" in dock.plots.health.text()


def test_the_curves_follow_the_sliders(
    tested: MainWindow, dock: RecoveryDock, qtbot: QtBot
) -> None:
    dock.start()
    settle(tested, qtbot)
    draw(tested, qtbot)
    _, before = dock.plots.curves["psf"].getOriginalDataset()
    tested.workspace.set_parameter("dbic_min", 50.0)
    draw(tested, qtbot)
    _, after = dock.plots.curves["psf"].getOriginalDataset()
    assert not tested.tasks.busy
    assert after.sum() < before.sum()
    tested.workspace.set_parameter("fwhm_px", 2.4)
    settle(tested, qtbot)
    assert "inject again" in dock.outcome.text()
    settle(tested, qtbot)


def test_the_numbers_can_be_saved(
    tested: MainWindow, dock: RecoveryDock, qtbot: QtBot, tmp_path: Path
) -> None:
    dock.start()
    settle(tested, qtbot)
    dock.write(tmp_path / "numbers.json")
    document = json.loads((tmp_path / "numbers.json").read_text())
    assert document["injected"] == 10 * ROUNDS * FRAMES
    assert set(document["criteria"]) == {"ratio", "psf", "both"}
    assert set(document["roc"]) == {"p_min", "dbic_min", "ratio"}


def test_an_injection_can_be_cancelled(
    tested: MainWindow, dock: RecoveryDock, qtbot: QtBot
) -> None:
    dock.per_flux.setValue(2000)
    dock.start()
    assert tested.tasks.busy
    tested.tasks.cancel()
    settle(tested, qtbot)
    assert dock.trial is None
    assert tested.workspace.tested


def test_an_injected_star_is_tested_as_well(tested: MainWindow, qtbot: QtBot) -> None:
    workspace = tested.workspace
    workspace.set_frame(4)
    tested.actions_by_name["inject"].trigger()
    dialog = tested.findChild(InjectionDialog)
    dialog.kind.set_value("star")
    dialog.x_px.setValue(12.2)
    dialog.y_px.setValue(35.1)
    dialog.flux.setValue(8000.0)
    dialog.apply.click()
    settle(tested, qtbot)
    row = row_of(workspace, 4, 12, 35)
    assert workspace.candidates.synthetic[row]
    assert workspace.candidates.classification.words[row] == "PSF-like"
    flux = workspace.candidates.classification.evidence.shape.flux_e[row]
    assert flux == pytest.approx(8000, abs=600)
    star = row_of(workspace, *STAR)  # the rows of all other frames are as they were
    assert workspace.candidates.classification.words[star] == "PSF-like"
    assert tested.false_positives.labels.text() == "1 PSF-like"
    workspace.set_parameter("criterion", "ratio")
    assert workspace.injected is None
    dialog.close()


def test_the_table_gets_the_room_of_the_criteria(
    untested: MainWindow, qtbot: QtBot
) -> None:
    before = untested.candidates.width(), untested.cutout.width()
    untested.workspace.set_parameter("criterion", "psf")
    settle(untested, qtbot)
    assert untested.candidates.width() > before[0]
    assert untested.cutout.width() < before[1]
    untested.workspace.set_parameter("criterion", "ratio")
    settle(untested, qtbot)
    assert untested.cutout.width() > 0.9 * before[1]


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
