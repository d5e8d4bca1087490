from __future__ import annotations

from darkviewer.gui.actions.light_table import LIGHT_TABLE
from darkviewer.gui.actions.review_table import REVIEW, STAYING
from darkviewer.gui.actions.spec import ActionSpec
from darkviewer.gui.review.looks import LAYERS, SCOPES
from darkviewer.gui.review.tones import KINDS


def specs(*tables: object) -> list[ActionSpec]:
    return [row for table in tables for row in table if isinstance(row, ActionSpec)]


def test_no_key_of_the_desk_has_two_meanings() -> None:
    keys = [
        key for spec in specs(LIGHT_TABLE, REVIEW, STAYING) for key in spec.keys.split()
    ]
    assert len(keys) == len(set(keys))


def test_every_choice_has_its_row() -> None:
    names = {spec.name for spec in specs(LIGHT_TABLE)}
    assert {f"review_layer_{layer}" for layer in LAYERS} < names
    assert {f"review_stretch_{kind}" for kind in KINDS} < names
    assert {f"review_stretch_of_{scope}" for scope in SCOPES} < names
    assert all(spec.place == "review" for spec in specs(LIGHT_TABLE))
