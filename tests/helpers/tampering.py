"""Altering exported files, and judging them: for a test and a benchmark.

What equal means is said by astropy alone, which reads both files by itself.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits
from astropy.table import Table

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.evidence.comparison import Item
from darkviewer.core.evidence.origin import Origin
from darkviewer.core.progress import Job, drive
from darkviewer.core.provenance.record import seal_of
from darkviewer.runs.verifying.kinds import FIT_TOLERANCE, Kind
from darkviewer.runs.verifying.verify import Calculate, again, verified
from darkviewer.storage.captures.by_hash import FoundFiles
from tests.helpers.verified import Exported

Known = dict[str, Any]
Change = Callable[[bytes, random.Random], bytes]


def only_once(known: Known) -> Calculate:
    """The calculation proper, made once for each way in which files say they were made.

    One whose seal is broken is altered already; it is compared with the right numbers.
    """

    def calculate(
        kind: Kind, origin: Origin, found: FoundFiles, said: Mapping[str, Item]
    ) -> Job[dict[str, Item]]:
        way = [getattr(origin, field.name) for field in fields(origin)[1:]]
        parts = [key for key, value in origin.record.items() if value]
        whole = seal_of(origin.record) == origin.record.get("seal")
        key = f"{kind.name} {way} {parts}" if whole else kind.name
        if key not in known:
            known[key] = known[kind.name] = yield from again(kind, origin, found, said)
        return dict(known[key])

    return calculate


# what somebody may do to any file


def another_byte(content: bytes, rng: random.Random) -> bytes:
    at, value = rng.randrange(len(content)), rng.randrange(1, 256)
    return content[:at] + bytes([content[at] ^ value]) + content[at + 1 :]


def another_digit(content: bytes, rng: random.Random) -> bytes:
    at = rng.choice([n for n, b in enumerate(content) if chr(b).isdigit()])
    other = rng.choice([d for d in b"0123456789" if d != content[at]])
    return content[:at] + bytes([other]) + content[at + 1 :]


def cut(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(1, len(content))]


def with_more(content: bytes, rng: random.Random) -> bytes:
    return content + rng.randbytes(rng.choice([1, 80, 2880]))


# what somebody may do to a FITS file and leave its checksums as they must be


def rewritten(content: bytes, change: Callable[[Any], None]) -> bytes:
    with fits.open(BytesIO(content)) as hdus:
        loaded = fits.HDUList([hdu.copy() for hdu in hdus])
    change(loaded)
    file = BytesIO()
    loaded.writeto(file, checksum=True)
    return file.getvalue()


def another_pixel(content: bytes, rng: random.Random) -> bytes:
    def change(hdus: Any) -> None:
        data = rng.choice([h for h in hdus if h.is_image]).data
        place = tuple(rng.randrange(size) for size in data.shape)
        data[place] = 7 if data[place] != 7 else 8

    return rewritten(content, change)


def another_card(content: bytes, rng: random.Random) -> bytes:
    def change(hdus: Any) -> None:
        header = rng.choice(hdus).header
        keys = ("EGAIN", "EXPTIME", "NCOMBINE", "DATE", "BUNIT", "UNUSABLE", "SATURATE")
        key = rng.choice([k for k in keys if k in header] or ["EXTRA"])
        value = header.get(key, "nothing")
        header[key] = f"{value}x" if isinstance(value, str) else value + 1

    return rewritten(content, change)


def another_row(content: bytes, rng: random.Random) -> bytes:
    def change(hdus: Any) -> None:
        number = rng.choice([n for n, h in enumerate(hdus) if not h.is_image])
        rows = np.array(hdus[number].data)
        if len(rows) > 1 and rng.random() < 0.5:
            one, other = rng.sample(range(len(rows)), 2)
            rows[[one, other]] = rows[[other, one]]
        else:
            rows = np.delete(rows, rng.randrange(len(rows)) if len(rows) else [])
        name = hdus[number].name
        hdus[number] = fits.BinTableHDU(rows, hdus[number].header, name=name)

    return rewritten(content, change)


def no_plane(content: bytes, rng: random.Random) -> bytes:
    return rewritten(content, lambda hdus: hdus.pop(rng.randrange(1, len(hdus))))


# and to a table


def by_rows(content: bytes, change: Callable[[list[bytes]], None]) -> bytes:
    lines = content.split(b"\n")
    first = next(n for n, line in enumerate(lines) if not line.startswith(b"#"))
    rows = [line for line in lines[first + 1 :] if line]
    change(rows)
    return b"\n".join([*lines[: first + 1], *rows, b""])


def rows_swapped(content: bytes, rng: random.Random) -> bytes:
    def change(rows: list[bytes]) -> None:
        one, other = rng.sample(range(len(rows)), 2)
        rows[one], rows[other] = rows[other], rows[one]

    return by_rows(content, change)


def row_dropped(content: bytes, rng: random.Random) -> bytes:
    return by_rows(content, lambda rows: rows.pop(rng.randrange(len(rows))))


def row_twice(content: bytes, rng: random.Random) -> bytes:
    return by_rows(content, lambda rows: rows.append(rng.choice(rows)))


def digit_in_a_row(content: bytes, rng: random.Random) -> bytes:
    def change(rows: list[bytes]) -> None:
        at = rng.randrange(len(rows))
        rows[at] = another_digit(rows[at], rng)

    return by_rows(content, change)


def sealed_again(content: bytes, rng: random.Random) -> bytes:
    """Somebody who knows the seal changes a result of the record."""
    table = Table.read(content.decode(), format="ascii.ecsv")
    meta = table.meta
    part = rng.choice(["master", "false_positives", "frames", "inputs", "noise"])
    if isinstance(meta[part], list):
        meta[part].pop(rng.randrange(len(meta[part])))
    else:
        key = rng.choice(sorted({*meta[part]} - {"file"}))  # which is only said
        meta[part][key] = "another"
    meta["seal"] = seal_of(meta)
    text = StringIO()
    table.write(text, format="ascii.ecsv")
    return text.getvalue().encode()


ANY: list[Change] = [another_byte, another_byte, another_digit, cut, with_more]
OF_FITS: list[Change] = [another_pixel, another_card, another_row, no_plane]
OF_TABLES: list[Change] = [
    *(rows_swapped, row_dropped, row_twice, digit_in_a_row, sealed_again)
]
"""Of each kind of file."""


def same(one: bytes, other: bytes, path: Path) -> bool:
    """By astropy alone."""
    return same_table(one, other) if path.suffix == ".ecsv" else same_fits(one, other)


def same_fits(one: bytes, other: bytes) -> bool:
    sums = ["CHECKSUM", "DATASUM"]
    with fits.open(BytesIO(one)) as first, fits.open(BytesIO(other)) as second:
        return bool(fits.FITSDiff(first, second, ignore_keywords=sums).identical)


def same_table(one: bytes, other: bytes) -> bool:
    first, second = (
        Table.read(content.decode(), format="ascii.ecsv") for content in (one, other)
    )
    if first.meta != second.meta or first.colnames != second.colnames:
        return False
    if len(first) != len(second):
        return False
    return all(same_column(first[name], second[name]) for name in first.colnames)


def same_column(one: Any, other: Any) -> bool:
    described = ("unit", "description", "dtype")
    if any(getattr(one, key) != getattr(other, key) for key in described):
        return False
    if one.dtype.kind != "f":
        return bool(np.all(one == other))
    return bool(np.allclose(one, other, rtol=FIT_TOLERANCE, atol=0, equal_nan=True))


def mutations(
    exported: Exported, *, count: int, seed: int
) -> Iterator[tuple[str, str, bytes]]:
    """Kind of file, what was done to it, and the result; first each file as it is."""
    rng = random.Random(seed)
    kinds = ["mask", "master", "sensor", "table"]
    contents = {kind: exported.files[kind].read_bytes() for kind in kinds}
    yield from ((kind, "nothing", content) for kind, content in contents.items())
    for number in range(count):
        kind = kinds[number % len(kinds)]
        known = OF_TABLES if kind == "table" else OF_FITS
        change = rng.choice([*ANY, *ANY, *known])
        yield kind, change.__name__, change(contents[kind], rng)


def passed_though_altered(
    exported: Exported, folder: Path, *, count: int, seed: int
) -> tuple[list[str], dict[str, int]]:
    """Alterations that passed as equal and are not, and how many of each were made.

    Files as they were written are among them, as `nothing`, and must pass.
    """
    calculate, wrong, seen = only_once({}), [], dict[str, int]()
    for kind, what, content in mutations(exported, count=count, seed=seed):
        original = exported.files[kind]
        path = folder / original.name
        path.write_bytes(content)
        try:
            found = drive(verified(path, exported.capture, calculate=calculate))
            equal = found.status == "equal"
        except DarkviewerError:  # it is no file of ours any more
            equal = False
        seen[what] = seen.get(what, 0) + 1
        if equal != (what == "nothing") and not (
            equal and same(original.read_bytes(), content, path)
        ):
            wrong.append(f"{kind}: {what}")
    return wrong, seen
