"""One switch, and every panel writes pixel values in the same unit."""

from __future__ import annotations

import re

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from darkviewer.gui.dialogs.pixel_table import SIZE, PixelTable
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.models.candidate_columns import COLUMNS
from darkviewer.gui.startup.memory import recall, remember
from darkviewer.gui.widgets.explanation import Explanation
from darkviewer.storage.appdata.settings import Settings
from tests.helpers.captures import SCALE, STAR
from tests.helpers.stars import row_of
from tests.helpers.windows import look_at_pixel, settle

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


@pytest.fixture(params=FACTORS)
def chosen(tested: MainWindow, qtbot: QtBot, request: pytest.FixtureRequest) -> str:
    look_at_pixel(tested, qtbot, *STAR)
    name = request.param.replace("-", "").replace("/", "_per_")
    tested.actions_by_name[f"units_{name}"].trigger()
    settle(tested, qtbot)
    return str(request.param)


def test_table_and_filter(tested: MainWindow, qtbot: QtBot, chosen: str) -> None:
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


def test_cutout_history_and_explanation(
    tested: MainWindow, qtbot: QtBot, chosen: str
) -> None:
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
    tested.actions_by_name["explain"].trigger()
    settle(tested, qtbot)
    panel = tested.findChild(Explanation)
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
    panel.close()


@pytest.mark.parametrize("layer", ["residual", "raw"])
def test_statistics_histogram_and_caption(
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


def test_a_typed_limit_is_in_the_unit_on_show(tested: MainWindow, chosen: str) -> None:
    bar, factor = tested.image.bar, FACTORS[chosen]
    bar._enter("white", 1234.0 * factor)
    assert bar.levels.white == pytest.approx(1234.0)
    refused = bar._refusal("white", (bar.levels.black - 1) * factor)
    assert refused.startswith("White must be above black")
    assert refused.endswith(WORDS[chosen])


def test_the_probe(tested: MainWindow, chosen: str) -> None:
    frame, x, y = STAR
    tested.image.pointing._hover((x, y))
    text = " ".join(tested.image.notes.probe.texts)
    known = tested.store.probe(frame, x, y)
    assert value(text.split("raw ")[1]) == known.raw_adu  # always as in the file
    for name, electrons in (("residual", known.residual_e), ("master", known.master_e)):
        rest = text.split(f"{name} ")[1]
        assert value(rest) == pytest.approx(electrons * FACTORS[chosen], rel=1e-3)
        assert rest.split()[1] == WORDS[chosen]


def test_the_pixel_table(tested: MainWindow, qtbot: QtBot, chosen: str) -> None:
    tested.actions_by_name["pixel_table"].trigger()
    panel = tested.findChild(PixelTable)
    middle = panel.model.index(SIZE // 2, SIZE // 2)
    residual = tested.cutout.grid._stamp.cutout.values[2, 2] * FACTORS[chosen]
    qtbot.waitUntil(lambda: middle.data() not in (None, ""))
    assert value(middle.data()) == pytest.approx(residual, rel=1e-3)
    assert f" in {WORDS[chosen]}," in panel.what.text()
    panel.close()


def test_the_choice_is_remembered(tested: MainWindow, chosen: str) -> None:
    settings = Settings()
    remember(tested, settings)
    tested.workspace.set_unit_choice("own")
    assert "in ADU" not in tested.image.notes.caption.texts[0]
    recall(tested, settings)
    assert tested.workspace.unit_choice == chosen
