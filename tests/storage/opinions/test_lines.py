from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.opinions.events import KIND, Opinion
from darkviewer.storage.opinions.lines import as_lines, read_lines

words = st.text(max_size=5)
opinions = st.builds(
    Opinion,
    words,
    words,
    st.none() | st.dictionaries(words, st.integers() | words, max_size=2),
    supersedes=words,
    who=words,
    at=words,
    id=words,
)


@given(st.lists(opinions, max_size=5))
def test_opinions_come_back_as_they_were(said: list[Opinion]) -> None:
    content = as_lines(said)
    assert content.isascii()
    assert list(read_lines(content)) == said


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"3",
        b"{}",
        as_lines([Opinion(KIND, "a", None)]).replace(b"null", b"3"),
        as_lines([Opinion(KIND, "a", None, who="ann")]).replace(b'"ann"', b"7"),
        as_lines([Opinion(KIND, "a", None)]).replace(b"{", b'{"more": 1, '),
        b"\xff\xfe",
        as_lines([Opinion(KIND, "a\udc80", None)]),
    ],
)
def test_lines_that_are_no_opinions_are_passed_over(line: bytes) -> None:
    good = Opinion(KIND, "a", {"kind": "dark"})
    assert list(read_lines(line + b"\n" + as_lines([good]))) == [good]
