"""A star against its rivals, as bars from the limit."""

from __future__ import annotations

import math

import pytest
from pytestqt.qtbot import QtBot

from darkviewer.core.candidates.explain import Criterion
from darkviewer.gui.review.dbic_bars import DbicBars, along, signed
from darkviewer.gui.style.theme import PALETTES


def beats(value: float, limit: float = 0.0) -> Criterion:
    return Criterion("star beats", value, limit, ">", "", value > limit, "ΔBIC")


@pytest.fixture
def bars(qtbot: QtBot) -> DbicBars:
    made = DbicBars()
    qtbot.addWidget(made)
    made.resize(320, made.sizeHint().height())
    made.show()
    return made


def test_the_axis_is_logarithmic_on_both_sides_of_the_limit() -> None:
    zero = along(0.0)
    assert along(300.0) - zero == pytest.approx(zero - along(-300.0))
    decade = along(1e4) - along(1e3)
    assert along(1e3) - along(1e2) == pytest.approx(decade, rel=1e-3)
    assert (along(-1e3), along(1e4)) == (0.0, 1.0)
    assert (along(-1e9), along(1e9)) == (0.0, 1.0)  # cut at the ends


def test_values_have_their_sign() -> None:
    assert [signed(v) for v in (1930.4, -12.0, 0.42, 0.0)] == [
        "+1,930",
        "−12",
        "+0.4",
        "0.0",
    ]
    assert [signed(v) for v in (99_999.0, 307_048.0, -1.43e5, 2.5e6)] == [
        "+99,999",
        "+307k",
        "−143k",
        "+2.5M",
    ]


def test_every_rival_in_words(bars: DbicBars) -> None:
    assert "– rather a star than a track: –" in bars.accessibleDescription()
    bars.show_rivals((beats(1930, 6), beats(1505, 6), beats(-3, 6)), 6.0)
    assert bars.sentences() == [
        "✓ rather a star than a hot pixel: ΔBIC +1,930, limit 6",
        "✓ rather a star than a pair of pixels: ΔBIC +1,505, limit 6",
        "✗ rather a star than a track: ΔBIC −3.0, limit 6",
    ]


@pytest.mark.parametrize("wide", [320, 140])
def test_bars_begin_at_the_limit(bars: DbicBars, wide: int, qtbot: QtBot) -> None:
    """To the right of it where the star is better than asked for, else to the left."""
    accent = PALETTES["dark"].accent

    def accented(row: int) -> list[int]:
        image = bars.grab().toImage()
        y = round(bars.lines_of(row)[1].center().y())
        return [x for x in range(wide) if image.pixelColor(x, y).name() == accent]

    bars.resize(wide, 200)
    qtbot.waitUntil(lambda: bars.folded == (wide == 140))
    bars.resize(wide, bars.sizeHint().height())
    bars.show_rivals((beats(106, 6), beats(-94, 6), beats(math.nan, 6)), 6.0)
    right, left, none = (accented(row) for row in range(3))
    assert abs(left[-1] + 1 - right[0]) <= 1
    assert abs(len(left) - len(right)) <= 1  # both 100 away from it
    assert not none
