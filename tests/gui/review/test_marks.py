from __future__ import annotations

import pytest

from darkviewer.core.review.classes import CLASSES
from darkviewer.core.review.queue_events import BY_HAND
from darkviewer.gui.graphics.markers import Mark
from darkviewer.gui.review.marks import class_mark, hidden_mark, label_mark
from darkviewer.gui.style.theme import PALETTES
from tests.helpers.contrast import contrast

DARK, LIGHT = PALETTES["dark"], PALETTES["light"]


def test_marks_are_those_of_the_image_and_darker_on_a_light_panel() -> None:
    assert label_mark("PSF-like", DARK) == Mark("circle", "#56B4E9")
    # 72 % of each part of the colour
    assert label_mark("PSF-like", LIGHT) == Mark("circle", "#3e82a8")
    assert label_mark("hot", LIGHT).shape == "square"
    assert label_mark("", DARK).colour == "#9aa4b0"


def test_what_was_added_by_hand_has_a_mark_of_its_own() -> None:
    assert label_mark(BY_HAND, DARK) == Mark("target", "#D55E00")


def test_hidden_marks_are_grey_discs() -> None:
    assert hidden_mark(DARK) == Mark("circle", DARK.secondary)


def test_every_verdict_but_unsure_has_the_mark_of_its_label() -> None:
    shapes = {one.name: class_mark(one.name, DARK) for one in CLASSES}
    assert shapes.pop("unsure") is None
    known = [mark for mark in shapes.values() if mark is not None]
    assert [mark.shape for mark in known] == [
        "circle",
        "square",
        "triangle",
        "diamond",
        "plus",
        "cross",
    ]
    assert class_mark("clear", DARK) is None


@pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))
def test_marks_are_seen_on_the_panel(palette) -> None:  # type: ignore[no-untyped-def]
    """WCAG 2.2, 1.4.11: graphical objects have 3:1 against what is next to them."""
    for label in ("PSF-like", "hot", "telegraph", "cosmic ray", "noise", "artefact"):
        for ground in (palette.panel, palette.accent_fill, palette.raised):
            assert contrast(label_mark(label, palette).colour, ground) >= 3.0
