"""Altering exported files, and judging them: for a test and a benchmark.

What equal means is said by others alone, which read both files by themselves: astropy,
pyarrow, the readers of JSON and CSV of Python.
"""

from __future__ import annotations

import csv
import json
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from io import BytesIO, StringIO
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits, votable
from astropy.table import Table

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.evidence.comparison import Item
from darkviewer.core.progress import Job, drive
from darkviewer.core.provenance.record import seal_of
from darkviewer.reports.certificate_kind import certificate_kind
from darkviewer.reports.documented import document_kind
from darkviewer.reports.page_items import embedded_in
from darkviewer.reports.report_kind import report_kind
from darkviewer.reports.vet_kind import vet_kind
from darkviewer.runs.verifying.files_kind import FilesKind
from darkviewer.runs.verifying.kinds import FIT_TOLERANCE, Kind
from darkviewer.runs.verifying.rebuilt import rebuilt
from darkviewer.runs.verifying.verify import Calculate, again, verified
from darkviewer.storage.captures.by_hash import FoundFiles
from tests.helpers.mutations import ANY, OF_ENDING
from tests.helpers.verified import Exported

Known = dict[str, Any]

_MARK = "# darkviewer "

MORE = (report_kind, certificate_kind, vet_kind, document_kind)


_OF_RESULTS = (
    "parameters",
    "said",
    "session",
    "sources",
    "limits",
    "usual",
    "profile",
    "profile_sha256",
)


def only_once(known: Known) -> Calculate:
    """The calculation proper, made once for each way in which files say they were made.

    One whose seal is broken is altered already; it is compared with the right numbers.
    Sessions that are made alike are calculated once for all kinds of files.
    """

    def calculate(
        kind: Kind | FilesKind,
        origins: Sequence[Any],
        found: Sequence[FoundFiles],
        said: Mapping[str, Item],
    ) -> Job[dict[str, Item]]:
        (origin,), (files,) = origins, found
        if isinstance(kind, FilesKind):
            key = f"{id(kind)} {sorted(origin.record.items())}"
            if key not in known:
                known[key] = yield from again(kind, origins, found, said)
            return dict(known[key])
        made_by = str([getattr(origin, name) for name in _OF_RESULTS])
        made_by += f" {sorted(origin.known)}"
        whole = seal_of(origin.record) == origin.record.get("seal")
        any_of_kind = str(id(kind))
        key = f"{any_of_kind} {made_by} {origin.moment}" if whole else any_of_kind
        if key not in known:
            if made_by not in known:
                known[made_by] = yield from rebuilt(origin, files)
            results = [replace(known[made_by], origin=origin)]
            content = yield from kind.content(results, said)
            known[key] = known[any_of_kind] = kind.read(content, Path())[0]
        return dict(known[key])

    return calculate


# what equal means


def same_fits(one: bytes, other: bytes) -> bool:
    """The provenance as JSON, whose keys have no order."""
    sums = ["CHECKSUM", "DATASUM"]
    with fits.open(BytesIO(one)) as first, fits.open(BytesIO(other)) as second:
        tables = [hdus["PROVENANCE"] for hdus in (first, second)]
        lines = ["\n".join(table.data["LINE"]) for table in tables]
        if json.loads(lines[0]) == json.loads(lines[1]):
            tables[1].data = tables[0].data
        return bool(fits.FITSDiff(first, second, ignore_keywords=sums).identical)


def same_ecsv(one: bytes, other: bytes) -> bool:
    return same_table(
        *(Table.read(text.decode(), format="ascii.ecsv") for text in (one, other))
    )


def same_votable(one: bytes, other: bytes) -> bool:
    first, second = (
        votable.parse(BytesIO(content)).get_first_table() for content in (one, other)
    )
    words = [
        [[(info.name, json.loads(info.value)) for info in table.infos], table.name]
        + [[f.name, f.unit, f.ucd, f.description, f.datatype] for f in table.fields]
        for table in (first, second)
    ]
    return words[0] == words[1] and same_table(first.to_table(), second.to_table())


def same_table(first: Any, second: Any) -> bool:
    if first.meta != second.meta or first.colnames != second.colnames:
        return False
    if len(first) != len(second):
        return False
    return all(same_column(first[name], second[name]) for name in first.colnames)


def same_column(one: Any, other: Any) -> bool:
    described = ("unit", "description", "dtype")
    if any(getattr(one, key) != getattr(other, key) for key in described):
        return False
    if np.any(np.ma.getmaskarray(one) != np.ma.getmaskarray(other)):
        return False
    return all(map(close, np.ma.getdata(one).tolist(), np.ma.getdata(other).tolist()))


def same_csv(one: bytes, other: bytes) -> bool:
    """Comments only above the names."""
    above, below = zip(*(divided(content) for content in (one, other)), strict=True)
    first, second = (list(csv.reader(lines)) for lines in below)
    return (
        same_comments(*above)
        and len(first) == len(second)
        and all(
            len(row) == len(line)
            and all(map(close, map(number, row), map(number, line)))
            for row, line in zip(first, second, strict=True)
        )
    )


