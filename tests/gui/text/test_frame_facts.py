"""What is told of a frame, in words."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from pathlib import Path

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.gui.text.frame_facts import FACTS


def test_each_fact_is_a_quantity_of_a_frame() -> None:
    names = {field.name for field in fields(FrameInfo)}
    assert {fact.name for fact in FACTS} <= names
    assert len({fact.words for fact in FACTS}) == len(FACTS)


def test_values_with_their_units() -> None:
    info = FrameInfo(
        Path("1.fits"),
        (1040, 2152),
        exposure_s=30.0,
        set_temperature_c=-10.0,
        gain=5.0,
        time=datetime(2024, 5, 8, 3, 38, 48),
        region=(8, 1200),
    )
    told = {fact.name: fact.text(info) for fact in FACTS}
    assert told["exposure_s"] == "30 s"
    assert told["set_temperature_c"] == "−10 °C"
    assert told["gain"] == "5"
    assert told["shape"] == "2152 × 1040 uint16"
    assert told["time"] == "2024-05-08 03:38:48"
    assert told["binning"] == "1 × 1"
    assert told["region"] == "8, 1,200"
    assert told["offset"] == told["camera"] == ""
