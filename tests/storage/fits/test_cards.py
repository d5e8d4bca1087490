from __future__ import annotations

import io
from typing import Any

import pytest
from astropy.io import fits
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.errors import FrameError, IncompleteError
from darkviewer.storage.fits.cards import BLOCK, read_cards


def block(*cards: str, end: bool = True) -> bytes:
    lines = [card.ljust(80) for card in (*cards, *["END"] * end)]
    text = "".join(lines).encode("latin-1")
    return text + b" " * (-len(text) % BLOCK)


def read(*cards: str) -> dict[str, Any]:
    return read_cards(io.BytesIO(block(*cards)), "x.fits")[0]


@pytest.mark.parametrize(
    ("card", "value"),
    [
        ("A       =                   30 / seconds", 30),
        ("A       = -1.5E3", -1500.0),
        ("A       = 1.5D3", 1500.0),
        ("A       =                  2.0 /", 2.0),
        ("A       =                    T / yes", True),
        ("A       =                    F", False),
        ("A       = 'LIGHT   '           / kind", "LIGHT"),
        ("A       = 'O''Neill / co'", "O'Neill / co"),
        ("A       = ''", ""),
        ("A       = 'no end", "no end"),
        ("A       =", ""),
        ("A       = N/A", "N"),
        ("A       =30", 30),
        ("A       = 'caf\xe9'", "café"),
        ("A       = 'caf\xc3\xa9'", "café"),
        ("A       = 'a\x00\x1bb'", "a  b"),
        ("A       = 1_0", "1_0"),
        ("A       = nan", "nan"),
        ("HIERARCH CAMERA DATE = 'x'", None),
    ],
)
def test_values(card: str, value: Any) -> None:
    assert read(card).get("A") == value
    assert type(read(card).get("A")) is type(value)


def test_hierarch_keywords() -> None:
    assert read("HIERARCH CAMERA GAIN = 12 / x") == {"CAMERA GAIN": 12}


def test_of_a_repeated_keyword_the_first_counts() -> None:
    assert read("A       = 1", "A       = 2") == {"A": 1}


def test_commentary_is_left_out() -> None:
    assert read("COMMENT = 3", "HISTORY x", "        = 7", "A       = 1")["A"] == 1


def test_length_counts_the_fill() -> None:
    many = [f"K{n:07d}= {n}" for n in range(36)]
    cards, length = read_cards(io.BytesIO(block(*many)), "x.fits")
    assert (len(cards), length) == (36, 2 * BLOCK)
    assert read_cards(io.BytesIO(b""), "x.fits") == ({}, 0)


def test_a_header_that_ends_too_early() -> None:
    with pytest.raises(IncompleteError, match=r"x\.fits ends inside its header, after"):
        read_cards(io.BytesIO(block("A       = 1", end=False)[:400]), "x.fits")


def test_a_header_that_never_ends() -> None:
    endless = io.BytesIO(b"A".ljust(80) * 40_000)
    with pytest.raises(FrameError, match="no END card"):
        read_cards(endless, "x.fits")
    assert endless.tell() < 2 << 20  # it stopped early


@given(
    st.dictionaries(
        st.from_regex(r"[A-Z][A-Z0-9_-]{0,7}", fullmatch=True).filter(
            lambda k: k not in ("END", "COMMENT", "HISTORY", "CONTINUE", "HIERARCH")
        ),
        st.one_of(
            st.integers(-(10**18), 10**18),
            st.floats(allow_nan=False, allow_infinity=False, width=32),
            st.booleans(),
            st.from_regex(r"[ -~]{0,60}", fullmatch=True).map(str.rstrip),
        ),
        max_size=60,
    )
)
def test_what_astropy_writes_is_read_back(cards: dict[str, Any]) -> None:
    text = fits.Header(list(cards.items())).tostring().encode()
    found, length = read_cards(io.BytesIO(text), "x.fits")
    assert length == len(text)
    for key, value in cards.items():
        expected = pytest.approx(value) if type(value) is float else value
        assert found[key] == expected


@given(st.binary(max_size=3 * BLOCK))
def test_no_bytes_break_it(data: bytes) -> None:
    try:
        cards, length = read_cards(io.BytesIO(data), "x.fits")
    except FrameError as error:
        assert str(error).startswith("x.fits")  # noqa: PT017
    else:
        assert length % BLOCK == 0
        assert all(isinstance(v, str | int | float | bool) for v in cards.values())
