"""What the checks say of series, kept: known series are not measured again.

A series is known by the headers, sidecars, names, sizes and times of its files. With
each goes what was typical of it, so that sessions are seen against the nights before.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from darkviewer import __version__
from darkviewer.core.frames.camera_mode import night_mode
from darkviewer.core.frames.exclusion import without
from darkviewer.core.frames.session import Skipped
from darkviewer.core.health.baseline import (
    Baseline,
    History,
    Seen,
    Typical,
    history_of,
)
from darkviewer.core.health.check import Finding
from darkviewer.core.health.table import (
    CHECKS,
    SessionChecks,
    against_nights,
    judge,
)
from darkviewer.core.health.usual_checks import typical_of
from darkviewer.core.health.value_checks import as_chosen
from darkviewer.core.parameters import Parameters
from darkviewer.runs.check import beside_whole, measured

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.health.measures import SessionMeasures
    from darkviewer.core.progress import Job
    from darkviewer.storage.opinions.measurements import Measurements

__all__ = ["VERSION", "Verdicts", "identity_of"]

VERSION = zlib.crc32(
    repr((__version__, [(c.name, c.limit, c.severity) for c in CHECKS])).encode()
)
"""Verdicts of other programs, or by other limits, are not comparable."""

_MOST_EARLIER = 5000
_MOST_MEASURES = 50
"""Series whose measures are held; of the others only what was said."""

_CHECK_OF = {check.name: check for check in CHECKS}


@dataclass(slots=True)
class _Mode:
    """All that was seen of one camera in one mode."""

    seen: dict[str, Seen]
    history: History | None = None


@dataclass(slots=True)
class Verdicts:
    """Checks of series, for one thread at a time.

    Attributes
    ----------
    kept : Measurements or None
        Where they are kept beyond this run.
    limits_of : callable
        Limits that somebody set for the checks of a series, by name.
    scale_of : callable
        e- per saved ADU that somebody chose for a series; NaN where nobody did.
    """

    kept: Measurements | None = None
    limits_of: Callable[[Session], Mapping[str, float]] = lambda _: {}
    scale_of: Callable[[Session], float] = lambda _: math.nan
    _measures: dict[str, SessionMeasures] = field(default_factory=dict)
    _own: dict[str, dict[str, Any]] = field(default_factory=dict)
    _modes: dict[str, _Mode] = field(default_factory=dict)

    def known(self, session: Session) -> SessionChecks | None:
        """What was said of a series before; no pixel is read."""
        who = identity_of(session)
        if who in self._measures:
            return self._judged(session, self._measures[who])
        value = self._own.get(who) or self._recalled(who)
        if value is None or self.limits_of(session):  # it was said by the table's
            return None
        self._own[who] = value
        try:
            said, typical = _from_json(value)
        except (KeyError, TypeError, ValueError):  # no version could have written it
            return None
        said = _by_scale(said, self.scale_of(session))
        return against_nights(said, typical, self.baseline_of(session))

    def known_with_left_out(self, session: Session) -> SessionChecks | None:
        """The same, with what is so of the frames that a person left out."""
        used = self.known(session)
        if used is None or not session.excluded:
            return used
        whole = self.known(without(session, {}))
        return None if whole is None else beside_whole(session, used, whole)

    def checked(self, session: Session) -> Job[SessionChecks]:
        """Look at the pixels of a series, unless this run has, and judge it."""
        found = self._measures.get(identity_of(session))
        if found is None:
            found = yield from measured(session)
            return self.take(session, found)
        return self._judged(session, found)

    def forget(self, session: Session) -> None:
        """Other pixels were found, though the files look the same."""
        who = identity_of(session)
        self._measures.pop(who, None)
        self._own.pop(who, None)

    def take(self, session: Session, measures: SessionMeasures) -> SessionChecks:
        """Judge what was measured of a series; kept is what the table's limits say.

        Where frames could not be read nothing is kept: their disk may come back.
        """
        if measures.unreadable:
            return self._judged(session, measures)
        who, checks = identity_of(session), judge(measures)
        self._measures[who] = measures
        if len(self._measures) > _MOST_MEASURES:
            del self._measures[next(iter(self._measures))]
        typical, begin, end = typical_of(measures), *_times(session)
        value = _as_json(checks, typical, len(session.frames), end)
        self._own[who] = value
        fit = typical is not None and begin and checks.status != "fail"
        mode = night_mode(session) if fit else ""
        if mode:
            known = self._mode(mode)
            known.seen[who], known.history = _seen(begin, value), None
        if self.kept is not None:
            self.kept.keep(who, value, version=VERSION, mode=mode, at=begin)
        return self._judged(session, measures)

    def baseline_of(self, session: Session) -> Baseline | None:
        """The nights that a session is seen against, if they are known."""
        mode, begin = night_mode(session), _times(session)[0]
        if not mode or not begin:
            return None
        known = self._mode(mode)
        if known.history is None:
            known.history = history_of(list(known.seen.values()))
        return known.history.before(datetime.fromisoformat(begin))

    def _judged(self, session: Session, measures: SessionMeasures) -> SessionChecks:
        seen = replace(
            measures,
            baseline=self.baseline_of(session),
            scale_said_e=self.scale_of(session),
        )
        return judge(seen, self.limits_of(session))

    def _recalled(self, who: str) -> dict[str, Any] | None:
        if self.kept is None:
            return None
        return self.kept.measures([who], version=VERSION).get(who)

    def _mode(self, mode: str) -> _Mode:
        if mode not in self._modes:
            self._modes[mode] = _Mode(
                {} if self.kept is None else _all(self.kept, mode)
            )
        return self._modes[mode]


def _by_scale(said: SessionChecks, scale_e: float) -> SessionChecks:
    """Without what was said of another scale than the one that somebody chose."""
    if math.isnan(scale_e):
        return said
    same = math.isclose(scale_e, Parameters().scale)
    findings = tuple(
        (check, as_chosen(finding) if check.name == "gain" else finding)
        for check, finding in said.findings
        if check.name != "gain" or same
    )
    return replace(said, findings=findings)


def identity_of(session: Session) -> str:
    """Hash of all that checks depend on, as far as it is known without the pixels."""
    digest = hashlib.sha256(repr(session.skipped).encode("utf-8", "surrogateescape"))
    for info in session.frames:
        digest.update(repr(info).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _all(kept: Measurements, mode: str) -> dict[str, Seen]:
    """Also of later nights: a session may be an old one."""
    found = {}
    rows = kept.earlier(mode, before="9999", version=VERSION, most=_MOST_EARLIER)
    for who, at, value in rows:
        with suppress(KeyError, TypeError, ValueError):  # no version could write it
            found[who] = _seen(at, value)
    return found


def _times(session: Session) -> tuple[str, str]:
    """Of the first and last frame in time; empty where no header tells."""
    times = [info.time for info in session.frames if info.time is not None]
    return (min(times).isoformat(), max(times).isoformat()) if times else ("", "")


def _as_json(
    checks: SessionChecks, typical: Typical | None, frames: int, end: str
) -> dict[str, Any]:
    return {
        "spoken": [_said(check.name, finding) for check, finding in checks.spoken],
        "unreadable": [[item.name, item.reason] for item in checks.unreadable],
        "typical": None if typical is None else astuple(typical),
        "frames": frames,
        "end": end,
    }


def _said(name: str, finding: Finding) -> list[Any]:
    numbers = (finding.value, finding.limit)
    plain = [None if value is None else float(value) for value in numbers]
    return [name, finding.sentence, *plain, finding.status, list(finding.frames)]


def _from_json(value: dict[str, Any]) -> tuple[SessionChecks, Typical | None]:
    spoken = tuple(
        (_CHECK_OF[name], Finding(sentence, found, limit, status, tuple(frames)))
        for name, sentence, found, limit, status, frames in value["spoken"]
    )
    unreadable = tuple(Skipped(name, reason) for name, reason in value["unreadable"])
    numbers = value["typical"]
    typical = None if numbers is None else Typical(*numbers)
    return SessionChecks(spoken, unreadable), typical


def _seen(begin: str, value: dict[str, Any]) -> Seen:
    return Seen(
        datetime.fromisoformat(begin),
        datetime.fromisoformat(value["end"]),
        Typical(*value["typical"]),
        int(value["frames"]),
    )
