"""The summary as other tools read it."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from astropy.table import Table

from darkviewer.storage.batches.summary import COLUMNS, write_summary

ROWS = [
    {"state": "done", "where": "a/Dark", "level_e": 1358.5, "candidates": 23},
    {"state": "failed", "where": 'b, "c"', "reason": "cut\noff", "level_e": None},
]


def test_values_units_and_what_is_not_known(tmp_path: Path) -> None:
    paths = write_summary(tmp_path, ROWS, {"program": "Darkviewer", "root": "/a"})
    assert [path.name for path in paths] == ["summary.ecsv", "summary.csv"]
    table = Table.read(paths[0])
    assert table.colnames == list(COLUMNS)
    assert list(table["state"]) == ["done", "failed"]
    assert table["level_e"].unit == "electron"
    assert table["level_e"][0] == 1358.5
    assert table["candidates"][0] == 23
    assert table["level_e"][1] is np.ma.masked
    assert table["candidates"][1] is np.ma.masked
    assert table.meta["program"] == "Darkviewer"
    with paths[1].open(newline="", encoding="utf-8") as file:
        plain = list(csv.DictReader(file))
    assert plain[1]["where"] == 'b, "c"'
    assert plain[0]["level_e"] == "1358.5"
    assert plain[1]["level_e"] == ""


def test_a_batch_with_nothing_in_it(tmp_path: Path) -> None:
    paths = write_summary(tmp_path, [], {})
    assert len(Table.read(paths[0])) == 0
