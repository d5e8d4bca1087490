"""Colour maps against published values, and as colour-blind eyes see them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from darkviewer.gui.graphics.colour_maps import (
    CODES,
    DIVERGING,
    MAPS,
    class_colours,
    colour_table,
)
from darkviewer.gui.style.theme import LABEL_MARKS

PUBLISHED = {  # levels 0, 128 and 255
    "viridis": ("#440154", "#21918c", "#fde725"),  # Smith, van der Walt 2015
    "cividis": ("#00204c", "#7c7b78", "#ffea46"),  # Nuñez, Anderton, Renslow 2018
    "grey": ("#000000", "#808080", "#ffffff"),
}

DEFICIENCIES = {  # Machado, Oliveira, Fernandes 2009, severity 1.0, linear sRGB
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}

TO_XYZ = np.array(
    [
        [0.4124, 0.3576, 0.1805],
        [0.2126, 0.7152, 0.0722],
        [0.0193, 0.1192, 0.9505],
    ]
)


def names(table: tuple[int, ...]) -> list[str]:
    return [f"#{colour & 0xFFFFFF:06x}" for colour in table]


def linear(table: tuple[int, ...]) -> NDArray[np.float64]:
    """Linear sRGB, (256, 3)."""
    rgb = np.array([[c >> 16 & 255, c >> 8 & 255, c & 255] for c in table]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def luminance(table: tuple[int, ...]) -> NDArray[np.float64]:
    return linear(table) @ TO_XYZ[1]


def lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIELAB of linear sRGB under D65."""
    xyz = rgb @ TO_XYZ.T / (0.9505, 1.0, 1.089)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = f.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_published_maps_have_their_published_colours(name: str) -> None:
    table = names(colour_table(name))
    for level, expected in zip((0, 128, 255), PUBLISHED[name], strict=True):
        parts = [int(table[level][i : i + 2], 16) for i in (1, 3, 5)]
        wanted = [int(expected[i : i + 2], 16) for i in (1, 3, 5)]
        assert np.abs(np.subtract(parts, wanted)).max() <= 2


@pytest.mark.parametrize("name", [n for n, known in MAPS.items() if not known.signed])
def test_brighter_pixels_are_brighter_unless_inverted(name: str) -> None:
    assert np.all(np.diff(luminance(colour_table(name))) > -1e-3)
    assert colour_table(name, inverted=True) == colour_table(name)[::-1]


@pytest.mark.parametrize("zero", [0, 60, 128, 255])
def test_the_diverging_map_grows_from_zero_on_both_sides(zero: int) -> None:
    light = luminance(colour_table(DIVERGING, zero=zero))
    assert light.argmin() == zero
    assert np.all(np.diff(light[: zero + 1]) <= 1e-3)
    assert np.all(np.diff(light[zero:]) >= -1e-3)
    both = min(zero, 255 - zero)
    if both:  # equally far is equally bright
        below, above = light[zero - both : zero][::-1], light[zero + 1 :][:both]
        assert below == pytest.approx(above, abs=0.06)


def test_inverting_the_diverging_map_exchanges_the_sides() -> None:
    plain = colour_table(DIVERGING, zero=100)
    swapped = colour_table(DIVERGING, zero=100, inverted=True)
    assert plain[100] == swapped[100]
    assert plain[60] == swapped[140]


@pytest.mark.parametrize("eyes", [None, *sorted(DEFICIENCIES)])
def test_every_eye_tells_the_signs_apart(eyes: str | None) -> None:
    rgb = linear(colour_table(DIVERGING, zero=128))
    if eyes is not None:
        rgb = np.clip(rgb @ np.array(DEFICIENCIES[eyes]).T, 0, 1)
    seen = lab(rgb)
    for away in range(24, 128):
        difference = np.linalg.norm(seen[128 - away] - seen[128 + away - 1])
        assert difference > 12, away  # 2.3 is just noticeable


@pytest.mark.parametrize("eyes", [None, *sorted(DEFICIENCIES)])
def test_every_eye_tells_the_classes_apart(eyes: str | None) -> None:
    rgb = linear(tuple(colour.rgb() for colour in class_colours()))
    if eyes is not None:
        rgb = np.clip(rgb @ np.array(DEFICIENCIES[eyes]).T, 0, 1)
    seen = lab(rgb)
    for one, other in itertools.combinations(range(len(seen)), 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 15, (one, other)


def test_classes_have_the_colours_of_their_marks_and_each_its_grey_level() -> None:
    colours = [colour.name() for colour in class_colours()]
    for severity, name in ((2, "hot"), (4, "telegraph"), (7, "dead")):
        assert colours[severity] == LABEL_MARKS[name][1].lower()
    levels = (0, 32, 64, 96, 128, 160, 192, 224, 255)  # of 0 to 8, black 0, white 8
    assert [names(colour_table(CODES))[level] for level in levels] == colours


def test_night_has_no_blue_or_green_light_to_speak_of() -> None:
    brightest = colour_table("red")[-1]
    assert brightest >> 16 & 255 == 255
    assert brightest >> 8 & 255 < 40
    assert brightest & 255 < 40
