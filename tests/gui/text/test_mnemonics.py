"""Letters to reach things by: each of them once, the first letter where it is free."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from darkviewer.gui.text.mnemonics import marked, mnemonics


def letters(*texts: str, taken: str = "") -> list[str]:
    places = mnemonics(texts, taken)
    return [t[p] if p >= 0 else "" for t, p in zip(texts, places, strict=True)]


def test_the_first_letter_is_taken_where_it_is_free() -> None:
    assert letters("File", "Session", "View", "Tools") == ["F", "S", "V", "T"]
    assert letters("Open folder…", "Open file…", "Open recent") == ["O", "f", "r"]
    assert letters("Close", "Copy", taken="c") == ["l", "o"]
    assert letters("1:1", "–", "Á") == ["1", "", ""]


def test_others_give_way_where_all_letters_are_taken() -> None:
    assert letters("Ab", "Bc", "B") == ["A", "c", "B"]
    assert letters("A", "Ab", "Bc", "B") == ["A", "b", "c", ""]  # none can


@given(st.lists(st.text(max_size=8), max_size=12))
def test_no_two_share_a_letter(texts: list[str]) -> None:
    found = [letter.lower() for letter in letters(*texts) if letter]
    assert len(set(found)) == len(found)


def test_texts_are_marked_as_qt_reads_them() -> None:
    assert marked("File", 0) == "&File"
    assert marked("R & D", 4) == "R && &D"
    assert marked("None", -1) == "None"
