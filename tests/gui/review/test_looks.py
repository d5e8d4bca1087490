from __future__ import annotations

from darkviewer.gui.review.looks import Looks
from darkviewer.gui.review.tones import Limits

FIRST, SECOND = Limits(0, 100, 10), Limits(0, 500, 10)


def changes(looks: Looks) -> list[int]:
    seen: list[int] = []
    looks.changed.connect(lambda: seen.append(1))
    return seen


def test_a_layer_remembers_the_one_before() -> None:
    looks = Looks()
    seen = changes(looks)
    for layer in ("master", "significance", "significance"):
        looks.set_layer(layer)
    assert (looks.layer, looks.layer_before) == ("significance", "master")
    assert len(seen) == 2


def test_the_key_goes_through_the_stretches() -> None:
    looks = Looks()
    seen = changes(looks)
    kinds = [looks.kind]
    for _ in range(3):
        looks.turn_kind()
        kinds.append(looks.kind)
    assert kinds == ["asinh", "linear", "log", "asinh"]
    looks.set_kind("asinh")
    assert len(seen) == 3


def test_each_candidate_has_its_own_stretch_or_all_the_same() -> None:
    looks = Looks()
    assert looks.limits(FIRST) is FIRST
    assert looks.limits(SECOND) is SECOND
    looks.set_scope("session")
    looks.set_scope("session")
    assert looks.limits(FIRST) is FIRST
    assert looks.limits(SECOND) is FIRST
    looks.take_limits()
    assert looks.limits(SECOND) is SECOND
    looks.forget_limits()
    assert looks.limits(FIRST) is FIRST
    looks.set_scope("candidate")
    assert looks.limits(None) is None


def test_one_stamp_steps_through_all_four() -> None:
    looks = Looks()
    seen = [looks.stamps(1)]
    for _ in range(4):
        looks.step_stamp(1)
        seen.append(looks.stamps(1))
    names = [name for (name,) in seen]
    assert names == ["residual", "star", "difference", "rival", "residual"]


def test_of_two_stamps_the_second_steps() -> None:
    looks = Looks()
    seen = [looks.stamps(2)]
    for _ in range(3):
        looks.step_stamp(2)
        seen.append(looks.stamps(2))
    assert {first for first, _ in seen} == {"residual"}
    assert [second for _, second in seen] == ["star", "difference", "rival", "star"]


def test_all_four_have_their_places() -> None:
    expected = ("residual", "star", "difference", "rival")
    assert Looks().stamps(4) == expected
