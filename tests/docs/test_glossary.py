"""The glossary names what there is, and has a row for all that users meet."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import darkviewer
from darkviewer.cli.parser import _parser
from darkviewer.core.candidates.classification import EXAMINED_COLUMNS
from darkviewer.core.candidates.labels import RULES
from darkviewer.core.parameters import PARAMETERS
from darkviewer.storage.exports.tables.candidates import COLUMNS

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "glossary.md").read_text(encoding="utf-8")
PACKAGE = Path(darkviewer.__file__).parent
SPAN = re.compile(r"`([^`]+)`")
PLACES = ("on screen", "command line, JSON", "files", "code")


def rows() -> Iterator[dict[str, str]]:
    head: list[str] = []
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            head = []
        elif not head:
            head = cells
        elif not cells[0].startswith("---"):
            assert len(cells) == len(head), line
            yield dict(zip(head, cells, strict=True))


def sources(*folders: str) -> str:
    paths = [path for folder in folders for path in (PACKAGE / folder).rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(paths))


def spans(place: str) -> list[str]:
    return [name for row in rows() for name in SPAN.findall(row[place])]


def options() -> set[str]:
    """Every option of every command that its help shows."""
    parsers = [_parser()]
    (commands,) = (
        action
        for action in parsers[0]._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    parsers += commands.choices.values()
    return {
        option
        for parser in parsers
        for action in parser._actions
        if action.help is not argparse.SUPPRESS
        for option in action.option_strings
        if option.startswith("--")
    }


def test_every_row_says_what_its_term_means() -> None:
    terms = [row["term"] for row in rows()]
    assert len(terms) > 40
    assert len(set(terms)) == len(terms)
    for row in rows():
        assert row["meaning"], row["term"]
        assert any(row[place] for place in PLACES), row["term"]


@pytest.mark.parametrize(
    ("place", "folders"),
    [
        ("on screen", ("gui", "core")),
        ("command line, JSON", ("cli", "reports", "core", "runs")),
        ("files", ("storage", "core", "cli")),
        ("code", (".",)),
    ],
)
def test_names_are_those_of_the_program(place: str, folders: tuple[str, ...]) -> None:
    text = sources(*folders)
    made = {column.name for column in EXAMINED_COLUMNS}  # some from the name of a rival
    known = options()
    for name in spans(place):
        if name.startswith("--"):
            assert name in known, name
        elif name in made:
            continue
        elif name.isidentifier():
            assert re.search(rf"\b{name}(\b|_)", text), name
        else:
            assert name in text, name


def test_every_option_has_its_row() -> None:
    assert options() - {"--help"} <= set(SPAN.findall(TEXT))


def test_every_column_of_the_files_has_its_row() -> None:
    written = {column.name for column in (*COLUMNS, *EXAMINED_COLUMNS)}
    assert written <= set(spans("files"))


def test_every_parameter_has_its_row() -> None:
    assert {item.name for item in PARAMETERS} <= set(spans("command line, JSON"))
    assert {item.label for item in PARAMETERS} <= set(spans("on screen"))


def test_every_label_is_listed_in_the_order_of_the_rules() -> None:
    (sentence,) = re.findall(r"^Labels: (.*?)\.$", TEXT, re.MULTILINE | re.DOTALL)
    assert SPAN.findall(sentence) == [rule.label for rule in RULES]


def test_every_label_is_in_the_table_of_the_method() -> None:
    method = (DOCS / "calibration.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"^\| label \| rule \|\n(.*?)\n\n", method, re.M | re.S)
    named = [line.split("|")[1].strip() for line in table.splitlines()[1:]]
    listed = [label for cell in named for label in cell.split(", ")]
    assert sorted(listed) == sorted(rule.label for rule in RULES)
