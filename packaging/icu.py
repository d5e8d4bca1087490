"""Leave out of ICU's data what Qt cannot ask for (Linux: 15 of 31 MB).

Qt's Linux wheels link `libQt6Core` with ICU for collation, upper and lower case,
legacy encodings and names of time zones; `nm -D` on it lists the functions. The data
library also holds words for breaking text, units, currencies, languages, regions,
transliteration and spelled-out numbers, which none of those functions reads.

The library is one ELF segment that ends with ICU's data package, followed by a segment
with the dynamic section. The package is rewritten with fewer items and the second
segment moves up in the file; addresses in memory stay as they are.
"""

from __future__ import annotations

import struct
from pathlib import Path

__all__ = ["UNUSED_TREES", "pack", "trim", "unpack"]

UNUSED_TREES = frozenset(
    {"brkitr", "curr", "lang", "rbnf", "region", "translit", "unit"}
)

_PAGE = 4096
_ELF_HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
_PROGRAM_HEADER = struct.Struct("<IIQQQQQQ")
_LOAD = 1
_ALIGNMENT = 16


def trim(library: Path) -> int:
    """Rewrite the data library without the trees that Qt cannot ask for.

    Returns
    -------
    int
        Bytes saved.

    Raises
    ------
    ValueError
        If the file is not laid out as described above; it is left as it was.
    """
    elf = library.read_bytes()
    start = elf.find(b"\xda\x27\x14\x00")  # magic, then size of the facts
    if elf[:4] != b"\x7fELF" or start < 2 or elf[start + 10 : start + 14] != b"CmnD":
        raise ValueError(f"{library.name} holds no ICU data package")
    start -= 2
    shorter = _replace_package(elf, start)
    library.write_bytes(shorter)
    return len(elf) - len(shorter)


def unpack(package: bytes) -> tuple[bytes, dict[str, bytes]]:
    """Header and items by name of an ICU data package."""
    (header_size,) = struct.unpack_from("<H", package)
    body = package[header_size:]
    (count,) = struct.unpack_from("<I", body)
    entries = list(struct.iter_unpack("<II", body[4 : 4 + 8 * count]))
    ends = [data for _, data in entries[1:]] + [len(body)]
    items = {
        body[name : body.index(b"\0", name)].decode("ascii"): body[data:end]
        for (name, data), end in zip(entries, ends, strict=True)
    }
    return package[:header_size], items


def pack(header: bytes, items: dict[str, bytes]) -> bytes:
    """An ICU data package; items stand in the order of their names, as ICU searches."""
    names, data = bytearray(), bytearray()
    table = 4 + 8 * len(items)
    text = b"".join(name.encode("ascii") + b"\0" for name in sorted(items))
    first = -(-(table + len(text)) // _ALIGNMENT) * _ALIGNMENT
    entries = bytearray(struct.pack("<I", len(items)))
    for name in sorted(items):
        entries += struct.pack("<II", table + len(names), first + len(data))
        names += name.encode("ascii") + b"\0"
        data += items[name]
        data += bytes(-len(data) % _ALIGNMENT)
    return bytes(header + (entries + names).ljust(first, b"\0") + data)


def _replace_package(elf: bytes, start: int) -> bytes:
    fields = list(_ELF_HEADER.unpack_from(elf))
    table, count = fields[5], fields[10]
    segments = [
        list(_PROGRAM_HEADER.unpack_from(elf, table + i * _PROGRAM_HEADER.size))
        for i in range(count)
    ]
    loads = [segment for segment in segments if segment[0] == _LOAD]
    if len(loads) != 2 or loads[0][2] != 0:
        raise ValueError("the ICU data library is not made of two segments")
    end, second = loads[0][5], loads[1][2]
    header, items = unpack(elf[start:end])
    kept = {name: item for name, item in items.items() if not _unused(name)}
    head = elf[:start] + pack(header, kept)
    moved = -(-len(head) // _PAGE) * _PAGE + second % _PAGE
    for segment in segments:
        if segment[2] >= second:
            segment[2] += moved - second
        elif segment[2] == 0 and segment[0] == _LOAD:
            segment[5] = segment[6] = len(head)
    fields[6] = fields[12] = fields[13] = 0  # section headers: linkers alone use them
    result = bytearray(head.ljust(moved, b"\0") + elf[second : second + loads[1][5]])
    _ELF_HEADER.pack_into(result, 0, *fields)
    for i, segment in enumerate(segments):
        _PROGRAM_HEADER.pack_into(result, table + i * _PROGRAM_HEADER.size, *segment)
    return bytes(result)


def _unused(name: str) -> bool:
    parts = name.split("/")
    return len(parts) > 2 and parts[1] in UNUSED_TREES
