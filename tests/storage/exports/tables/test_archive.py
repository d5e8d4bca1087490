"""The table of an archive as other tools read it."""

from __future__ import annotations

import numpy as np
from astropy.table import Table

from darkviewer.storage.exports.tables.archive import COLUMNS, archive_columns
from darkviewer.storage.exports.tables.formats import FORMATS
from tests.helpers.csv_files import rows_of

ROWS = [
    {"state": "done", "where": "a/Dark", "level_e": 1358.5, "candidates": 23},
    {"state": "failed", "where": 'b, "c"', "reason": "cut\noff", "level_e": None},
]


def test_values_units_and_what_is_not_known() -> None:
    content = FORMATS["ecsv"].write(archive_columns(ROWS), {"root": "/a"}).decode()
    table = Table.read(content, format="ascii.ecsv")
    assert table.colnames == list(COLUMNS)
    assert list(table["state"]) == ["done", "failed"]
    assert table["level_e"].unit == "electron"
    assert table["level_e"][0] == 1358.5
    assert table["candidates"][0] == 23
    assert table["level_e"][1] is np.ma.masked
    assert table["candidates"][1] is np.ma.masked
    assert table.meta["root"] == "/a"


def test_a_csv_says_what_it_was_made_with() -> None:
    meta = {"root": "/a", "parameters": {"threshold_e": 150.0}}
    text = FORMATS["csv"].write(archive_columns(ROWS), meta).decode("utf-8-sig")
    assert text.splitlines()[:2] == [
        '# darkviewer root = "/a"',
        '# darkviewer parameters = {"threshold_e": 150.0}',
    ]
    plain = rows_of(text)
    assert plain[1]["where"] == 'b, "c"'
    assert (plain[0]["level_e"], plain[1]["level_e"]) == ("1358.5", "")


def test_an_empty_archive() -> None:
    content = FORMATS["ecsv"].write(archive_columns([]), {}).decode()
    assert len(Table.read(content, format="ascii.ecsv")) == 0
