"""Tables as items."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from astropy import units
from astropy.table import Table

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.exports.text_items import (
    csv_items,
    ecsv_items,
    json_items,
    line_items,
    votable_items,
)

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
        (ecsv().replace(b"\n# ", b"\n#C", 1), "a line begins with '#C"),
        (ecsv().replace(b"2 ", b"", 1), "cut off"),
        (ecsv().replace(b"x name", b"x x", 1), "cut off"),
        (ecsv() + b'"' + b"a" * 200_000, "cannot be read as a table"),
    ],
)
def test_what_is_damaged_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(DarkviewerError, match=words):
        ecsv_items(content, "a.ecsv")


@pytest.mark.parametrize(
    ("read", "content", "words"),
    [
        (line_items, b"# darkviewer frames + 5\n", "comments of a were altered"),
        (csv_items, b"# darkviewer frames + 5\n", "comments of a were altered"),
        (json_items, b"{", "no JSON of ours"),
        (json_items, b"[1]", "no document of ours"),
        (votable_items, b"<VOTABLE>", "no VOTable of ours"),
        (csv_items, b"x,y\n1\n", "cut off"),
        (csv_items, b"x,y\n1,2\n\n3,4\n", "cut off: row 2"),
        (csv_items, b"x,y\n1,2\n# darkviewer a = 5\n", "cut off: row 2"),
    ],
)
def test_so_is_every_other_text(read: Any, content: bytes, words: str) -> None:
    with pytest.raises(DarkviewerError, match=words):
        read(content, "a")


def test_a_votable_element_by_element() -> None:
    text = """<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE>
    <FIELD name="x" unit="pix"/><INFO name="n" value="5"/><INFO name="t" value="no"/>
    <DATA><TABLEDATA><TR><TD>1</TD></TR><TR><TD>2</TD></TR></TABLEDATA></DATA>
    </TABLE></RESOURCE></VOTABLE>"""
    items, record = votable_items(text.encode(), "a.vot")
    assert record == {"n": 5, "t": "no"}
    assert items["INFO.n"] == 5
    assert items["column x"] == ("1", "2")
    assert ("name = x", "unit = pix", "", "") in items.values()
    assert ("name = n", "", "") in items.values()
    changed, _ = votable_items(text.replace("</TABLE>", "</TABLE>w").encode(), "a.vot")
    assert changed != items


def test_regions_and_their_record() -> None:
    content = b'# Region\n# darkviewer a = []\n# darkviewer a + "b"\ncircle(1,2,3)\n'
    items, record = line_items(content, "a.reg")
    assert record == {"a": ["b"]}
    assert items["lines"] == ("# Region", "circle(1,2,3)", "")
    assert items["record.a"] == ("b",)


def test_cells_of_csv() -> None:
    text = """\ufeff# darkviewer a = {"b": 5}\r\nx,name\r\n1,'=a\r\n2,"# b"\r\n"""
    items, record = csv_items(text.encode(), "a.csv")
    assert record == {"a": {"b": 5}}
    assert items == {
        "titles": ("x", "name"),
        "column x": ("1", "2"),
        "column name": ("'=a", "# b"),
        "record.a.b": 5,
    }
    assert csv_items(text.lstrip("\ufeff").encode(), "a.csv") == (items, record)
    items, record = csv_items(b"", "a.csv")
    assert (items["titles"], record) == ((), {})
