"""From pixels to candidates: what is in the residual, and what is in the master."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QRect

from tests.helpers import stars
from tests.helpers.captures import write_capture
from tests.helpers.windows import Driver


def test_the_sensors_own_hot_pixels_stand_beside_those_of_the_residual(
    driver: Driver, tmp_path: Path
) -> None:
    cube = stars.darks()
    for x, y in ((5, 5), (40, 30)):
        cube[:, y, x] += 9000
    x, y = stars.BLINKER  # midway between its levels, its master is hot, too
    cube[:, y, x] = cube[:, y, x + 1]
    cube[:, 10, 10] = 65_535
    write_capture(tmp_path / "captures", np.asarray(cube))
    driver.open(tmp_path / "captures")
    driver.workspace.set_parameter("threshold_e", 5000.0)
    driver.qtbot.waitUntil(lambda: driver.window.examining.idle, timeout=20_000)
    driver.settle()
    funnel = driver.window.parameters.funnel
    assert funnel.session_counts == (0, 0, 0)
    assert funnel.sensor_words == "in the master: 3 hot, 1 saturated"
    assert funnel.sensor_words in funnel.accessibleDescription()
    words = driver.window.candidates._words.text
    assert "5,000 e⁻ in the residual" in words
    assert "in the master" in words


def test_nothing_is_said_of_a_sensor_that_is_not_known(driver: Driver) -> None:
    assert driver.window.parameters.funnel.sensor_words == ""


def test_its_counts_are_said_to_be_of_the_residual(opened: Driver) -> None:
    funnel = opened.window.parameters.funnel
    beside = QRect(0, 0, funnel.width() // 3, funnel.height() // 5)  # no count there
    shown = funnel.grab(beside).toImage()
    across, down = range(shown.width()), range(shown.height())
    colours = {shown.pixel(x, y) for x in across for y in down}
    assert len(colours) > 1, "nothing is written there"
