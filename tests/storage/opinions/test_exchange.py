from __future__ import annotations

import io
from dataclasses import replace

import astropy.table
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkviewer.core.opinions.events import KIND, VERDICT, Opinion
from darkviewer.core.review.classes import CLASSES, EVENT, PIXEL
from darkviewer.core.review.verdict import Verdict
from darkviewer.storage.opinions import exchange
from darkviewer.storage.opinions.exchange import as_ecsv, read_opinions
from darkviewer.storage.opinions.lines import as_lines

STAR = Verdict(
    "anna",
    EVENT,
    "f" * 64,
    823,
    416,
    "psf-like",
    certainty=0.9,
    note='round, "sure"\nsee ticket\\7',
    tags=("bright", "a, b"),
    shown={"label": "PSF-like", "p": 0.78, "dbic": [1.5, None]},
    spent_s=2.5,
    blind=True,
)
SAID = Opinion(VERDICT, STAR.subject, STAR.as_value(), who="anna", at="1", id="1")
OTHER = Opinion(KIND, "b", {"kind": "bias"}, supersedes="1 2", at="2", id="2")
BACK = Opinion(VERDICT, STAR.subject, None, supersedes="1", at="3", id="3")

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
finite = st.floats(allow_nan=False, allow_infinity=False)
verdicts = st.builds(
    Verdict,
    words,
    st.sampled_from([EVENT, PIXEL]),
    words,
    st.integers(-(10**6), 10**20),
    st.integers(0, 10**6),
    st.sampled_from([one.name for one in CLASSES]),
    certainty=st.none() | finite,
    note=words,
    tags=st.lists(words, max_size=2).map(tuple),
    shown=st.dictionaries(words, words | finite | st.none(), max_size=2),
    spent_s=finite,
    blind=st.booleans(),
    salted=st.booleans(),
)
others = st.none() | st.dictionaries(words, st.integers() | words, max_size=2)
opinions = st.builds(
    Opinion,
    st.sampled_from([VERDICT, KIND]),
    words,
    verdicts.map(Verdict.as_value) | others,
    supersedes=words,
    who=words,
    at=words,
    id=words,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(opinions, max_size=3))
def test_a_table_loses_nothing(said: list[Opinion]) -> None:
    read, odd = read_opinions(as_ecsv(said))
    assert (read, odd) == (said, 0)
    kinds = [type(one.value.get("spent_s")) for one in said if one.value]
    assert kinds == [type(one.value.get("spent_s")) for one in read if one.value]


def test_the_fields_of_a_verdict_are_columns() -> None:
    table = astropy.table.Table.read(
        as_ecsv([SAID, OTHER]).decode(), format="ascii.ecsv"
    )
    row = table[0]
    assert (row["reviewer"], row["class"], row["x"], row["y"]) == (
        "anna",
        "psf-like",
        823,
        416,
    )
    assert (row["certainty"], row["spent_s"], row["blind"]) == (0.9, 2.5, True)
    assert str(table["x"].unit) == "pix"
    assert table["value"].mask.tolist() == [True, False]
    assert table[1]["value"] == '{"kind": "bias"}'
    assert table["certainty"].mask.tolist() == [False, True]


def test_a_table_that_another_tool_wrote_again_is_read() -> None:
    said = [SAID, OTHER, BACK]
    table = astropy.table.Table.read(as_ecsv(said).decode(), format="ascii.ecsv")
    again = io.StringIO()
    table.write(again, format="ascii.ecsv")
    assert " verdict " in again.getvalue()
    assert read_opinions(again.getvalue().encode()) == (said, 0)


def test_lines_are_read_as_well() -> None:
    assert read_opinions(as_lines([SAID, BACK]) + b"\nno\n") == ([SAID, BACK], 1)


def test_blanks_at_the_ends_and_empty_lines_change_nothing() -> None:
    blank = replace(SAID, value={**STAR.as_value(), "note": " so ", "reviewer": " "})
    content = as_ecsv([blank, OTHER]).replace(b"\n2,2,", b"\n\n2,2,")
    table = astropy.table.Table.read(content.decode(), format="ascii.ecsv")
    assert table[0]["note"] == "\\u0020so\\u0020"
    assert read_opinions(content) == ([blank, OTHER], 0)


def test_a_whole_number_where_a_verdict_has_none_stays_one() -> None:
    value = {**STAR.as_value(), "spent_s": 2}
    ((read,), _) = read_opinions(as_ecsv([replace(SAID, value=value)]))
    assert read.value is not None
    assert type(read.value["spent_s"]) is int


WHOLE = as_ecsv([SAID, OTHER])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b",823,", b",much,"),
        (b",823,", b"," + b"9" * 5000 + b","),
        (b"anna,event", b"anna\\,event"),
        (b'"[""bright""', b'"[' + b"[" * 100_000 + b'""bright""'),
        (b"1,1,anna", b"1,1,\\udc80"),
        (b",True,False", b""),
        (b",2.5,", b",,"),
    ],
)
def test_a_row_that_is_no_opinion_is_left_out_and_counted(
    old: bytes, new: bytes
) -> None:
    assert old in WHOLE
    assert read_opinions(WHOLE.replace(old, new)) == ([OTHER], 1)


@pytest.mark.parametrize(
    "content",
    [
        b"# %ECSV 1.0\n",
        b"# %ECSV 1.0\n# ---\na b\n1 2\n",
        b"# %ECSV 1.0\n\xff\xfe\x00\n\x00,\n",
        b'# %ECSV 1.0\nid at\n1 "' + b"x" * 10,
        WHOLE[:300],
        b"# %ECSV" + WHOLE[7:].replace(b"subject", b"sub"),
    ],
)
def test_another_table_holds_no_opinions(content: bytes) -> None:
    assert read_opinions(content)[0] == []


def test_a_cell_without_end_ends_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "_LONGEST_CELL", 2**17)
    long = replace(OTHER, value={"kind": "x" * 2**17})
    assert read_opinions(as_ecsv([SAID, long])) == ([SAID], 1)
