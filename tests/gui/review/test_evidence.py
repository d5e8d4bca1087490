"""The right column of the review desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from darkviewer.core.candidates.labels import RULES
from darkviewer.core.health.table import SessionChecks
from darkviewer.core.parameters import Parameters
from darkviewer.core.review.classes import EVENT
from darkviewer.core.review.verdict import Verdict
from darkviewer.core.vetting.dossier import Dossier
from darkviewer.gui.review.evidence import EvidencePanel
from darkviewer.gui.startup.app import make_application
from darkviewer.gui.style import fonts
from darkviewer.gui.style.theme import PALETTES, apply_palette
from tests.helpers.star_pixels import STAR_FRAME

PARTS = (
    "blind",
    "mark",
    "verdict",
    "rule",
    "sentence",
    "figures",
    "outcome",
    "criteria",
    "limit",
    "rivals",
    "line",
    "explain",
)


@pytest.fixture
def panel(qtbot: QtBot) -> EvidencePanel:
    made = EvidencePanel()
    qtbot.addWidget(made)
    made.resize(327, 680)
    made.show()
    return made


def places(panel: EvidencePanel) -> Iterator[tuple[str, QRect]]:
    for name in PARTS:
        part = getattr(panel, name)
        assert isinstance(part, QWidget)
        yield name, QRect(part.mapTo(panel, QPoint()), part.size())


def test_a_star_says_what_it_is_by_which_rule_and_why(
    panel: EvidencePanel, pixels: dict[str, Dossier], parameters: Parameters
) -> None:
    panel.show_pixel(pixels["star"], STAR_FRAME, parameters)
    assert panel.verdict.text() == "PSF-like"
    place = [rule.label for rule in RULES].index("PSF-like") + 1
    assert panel.rule.text() == f"rule {place} of {len(RULES)}"
    assert panel.sentence.text() == "it can be a star, and a star explains it best"
    assert panel.outcome.text() == "all 15 passed"
    assert len(panel.criteria.sentences()) == 12  # and three rivals
    assert {said[0] for said in panel.rivals.sentences()} == {"✓"}
    assert not panel.mark.pixmap().isNull()


def test_what_fails_is_counted(
    panel: EvidencePanel, pixels: dict[str, Dossier], parameters: Parameters
) -> None:
    panel.show_pixel(pixels["telegraph"], 1, parameters)
    assert panel.verdict.text() == "telegraph"
    every = [*panel.criteria.sentences(), *panel.rivals.sentences()]
    failed = sum(said.startswith("✗") for said in every)
    assert failed > 0
    assert panel.outcome.text() == f"{failed} of 15 failed"


def test_nothing_moves(
    panel: EvidencePanel,
    pixels: dict[str, Dossier],
    parameters: Parameters,
    qtbot: QtBot,
) -> None:
    panel.show_pixel(pixels["star"], STAR_FRAME, parameters)
    qtbot.wait(1)
    before = dict(places(panel))
    for name, known in pixels.items():
        for frame in (0, 1, STAR_FRAME, 99):
            for hidden in (False, True):
                panel.show_pixel(known, frame, parameters, hidden=hidden)
                qtbot.wait(1)
                assert dict(places(panel)) == before, (name, frame, hidden)
    panel.show_nothing()
    qtbot.wait(1)
    assert dict(places(panel)) == before


def test_blind_nothing_leads(
    panel: EvidencePanel, pixels: dict[str, Dossier], parameters: Parameters
) -> None:
    panel.set_blind(True)
    panel.show_pixel(pixels["star"], STAR_FRAME, parameters, hidden=True)
    assert panel.blind.isChecked()
    texts = [panel.verdict, panel.rule, panel.outcome]
    assert [part.text() for part in texts] == ["–", "–", "–"]
    assert panel.mark.pixmap().isNull()
    assert "star" not in panel.sentence.text()
    said = [*panel.criteria.sentences(), *panel.rivals.sentences()]
    assert {one[0] for one in said} == {"–"}
    assert panel.figures.text("p") == "–" != panel.figures.text("sigma")


def test_a_frame_that_is_left_out_says_so(
    panel: EvidencePanel, pixels: dict[str, Dossier], parameters: Parameters
) -> None:
    panel.show_pixel(pixels["star"], 99, parameters, left_out=True)
    assert "left out" in panel.sentence.text()
    assert panel.verdict.text() == panel.figures.text("flux") == "–"


def test_frame_and_other_reviewers(panel: EvidencePanel) -> None:
    panel.show_frame(SessionChecks(()), "a.fits")
    assert panel.figures.text("frame") == "sound"
    given = {
        name: Verdict(name, EVENT, "f", 1, 2, said)
        for name, said in (("anna", "cosmic-ray"), ("ben", "of-another-version"))
    }
    panel.show_others(given)
    said = panel.figures.text("others")
    assert said == "anna: cosmic ray, ben: of-another-version"
    panel.show_others({})
    assert panel.figures.text("others") == "–"


def test_its_buttons(panel: EvidencePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.blind_clicked) as asked:
        panel.blind.click()
    assert asked.args == [True]
    with qtbot.waitSignal(panel.explain_clicked):
        panel.explain.click()


@pytest.mark.parametrize("palette", PALETTES)
def test_at_200_percent_it_fits_its_column(
    palette: str,
    pixels: dict[str, Dossier],
    parameters: Parameters,
    qtbot: QtBot,
) -> None:
    """Higher than the column, and so it scrolls; never wider."""
    application = make_application()
    fonts.set_scale(2.0)
    application.setFont(fonts.body())
    apply_palette(PALETTES[palette])
    panel = EvidencePanel()
    qtbot.addWidget(panel)
    panel.set_palette(PALETTES[palette])
    panel.resize(300, 700)
    panel.show()
    panel.show_pixel(pixels["star"], STAR_FRAME, parameters)
    qtbot.waitUntil(lambda: panel.criteria.folded and panel.rivals.folded)
    qtbot.wait(1)
    panel.grab()
    for name, box in places(panel):
        assert 0 <= box.left() <= box.right() < 300, name
    assert panel.sizeHint().height() > 700
