"""Each frame that a check speaks of says by how much it is off."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.health.check import Finding
from darkviewer.core.health.measures import FrameMeasures
from darkviewer.core.health.table import CHECKS
from darkviewer.gui.models.frame_columns import FrameRow
from darkviewer.gui.models.own_figures import with_own_figures

BOTH = ("4.fits", "5.fits")


def measures(name: str, **known: float) -> FrameMeasures:
    blank = dict.fromkeys((field.name for field in fields(FrameMeasures)), 0)
    return FrameMeasures(**{**blank, "name": name, **known})


def words_of(
    check_name: str,
    values: dict[str, list[float]],
    *,
    names: tuple[str, ...] = BOTH,
    set_point: float | None = 20.0,
) -> list[str]:
    """Of six frames; a check speaks of the last two."""
    check = next(check for check in CHECKS if check.name == check_name)
    finding = Finding("they are odd", status="warn", frames=names)
    rows = []
    for n in range(6):
        name, known = f"{n}.fits", {key: all_[n] for key, all_ in values.items()}
        info = FrameInfo(
            Path(name),
            (4, 4),
            temperature_c=known.get("temperature_c"),
            set_temperature_c=set_point,
        )
        odd = ((check, finding),) if name in names else ()
        words = "they are odd" if odd else "sound"
        rows.append(
            FrameRow(
                name,
                info,
                n,
                words=words,
                measures=measures(name, **known),
                left_out=n == 0,
                odd=odd,
            )
        )
    return [row.words for row in with_own_figures(rows)]


@pytest.mark.parametrize(
    ("check", "values", "words"),
    [
        # the first is left out: the median of the others is 100
        ("level", {"level_adu": [9e9, 100, 100, 100, 1373.14, 90]},
         ("level +1,273.1 ADU: ", "level −10.0 ADU: ")),
        ("light_leak", {"surface_adu": [0, 1, 1, 1, 300, 250.26]},
         ("surface 300.0 ADU: ", "surface 250.3 ADU: ")),
        ("cooling", {"temperature_c": [20, 20, 20, 20, 20.44, 19]},
         ("set point +0.4 °C: ", "set point −1.0 °C: ")),
        ("order", {}, ("", "")),
    ],
)  # fmt: skip
def test_what_is_said_of_several_begins_with_the_figure_of_each(
    check: str, values: dict[str, list[float]], words: tuple[str, str]
) -> None:
    found = words_of(check, values)
    assert found[:4] == ["sound"] * 4
    assert found[4:] == [f"{figure}they are odd" for figure in words]


def test_what_is_said_of_one_alone_has_it_already() -> None:
    values = {"level_adu": [1.0, 1, 1, 1, 9, 1]}
    assert words_of("level", values, names=("4.fits",))[4] == "they are odd"


def test_without_a_set_point_there_is_no_figure() -> None:
    values = {"temperature_c": [20.0, 20, 20, 20, 24, 24]}
    assert words_of("cooling", values, set_point=None)[4] == "they are odd"
