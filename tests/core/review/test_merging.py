from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.opinions.events import VERDICT, Opinion, standing
from darkviewer.core.review.merging import merged, unknown

words = st.sampled_from(["a", "b", "c"])
opinions = st.builds(
    Opinion,
    st.just(VERDICT),
    words,
    st.none() | st.fixed_dictionaries({"class": words}),
    supersedes=st.sampled_from(["", "1", "2", "1 2", "3"]),
    who=words,
    at=st.sampled_from(["2026-01-01", "2026-01-02"]),
    id=st.sampled_from("12345"),
)
parts = st.lists(opinions, max_size=6)


@given(parts, parts)
def test_the_order_of_two_parts_does_not_matter(
    one: list[Opinion], other: list[Opinion]
) -> None:
    assert merged(one, other) == merged(other, one)


@given(parts, parts, parts)
def test_three_parts_may_be_merged_in_any_way(
    one: list[Opinion], two: list[Opinion], three: list[Opinion]
) -> None:
    together = merged(one, two, three)
    assert merged(merged(one, two), three) == together
    assert merged(one, merged(two, three)) == together


@given(parts)
def test_to_merge_again_changes_nothing(part: list[Opinion]) -> None:
    once = merged(part)
    assert merged(once, part) == once == merged(once)
    assert merged(part, []) == once


@given(parts)
def test_what_holds_is_the_same_afterwards(part: list[Opinion]) -> None:
    different = {said.id: said for said in reversed(part)}.values()
    assert standing(merged(different)) == standing(different)


@given(parts, parts)
def test_what_is_new_together_with_what_is_kept_is_all(
    kept: list[Opinion], found: list[Opinion]
) -> None:
    kept = merged(kept)
    new, contradicting = unknown(merged(found), kept)
    known = {said.id for said in kept}
    assert {said.id for said in [*kept, *new]} == known | {said.id for said in found}
    assert not {said.id for said in new} & known
    assert all(said not in kept and said.id in known for said in contradicting)
    rest = [said for said in merged(found) if said not in [*new, *contradicting]]
    assert all(said in kept for said in rest)
