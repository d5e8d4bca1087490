"""What somebody may do to an exported file; every change follows from a seed."""

from __future__ import annotations

import codecs
import json
import random
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from io import BytesIO, StringIO
from typing import Any

import numpy as np
from astropy.io import fits
from astropy.table import Table

from darkviewer.core.provenance.record import seal_of
from darkviewer.reports.certificate_kind import CERTIFICATE_FORMS
from darkviewer.reports.page.report_page import render
from darkviewer.reports.page_items import embedded_in

Change = Callable[[bytes, random.Random], bytes]


# what somebody may do to any file


def another_byte(content: bytes, rng: random.Random) -> bytes:
    at, value = rng.randrange(len(content)), rng.randrange(1, 256)
    return content[:at] + bytes([content[at] ^ value]) + content[at + 1 :]


def another_digit(content: bytes, rng: random.Random) -> bytes:
    places = [n for n, b in enumerate(content) if b in b"0123456789"]
    if not places:
        return content + b"0"
    at = rng.choice(places)
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


_COMMENT = re.compile(rb"(\xef\xbb\xbf)?#")


def by_rows(content: bytes, change: Callable[[list[bytes]], None]) -> bytes:
    """Lines of text, or rows of a VOTable, after the first that is none."""
    ending = b"</TR>\n" if b"</TR>\n" in content else b"\n"
    lines = content.split(ending)
    first = (
        0
        if ending != b"\n"
        else next(n for n, line in enumerate(lines) if not _COMMENT.match(line))
    )
    rows, last = lines[first + 1 : -1], lines[-1]
    if not rows:
        return content + b" "
    change(rows)
    return ending.join([*lines[: first + 1], *rows, last])


def rows_swapped(content: bytes, rng: random.Random) -> bytes:
    def change(rows: list[bytes]) -> None:
        one, other = rng.choices(range(len(rows)), k=2)
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


def another_part(record: dict[str, Any], rng: random.Random) -> None:
    """Of those that it has, sealed."""
    parts = ["master", "false_positives", "frames", "inputs", "noise", "asked"]
    part = rng.choice([name for name in parts if record.get(name)])
    if isinstance(record[part], list):
        record[part].pop(rng.randrange(len(record[part])))
    else:
        key = rng.choice(sorted({*record[part]} - {"file"}))  # which is only said
        record[part][key] = "another"
    record["seal"] = seal_of(record)


def sealed_again(content: bytes, rng: random.Random) -> bytes:
    """Somebody who knows the seal changes a result of the record."""
    table = Table.read(content.decode(), format="ascii.ecsv")
    another_part(table.meta.get("provenance", table.meta), rng)
    text = StringIO()
    table.write(text, format="ascii.ecsv")
    return text.getvalue().encode()


# and to the comments that hold the record of a text

_MARK = b"# darkviewer "


def by_comments(content: bytes, change: Callable[[list[bytes]], None]) -> bytes:
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    lines = content.removeprefix(mark).splitlines(keepends=True)
    places = [n for n, line in enumerate(lines) if line.startswith(_MARK)]
    comments = [lines[n] for n in places]
    change(comments)
    first = places[0]
    others = [line for n, line in enumerate(lines) if n not in {*places}]
    return mark + b"".join([*others[:first], *comments, *others[first:]])


def comment_dropped(content: bytes, rng: random.Random) -> bytes:
    return by_comments(content, lambda lines: lines.pop(rng.randrange(len(lines))))


def comment_twice(content: bytes, rng: random.Random) -> bytes:
    def change(lines: list[bytes]) -> None:
        at = rng.randrange(len(lines))
        lines.insert(rng.choice([at, len(lines)]), lines[at])

    return by_comments(content, change)


def comments_swapped(content: bytes, rng: random.Random) -> bytes:
    def change(lines: list[bytes]) -> None:
        one, other = rng.choices(range(len(lines)), k=2)
        lines[one], lines[other] = lines[other], lines[one]

    return by_comments(content, change)


def digit_in_a_comment(content: bytes, rng: random.Random) -> bytes:
    def change(lines: list[bytes]) -> None:
        at = rng.randrange(len(lines))
        lines[at] = another_digit(lines[at].rstrip(), rng) + b"\n"

    return by_comments(content, change)


