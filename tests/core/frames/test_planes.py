"""Expectations from the FITS standard and from headers of Andor, Siril and SharpCap."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.planes import FrameFile, are_frames, plane_times


@pytest.mark.parametrize(
    ("planes", "cards"),
    [
        (10, {}),
        (2, {}),
        (4, {}),
        (3, {"NUMKIN": 3}),
        (3, {"CTYPE3": "TIME"}),
        (3, {"CTYPE3": "frame number"}),
        (5, {"COLORSPC": "RGB"}),  # five colours are no picture
        (2, {"COLORSPC": "Grayscale"}),
    ],
)
def test_planes_that_are_a_series(planes: int, cards: dict[str, Any]) -> None:
    assert are_frames(cards, planes)


@pytest.mark.parametrize(
    ("planes", "cards"),
    [
        (3, {}),  # GIMP, MaxIm and others say nothing of colour
        (3, {"IMAGETYP": "DARK", "NUMKIN": 30}),
        (3, {"NUMKIN": True}),
        (3, {"CTYPE3": "RGB"}),  # Siril
        (4, {"COLORTYP": "RGB"}),  # SharpCap's live stacks
        (3, {"COLORSPC": "RGB", "NUMKIN": 3}),
        (300, {"CTYPE3": "AWAV"}),
        (300, {"CTYPE3": "VELO-LSR"}),
        (4, {"CTYPE3": "STOKES"}),
    ],
)
def test_planes_that_are_something_else(planes: int, cards: dict[str, Any]) -> None:
    assert not are_frames(cards, planes)


def frame(**more: Any) -> FrameInfo:
    return FrameInfo(Path("/night/kinetic.fits"), (4, 4), **more)


def test_each_plane_is_a_frame_with_a_name_and_a_version_of_its_own() -> None:
    held = FrameFile((frame(exposure_s=2.0),), planes=3)
    frames = list(held.frames())
    assert [info.name for info in frames] == [
        "kinetic.fits[plane 1]",
        "kinetic.fits[plane 2]",
        "kinetic.fits[plane 3]",
    ]
    assert {info.exposure_s for info in frames} == {2.0}
    assert len({info.version for info in frames}) == 3


def test_images_come_one_after_the_other() -> None:
    images = (frame(hdu=1, extension="im1"), frame(hdu=2, extension="im2"))
    assert [info.name for info in FrameFile(images, planes=2).frames()] == [
        "kinetic.fits[im1][plane 1]",
        "kinetic.fits[im1][plane 2]",
        "kinetic.fits[im2][plane 1]",
        "kinetic.fits[im2][plane 2]",
    ]
    assert list(FrameFile(images).frames()) == list(images)


def test_a_cadence_says_when_each_plane_was_taken() -> None:
    times = plane_times({"DATE-OBS": "2024-05-08T03:38:48", "KCT": 0.5})
    held = FrameFile((frame(time=datetime(2030, 1, 1)),), planes=4, times=times)
    last = list(held.frames())[3]
    assert last.time == datetime(2024, 5, 8, 3, 38, 49, 500_000)
    assert last.sources["time"] == "DATE-OBS and KCT"


@pytest.mark.parametrize(
    "cards",
    [
        {},
        {"DATE-OBS": "2024-05-08T03:38:48"},
        {"KCT": 0.5},
        {"DATE-OBS": "yesterday", "KCT": 0.5},
        {"DATE-OBS": "2024-05-08T03:38:48", "KCT": 0},
        {"DATE-OBS": "2024-05-08T03:38:48", "KCT": -1},
        {"DATE-OBS": "2024-05-08T03:38:48", "KCT": 1e7},
        {"DATE-OBS": "2024-05-08T03:38:48", "KCT": "fast"},
    ],
)
def test_without_both_the_times_are_unknown(cards: dict[str, Any]) -> None:
    known = frame(time=datetime(2030, 1, 1), sources={"time": "DATE-END"})
    held = FrameFile((known,), planes=2, times=plane_times(cards))
    for info in held.frames():
        assert info.time is None
        assert "time" not in info.sources


def test_a_time_beyond_the_calendar_is_unknown() -> None:
    times = plane_times({"DATE-OBS": "9999-12-31T23:59:59", "KCT": 10.0})
    first, second = FrameFile((frame(),), planes=2, times=times).frames()
    assert first.time == datetime(9999, 12, 31, 23, 59, 59)
    assert second.time is None
