"""Which files a demo wrote, by name and hash: only these are ever replaced."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

__all__ = ["MARKER", "foreign_files", "read_marker", "remove_demo", "write_marker"]

MARKER = "darkviewer-demo.json"
_MOST_BYTES = 4_000_000
"""No marker is longer; a longer file is not read."""

_SHA_256 = re.compile(r"[0-9a-f]{64}")


def write_marker(folder: Path, facts: Mapping[str, Any]) -> None:
    """Say of a finished folder that it is a demo, and which files it consists of."""
    files = {
        path.relative_to(folder).as_posix(): _sha256(path) for path in _files(folder)
    }
    text = json.dumps({**facts, "files": dict(sorted(files.items()))}, indent=1)
    (folder / MARKER).write_text(text, encoding="utf-8")


def read_marker(folder: Path) -> dict[str, Any] | None:
    """The facts of `write_marker` with the files; None where there is no demo."""
    path = folder / MARKER
    try:
        if path.is_symlink() or path.stat().st_size > _MOST_BYTES:
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not _is_manifest(found.get("files")):
        return None
    return found


def foreign_files(folder: Path) -> list[str]:
    """Files that the demo did not write or that changed since; links always."""
    ours = (read_marker(folder) or {}).get("files", {})
    marker = {MARKER} if ours else set()
    return sorted(
        name
        for path in _files(folder)
        if (name := path.relative_to(folder).as_posix()) not in marker
        and not _is_ours(path, ours.get(name))
    )


def remove_demo(folder: Path) -> None:
    """Remove the files that a demo wrote, and the folders that are empty then."""
    ours = (read_marker(folder) or {}).get("files", {})
    if not ours:
        return
    for name, sha in ours.items():
        path = folder / name
        if _is_ours(path, sha):
            path.unlink()
    (folder / MARKER).unlink()
    for here, _, _ in os.walk(folder, topdown=False):
        with suppress(OSError):  # it holds something else
            os.rmdir(here)


def _files(folder: Path) -> Iterator[Path]:
    """Files and links of all kinds; links to folders are not entered."""
    for here, folders, names in os.walk(folder):
        links = (name for name in folders if os.path.islink(os.path.join(here, name)))
        yield from (Path(here, name) for name in (*names, *links))


def _is_ours(path: Path, sha: str | None) -> bool:
    return (
        sha is not None
        and path.is_file()
        and not path.is_symlink()
        and _sha256(path) == sha
    )


def _is_manifest(files: Any) -> bool:
    """Names stay within the folder."""
    return isinstance(files, dict) and all(
        isinstance(sha, str)
        and _SHA_256.fullmatch(sha)
        and name not in ("", MARKER)
        and not PurePosixPath(name).is_absolute()
        and not Path(name).is_absolute()
        and ".." not in PurePosixPath(name).parts
        for name, sha in files.items()
    )


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
