"""The time that all that is built carries: the same source, the same bytes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

__all__ = ["forget_scripts", "source_date", "stamp_files"]

ROOT = Path(__file__).resolve().parent.parent
WITHOUT_HISTORY = 1_577_836_800
"""2020-01-01 UTC, for a copy of the source without git."""


def source_date() -> int:
    """Seconds since 1970: SOURCE_DATE_EPOCH, else the last commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    asked = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=True)
        return int(done.stdout)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return WITHOUT_HISTORY


def stamp_files(folder: Path, moment: int) -> None:
    """Give everything in a folder, and the folder, this time."""
    links = (
        {"follow_symlinks": False} if os.utime in os.supports_follow_symlinks else {}
    )
    for path in (*folder.rglob("*"), folder):
        if links or not path.is_symlink():
            os.utime(path, (moment, moment), **links)


def forget_scripts(folder: Path) -> None:
    """Drop from the records of packages the commands that no bundle holds.

    Such a command begins with the path of the interpreter, so that its hash tells the
    folder in which the bundle was built.
    """
    for record in folder.rglob("*.dist-info/RECORD"):
        lines = record.read_bytes().splitlines(keepends=True)
        kept = (line for line in lines if not line.startswith(b"../../"))
        record.write_bytes(b"".join(kept))
