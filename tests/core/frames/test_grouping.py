from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.grouping import GROUPING, Expected, GroupingRule, confirm


def frames(*variants: dict[str, Any]) -> list[FrameInfo]:
    """Frames 00001.fits, ... of 2048x2048 and 30 s, each with its own changes."""
    usual = {"shape": (2048, 2048), "exposure_s": 30.0}
    return [
        FrameInfo(path=Path(f"{number:05d}.fits"), **{**usual, **variant})
        for number, variant in enumerate(variants, 1)
    ]


def test_frames_that_agree_are_all_used() -> None:
    given = frames({}, {}, {})
    assert confirm(given) == (tuple(given), ())


@pytest.mark.parametrize(
    ("odd", "sentence"),
    [
        (
            {"shape": (512, 1024)},
            "frame 00002.fits is 1024x512, the session is 2048x2048: skipped",
        ),
        (
            {"exposure_s": 10.0},
            "frame 00002.fits is 10 s, the session is 30 s: skipped",
        ),
        (
            {"dtype": "uint8"},
            "frame 00002.fits is uint8, the session is uint16: skipped",
        ),
        (
            {"binning": (2, 1)},
            "frame 00002.fits is binned 2x1, the session is binned 1x1: skipped",
        ),
    ],
)
def test_one_that_disagrees_is_skipped_in_words(
    odd: dict[str, Any], sentence: str
) -> None:
    given = frames({}, odd, {})
    used, skipped = confirm(given)
    assert used == (given[0], given[2])
    assert [(s.name, s.reason) for s in skipped] == [("00002.fits", sentence)]


def test_filter_and_gain_are_compared_where_they_are_known() -> None:
    given = frames({"filter": "U"}, {"filter": "V"}, {"filter": "U"}, {}, {"gain": 5.0})
    used, skipped = confirm(given)
    assert [s.name for s in skipped] == ["00002.fits"]
    assert len(used) == 4


def test_exposures_may_differ_by_a_millisecond() -> None:
    used, skipped = confirm(frames({"exposure_s": 1.999}, {"exposure_s": 2.0}))
    assert (len(used), skipped) == (2, ())
    used, _ = confirm(frames({"exposure_s": 2.0}, {"exposure_s": 2.0011}))
    assert len(used) == 1


def test_exposures_that_all_differ_take_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = []
    agree = GroupingRule.agree

    def counted(self: GroupingRule, one: Any, other: Any) -> bool:
        compared.append(one)
        return agree(self, one, other)

    monkeypatch.setattr(GroupingRule, "agree", counted)
    given = frames(*({"exposure_s": 2 + number * 1e-6} for number in range(400)))
    assert len(confirm(given)[0]) == 400
    assert len(compared) < (3 + len(GROUPING)) * 400


@given(st.lists(st.sampled_from([1.0, 1.0005, 1.001, 1.0015, 1.002, 1.5]), max_size=9))
def test_the_exposure_is_that_which_agrees_with_most(exposures: list[float]) -> None:
    def agreeing(one: float) -> int:
        return sum(abs(round((other - one) * 10_000)) <= 10 for other in exposures)

    used, _ = confirm(frames(*({"exposure_s": value} for value in exposures)))
    most = max(map(agreeing, exposures), default=0)
    wanted = next((value for value in exposures if agreeing(value) == most), 0.0)
    assert len(used) == most
    assert wanted in [frame.exposure_s for frame in used] or not exposures


def test_given_values_stand_above_the_majority() -> None:
    given = frames({}, {"exposure_s": 10.0}, {})
    used, skipped = confirm(given, Expected(exposure_s=10.0, shape=(2048, 2048)))
    assert used == (given[1],)
    assert [s.reason for s in skipped] == [
        "frame 00001.fits is 30 s, the session is 10 s: skipped",
        "frame 00003.fits is 30 s, the session is 10 s: skipped",
    ]


def test_a_given_filter_must_be_said_by_the_frame() -> None:
    used, skipped = confirm(frames({"filter": "U"}, {}), Expected(filter="U"))
    assert len(used) == 1
    assert skipped[0].reason == (
        "frame 00002.fits does not say if it is filter U: skipped"
    )


def test_of_a_tie_the_earlier_frame_counts() -> None:
    given = frames({"shape": (10, 10)}, {"shape": (20, 20)})
    assert confirm(given)[0] == (given[0],)


def test_the_exposure_is_taken_from_frames_of_the_right_shape() -> None:
    small = {"shape": (10, 10), "exposure_s": 1.0}
    given = frames({}, small, {}, small, {"exposure_s": 31.0}, {})
    used, _ = confirm(given)
    assert [f.name for f in used] == ["00001.fits", "00003.fits", "00006.fits"]


def test_a_master_among_its_frames_is_left_out() -> None:
    given = frames({"kind": "dark"}, {"kind": "dark"}, {"kind": "master dark"})
    assert confirm(given)[1][0].reason == (
        "frame 00003.fits is of kind master dark, the session is of kind dark: skipped"
    )


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "shape": st.sampled_from([(4, 4), (4, 8)]),
                "exposure_s": st.sampled_from([None, 1.0, 1.001, 2.0]),
                "filter": st.sampled_from(["", "U", "V"]),
            }
        ),
        max_size=8,
    )
)
def test_every_frame_is_used_or_skipped_once(variants: list[dict[str, Any]]) -> None:
    given_frames = frames(*variants)
    used, skipped = confirm(given_frames)
    names = [f.name for f in used] + [s.name for s in skipped]
    assert sorted(names) == [f.name for f in given_frames]
    assert list(used) == [f for f in given_frames if f in used]
    assert len({f.shape for f in used}) <= 1
    assert confirm(used) == (used, ()) or len({f.exposure_s for f in used}) > 1
    if variants:
        assert used
