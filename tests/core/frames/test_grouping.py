from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.grouping import (
    GROUPING,
    Expected,
    GroupingRule,
    expected_only,
    rule_of,
    split,
)


def frames(*variants: dict[str, Any]) -> list[FrameInfo]:
    """Frames 00001.fits, ... of 2048x2048 and 30 s, each with its own changes."""
    usual = {"shape": (2048, 2048), "exposure_s": 30.0}
    return [
        FrameInfo(path=Path(f"{number:05d}.fits"), **{**usual, **variant})
        for number, variant in enumerate(variants, 1)
    ]


def numbers(*variants: dict[str, Any]) -> list[list[int]]:
    """The numbers of the frames in each series."""
    return [[int(f.path.stem) for f in one] for one in split(frames(*variants))]


def test_frames_that_agree_are_one_series() -> None:
    assert numbers({}, {}, {}) == [[1, 2, 3]]
    assert numbers() == []


@pytest.mark.parametrize(
    "odd",
    [
        {"shape": (512, 1024)},
        {"dtype": "uint8"},
        {"extension": "IM2"},
        {"kind": "flat"},
        {"stack": 6},
        {"exposure_s": 10.0},
        {"exposure_s": None},
        {"filter": "U"},
        {"binning": (2, 1)},
        {"region": (16, 8)},
        {"row_order": "BOTTOM-UP"},
        {"camera": "QHY42"},
        {"camera_id": "112E900511080900"},
        {"telescope": "Annie"},
        {"readout_mode": "High Gain"},
        {"gain": 0.0},
        {"offset": 10.0},
        {"iso": 800.0},
        {"adc_bits": 12},
        {"set_temperature_c": -10.0},
        {"temperature_c": -10.0},
    ],
)
def test_every_fact_parts_series_and_no_majority_decides(odd: dict[str, Any]) -> None:
    """What some frames say and others do not is a difference, too."""
    assert numbers({}, odd, {}, odd, odd, odd) == [[1, 3], [2, 4, 5, 6]]
    assert set(odd) <= {rule.field for rule in GROUPING}


def test_what_cannot_be_read_agrees_with_the_same_text_only() -> None:
    def unread(text: str) -> dict[str, Any]:
        return {"exposure_s": None, "unreadable": {"exposure_s": text}}

    absent = {"exposure_s": None}
    assert numbers(unread("soon"), absent, unread("late"), unread("soon")) == [
        [1, 4],
        [2],
        [3],
    ]
    (first, *_) = frames(unread("EXPTIME 'soon'"))
    assert rule_of("exposure_s").said(first) == "exposure unreadable: EXPTIME 'soon'"
    cold = {"unreadable": {"temperature_c": "CCD-TEMP 4711"}}
    assert numbers({}, cold, {}) == [[1, 3], [2]]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (2.0, 1.999, True),
        (2.0, 2.0011, False),
        (0.001, 0.002, False),
        (0.001, 0.001005, True),
        (0.0, 0.0005, False),
        (30.0, 30.000001, True),
    ],
)
def test_exposures_may_differ_by_a_millisecond_and_by_a_hundredth(
    one: float, other: float, together: bool
) -> None:
    found = numbers({"exposure_s": one}, {"exposure_s": other})
    assert (len(found) == 1) == together


@given(st.lists(st.sampled_from([1.0, 1.0005, 1.001, 1.0015, 1.002, 1.5]), max_size=9))
def test_no_two_exposures_of_a_series_are_further_apart(values: list[float]) -> None:
    found = split(frames(*({"exposure_s": value} for value in values)))
    assert sum(map(len, found)) == len(values)
    for one in found:
        exposures = [f.exposure_s for f in one if f.exposure_s is not None]
        assert round((max(exposures) - min(exposures)) * 10_000) <= 10


def test_exposures_that_all_differ_take_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = []
    agree = GroupingRule.agree

    def counted(self: GroupingRule, one: Any, other: Any) -> bool:
        compared.append(one)
        return agree(self, one, other)

    monkeypatch.setattr(GroupingRule, "agree", counted)
    apart = frames(*({"exposure_s": 2.0 + number} for number in range(400)))
    near = frames(*({"exposure_s": 2 + number * 1e-6} for number in range(400)))
    assert (len(split(apart)), len(split(near))) == (400, 1)
    assert len(compared) < 3 * 800


