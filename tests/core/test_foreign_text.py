from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.foreign_text import shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("00001.fits", "00001.fits"),
        ("Übung 30 s.fits", "Übung 30 s.fits"),
        ("дарк ダーク שחור.fits", "дарк ダーク שחור.fits"),
        ("wide\u3000blank", "wide\u3000blank"),
        ("two\nlines", r"two\nlines"),
        ("a\rb\tc", r"a\rb\tc"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b31m", r"\x9b31m"),
        ("a\u202efits.exe", r"a\u202efits.exe"),
        ("\u200fmark", r"\u200fmark"),
        (os.fsdecode(b"caf\xe9.fits"), r"caf\xe9.fits"),
        ("\ud800", r"\ud800"),
        ("\u2028", r"\u2028"),
    ],
)
def test_what_does_not_print_is_escaped(text: str, words: str) -> None:
    assert shown(text) == words


@given(st.text(max_size=30), st.integers(3, 20))
def test_it_is_one_line_of_text_that_any_file_can_hold(text: str, most: int) -> None:
    words = shown(text)
    assert len(words.splitlines()) <= 1
    words.encode("utf-8")
    assert shown(words) == words
    assert len(shown(text, most)) == min(len(words), most)


def test_the_middle_of_a_long_name_is_left_out() -> None:
    assert shown("Dark" + "9" * 200 + "s", 11) == "Dark9…9999s"
