"""ICU's data, cut to what Qt asks for."""

from __future__ import annotations

import ctypes
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.platforms import LINUX


def test_icu_package_is_packed_as_it_was(part: Any) -> None:
    icu = part("icu")
    header = (32).to_bytes(2, "little") + b"\xda\x27" + bytes(28)
    items = {"icudt73l/a.res": b"a" * 16, "icudt73l/curr/b.res": b"bc" * 24}
    package = icu.pack(header, items)
    assert icu.unpack(package) == (header, items)
    assert icu.pack(*icu.unpack(package)) == package


@LINUX
def test_icu_keeps_what_qt_asks_for(part: Any, tmp_path: Path) -> None:
    import PySide6

    icu = part("icu")
    libraries = Path(PySide6.__path__[0]) / "Qt" / "lib"
    original = next(libraries.glob("libicudata.so*"))
    library = Path(shutil.copy(original, tmp_path))
    assert icu.trim(library) == original.stat().st_size - library.stat().st_size > 10e6
    (name,) = set(re.findall(rb"icudt\d+_dat", library.read_bytes()))
    assert getattr(ctypes.CDLL(str(library)), name.decode())

    kept, before = (icu.unpack(package_of(path))[1] for path in (library, original))
    assert {item.split("/")[1] for item in before.keys() - kept.keys()} == set(
        icu.UNUSED_TREES
    )
    assert all(before[name].startswith(item) for name, item in kept.items())


def package_of(library: Path) -> bytes:
    data = library.read_bytes()
    start = data.index(b"\xda\x27\x14\x00") - 2
    segment_bytes = int.from_bytes(data[64 + 32 : 64 + 40], "little")
    return data[start:segment_bytes]


def test_icu_refuses_another_library(part: Any, tmp_path: Path) -> None:
    library = tmp_path / "libicudata.so.99"
    library.write_bytes(b"\x7fELF" + bytes(5000))
    with pytest.raises(ValueError, match=r"libicudata\.so\.99 holds no ICU data"):
        part("icu").trim(library)
    assert library.stat().st_size == 5004
