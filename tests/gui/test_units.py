"""One switch, and every panel writes pixel values in the same unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.parameter_row import NumberRow
from darkviewer.gui.dialogs.pixel_table import SIZE, PixelTable
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.models.candidate_columns import COLUMNS
from darkviewer.gui.startup.memory import recall, remember
from darkviewer.gui.widgets.explanation import Explanation
from darkviewer.storage.appdata.settings import Settings
from tests.helpers.captures import SCALE, STAR
from tests.helpers.stars import row_of
from tests.helpers.windows import Driver, look_at_pixel, settle

EXPOSURE_S = 30.0  # by the name of the folder
FACTORS = {"e-": 1.0, "ADU": 1 / SCALE, "e-/s": 1 / EXPOSURE_S}
WORDS = {"e-": "e⁻", "ADU": "ADU", "e-/s": "e⁻/s"}
PEAK, FLUX = (
    next(i for i, c in enumerate(COLUMNS) if c.title == f"{name} e⁻")
    for name in ("peak", "flux")
)


def value(text: str) -> float:
    """The first number of a text."""
    found = re.search(r"[−-]?[\d,]+(?:\.\d+)?", text)
    assert found is not None, text
    return float(found.group().replace("−", "-").replace(",", ""))


@pytest.fixture
def each_unit(tested: MainWindow, qtbot: QtBot) -> Iterator[str]:
    """The units in turn, each chosen in the same window."""
    look_at_pixel(tested, qtbot, *STAR)

    def in_turn() -> Iterator[str]:
        for unit in FACTORS:
            name = unit.replace("-", "").replace("/", "_per_")
            tested.actions_by_name[f"units_{name}"].trigger()
            settle(tested, qtbot)
            yield unit

    return in_turn()


def test_table_and_filter(
    tested: MainWindow, qtbot: QtBot, each_unit: Iterator[str]
) -> None:
    for chosen in each_unit:
        check_table_and_filter(tested, qtbot, chosen)


def check_table_and_filter(tested: MainWindow, qtbot: QtBot, chosen: str) -> None:
    workspace, model = tested.workspace, tested.candidates.model
    table, factor = workspace.candidates, FACTORS[chosen]
    row = model.row_of(workspace.selected)
    at = row_of(workspace, *STAR)
    titles = [
        model.headerData(n, tested.candidates.view.horizontalHeader().orientation())
        for n in (PEAK, FLUX)
    ]
    assert titles == [f"peak {WORDS[chosen]}", f"flux {WORDS[chosen]}"]
    peak = table.value_e[at] * factor
    assert value(model.text_at(row, PEAK)) == pytest.approx(peak, rel=1e-3)
    flux = table.classification.evidence.shape.flux_e[at] * factor
    assert value(model.text_at(row, FLUX)) == pytest.approx(flux, rel=1e-3)
    limit = float(np.median(table.value_e)) * factor
    tested.candidates.filter.setText(f"peak>{limit:.6g}")
    wanted = int((table.value_e * factor > float(f"{limit:.6g}")).sum())
    assert 0 < wanted < len(table)
    qtbot.waitUntil(lambda: model.rowCount() == wanted)
    tested.candidates.filter.setText("")
    qtbot.waitUntil(lambda: model.rowCount() == len(table))


def test_cutout_history_and_explanation(
    tested: MainWindow, qtbot: QtBot, each_unit: Iterator[str]
) -> None:
    for chosen in each_unit:
        check_cutout_and_history(tested, chosen)
        tested.actions_by_name["explain"].trigger()
        settle(tested, qtbot)
        panel = tested.findChild(Explanation)
        assert panel.isVisible()
        check_explanation(tested, panel, chosen)
        tested.actions_by_name["explain"].trigger()
        assert not panel.isVisible()


def check_cutout_and_history(tested: MainWindow, chosen: str) -> None:
    factor, words = FACTORS[chosen], WORDS[chosen]
    stamp = tested.cutout.grid._stamp.cutout.values
    printed = value(tested.cutout.grid.texts()[2][2])
    assert printed == pytest.approx(stamp[2, 2] * factor, rel=2e-3)
    facts = tested.cutout._facts.text()
    assert value(facts) == pytest.approx(stamp[2, 2] * factor, rel=1e-3)
    assert f" {words} ·" in facts
    known = tested.examining.dossier
    shape = known.classification.evidence.shape
    line = tested.history.words[2].text()
    assert value(line) == pytest.approx(shape.flux_e[STAR[0]] * factor, rel=1e-3)
    assert f" {words}, FWHM" in line
    _, y = tested.history.plot.curve.getData()
    np.testing.assert_allclose(y, known.residual_e * factor)
    assert tested.history.plot.here.pos().y() == pytest.approx(y[STAR[0]])


def check_explanation(tested: MainWindow, panel: Explanation, chosen: str) -> None:
    factor, words = FACTORS[chosen], WORDS[chosen]
    stamp = tested.cutout.grid._stamp.cutout.values
    printed = value(tested.cutout.grid.texts()[2][2])
    known = tested.examining.dossier
    numbers = {n.text()[2:]: v.text() for n, v in panel.criteria if not n.isHidden()}
    above = numbers["above the threshold"]
    assert value(above) == pytest.approx(stamp[2, 2] * factor, rel=1e-3)
    assert above.endswith(f" {words}")
    assert value(above.split(">")[1]) == pytest.approx(200 * factor, rel=1e-3)
    data, model, rest = panel.stamps.values()
    assert value(data.texts()[2][2]) == printed
    fitted = known.model_e[STAR[0], 2, 2] * factor
    assert value(model.texts()[2][2]) == pytest.approx(fitted, rel=2e-3)
    sigmas = known.normalised[STAR[0], 2, 2]
    assert value(rest.texts()[2][2]) == pytest.approx(sigmas, abs=0.06)
    assert f"residual {words}" == panel.values.verticalHeaderItem(1).text()
    assert f"residual in all frames {words}" in " ".join(
        heading.text() for heading in panel._headings.values()
    )


def test_statistics_histogram_and_caption(
    tested: MainWindow, qtbot: QtBot, each_unit: Iterator[str]
) -> None:
    for chosen in each_unit:
        for layer in ("residual", "raw"):
            check_statistics_histogram_and_caption(tested, qtbot, chosen, layer)


def check_statistics_histogram_and_caption(
    tested: MainWindow, qtbot: QtBot, chosen: str, layer: str
) -> None:
    tested.workspace.set_layer(layer)
    settle(tested, qtbot)
    qtbot.waitUntil(lambda: tested.statistics.text("max") != "–")
    image = tested.image.view.image
    factor = FACTORS[chosen] * (SCALE if layer == "raw" else 1.0)
    brightest = float(np.nanmax(image.levels[0])) * factor
    assert value(tested.statistics.text("max")) == pytest.approx(brightest, rel=2e-3)
    assert WORDS[chosen] in tested.statistics._title.text()
    bar = tested.image.bar
    white = bar._numbers["white"].text()
    assert white.endswith(f" {WORDS[chosen]}")
    assert value(white) == pytest.approx(bar.levels.white * factor, rel=2e-3)
    assert f"in {WORDS[chosen]}" in tested.image.notes.caption.texts[0]


def test_a_typed_limit_is_in_the_unit_on_show(
    tested: MainWindow, each_unit: Iterator[str]
) -> None:
    bar = tested.image.bar
    for chosen, limit in zip(each_unit, (1234.0, 1345.0, 1456.0), strict=True):
        factor = FACTORS[chosen]
        bar._enter("white", limit * factor)
        assert bar.levels.white == pytest.approx(limit)
        refused = bar._refusal("white", (bar.levels.black - 1) * factor)
        assert refused.startswith("White must be above black")
        assert refused.endswith(WORDS[chosen])


def test_the_probe(tested: MainWindow, each_unit: Iterator[str]) -> None:
    for chosen in each_unit:
        check_the_probe(tested, chosen)


def check_the_probe(tested: MainWindow, chosen: str) -> None:
    frame, x, y = STAR
    tested.image.pointing._hover((x, y))
    text = " ".join(tested.image.notes.probe.texts)
    known = tested.store.probe(frame, x, y)
    assert value(text.split("raw ")[1]) == known.raw_adu  # always as in the file
    for name, electrons in (("residual", known.residual_e), ("master", known.master_e)):
        rest = text.split(f"{name} ")[1]
        assert value(rest) == pytest.approx(electrons * FACTORS[chosen], rel=1e-3)
        assert rest.split()[1] == WORDS[chosen]


def test_the_pixel_table(
    tested: MainWindow, qtbot: QtBot, each_unit: Iterator[str]
) -> None:
    for chosen in each_unit:
        check_the_pixel_table(tested, qtbot, chosen)


def check_the_pixel_table(tested: MainWindow, qtbot: QtBot, chosen: str) -> None:
    tested.actions_by_name["pixel_table"].trigger()
    panel = tested.findChild(PixelTable)
    middle = panel.model.index(SIZE // 2, SIZE // 2)
    residual = tested.cutout.grid._stamp.cutout.values[2, 2] * FACTORS[chosen]
    qtbot.waitUntil(lambda: middle.data() not in (None, ""))
    assert value(middle.data()) == pytest.approx(residual, rel=1e-3)
    assert f" in {WORDS[chosen]}," in panel.what.text()
    panel.close()
    qtbot.waitUntil(lambda: tested.findChild(PixelTable) is None)


def test_the_choice_is_remembered(tested: MainWindow, each_unit: Iterator[str]) -> None:
    for chosen in each_unit:
        settings = Settings()
        remember(tested, settings)
        tested.workspace.set_unit_choice("own")
        assert "in ADU" not in tested.image.notes.caption.texts[0]
        recall(tested, settings)
        assert tested.workspace.unit_choice == chosen


def threshold(at: Driver) -> NumberRow:
    row = at.window.parameters.rows["threshold_e"]
    assert isinstance(row, NumberRow)
    return row


def type_threshold(at: Driver, text: str) -> None:
    field = threshold(at).field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    at.settle()


def test_the_threshold_is_shown_and_typed_in_the_unit(opened: Driver) -> None:
    for choice, typed, in_e in (  # of 1.39 / 16 electrons, and of 30 seconds
        ("e-", "300.5", 300.5),
        ("ADU", "3000", 260.625),
        ("e-/s", "9.125", 273.75),
    ):
        opened.workspace.set_unit_choice("own")
        type_threshold(opened, "200")
        check_a_threshold_typed(opened, choice, typed, in_e)


def check_a_threshold_typed(
    opened: Driver, choice: str, typed: str, in_e: float
) -> None:
    row, workspace = threshold(opened), opened.workspace
    workspace.set_unit_choice(choice)
    shown = row.field.text()
    assert shown.endswith(f" {WORDS[choice]}")
    assert value(shown) == pytest.approx(200 * FACTORS[choice], rel=1e-3)
    most = value(row.toolTip().split(" to ")[1])
    assert most == pytest.approx(100_000 * FACTORS[choice], rel=1e-3)
    assert row.toolTip().endswith(f"{WORDS[choice]}.")
    type_threshold(opened, typed)
    assert workspace.parameters.threshold_e == in_e
    assert workspace.candidates.value_e.min() > in_e
    for other in ("own", "e-", "ADU", "e-/s", choice):
        workspace.set_unit_choice(other)
    assert value(row.field.text()) == float(typed)
    assert workspace.requested.threshold_e == in_e


def test_no_change_of_the_unit_changes_the_threshold(opened: Driver) -> None:
    workspace, field = opened.workspace, threshold(opened).field
    calibration = workspace.calibration
    for choice in ("ADU", "e-/s", "e-", "ADU", "own"):
        workspace.set_unit_choice(choice)
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Return)  # on what is there
        assert workspace.requested.threshold_e == 200
    assert field.text() == "200 e⁻"
    assert workspace.calibration is calibration
    assert not workspace.history.canUndo()


def test_electrons_of_a_threshold_in_adu_are_not_rounded_on_screen(
    opened: Driver,
) -> None:
    opened.workspace.set_unit_choice("ADU")
    type_threshold(opened, "2,302")
    assert opened.workspace.requested.threshold_e == 199.98625  # 2302 * 1.39 / 16
    opened.workspace.set_unit_choice("own")
    assert threshold(opened).field.text() == "199.9863 e⁻"


def test_the_slider_stops_at_round_numbers_of_the_unit(opened: Driver) -> None:
    opened.workspace.set_unit_choice("ADU")
    row = threshold(opened)
    row.slider.moved.emit(263.0)  # 3027.3 ADU
    assert value(row.field.text()) == 3030
    assert opened.workspace.requested.threshold_e == 263.23125  # 3030 * 1.39 / 16


def test_a_value_that_waits_is_told_in_the_unit(opened: Driver) -> None:
    opened.workspace.set_unit_choice("ADU")
    rows = opened.window.parameters.rows
    assert rows["threshold_e"].in_words(200.0) == "2,302.2 ADU"
    assert rows["gain_e_per_adu"].in_words(1.39) == "1.39 e⁻/ADU"
    assert rows["method"].in_words("clipped") == "clipped mean"


def test_a_half_typed_number_and_its_refusal_go_with_the_unit(opened: Driver) -> None:
    field = threshold(opened).field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "200000")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "too large" in field.callout.text
    opened.workspace.set_unit_choice("ADU")
    assert field.callout.text == ""
    assert value(field.text()) == pytest.approx(200 / SCALE, rel=1e-3)
    assert opened.workspace.requested.threshold_e == 200
