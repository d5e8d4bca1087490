"""What the manual says of options, keys and statuses is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

from darkviewer.cli.parameter_options import FLAGS
from darkviewer.core.parameters import PARAMETERS, Parameters, ParameterSpec, spec
from darkviewer.gui.actions.menus import all_specs
from darkviewer.storage.exports.tables.columns import ExportTable
from darkviewer.storage.exports.tables.formats import as_csv

TEXT = (Path(__file__).parents[2] / "docs" / "manual.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("|")
]


def flag_of(item: ParameterSpec) -> str:
    return FLAGS.get(item.name, "--" + item.name.replace("_", "-"))


def row_of(item: ParameterSpec) -> list[str]:
    (row,) = (row for row in ROWS if row[1] == f"`{flag_of(item)}`")
    return row


def numbers(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"\d+(?:\.\d+)?", text)]


def test_each_parameter_has_its_label_and_default() -> None:
    for item in PARAMETERS:
        label, _, default, *_ = row_of(item)
        value = Parameters().used(item.name)
        assert label == item.label
        if isinstance(value, str):
            words = (item.choices or {})[value]
            assert default in (f"`{value}`", words), item.name
        else:
            assert numbers(default)[0] == value, item.name


def test_ranges_are_those_of_the_table_of_parameters() -> None:
    ranged = [row for row in ROWS if len(row) == 5 and row[1].startswith("`--")]
    assert len(ranged) == 7
    for row in ranged:
        (item,) = (item for item in PARAMETERS if f"`{flag_of(item)}`" == row[1])
        found = row[3].replace("100 000", "100000")
        if item.choices is None:
            assert numbers(found) == [item.minimum, item.maximum], item.name
        else:
            assert re.findall(r"\w+", found) == [str(key) for key in item.choices]


def test_the_notebooks_values_are_the_defaults() -> None:
    assert Parameters().criterion == "ratio"
    assert (spec("criterion").choices or {})["ratio"] == "neighbour ratio"
    assert "**neighbour ratio** (the default" in TEXT


def keys_named(head: list[str], after: int) -> list[str]:
    """Those of the first column of a table of keys."""
    names = {"Enter": "Return", "−": "-"}
    cells = [row[0] for row in ROWS[ROWS.index(head) + 2 : after]]
    keys = [key for cell in cells for key in re.split(r"; |, | or | ", cell)]
    return [names.get(key, key).replace("−", "-") for key in keys]


def test_every_key_of_the_manual_is_bound() -> None:
    bound = {key for _, item in all_specs() for key in item.keys.split()}
    end = ROWS.index(["parameter", "option", "default", "range", "meaning"])
    assert set(keys_named(["key", "command"], end)) - bound == set()


def test_every_key_of_the_desk_is_bound_there() -> None:
    bound = {
        key
        for _, item in all_specs()
        if item.place in ("", "review")
        for key in item.keys.split()
    }
    start = ROWS.index(["key", "at the desk"]) + 2
    text = TEXT[TEXT.index("| key | at the desk |") :]
    rows = text[: text.index("\n\n")].count("\n") - 1
    assert set(keys_named(["key", "at the desk"], start + rows)) - bound == set()


def test_the_record_of_a_csv_is_read_as_it_says(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    record = {"frames": ["a|b", "a, b"], "gain": {"by": "x;", "of": [1, None]}}
    path.write_bytes(as_csv(ExportTable("Things", "", ()), record))
    (recipe,) = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    names = {"file": path}
    exec(recipe, names)
    assert names["record"] == record
