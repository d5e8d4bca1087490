"""Tables as items."""

from __future__ import annotations

from io import StringIO

import pytest
from astropy import units
from astropy.table import Table

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.exports.text_items import ecsv_items

META = {"made": {"by": "x", "parts": [1, 2.5, None, True]}, "date": "2024-05-08"}


def ecsv(**columns: list[object]) -> bytes:
    table = Table(columns or {"x": [1, 2], "name": ["a b", '"']}, meta=META)
    table[table.colnames[0]].unit = units.pix
    text = StringIO()
    table.write(text, format="ascii.ecsv")
    return text.getvalue().encode()


def test_header_metadata_and_columns() -> None:
    items, meta = ecsv_items(ecsv(), "a.ecsv")
    assert meta == META
    assert items["meta.made.parts"] == (1, 2.5, None, True)
    assert items["header of column 1: unit"] == "pix"
    assert items["titles"] == ("x", "name")
    assert items["column x"] == ("1", "2")
    assert items["column name"] == ("a b", '"')


def test_a_table_without_rows() -> None:
    items, _ = ecsv_items(ecsv(x=[]), "a.ecsv")
    assert items["column x"] == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff", "no text"),
        (b"# %ECSV 1.0\n# ---\n# {", "cannot be read"),
        (b"# %ECSV 1.0\n# ---\n# datatype: 5\n# meta: {}\nx\n1\n", "cannot be read"),
        (b"", "cannot be read"),
        (ecsv().replace(b"2 ", b"", 1), "cut off"),
        (ecsv().replace(b"x name", b"x x", 1), "cut off"),
        (ecsv() + b'"' + b"a" * 200_000, "cannot be read as a table"),
    ],
)
def test_what_is_damaged_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(DarkviewerError, match=words):
        ecsv_items(content, "a.ecsv")
