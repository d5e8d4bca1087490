"""Text that names a place on disk: typed, dropped, or kept from before.

Whether it is there is asked by the functions of `os.path`: unlike those of `Path` they
answer no where a name is too long, a folder may not be entered or a link leads to
itself, and never raise.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["Identity", "at_home", "identity", "is_inside", "whole"]

Identity = tuple[Path, int, int]
"""Of a folder: its path, its disk, its number there."""


def at_home(path: Path) -> Path:
    """With the user's own folder for ``~``, where there is such a user.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Path
        ``~nobody`` stays as it is, to be found missing.
    """
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def whole(path: Path) -> Path:
    """From the root of the disk on, with `at_home`.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Path
        A relative one stays so where the folder it is relative to was removed.
    """
    try:
        return at_home(path).absolute()
    except OSError:
        return path


def is_inside(path: Path, folder: Path) -> bool:
    """Whether a place, which need not exist, is a folder or below it.

    Parameters
    ----------
    path, folder : Path
        Links in them are followed; one that leads to itself is taken as it is.

    Returns
    -------
    bool
    """
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def identity(folder: Path) -> Identity | None:
    """The same for as long as it is the same folder; None while there is none.

    Parameters
    ----------
    folder : Path
        A disk that is taken away and one that is put in its place differ.

    Returns
    -------
    tuple or None
    """
    try:
        status = folder.stat()
    except (OSError, ValueError):  # no name, where it was kept in a damaged file
        return None
    return folder, status.st_dev, status.st_ino
