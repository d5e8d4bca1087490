"""The columns of `frames` are the measures, each once."""

from __future__ import annotations

from dataclasses import fields

from astropy import units

from darkviewer.core.health.measures import FrameMeasures
from darkviewer.reports.frames import COLUMNS


def test_every_measure_has_its_column() -> None:
    names = {field.name for field in fields(FrameMeasures)} - {"name"}
    assert {column.name for column in COLUMNS} == names


def test_units_are_those_of_astropy() -> None:
    assert all(units.Unit(c.unit) is not None for c in COLUMNS if c.unit)
