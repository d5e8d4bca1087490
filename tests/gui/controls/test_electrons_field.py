"""Electrons in the unit of the window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from darkviewer.gui.controls.electrons_field import ElectronsField
from darkviewer.gui.text.units import Units


def test_it_is_shown_and_typed_in_the_unit_chosen(qtbot: QtBot) -> None:
    field = ElectronsField(300.0)
    qtbot.addWidget(field)
    assert field.text() == "300 e⁻"
    field.set_units(Units("ADU", e_per_adu=2.0))
    assert field.text() == "150 ADU"
    field.setValue(100)
    assert field.value_e == 200
    field.set_units(Units("e-/s", e_per_adu=2.0, exposure_s=30.0))
    assert field.text() == "6.667 e⁻/s"
    assert field.value_e == 200
    field.setValue(2.5)
    assert field.value_e == 75


@pytest.mark.usefixtures("qapp")
@given(value=st.floats(-1e6, 1e7), e_per_adu=st.floats(0.01, 100))
def test_a_change_of_unit_changes_no_electron(value: float, e_per_adu: float) -> None:
    field = ElectronsField(value)
    heard: list[float] = []
    field.valueChanged.connect(heard.append)
    for choice in ("ADU", "e-/s", "own", "ADU", "e-"):
        field.set_units(Units(choice, e_per_adu=e_per_adu, exposure_s=0.5))
        assert field.value_e == value
    assert not heard
    assert field.value() == pytest.approx(value, abs=0.06)
