"""Support bundle: logs, versions and settings in one file, no images."""

from __future__ import annotations

import json
import platform
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from darkviewer import __version__
from darkviewer.core.versions import version_of
from darkviewer.storage.appdata.journal import journal_files
from darkviewer.storage.appdata.settings import settings_path
from darkviewer.storage.atomic import write_new_file

__all__ = ["bundle_name", "versions", "without_home", "write_support_bundle"]

_PACKAGES = (
    "PySide6-Essentials",
    "pyqtgraph",
    "numpy",
    "scipy",
    "astropy",
    "ccdproc",
    "platformdirs",
    "watchdog",
)


def bundle_name() -> str:
    """A name that says what it is and when it was made (UTC)."""
    return f"darkviewer-support-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.zip"


def write_support_bundle(path: Path) -> Path:
    """Write logs, versions and settings into a zip file; an existing one stays.

    The path of the home folder is replaced by ``~`` wherever it appears.

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    DarkviewerError
        If it cannot be written; nothing is left behind.
    """
    return write_new_file(path, _write, private=True)


def without_home(text: str) -> str:
    """A text with the home folder's path replaced by ``~``, however it is spelt."""
    home = str(Path.home())
    if len(home) < 2:  # "/" is part of every path
        return text
    for spelling in (home, json.dumps(home)[1:-1], Path(home).as_posix()):
        text = text.replace(spelling, "~")
    return text


def versions() -> str:
    """Program, system and libraries, one a line."""
    lines = [
        f"Darkviewer {__version__}",
        f"{platform.platform()}, {platform.machine()}",
        f"Python {sys.version}",
        f"bundle: {getattr(sys, 'frozen', False)}",
    ]
    return "\n".join([*lines, *(f"{n} {version_of(n)}" for n in _PACKAGES)]) + "\n"


def _write(file: BinaryIO) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("versions.txt", without_home(versions()))
        for path in (*journal_files(), settings_path()):
            bundle.writestr(path.name, without_home(_text(path)))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        return f"cannot be read: {error.strerror}\n"
