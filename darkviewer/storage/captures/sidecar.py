"""SharpCap's ``<capture>.CameraSettings.txt``: the settings a capture was made with."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from darkviewer.core.frames.header import SECTION
from darkviewer.storage.fits.files import opened

__all__ = ["SUFFIX", "SidecarFinder", "read_sidecar"]

SUFFIX = ".camerasettings.txt"
_MAX_BYTES = 1 << 20
_LONGEST_LINE = 1000
"""More than a setting has, and little for any pattern that looks for one."""


def read_sidecar(path: Path) -> dict[str, str]:
    """Read ``key=value`` lines; the section title, the camera's name, is `SECTION`.

    Lines are split at the first ``=``: values may contain more of them. Of a repeated
    key the first counts. A byte order mark and damaged characters do no harm; at most
    1 MiB is read, and 1000 characters of a line.

    Raises
    ------
    FrameError
        If the file cannot be read.
    """
    with opened(path) as file:
        text = file.read(_MAX_BYTES).decode("utf-8-sig", errors="replace")
    settings: dict[str, str] = {}
    for line in text.splitlines():
        line = line[:_LONGEST_LINE].strip()
        key, equals, value = line.partition("=")
        if line.startswith("[") and line.endswith("]"):
            settings.setdefault(SECTION, line[1:-1].strip())
        elif equals:
            settings.setdefault(key.strip(), value.strip())
    return settings


@dataclass(slots=True)
class SidecarFinder:
    """Finds the sidecars of many folders and lists the folder above them only once.

    Made for one scan: what it has seen may have changed by the next.
    """

    _above: dict[Path, _Above] = field(default_factory=dict)

    def find(self, folder: Path) -> Path | None:
        """The sidecar that belongs to the frames of a folder.

        It lies beside the frames or one level up: there under the folder's own name,
        or as the only one that is not named after something else in that place.
        """
        beside = _sidecars(_names(folder))
        if beside:
            return folder / beside[0]
        if folder.parent not in self._above:
            self._above[folder.parent] = _Above.of(_names(folder.parent))
        above = self._above[folder.parent]
        own = above.named.get(folder.name, above.only_free)
        return folder.parent / own if own else None


@dataclass(frozen=True, slots=True)
class _Above:
    """Sidecars in one folder: by what each is named after, and one of nothing there."""

    named: dict[str, str]
    only_free: str | None

    @classmethod
    def of(cls, names: list[str]) -> _Above:
        named = {name[: -len(SUFFIX)]: name for name in _sidecars(names)}
        sidecars = set(named.values())
        owners = {Path(name).stem for name in names if name not in sidecars}
        free = [name for stem, name in named.items() if stem not in owners]
        return cls(named, free[0] if len(free) == 1 else None)


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:  # the frames may be ours to read, the folder above them not
        return []


def _sidecars(names: list[str]) -> list[str]:
    return sorted(name for name in names if name.lower().endswith(SUFFIX))
