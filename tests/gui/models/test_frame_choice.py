"""Which columns are shown: chosen, remembered, and safe from damage."""

from __future__ import annotations

import pytest

from darkviewer.gui.models.frame_choice import CHOOSABLE, ColumnChoice
from darkviewer.gui.models.frame_columns import COLUMNS
from darkviewer.gui.models.more_columns import MORE_COLUMNS


def names(choice: ColumnChoice) -> list[str]:
    return [column.name for column in choice.columns]


def test_the_usual_ones() -> None:
    assert ColumnChoice().columns == COLUMNS


def test_measures_come_and_go_and_the_words_stay_last() -> None:
    choice = ColumnChoice().with_measure("level", shown=False)
    choice = choice.with_measure("step", shown=True)
    assert "level" not in names(choice)
    assert names(choice)[-2:] == ["step", COLUMNS[-1].name]
    back = choice.with_measure("level", shown=True).with_measure("step", shown=False)
    assert back == ColumnChoice()


def test_cards_stand_in_the_order_of_choice() -> None:
    choice = ColumnChoice().with_card("GAIN", shown=True)
    choice = choice.with_card("AMBIENT", shown=True).with_card("GAIN", shown=True)
    assert names(choice)[-3:-1] == ["AMBIENT", "GAIN"]
    assert choice.with_card("GAIN", shown=False).cards == ("AMBIENT",)


def test_it_survives_being_written() -> None:
    choice = ColumnChoice().with_card("GAIN", shown=True)
    choice = choice.with_measure("noise", shown=False)
    choice = choice.with_measure(MORE_COLUMNS[0].name, shown=True)
    assert ColumnChoice.from_dict(choice.as_dict()) == choice


@pytest.mark.parametrize(
    "stored",
    [None, 3, {}, {"hidden": "level"}, {"added": [3], "hidden": ["gone"]}],
)
def test_damage_gives_the_usual_ones(stored: object) -> None:
    assert ColumnChoice.from_dict(stored) == ColumnChoice()


def test_every_name_is_one_of_a_kind() -> None:
    found = [column.name for column in CHOOSABLE]
    assert len(set(found)) == len(found)
