"""Calibrations found before, so that coming back to a session costs nothing.

A result is found by path, size and modification time of every frame, the parameters
that recompute, and this version of the program. It also holds the hash of every frame:
whoever shows it compares them with the files when there is time (`Digests.changed`).
What only selects among the leaders (threshold, ratio, neighbours, plateaus) does not
matter, as long as the leaders reach down to the threshold.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from darkviewer import __version__
from darkviewer.core.parameters import spec
from darkviewer.core.versions import RESULT_VERSION
from darkviewer.storage.appdata.digests import Digests
from darkviewer.storage.appdata.record_file import (
    DamagedError,
    array_bytes,
    read_records,
    write_records,
)
from darkviewer.storage.appdata.result_check import check_result
from darkviewer.storage.appdata.result_copies import copies_in, frames_twice
from darkviewer.storage.atomic import replace_file

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration, CalibrationRequest
    from darkviewer.core.frames.frame import FrameInfo

__all__ = [
    "LIMIT_BYTES",
    "RECENT_BYTES",
    "RecentResults",
    "StoredResults",
    "infos_of",
    "result_key",
    "results_folder",
]

LIMIT_BYTES = 2 * 2**30
RECENT_BYTES = 256 * 2**20

_DERIVED = ("request", "used", "skipped", "cached", "selection")
"""Fields of a calibration that follow from who asks for it, or from the others."""

_SUFFIX, _PART, _ASIDE = ".result", ".part", ".damaged"
_ABANDONED_S = 3600.0
_DIGEST = re.compile("[0-9a-f]{64}")

_log = logging.getLogger(__name__)


def results_folder() -> Path:
    """Where the platform keeps what can be computed again."""
    return Path(platformdirs.user_cache_dir("darkviewer", appauthor=False), "results")


def result_key(request: CalibrationRequest) -> str | None:
    """The name of a result by its content; None for frames that are no files."""
    infos = infos_of(request)
    if infos is None:
        return None
    parameters = request.parameters.as_dict()
    content = {
        "version": [RESULT_VERSION, __version__],
        "records": [[kind.__name__, *_field_names(kind)] for kind in _records()],
        "frames": [[str(info.version), info.dtype] for info in infos],
        "parameters": {n: v for n, v in parameters.items() if spec(n).recomputes},
    }
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def infos_of(request: CalibrationRequest) -> list[FrameInfo] | None:
    """Facts about the frames of a request; None where any is no file."""
    from darkviewer.storage.fits.frame import FitsFrame

    infos = [s.info for s in request.sources if isinstance(s, FitsFrame)]
    return infos if len(infos) == len(request.sources) else None


class RecentResults:
    """The last results in memory, bounded in bytes; for one thread."""

    def __init__(self, limit_bytes: int = RECENT_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._results: OrderedDict[str, tuple[Calibration, int]] = OrderedDict()

    def get(self, request: CalibrationRequest) -> Calibration | None:
        """The result of such a request, if it is known."""
        key = result_key(request)
        known = None if key is None else self._results.get(key)
        if key is None or known is None or not _reaches(known[0], request):
            return None
        self._results.move_to_end(key)
        return _answering(request, known[0])

    def put(self, calibration: Calibration) -> None:
        """Keep a result; those not used for longest go when there is no room."""
        key = result_key(calibration.request)
        if key is None or not _used_all(calibration):
            return
        self._results.pop(key, None)
        self._results[key] = (calibration, array_bytes(_lasting(calibration)))
        while sum(size for _, size in self._results.values()) > self._limit_bytes:
            self._results.popitem(last=False)

    def drop(self, calibration: Calibration | None) -> None:
        """Forget one that no longer matters, if it is there."""
        if calibration is not None:
            self._results.pop(result_key(calibration.request) or "", None)

    def clear(self) -> None:
        """Forget all of them."""
        self._results.clear()


@dataclass(slots=True)
class StoredResults:
    """Results on disk, one file each; safe to be used from several threads.

    Attributes
    ----------
    folder : Path
        Holds nothing else.
    limit_bytes : int
        Of all files together; those not used for longest are removed. 0 keeps none.
    digests : Digests
        Of the frames of results that were stored or loaded.
    """

    folder: Path
    limit_bytes: int = LIMIT_BYTES
    digests: Digests = field(default_factory=Digests)

    def load(self, request: CalibrationRequest) -> Calibration | None:
        """The result of such a request, if it is stored; a damaged one is set aside."""
        path = self._path(request)
        if path is None:
            return None
        try:
            parts = read_records(path, _records())
            digests = _digests(parts, request)
            found = _calibration(request, parts)
        except FileNotFoundError:
            return None
        except (DamagedError, ValueError, TypeError, LookupError) as error:
            _log.warning("a damaged stored result was renamed: %s", error)
            _set_aside(path)
            return None
        infos = infos_of(request) or []
        if not _reaches(found, request) or not self.digests.agree(infos, digests):
            return None
        self.digests.note(infos, digests)
        with suppress(OSError):  # removed by now, or a folder that is read-only
            os.utime(path)
        return found

    def store(
        self, calibration: Calibration, stopped: Callable[[], bool] = lambda: False
    ) -> None:
        """Write a result, unless a frame was not read or has changed meanwhile.

        Frames whose digest is not noted are read once more.

        Raises
        ------
        DarkviewerError
            If it cannot be written, or it was `stopped` while frames were read.
        """
        path = self._path(calibration.request)
        infos = infos_of(calibration.request)
        if path is None or infos is None or not _used_all(calibration):
            return
        parts = _lasting(calibration)
        if array_bytes(parts) > self.limit_bytes or not all(map(_unchanged, infos)):
            return
        parts["copies"] = copies_in(calibration)
        parts["digests"] = self.digests.of(infos, stopped)
        if not all(map(_unchanged, infos)):
            return
        replace_file(path, lambda file: write_records(file, parts), private=True)
        self._make_room()

    def size(self) -> tuple[int, int]:
        """How many results there are, and their bytes."""
        sizes = [status.st_size for _, status in self._files(_SUFFIX)]
        return len(sizes), sum(sizes)

    def clear(self) -> None:
        """Remove all of them."""
        for suffix in (_SUFFIX, _PART, _ASIDE):
            for path, _ in self._files(suffix):
                _remove(path)

    def _path(self, request: CalibrationRequest) -> Path | None:
        key = result_key(request)
        return None if key is None else self.folder / (key + _SUFFIX)

    def _files(self, suffix: str) -> list[tuple[Path, os.stat_result]]:
        found = []
        with suppress(OSError):  # no folder yet, or none that we may read
            for path in self.folder.iterdir():
                if path.name.endswith(suffix):
                    with suppress(FileNotFoundError):  # removed in the meantime
                        found.append((path, path.stat()))
        return found

    def _make_room(self) -> None:
        for path, status in self._files(_PART):
            if time.time() - status.st_mtime > _ABANDONED_S:
                _remove(path)  # the process that wrote it was killed
        for path, _ in self._files(_ASIDE)[:-1]:  # one is enough to look into
            _remove(path)
        newest_first = sorted(
            self._files(_SUFFIX), key=lambda item: item[1].st_mtime_ns, reverse=True
        )
        total = 0
        for path, status in newest_first:
            total += status.st_size
            if total > self.limit_bytes:
                _remove(path)


@cache
def _records() -> tuple[type, ...]:
    """Record types of a result, itself first; imported when there is one."""
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.detection.leaders import Leaders
    from darkviewer.core.masters.master import Master

    return Calibration, Master, Leaders


def _field_names(kind: type) -> list[str]:
    return [item.name for item in fields(kind) if item.init]


def _lasting(calibration: Calibration) -> dict[str, object]:
    names = (name for name in _field_names(_records()[0]) if name not in _DERIVED)
    return {name: getattr(calibration, name) for name in names}


def _digests(parts: Any, request: CalibrationRequest) -> tuple[str, ...]:
    """Taken from what was read; ValueError unless there is one for each frame."""
    found = parts.pop("digests", ()) if isinstance(parts, dict) else ()
    good = isinstance(found, tuple) and len(found) == len(request.sources)
    if not good or not all(isinstance(i, str) and _DIGEST.fullmatch(i) for i in found):
        raise ValueError("no digest for each frame")
    return found


def _calibration(request: CalibrationRequest, parts: dict[str, Any]) -> Calibration:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.candidates.selection import Selection

    twice = frames_twice(parts.pop("copies", ()), request)
    used = tuple(s for i, s in enumerate(request.sources) if i not in twice)
    check_result(parts, replace(request, sources=used))
    known = Selection(parts["leaders"], parts["master"].shape)
    skipped = tuple(twice.values())
    return _doubted(
        Calibration(request, used, skipped, cached=True, selection=known, **parts)
    )


def _answering(request: CalibrationRequest, known: Calibration) -> Calibration:
    pairs = zip(request.sources, known.request.sources, strict=True)
    kept = {id(source) for source in known.used}
    used = tuple(source for source, before in pairs if id(before) in kept)
    return _doubted(replace(known, request=request, used=used, cached=True))


def _used_all(calibration: Calibration) -> bool:
    """Whether each frame was used, or is a copy of one that was."""
    return all(item.copy_of for item in calibration.skipped)


def _doubted(known: Calibration) -> Calibration:
    """Somebody may have said by now that its e-/ADU is right."""
    from darkviewer.core.gain.session import doubts_of

    return replace(known, doubts=doubts_of(known))


def _reaches(known: Calibration, request: CalibrationRequest) -> bool:
    """Whether its leaders are complete down to the threshold asked for."""
    return known.floor_e <= request.parameters.threshold_e


def _unchanged(info: FrameInfo) -> bool:
    """Whether the file is still the one that was looked at."""
    try:
        status = info.path.stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (info.size_bytes, info.mtime_ns)


def _set_aside(path: Path) -> None:
    try:
        path.replace(path.with_suffix(_ASIDE))
    except OSError as error:
        _log.warning("%s cannot be renamed: %s", path, error.strerror)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("%s cannot be removed: %s", path, error.strerror)