def no_comments(content: bytes, rng: random.Random) -> bytes:
    """All of them, or a number of the last ones."""
    return by_comments(
        content,
        lambda lines: lines.__delitem__(
            slice(rng.choice([0, rng.randrange(len(lines))]), None)
        ),
    )


def comments_below(content: bytes, rng: random.Random) -> bytes:
    """The last ones behind all that is none: a CSV has no comments there."""
    moved: list[bytes] = []

    def change(lines: list[bytes]) -> None:
        at = rng.randrange(len(lines))
        moved.extend(lines[at:])
        del lines[at:]

    return by_comments(content, change) + b"".join(moved)


def comments_sealed_again(content: bytes, rng: random.Random) -> bytes:
    """Somebody who knows the seal changes a result in the comments."""

    def change(lines: list[bytes]) -> None:
        record: dict[str, Any] = {}
        for line in lines:
            _, _, name, sign, value = line.decode().split(" ", 4)
            plain = json.loads(value.replace("|", ","))
            if sign == "+":
                record[name].append(plain)
            else:
                record[name] = plain
        another_part(record, rng)
        lines.clear()
        for name, value in record.items():
            listed = isinstance(value, list)
            texts = [f"= {json.dumps([] if listed else value)}"]
            texts += [f"+ {json.dumps(item)}" for item in value] if listed else []
            lines += [f"# darkviewer {name} {text}\r\n".encode() for text in texts]

    return by_comments(content, change)


def another_cell(content: bytes, rng: random.Random) -> bytes:
    """A value of a Parquet table, all the rest as it was, limits made right."""
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    table = parquet.read_table(BytesIO(content))
    place = rng.randrange(len(table.column_names))
    values = table.column(place).to_pylist()
    if not values:
        return content + b" "
    row = rng.randrange(len(values))
    values[row] = _another(values[row])
    kind = table.schema.field(place)
    column = arrow.array(values, type=kind.type)
    file = BytesIO()
    parquet.write_table(table.set_column(place, kind, column), file)
    return file.getvalue()


def _another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return f"{value}x" if isinstance(value, str) else (value or 0) + 1


# and to a document


_SAID = re.compile("seal|created|software|parameters|reviewers|verdicts|title")
"""By people and clocks, or in two places: no frame shows it, or nothing is made."""


def another_result(content: bytes, rng: random.Random) -> bytes:
    """Somebody who knows the seals changes a number, and writes all of it anew."""
    page = content.startswith(b"<!doctype")
    text = content.decode()
    document = json.loads(embedded_in(text) if page else text)
    whole = "provenance" in document
    parts = {k: v for k, v in document.items() if not whole or k != "provenance"}
    leaves = [
        path
        for path, value in _leaves(parts)
        if isinstance(value, int | float) and not _SAID.search(".".join(map(str, path)))
    ]
    *way, last = rng.choice(leaves)
    place: Any = document
    for key in way:
        place = place[key]
    place[last] = _another(place[last])
    if "seal" in document:
        document["seal"] = seal_of(document)
    if not page:
        return (json.dumps(document, indent=1) + "\n").encode()
    return (render if "run" in document else _certificate)(document).encode()


_certificate = CERTIFICATE_FORMS[".html"]


def _leaves(
    value: Any, way: tuple[Any, ...] = ()
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in pairs:
            yield from _leaves(item, (*way, key))
    else:
        yield way, value


ANY: list[Change] = [another_byte, another_byte, another_digit, cut, with_more]
OF_FITS: list[Change] = [another_pixel, another_card, another_row, no_plane]
OF_ROWS: list[Change] = [rows_swapped, row_dropped, row_twice, digit_in_a_row]
OF_COMMENTS: list[Change] = [
    *(comment_dropped, comment_twice, comments_swapped, digit_in_a_comment),
    *(no_comments, comments_below, comments_sealed_again),
]
OF_ENDING: dict[str, list[Change]] = {
    ".fits": OF_FITS,
    ".ecsv": [*OF_ROWS, sealed_again],
    ".csv": [*OF_ROWS, *OF_COMMENTS],
    ".vot": OF_ROWS,
    ".reg": [*OF_ROWS, *OF_COMMENTS],
    ".lst": [*OF_ROWS, *OF_COMMENTS],
    ".txt": [*OF_ROWS, *OF_COMMENTS],
    ".parquet": [another_cell],
    ".json": [another_result],
    ".html": [another_result],
}
"""Of each kind of file."""
