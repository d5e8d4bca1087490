"""Names, order and differences of the series of one folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.series import (
    Together,
    differences,
    elsewhere,
    series_of,
    summary,
)


def frames(*counted: tuple[int, dict[str, Any]]) -> list[FrameInfo]:
    """So many frames of each kind, one kind after the other."""
    usual = {"shape": (4, 6), "exposure_s": 30.0, "kind": "dark"}
    variants = [{**usual, **v} for count, v in counted for _ in range(count)]
    return [FrameInfo(Path(f"{n}.fits"), **v) for n, v in enumerate(variants, 1)]


def ids(*counted: tuple[int, dict[str, Any]]) -> list[str]:
    return [one.id for one in series_of(frames(*counted))]


def test_darks_come_first_and_the_larger_of_a_kind() -> None:
    light, bias, flat = {"kind": "light"}, {"kind": "bias"}, {"kind": "flat"}
    master = {"kind": "master dark", "stack": 6}
    assert ids(
        (1, master), (9, light), (2, flat), (4, {"kind": ""}), (3, bias), (2, {}),
        (5, {"exposure_s": 60.0}),
    ) == [
        "dark-60s", "dark-30s", "frames-30s", "bias-30s", "flat-30s", "light-30s",
        "master-dark-30s",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"gain": 200.0}, "dark-30s-gain200"),
        ({"gain": 200.0, "offset": 5.0}, "dark-30s-gain200"),
        ({"set_temperature_c": -10.0}, "dark-30s-set-10c"),
        ({"telescope": "Annie"}, "dark-30s-telescopeannie"),
        ({"filter": "../暗"}, "dark-30s-filter"),
        ({"extension": "SCI,2"}, "dark-30s-sci-2"),
        ({"exposure_s": None}, "dark"),
        ({"exposure_s": 0.5}, "dark-0.5s"),
    ],
)
def test_what_differs_is_behind_the_short_name(
    other: dict[str, Any], expected: str
) -> None:
    assert set(ids((2, {}), (3, other))) == {"dark-30s", expected}


def test_an_id_stays_when_more_frames_and_series_come() -> None:
    one, two = (2, {"gain": 1.0}), (3, {"gain": 2.0})
    assert set(ids(one, two)) == {"dark-30s", "dark-30s-gain2"}
    more = ids(one, two, (9, {"gain": 3.0}), (4, {"gain": 1.0}))
    assert set(more) == {"dark-30s", "dark-30s-gain2", "dark-30s-gain3"}


def test_names_that_are_spelt_alike_are_numbered() -> None:
    names = ids((1, {"filter": "U"}), (1, {"filter": "V"}), (1, {"filter": "v"}))
    assert names == ["dark-30s", "dark-30s-filterv", "dark-30s-2"]


def test_nights_are_named_by_their_dates() -> None:
    first, second = (
        {"time": datetime(2024, 5, day, 20, 15)} for day in (8, 9)
    )  # fmt: skip
    assert ids((2, first), (2, second)) == ["dark-30s", "dark-30s-2024-05-09"]
    one, two = frames((1, first), (1, second))
    assert differences(two, one) == ["of 2024-05-09 20:15"]


def test_differences_are_said_in_the_order_of_the_table() -> None:
    one, two, plain = frames(
        (1, {"gain": 5.0, "filter": "U", "temperature_c": -5.0}),
        (1, {"gain": 6.0, "filter": "U", "temperature_c": 0.0}),
        (1, {}),
    )
    assert differences(one, two) == ["gain 5", "at -5 °C"]
    assert differences(plain, two)[:2] == ["filter not said", "gain not said"]
    assert differences(plain, None) == []


def sentence(place: int, *counted: tuple[int, dict[str, Any]]) -> str:
    found = series_of(frames(*counted))
    return summary(found[place], Together.of(found))


def test_one_sentence_names_the_others() -> None:
    gain = {"gain": 200.0}
    assert sentence(0, (5, {}), (5, gain)) == (
        "5 others are a series of their own (gain 200)"
    )
    assert sentence(0, (9, {}), (1, {"exposure_s": 10.0})) == (
        "1 other is a series of its own (10 s)"
    )
    stack = {"kind": "master dark", "stack": 6}
    assert sentence(0, (6, {}), (1, stack)) == (
        "1 other is a series of its own (a stack of 6, not one exposure)"
    )
    many = [(3, {"exposure_s": 40.0 + n}) for n in range(5)]
    assert sentence(0, (4, {}), *many) == (
        "15 others are 5 series (3 dark 40 s, 3 dark 41 s, 3 dark 42 s and 2 more)"
    )


def test_series_that_are_called_alike_say_what_sets_them_apart() -> None:
    points = [(3, {"set_temperature_c": -5.0 * n}) for n in (1, 2, 3)]
    assert sentence(0, *points) == (
        "6 others are 2 series (3 dark 30 s set to -10 °C, 3 dark 30 s set to -15 °C)"
    )


def test_a_calibration_set_looks_planned_and_a_stray_does_not() -> None:
    def planned(*counted: tuple[int, dict[str, Any]]) -> bool:
        found = series_of(frames(*counted))
        return Together.of(found).look_planned(found[0])

    assert planned((5, {}), (3, {"exposure_s": 60.0}), (9, {"kind": "light"}))
    assert not planned((5, {}), (2, {"exposure_s": 60.0}))
    assert not planned((5, {}), (5, {"gain": 200.0}))


def test_images_of_one_file_are_named_and_look_planned() -> None:
    images = series_of(frames(*((3, {"extension": f"IM{n}"}) for n in range(1, 5))))
    together = Together.of(images)
    assert [one.words for one in images][:2] == ["dark 30 s IM1", "dark 30 s IM2"]
    assert all(together.look_planned(one) for one in images)
    assert summary(images[1], together) == (
        "9 others are 3 series (3 dark 30 s IM1, 3 dark 30 s IM3, 3 dark 30 s IM4)"
    )


def test_each_frame_elsewhere_says_where() -> None:
    found = series_of(frames((2, {}), (1, {"gain": 200.0})))
    (item,) = elsewhere(found[0], found)
    assert item.reason == (
        "frame 3.fits is gain 200, this series is gain not said: see series "
        "dark-30s-gain200"
    )
    night = [{"time": datetime(2024, 5, day)} for day in (8, 9)]
    found = series_of(frames((2, night[0]), (1, night[1])))
    (item,) = elsewhere(found[0], found)
    assert "is of 2024-05-09 00:00, this series is of 2024-05-08 00:00" in item.reason