def divided(content: bytes) -> tuple[list[str], list[str]]:
    text = StringIO(content.decode("utf-8-sig"), newline="")
    lines = text.readlines()
    n = sum(1 for _ in takewhile(lambda line: line.startswith(_MARK), lines))
    return lines[:n], lines[n:]


def same_comments(one: list[str], other: list[str]) -> bool:
    """By name; the items of a list are in order."""
    first, second = (comments(lines) for lines in (one, other))
    return sorted(first) == sorted(second) and all(
        close(values, second[name]) for name, values in first.items()
    )


def comments(lines: list[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for line in lines:
        _, _, name, sign, value = line.split(" ", 4)
        found.setdefault(name, []).append([sign, json.loads(value.replace("|", ","))])
    return found


def number(cell: str) -> Any:
    try:
        return float(cell) if any(c in cell for c in ".eE") else cell
    except ValueError:
        return cell


def same_parquet(one: bytes, other: bytes) -> bool:
    parquet = import_module("pyarrow.parquet")
    first, second = (parquet.read_table(BytesIO(content)) for content in (one, other))
    stored = [
        {
            key: text
            for key, text in parquet.read_metadata(BytesIO(content)).metadata.items()
            if key != b"ARROW:schema"  # which is how `first` and `second` were read
        }
        for content in (one, other)
    ]
    return bool(
        stored[0] == stored[1]
        and first.schema.equals(second.schema, check_metadata=True)
        and close(first.to_pydict(), second.to_pydict())
    )


def same_lines(one: bytes, other: bytes) -> bool:
    """Comments of the record as JSON wherever they are, the rest as it is."""
    first, second = (content.decode().split("\n") for content in (one, other))
    marked, rest = (
        [[line for line in lines if line.startswith(_MARK) is ours] for lines in both]
        for ours, both in ((True, (first, second)), (False, (first, second)))
    )
    return rest[0] == rest[1] and same_comments(*marked)


def same_json(one: bytes, other: bytes) -> bool:
    return close(json.loads(one), json.loads(other))


def same_page(one: bytes, other: bytes) -> bool:
    first, second = (embedded_in(content.decode()) for content in (one, other))
    around = [
        content.decode().replace(inside, "")
        for content, inside in ((one, first), (other, second))
    ]
    return around[0] == around[1] and same_json(first.encode(), second.encode())


def close(one: Any, other: Any) -> bool:
    """Equal, or floats within the tolerance of fits, also deep inside."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return [*one] == [*other] and all(close(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(close, one, other))
    if isinstance(one, float):
        known = math.isclose(one, other, rel_tol=FIT_TOLERANCE)
        return known or (math.isnan(one) and math.isnan(other))
    return bool(one == other)


SAME: dict[str, Callable[[bytes, bytes], bool]] = {
    ".fits": same_fits,
    ".ecsv": same_ecsv,
    ".vot": same_votable,
    ".csv": same_csv,
    ".parquet": same_parquet,
    ".reg": same_lines,
    ".lst": same_lines,
    ".txt": same_lines,
    ".json": same_json,
    ".html": same_page,
}


def mutations(
    exported: Exported, *, count: int, seed: int
) -> Iterator[tuple[str, str, bytes]]:
    """Kind of file, what was done to it, and the result; first each file as it is."""
    rng = random.Random(seed)
    contents = {kind: path.read_bytes() for kind, path in exported.files.items()}
    kinds = sorted(contents)
    yield from ((kind, "nothing", content) for kind, content in contents.items())
    for n in range(count):
        kind = kinds[n % len(kinds)]
        known = OF_ENDING[exported.files[kind].suffix]
        change = rng.choice([*ANY, *ANY, *known, *known])
        yield kind, change.__name__, change(contents[kind], rng)


def passed_though_altered(
    exported: Exported, folder: Path, *, count: int, seed: int
) -> tuple[list[str], dict[tuple[str, str], int]]:
    """Alterations that passed as equal and are not, and how many of each were made.

    Files as they were written are among them, as `nothing`, and must pass.
    """
    calculate, wrong, seen = only_once({}), [], dict[tuple[str, str], int]()
    for kind, what, content in mutations(exported, count=count, seed=seed):
        original = exported.files[kind].read_bytes()
        path = folder / exported.files[kind].name
        path.write_bytes(content)
        try:
            job = verified(path, exported.capture, more=MORE, calculate=calculate)
            equal = drive(job).status == "equal"
        except DarkviewerError:  # it is no file of ours any more
            equal = False
        path.unlink()
        seen[kind, what] = seen.get((kind, what), 0) + 1
        if equal != (what == "nothing") and not (
            equal and SAME[path.suffix](original, content)
        ):
            wrong.append(f"{kind}: {what}")
    return wrong, seen