def at(*degrees: float, **more: Any) -> list[dict[str, Any]]:
    return [{"temperature_c": value, **more} for value in degrees]


def test_a_set_point_counts_whatever_the_sensor_says() -> None:
    cold = at(-10.2, -9.8, set_temperature_c=-10.0)
    assert numbers(*cold, *at(-5.0, -9.0, set_temperature_c=-5.0)) == [[1, 2], [3, 4]]


def test_without_a_set_point_a_gap_in_the_temperatures_parts_series() -> None:
    assert numbers(*at(-10.0, -9.6, -10.0, -9.6)) == [[1, 2, 3, 4]]
    assert numbers(*at(-10.0, -5.0, -9.6, -5.2)) == [[1, 3], [2, 4]]
    drifting = [15 + 0.55 * number for number in range(10)]
    assert numbers(*at(*drifting)) == [list(range(1, 11))]


def test_several_nights_are_several_series() -> None:
    dusk = datetime(2024, 5, 8, 20, 0)

    def taken(*hours: float | None) -> list[dict[str, Any]]:
        return [{"time": h and dusk + timedelta(hours=h)} for h in hours]

    assert numbers(*taken(0.1, 3, 8.9, 10)) == [[1, 2, 3, 4]]
    assert numbers(*taken(0.1, 24, 1, 25)) == [[1, 3], [2, 4]]
    assert numbers(*taken(0.1, None, 3)) == [[1, 2, 3]]
    assert numbers(*taken(0.1, None, 24)) == [[1], [2], [3]]


def test_what_is_not_as_expected_is_left_out_with_both_values() -> None:
    given_frames = frames(
        {}, {"exposure_s": 10.0}, {"exposure_s": None}, {"exposure_s": 29.9995}
    )
    used, left_out = expected_only(given_frames, Expected(exposure_s=30.0))
    assert [f.name for f in used] == ["00001.fits", "00004.fits"]
    assert [item.reason for item in left_out] == [
        "frame 00002.fits is 10 s, expected 30 s: left out",
        "frame 00003.fits is exposure not said, expected 30 s: left out",
    ]


@pytest.mark.parametrize(
    ("expected", "sentence"),
    [
        (Expected(shape=(100, 200)), "is 2048x2048, expected 200x100: left out"),
        (Expected(filter="U"), "is filter V, expected filter U: left out"),
        (Expected(kind="dark"), "is light, expected dark: left out"),
        (Expected(set_temperature_c=-10), "is set to 5 °C, expected set to -10 °C"),
    ],
)
def test_each_expectation(expected: Expected, sentence: str) -> None:
    (frame,) = frames({"filter": "V", "kind": "light", "set_temperature_c": 5.0})
    ((left_out,),) = [expected_only([frame], expected)[1]]
    assert left_out.reason.startswith(f"frame 00001.fits {sentence}")


def test_a_number_of_frames_leaves_none_out() -> None:
    assert expected_only(frames({}), Expected(frames=10))[1] == ()


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "shape": st.sampled_from([(4, 4), (4, 8)]),
                "exposure_s": st.sampled_from([None, 1.0, 1.001, 2.0]),
                "filter": st.sampled_from(["", "U", "V"]),
                "temperature_c": st.sampled_from([None, 0.0, 0.4, 5.0]),
            }
        ),
        max_size=8,
    )
)
def test_every_frame_is_in_one_series_in_file_order(
    variants: list[dict[str, Any]],
) -> None:
    found = numbers(*variants)
    assert sorted(n for one in found for n in one) == list(range(1, len(variants) + 1))
    assert all(one == sorted(one) for one in found)
    assert [one[0] for one in found] == sorted(one[0] for one in found)
    for one in found:
        said = {(variants[n - 1]["shape"], variants[n - 1]["filter"]) for n in one}
        assert len(said) == 1
