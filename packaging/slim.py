"""Make a collected bundle smaller without leaving anything out (Linux)."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import icu

__all__ = ["link_duplicates", "strip_symbols", "trim_icu"]


def strip_symbols(folder: Path) -> None:
    """Remove what only a debugger reads: 45 MB, half of it in the interpreter.

    Libraries in a wheel's `*.libs` have been moved about by auditwheel; after `strip`
    the loader refuses them ("ELF load command address/offset not page-aligned").
    """
    libraries = [
        path
        for path in folder.rglob("*.so*")
        if not path.is_symlink()
        and not path.parent.name.endswith(".libs")
        and path.read_bytes()[:4] == b"\x7fELF"
    ]
    subprocess.run(["strip", "--strip-unneeded", *libraries], check=True)


def link_duplicates(folder: Path) -> None:
    """Of libraries that are equal in name and bytes keep one and link the others.

    numpy and scipy each bring the same Fortran library.
    """
    first: dict[tuple[str, str], Path] = {}
    for path in sorted(folder.rglob("*.libs/*")):
        if path.is_symlink():
            continue
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        kept = first.setdefault((path.name, digest), path)
        if kept is not path:
            path.unlink()
            path.symlink_to(os.path.relpath(kept, path.parent))


def trim_icu(folder: Path) -> None:
    """Leave out of Qt's Unicode data what Qt cannot ask for."""
    for library in folder.rglob("libicudata.so*"):
        if not library.is_symlink():
            icu.trim(library)
