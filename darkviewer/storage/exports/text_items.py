"""Tables and texts of ours as items to be compared: every column, line and word."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.evidence.comparison import flat
from darkviewer.core.strict_json import strict_json
from darkviewer.storage.exports.record_files import RECORD_MARK, record_in

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item

__all__ = ["csv_items", "ecsv_items", "json_items", "line_items", "votable_items"]

_HEAD = "# "
_BOM = "\ufeff"


def ecsv_items(content: bytes, name: str) -> tuple[dict[str, Item], dict[str, Any]]:
    """Metadata, what the header says of the columns, and their cells as they are.

    Returns
    -------
    items, metadata : dict
        Metadata as plain values, too.

    Raises
    ------
    DarkviewerError
        If it cannot be read.
    """
    meta, columns = _header(content, name)
    rows = [line for line in _lines(content, name) if not line.startswith("#")]
    items: dict[str, Item] = {
        "first line": _lines(content, name)[0],
        **flat(meta, "meta"),
        **{
            f"header of column {at + 1}: {key}": item
            for at, column in enumerate(columns)
            for key, item in flat(column).items()
        },
        **_columns(rows, " ", name),
    }
    return items, meta


def csv_items(content: bytes, name: str) -> tuple[dict[str, Item], dict[str, Any]]:
    """Columns by their titles, cells as they are, and the provenance above them.

    With or without a byte order mark, which `darkviewer frames --csv` does not print.

    Raises
    ------
    DarkviewerError
        If it cannot be read.
    """
    lines = _lines(content, name)
    lines[0] = lines[0].removeprefix(_BOM)
    above = list(takewhile(_of_record, lines))
    record = _record(above, name)
    items = _columns(lines[len(above) :], ",", name)
    return {**items, **flat(record, "record")}, record


def line_items(content: bytes, name: str) -> tuple[dict[str, Item], dict[str, Any]]:
    """Lines of regions or of a list, and the provenance among the comments.

    Raises
    ------
    DarkviewerError
        If it is no text, or the provenance cannot be read.
    """
    lines = _lines(content, name)
    record = _record(filter(_of_record, lines), name)
    others = tuple(line for line in lines if not _of_record(line))
    return {"lines": others, **flat(record, "record")}, record


def _of_record(line: str) -> bool:
    return line.startswith(RECORD_MARK)


def _record(comments: Iterable[str], name: str) -> dict[str, Any]:
    try:
        return record_in(comments)
    except (ValueError, KeyError, AttributeError) as error:
        raise DarkviewerError(
            f"the comments of {name} were altered: {error}"
        ) from error


def json_items(content: bytes, name: str) -> tuple[dict[str, Item], dict[str, Any]]:
    """A document, value by value, and itself.

    Raises
    ------
    DarkviewerError
        If it is none.
    """
    try:
        document = strict_json("\n".join(_lines(content, name)))
    except ValueError as error:
        raise DarkviewerError(f"{name} is no JSON of ours: {error}") from error
    if not isinstance(document, dict):
        raise DarkviewerError(f"{name} is no document of ours")
    return flat(document), document


def votable_items(content: bytes, name: str) -> tuple[dict[str, Item], dict[str, Any]]:
    """Elements with their attributes, in order; columns of cells; the provenance.

    Raises
    ------
    DarkviewerError
        If it cannot be read.
    """
    from xml.etree import ElementTree

    try:
        elements = list(ElementTree.fromstring(content).iter())
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise DarkviewerError(f"{name} is no VOTable of ours: {error}") from error
    record: dict[str, Any] = {}
    items: dict[str, Item] = {}
    rows, titles = [], []
    for element in elements:
        tag, told = element.tag.rpartition("}")[2], sorted(element.attrib.items())
        if tag == "TR":
            rows.append([(cell.text or "") + (cell.tail or "") for cell in element])
        elif tag == "INFO":
            record[element.attrib.get("name", "")] = _value(element.attrib.get("value"))
            told = [(key, value) for key, value in told if key != "value"]
        if tag not in ("TR", "TD"):
            words = (element.text or "", (element.tail or "").strip())
            items[f"element {len(items) + 1}: {tag}"] = (
                *(f"{key} = {value}" for key, value in told),
                *words,
            )
        if tag == "FIELD":
            titles.append(element.attrib.get("name", ""))
    return items | flat(record, "INFO") | _by_column(titles, rows, name), record


def _value(text: str | None) -> Any:
    try:
        return strict_json(text or "")
    except ValueError:
        return text


def _lines(content: bytes, name: str) -> list[str]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DarkviewerError(f"{name} is no text of ours: {error}") from error
    return text.split("\n")


def _header(content: bytes, name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    import yaml  # type: ignore[import-untyped]

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # of libyaml: much faster
    lines = [line for line in _lines(content, name)[1:] if line.startswith("#")]
    text = "\n".join(line[len(_HEAD) :] for line in lines)
    odd = next((line for line in lines if not f"{line} ".startswith(_HEAD)), None)
    try:
        if odd is not None:
            raise ValueError(f"a line begins with {odd[:3]!r}")
        header = yaml.load(text, Loader=loader)
        return dict(header["meta"]), [dict(column) for column in header["datatype"]]
    except (yaml.YAMLError, ValueError, TypeError, KeyError, AttributeError) as error:
        words = " ".join(str(error).split())[:200]
        raise DarkviewerError(
            f"the header of {name} cannot be read: {words}"
        ) from error


def _columns(rows: list[str], separator: str, name: str) -> dict[str, Item]:
    try:
        cells = list(csv.reader(io.StringIO("\n".join(rows)), delimiter=separator))
    except csv.Error as error:
        raise DarkviewerError(f"{name} cannot be read as a table: {error}") from error
    titles, table = (cells[0], cells[1:]) if cells else ([], [])
    return _by_column(titles, table, name)


def _by_column(titles: list[str], rows: list[list[str]], name: str) -> dict[str, Item]:
    ragged = [n for n, row in enumerate(rows, 1) if len(row) != len(titles)]
    if ragged or len({*titles}) != len(titles):
        row = (ragged or [0])[0]
        raise DarkviewerError(f"{name} is cut off: row {row} is not whole")
    columns = zip(*rows, strict=True) if rows else [()] * len(titles)
    found: dict[str, Item] = {"titles": tuple(titles)}
    return found | {
        f"column {title}": tuple(column)
        for title, column in zip(titles, columns, strict=True)
    }
