"""Files that are no FITS frames: what they are, and what to do with them."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

__all__ = ["kind_of", "what_is_there"]

_MOST_ENTRIES = 20_000
"""So many names are looked at below an empty root: a hint need not be complete."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """Meaning of some file extensions.

    Attributes
    ----------
    suffixes : tuple of str
        With the dot, in lower case.
    one, many : str
        ``an XISF file`` and ``XISF files``.
    advice : str
        What to do with one or many of them, to read them here.
    """

    suffixes: tuple[str, ...]
    one: str
    many: str
    advice: str


KINDS = (
    FileKind((".xisf",), "an XISF file", "XISF files", "export as FITS in PixInsight"),
    FileKind((".ser",), "a SER video", "SER videos", "export the frames as FITS"),
    FileKind(
        (".avi", ".mov", ".mp4", ".mkv", ".adv", ".cine"),
        "a video",
        "videos",
        "capture single frames as FITS",
    ),
    FileKind(
        (
            *(".cr2", ".cr3", ".crw", ".nef", ".nrw", ".arw", ".dng", ".raf", ".rw2"),
            *(".orf", ".pef", ".srw", ".raw"),
        ),
        "a camera raw file",
        "camera raw files",
        "convert to FITS without debayering, for example in Siril",
    ),
    FileKind(
        (".tif", ".tiff", ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"),
        "a picture",
        "pictures",
        "save the frames as FITS when capturing",
    ),
    FileKind(
        (".zip", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz", ".zst"),
        "an archive",
        "archives",
        "unpack it first",
    ),
)


def kind_of(name: str) -> FileKind | None:
    """The kind that an extension tells; None for FITS and for what is not known."""
    suffix = os.path.splitext(name)[1].lower()
    return next((kind for kind in KINDS if suffix in kind.suffixes), None)


def what_is_there(root: Path) -> str:
    """One sentence on a folder without FITS files: what is there, and what to do."""
    found: Counter[FileKind | None] = Counter()
    for _, _, names in os.walk(root):
        found.update(kind_of(name) for name in names if not name.startswith("."))
        if found.total() > _MOST_ENTRIES:
            break
    known = [(kind, n) for kind, n in found.most_common() if kind is not None]
    if not known:
        others = f"; {_counted(found[None])}" if found[None] else ""
        return f"No .fits, .fit or .fts file in {root} or below{others}"
    kind, count = known[0]
    noun = kind.one.split(" ", 1)[1] if count == 1 else kind.many
    return f"No FITS files, but {count:,} {noun}: {kind.advice}"


def _counted(others: int) -> str:
    return f"{others:,} {'other file' if others == 1 else 'other files'}"
