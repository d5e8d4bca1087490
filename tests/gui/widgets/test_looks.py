from __future__ import annotations

import pytest

from darkviewer.core.display.stretch import Stretch
from darkviewer.gui.widgets.looks import NAMED_PRESETS, Looks

SCALE = 1.39 / 16


def test_every_layer_remembers_its_own_stretch() -> None:
    looks = Looks()
    looks.set_limits("raw", 5000, 30000)
    looks.set_limits("residual", -100, 200)
    looks.set_kind("raw", "log")
    assert looks["raw"].stretch == Stretch("log", 5000, 25000)
    assert looks["residual"].stretch == Stretch("linear", -100, 300)
    assert looks["master"].stretch is None


def test_limits_set_by_hand_survive_another_session() -> None:
    looks = Looks()
    looks.set_limits("raw", 1, 2, auto="zscale")
    looks.set_limits("residual", -100, 200)
    looks.forget_automatic()
    assert looks["raw"].stretch is None
    assert looks["raw"].auto == "zscale"
    assert looks["residual"].stretch == Stretch("linear", -100, 300)


def test_asking_for_automatic_limits_names_the_way() -> None:
    looks = Looks()
    looks.set_kind("residual", "asinh")
    looks.set_limits("residual", -100, 200)
    looks.ask_automatic("residual", "percentile")
    look = looks["residual"]
    assert (look.kind, look.stretch, look.auto) == ("asinh", None, "percentile")
    looks.ask_automatic("residual")
    assert looks["residual"].auto == "mad"


def test_the_notebooks_presets_in_the_unit_of_each_layer() -> None:
    looks = Looks()
    looks.apply(NAMED_PRESETS["notebook log"], SCALE)
    looks.apply(NAMED_PRESETS["notebook linear"], SCALE)
    assert looks["raw"].stretch == Stretch("log", 5000, 25000)
    master = looks["master"].stretch
    assert master.black == pytest.approx(434.375)
    assert master.white == pytest.approx(2606.25)
    residual = looks["residual"].stretch
    assert (residual.kind, residual.black) == ("linear", pytest.approx(-86.875))
    assert residual.white == pytest.approx(86.875)


def test_a_narrow_span_leaves_room_for_a_logarithm() -> None:
    looks = Looks()
    looks.set_kind("residual", "log")
    looks.set_limits("residual", 0.0, 0.5)
    assert looks["residual"].stretch.floor < 0.5
