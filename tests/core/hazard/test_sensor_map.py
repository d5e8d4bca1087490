"""Planes of a sensor: what they are called, and the rates of classes."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from darkviewer.core.hazard.classes import HAZARDS, ORDINARY
from darkviewer.core.hazard.sensor_map import PLANES, SensorMap, rates_of


def test_every_plane_has_a_name() -> None:
    planes = [item.name for item in fields(SensorMap)]
    assert planes[: len(PLANES)] == list(PLANES)
    names = [name for name, _, _ in PLANES.values()]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 8 and name.isupper() for name in names)


def test_each_class_has_rates_of_its_own() -> None:
    class_ = np.full((10, 20), ORDINARY, np.uint8)
    class_[0] = 5
    high = np.zeros((10, 20), np.uint16)
    high[0] = 4
    rate, classes = rates_of(class_, high, np.full((10, 20), 8, np.uint16))
    assert rate[0] == pytest.approx(np.full(20, 0.5), abs=0.01)
    assert rate[1:].max() < 0.001
    assert [found.pixels for found in classes] == [
        {5: 20, ORDINARY: 180}.get(code, 0) for code in range(1, len(HAZARDS) + 1)
    ]
