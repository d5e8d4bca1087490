"""What people expect of the frames below a folder, kept under its name."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from darkviewer.core.frames.expectation import expected_of, expected_words
from darkviewer.core.frames.grouping import Expected
from darkviewer.storage.places import whole

if TYPE_CHECKING:
    from darkviewer.core.opinions.events import Opinion

__all__ = ["Preset", "preset_for", "root_name"]


@dataclass(frozen=True, slots=True)
class Preset:
    """What is expected below one folder.

    Attributes
    ----------
    root : str
        Its name, as `root_name` gives it; empty where nobody said anything.
    expected : Expected
    """

    root: str = ""
    expected: Expected = field(default_factory=Expected)

    @property
    def sentence(self) -> str:
        """``expected below /captures: 30 s, dark``; empty where nothing is."""
        words = expected_words(self.expected)
        return f"expected below {self.root}: {words}" if words else ""


def root_name(path: Path) -> str:
    """What a folder is called in opinions: its whole path, as text of any bytes."""
    return os.fsencode(os.path.normpath(whole(path))).decode("utf-8", "replace")


def preset_for(folder: Path, held: Iterable[Opinion]) -> Preset:
    """What is expected of the frames of a folder: said of it, or of one above it.

    Parameters
    ----------
    folder : Path
        A capture, or a file.
    held : iterable of Opinion
        About expectations; the nearest folder's counts.
    """
    known = {one.subject: one for one in held}
    place = Path(os.path.normpath(whole(folder))) if known else folder
    for path in (place, *place.parents) if known else ():
        said = known.get(root_name(path))
        if said is not None:
            return Preset(said.subject, expected_of(said.value or {}))
    return Preset()
