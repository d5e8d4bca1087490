"""Regions as the notebooks write them, and as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.geometry.pixel_coords import region_words
from darkviewer.gui.text.regions import parse_region


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("300:499, 1740:1939", (300, 499, 1740, 1939)),
        (" 300:499,1740:1939 ", (300, 499, 1740, 1939)),
        ("x=148:152, y=248:252", (148, 152, 248, 252)),
        ("X 148:152 Y 248:252", (148, 152, 248, 252)),
        ("499:300, 1939:1740", (300, 499, 1740, 1939)),
        ("300-499; 1740–1939", (300, 499, 1740, 1939)),
        ("150, 250", (150, 150, 250, 250)),
        ("150 250", (150, 150, 250, 250)),
        ("٣٠٠:٤٩٩، ١٧٤٠:١٩٣٩", (300, 499, 1740, 1939)),
    ],
)
def test_regions(text: str, region: tuple[int, ...]) -> None:
    assert parse_region(text) == region


@pytest.mark.parametrize("text", ["", "300:499", "a:b, c:d", "1,2,3", "-5:3, 1:2"])
def test_what_is_no_region_is_refused(text: str) -> None:
    with pytest.raises(DarkviewerError, match="x0:x1, y0:y1"):
        parse_region(text)


@given(st.tuples(*[st.integers(0, 10**6)] * 4))
def test_what_is_shown_can_be_typed(ends: tuple[int, int, int, int]) -> None:
    x0, x1, y0, y1 = ends
    region = (min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1))
    assert parse_region(region_words(region)) == region
