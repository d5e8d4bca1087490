"""False alerts to be expected of each class."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.hazard.alerts import ClassAlerts, alerts_of
from darkviewer.core.hazard.classes import HAZARDS
from darkviewer.core.hazard.sensor_map import SensorMap

HOT, PLAIN = (
    [rule.name for rule in HAZARDS].index(name) + 1 for name in ("hot", "ordinary")
)


def test_rates_add_up_class_by_class() -> None:
    class_ = np.array([[HOT, HOT, PLAIN], [PLAIN, PLAIN, HOT]], np.uint8)
    rate = np.array([[0.5, 0.25, 0.01], [0.02, 0.03, 1.0]], np.float32)
    plane = np.zeros((2, 3), np.float32)
    sensor = SensorMap(
        class_, plane, plane, rate, plane, plane.astype("u2"), plane.astype("i4"), 9
    )
    unused = np.array([[True, False, False], [True, False, False]])
    found = {one.name: one for one in alerts_of(sensor, unused)}
    assert list(found) == [rule.name for rule in HAZARDS]
    assert found["hot"] == ClassAlerts("hot", 3, 1.75, 2, 1.25)
    plain = found["ordinary"]
    assert (plain.pixels, plain.left) == (3, 2)
    assert plain.per_frame == pytest.approx(0.06)
    assert plain.left_per_frame == pytest.approx(0.04)
    assert found["dead"] == ClassAlerts("dead", 0, 0.0, 0, 0.0)
    whole = {one.name: one for one in alerts_of(sensor)}
    assert whole["hot"] == ClassAlerts("hot", 3, 1.75, 3, 1.75)
