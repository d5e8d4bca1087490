"""Writing files so that a reader finds the old one, the new one or none, never a part.

The content goes to a temporary name beside the target, is flushed to the disk and only
then takes its name. Whatever goes wrong leaves nothing behind.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.foreign_text import LONGEST_NAME, shown

__all__ = ["replace_file", "write_new_file"]

_PART = re.compile(r"\..+\.[0-9a-f]{12}\.part", re.DOTALL)
_ABANDONED_S = 3600.0
_LONGEST = 80  # characters of a file's name in a sentence

Writer = Callable[[BinaryIO], object]
_NO_LINKS = {
    errno.EPERM,
    errno.EINVAL,
    errno.ENOSYS,
    errno.ENOTSUP,
    errno.EOPNOTSUPP,
}


def replace_file(
    path: Path,
    content: bytes | Writer,
    *,
    private: bool = False,
    through_links: bool = False,
) -> None:
    """Put new content in the place of a file, or make it.

    Parameters
    ----------
    path : Path
        The file.
    content : bytes or callable
        What it shall hold, or what is called once with a binary file open for writing.
    private : bool
        A file of the user's own: nobody else may read it.
    through_links : bool
        A link that the user made in the place of the file stays a link. Otherwise it is
        replaced and not followed: whoever planted it decides nothing.

    Raises
    ------
    DarkviewerError
        If it cannot be written; the file that was there before is unharmed.
    """
    target = Path(os.path.realpath(path)) if through_links else path
    _write(target, content, os.replace, mode=0o600 if private else 0o666)


def write_new_file(
    path: Path, content: bytes | Writer, *, private: bool = False
) -> Path:
    """Write a file that did not exist; an existing one is never touched.

    Parameters
    ----------
    path : Path
        The name wanted; -2, -3 ... is added before the extension if it is taken.
    content : bytes or callable
        As for `replace_file`.
    private : bool
        Nobody but the user may read it.

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    DarkviewerError
        If it cannot be written; nothing is left behind.
    """
    taken: list[Path] = []

    def give_free_name(temporary: Path, wanted: Path) -> None:
        target, number = wanted, 1
        while not _named(temporary, target):
            number += 1
            target = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        taken.append(target)

    _write(path, content, give_free_name, mode=0o600 if private else 0o666)
    return taken[0]


def _write(
    path: Path,
    content: bytes | Writer,
    finish: Callable[[Path, Path], object],
    *,
    mode: int = 0o666,
) -> None:
    _sweep(path.parent)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(temporary, "wb", opener=partial(_open_new, mode=mode)) as file:
            if callable(content):
                content(file)
            else:
                file.write(content)
            file.flush()
            os.fsync(file.fileno())
        finish(temporary, path)
    except OSError as error:
        raise DarkviewerError(_refusal(path, error)) from error
    finally:
        with suppress(OSError):  # gone already when all went well
            temporary.unlink()
    _sync_folder(path.parent)


def _refusal(path: Path, error: OSError) -> str:
    name, folder = shown(path.name, _LONGEST), path.parent.parts
    where = Path(*(shown(part, LONGEST_NAME) for part in folder))
    why, _, _ = (error.strerror or str(error)).partition(". ")  # astropy says it twice
    too_long = error.errno == errno.ENAMETOOLONG
    advice = "a shorter name" if too_long else "another folder or free disk space"
    return f"{name} cannot be written to {where}: {why}; choose {advice}"


def _open_new(path: str, flags: int, *, mode: int) -> int:
    """Follows no link; astropy knows no file of mode ``"xb"``."""
    return os.open(path, flags | os.O_EXCL, mode)


@cache
def _sweep(folder: Path) -> None:
    """Remove what killed runs left half-written there; once for each folder.

    A file that another run writes now is younger than an hour.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _PART.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                age_s = time.time() - entry.stat(follow_symlinks=False).st_mtime
                if age_s > _ABANDONED_S:
                    with suppress(OSError):
                        os.unlink(entry.path)


def _named(temporary: Path, target: Path) -> bool:
    """Give a file its name in one step; False if the name is taken."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return _named_without_link(temporary, target)
    return True


def _named_without_link(temporary: Path, target: Path) -> bool:
    """On FAT and some network drives: hold the name with an empty file first."""
    try:
        with open(target, "xb"):
            pass
    except FileExistsError:
        return False
    os.replace(temporary, target)
    return True


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut, where the system can."""
    if os.name == "posix":
        with suppress(OSError):  # some network drives cannot; the file is complete
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
