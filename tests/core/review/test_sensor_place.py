"""Pixels of a frame on the whole sensor."""

from __future__ import annotations

from pathlib import Path

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.review.sensor_place import SensorPlace, camera_of


def frame(**facts: object) -> FrameInfo:
    return FrameInfo(Path("a.fits"), (10, 10), **facts)  # type: ignore[arg-type]


def test_a_whole_frame_is_the_sensor() -> None:
    assert SensorPlace.of(frame()).on_sensor(3, 4) == (3, 4)
    assert SensorPlace.of(None).in_frame(3, 4) == (3, 4)


def test_region_and_binning_are_taken_into_account() -> None:
    # XORGSUBF counts binned pixels: column 3 of the frame is the 103rd pair.
    place = SensorPlace.of(frame(region=(100, 50), binning=(2, 3)))
    assert place.on_sensor(3, 4) == (206, 162)
    for x, y in ((206, 162), (207, 164)):  # all sensor pixels of that pixel
        assert place.in_frame(x, y) == (3, 4)
    assert place.in_frame(208, 165) == (4, 5)


def test_a_camera_is_known_by_its_name_and_number() -> None:
    assert camera_of(None) == camera_of(frame()) == ""
    one = camera_of(frame(camera="QHY42PRO", camera_id="a1"))
    assert one
    assert one != camera_of(frame(camera="QHY42PRO", camera_id="b2"))
    assert one != camera_of(frame(camera="QHY42PRO"))
