"""Masks of known pixels: policy, lines, and what changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.hazard.mask import BadPixels, bad_pixels, changed
from darkviewer.core.hazard.reasons import bits_named
from tests.helpers.lights import (
    COLUMN,
    DEAD,
    HOT,
    NOISY,
    NX,
    NY,
    SATURATED,
    TELEGRAPH,
    WARM,
    darks,
    sensor_map,
)

COLD, HOT_BIT, WARM_BIT = 16, 2, 4


def mask(*pixels: tuple[int, int, int], **more: object) -> BadPixels:
    """6x8 pixels, of which some have bits: (x, y, bits)."""
    bits = np.zeros((6, 8), np.uint16)
    for x, y, value in pixels:
        bits[y, x] = value
    return BadPixels(bits, **more)


def test_what_is_bad_in_a_known_sensor() -> None:
    found = bad_pixels(sensor_map(), by_hand=[(3, 4)])
    expected = {
        TELEGRAPH: "telegraph",
        HOT: "hot",
        WARM: "warm",
        NOISY: "unstable",
        DEAD: "dead",
        SATURATED: "saturated",
        (3, 4): "by hand",
    }
    for (x, y), name in expected.items():
        assert found.bits[y, x] & bits_named([name]), name
        assert found.do_not_use[y, x] == (name != "warm")
    assert found.lines == ((COLUMN,), ())
    assert found.counts["bad column"] == NY
    assert found.counts["by hand"] == 1


def test_a_bad_row_is_found_as_such() -> None:
    cube = darks()
    cube[:, 40] += 300
    found = bad_pixels(sensor_map(cube))
    assert found.lines == ((COLUMN,), (40,))
    assert found.counts["bad row"] == NX
    single = found.single()
    assert not single[:, COLUMN].any()
    assert not single[40].any()
    assert single[HOT[1], HOT[0]]


def test_a_line_that_the_policy_uses_hides_no_pixel() -> None:
    column = bits_named(["bad column"])
    found = mask((2, 3, column | HOT_BIT), (2, 1, column), unusable=HOT_BIT)
    assert found.lines == ((2,), ())
    assert np.argwhere(found.single()).tolist() == [[3, 2]]


def test_a_pixel_by_hand_outside_the_frame() -> None:
    with pytest.raises(DarkviewerError, match=f"x {NX} y 0 is outside the frame"):
        bad_pixels(sensor_map(), by_hand=[(NX, 0)])


def test_what_appeared_and_what_is_gone_where_both_look() -> None:
    new = mask((1, 1, HOT_BIT), (4, 2, HOT_BIT), (5, 5, WARM_BIT), x0=10, y0=20)
    old = mask((0, 0, HOT_BIT), (4, 3, COLD), (7, 0, HOT_BIT), x0=11, y0=21)
    found = changed(new, old)
    assert found.compared == 5 * 7
    assert found.appeared.tolist() == [[4, 2]]
    assert found.gone.tolist() == [[5, 4]]
    by_warm = changed(replace(new, unusable=WARM_BIT), old)
    assert by_warm.appeared.tolist() == [[5, 5]]
    assert by_warm.gone.tolist() == []


def test_masks_that_cannot_be_compared() -> None:
    with pytest.raises(DarkviewerError, match="another binning"):
        changed(mask(), mask(binning=(2, 2)))
    with pytest.raises(DarkviewerError, match="another region"):
        changed(mask(), mask(x0=8))
    one, other = mask(camera=("QHY42", "a")), mask(camera=("QHY42", "b"))
    with pytest.raises(DarkviewerError, match="of another camera: b, and this is a"):
        changed(one, other)
    assert changed(one, mask(camera=("QHY42", ""))).compared
