"""Number boxes and sliders: display, typing and signals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QValidator
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.number_field import NumberField, ValueSlider


@pytest.fixture
def field(qtbot: QtBot) -> NumberField:
    made = NumberField(minimum=-5000, maximum=100_000, decimals=1, unit="e⁻")
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    ("value", "text"),
    [(200, "200 e⁻"), (1977.5, "1,977.5 e⁻"), (-1204, "−1,204 e⁻"), (0, "0 e⁻")],
)
def test_numbers_are_shown_as_everywhere(
    field: NumberField, value: float, text: str
) -> None:
    field.setValue(value)
    assert field.text() == text


def test_a_field_shows_the_decimals_of_its_step(qtbot: QtBot) -> None:
    ratio = NumberField(minimum=0, maximum=1, step=0.01, decimals=2)
    qtbot.addWidget(ratio)
    ratio.setValue(0.3)
    assert ratio.text() == "0.30"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("250", 250), ("1,500", 1500), ("-12.5", -12.5), ("−12.5", -12.5), ("3e2", 300)],
)
def test_what_people_type_is_understood(
    field: NumberField, qtbot: QtBot, typed: str, value: float
) -> None:
    field.selectAll()
    field.lineEdit().insert(typed)  # QTest cannot type a true minus
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == value


@pytest.mark.parametrize("typed", ["abc", "", "1e9", "nan", "inf"])
def test_what_is_no_number_in_range_is_not_taken(
    field: NumberField, qtbot: QtBot, typed: str
) -> None:
    field.setValue(42)
    state, *_ = field.validate(typed, 0)
    assert state != QValidator.State.Acceptable
    field.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == 42


def test_nothing_is_told_before_the_number_is_complete(
    field: NumberField, qtbot: QtBot
) -> None:
    emitted = []
    field.valueChanged.connect(emitted.append)
    field.selectAll()
    qtbot.keyClicks(field, "250")
    assert emitted == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert emitted == [250]


@pytest.mark.usefixtures("qapp")
class TestSlider:
    @given(st.integers(0, 5000))
    def test_following_a_value_is_silent(self, value: int) -> None:
        slider = ValueSlider(minimum=0, maximum=5000, step=1, knee=100)
        emitted = []
        slider.moved.connect(emitted.append)
        slider.set_number(value)
        assert emitted == []

    @pytest.mark.parametrize("knee", [0.0, 100.0])
    def test_the_ends_are_the_ends(self, knee: float) -> None:
        slider = ValueSlider(minimum=0, maximum=5000, step=1, knee=knee)
        emitted = []
        slider.moved.connect(emitted.append)
        slider.setValue(slider.maximum())
        slider.setValue(slider.minimum())
        assert emitted == pytest.approx([5000, 0])

    def test_a_knee_gives_small_values_more_room(self) -> None:
        slider = ValueSlider(minimum=0, maximum=5000, step=1, knee=100)
        slider.set_number(200)
        # log1p(200/100) / log1p(5000/100) of the way
        assert slider.value() == pytest.approx(279, abs=1)

    def test_values_beyond_the_end_stay_at_the_end(self) -> None:
        slider = ValueSlider(minimum=0, maximum=5000, step=1)
        slider.set_number(100_000)
        assert slider.value() == slider.maximum()

    def test_an_arrow_key_moves_by_a_step(self, qtbot: QtBot) -> None:
        slider = ValueSlider(minimum=0, maximum=1, step=0.01)
        qtbot.addWidget(slider)
        slider.set_number(0.3)
        emitted = []
        slider.moved.connect(emitted.append)
        qtbot.keyClick(slider, Qt.Key.Key_Right)
        assert emitted == pytest.approx([0.31])
