"""How well a reviewer sees: known synthetic events mixed into the queue.

Citizen-science projects call them gold-standard data. They cost the reviewer time, so
that their share falls with experience.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from darkviewer.core.candidates.false_positives import wilson_interval
from darkviewer.core.review.classes import PSF_LIKE

if TYPE_CHECKING:
    from darkviewer.core.review.verdict import Verdict

__all__ = [
    "SALT",
    "Salted",
    "Share",
    "Skill",
    "flux_edges",
    "read_salted",
    "salt_share",
    "salted_of",
    "share_of",
    "skill",
]

FIRST_SHARE, LAST_SHARE = 0.2, 0.05
"""Of synthetic events among all: at the beginning, and after long experience."""

HALF_WAY = 100
"""Verdicts after which the share has fallen by half of the way."""

STAR = "star"
"""What a synthetic event is; anything else is none."""

SALT = "salt"
"""Under this name a verdict keeps, in what was shown, what it was given about."""

MOST_STEPS, FEWEST_IN_STEP = 5, 5
"""Of flux: so many steps, with so many stars in each where there are enough."""


@dataclass(frozen=True, slots=True)
class Salted:
    """A synthetic event, and what became of it.

    Attributes
    ----------
    what : str
        ``"star"``, ``"hot"``, ``"pair"`` or ``"track"``.
    flux_e : float
        In electrons.
    found : bool
        The program accepts it as a star.
    verdict : str
        Class that the reviewer gave; empty where there is none yet.
    missed_e : tuple of float
        Fluxes of the stars that the program did not list, and that count with this
        event: nobody could judge them, so that they are missed.
    """

    what: str
    flux_e: float
    found: bool
    verdict: str
    missed_e: tuple[float, ...] = ()

    def as_shown(self) -> dict[str, Any]:
        """As a verdict keeps it; the verdict itself is beside it."""
        return {name: v for name, v in asdict(self).items() if name != "verdict"}


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval of 95 % (Wilson 1927).

    Attributes
    ----------
    hits, trials : int
        So many of so many.
    low, high : float
        The interval; 0 to 1 without trials.
    """

    hits: int
    trials: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """Hits over trials; NaN without trials."""
        return self.hits / self.trials if self.trials else float("nan")


@dataclass(frozen=True, slots=True)
class Skill:
    """What the synthetic events say about a reviewer.

    Attributes
    ----------
    flux_e : tuple of (float, float)
        Limits of each step of flux, the upper one excluded but for the last.
    program : tuple of Share
        Stars that the program accepts, per step of flux.
    reviewer : tuple of Share
        Of those that the program lists, which alone are shown: called PSF-like.
    together : tuple of Share
        Stars that the program accepts and the reviewer calls PSF-like, of all: those
        that the program does not list are missed.
    false_alarms : Share
        Of what is no star: called PSF-like by the reviewer.
    false_alarms_together : Share
        The same, where the program accepts it, too.
    """

    flux_e: tuple[tuple[float, float], ...]
    program: tuple[Share, ...]
    reviewer: tuple[Share, ...]
    together: tuple[Share, ...]
    false_alarms: Share
    false_alarms_together: Share


def salt_share(judged: int) -> float:
    """Share of synthetic events among the next candidates.

    Parameters
    ----------
    judged : int
        Verdicts that the reviewer has given so far.
    """
    return LAST_SHARE + (FIRST_SHARE - LAST_SHARE) * HALF_WAY / (HALF_WAY + judged)


def read_salted(verdict: Verdict) -> Salted | None:
    """The synthetic event that a verdict is about; None for a real one."""
    told = verdict.shown.get(SALT)
    if not verdict.salted or not isinstance(told, Mapping):
        return None
    what, flux, found = (told.get(name) for name in ("what", "flux_e", "found"))
    if not isinstance(what, str) or not isinstance(flux, int | float):
        return None
    if not (math.isfinite(flux) and flux > 0):
        return None
    return Salted(what, float(flux), found is True, verdict.name, _missed(told))


def _missed(told: Mapping[str, Any]) -> tuple[float, ...]:
    """Of a verdict of an older version nothing is known of them."""
    kept = told.get("missed_e")
    fluxes = kept if isinstance(kept, list | tuple) else ()
    known = (float(one) for one in fluxes if isinstance(one, int | float))
    return tuple(flux for flux in known if math.isfinite(flux) and flux > 0)


def salted_of(verdicts: Iterable[Verdict], reviewer: str) -> list[Salted]:
    """What a reviewer made of synthetic events, each of which counts once.

    Parameters
    ----------
    verdicts : iterable of Verdict
        The latest first: that one counts.
    reviewer : str
        Whose.
    """
    found: dict[tuple[int, int, str, float], Salted] = {}
    for verdict in verdicts:
        if verdict.reviewer != reviewer:
            continue
        salted = read_salted(verdict)
        if salted is not None:
            event = verdict.x, verdict.y, salted.what, salted.flux_e
            found.setdefault(event, salted)
    return list(found.values())


def flux_edges(salted: Iterable[Salted]) -> tuple[float, ...]:
    """Limits of steps of flux in equal ratios, few enough to have stars in each.

    Of the stars that count; empty where there are none.
    """
    judged = [one for one in salted if one.verdict]
    fluxes = [one.flux_e for one in judged if one.what == STAR]
    fluxes += [flux for one in judged for flux in one.missed_e]
    if not fluxes:
        return ()
    steps = min(max(len(fluxes) // FEWEST_IN_STEP, 1), MOST_STEPS)
    low, high = min(fluxes), max(fluxes)
    inner = (low * (high / low) ** (n / steps) for n in range(1, steps))
    return low, *inner, high


def skill(salted: Iterable[Salted], edges_e: Sequence[float]) -> Skill:
    """Count what a reviewer made of the synthetic events.

    Parameters
    ----------
    salted : iterable of Salted
        Those without a verdict do not count.
    edges_e : sequence of float
        Ascending limits of the steps of flux; fewer than two make no step.
    """
    judged = [one for one in salted if one.verdict]
    stars = [one for one in judged if one.what == STAR]
    others = [one for one in judged if one.what != STAR]
    missed_e = [flux for one in judged for flux in one.missed_e]
    steps = tuple(pairwise(edges_e))

    def within(flux: float, low: float, high: float) -> bool:
        return low <= flux < high or flux == high == edges_e[-1]

    shown = [[star for star in stars if within(star.flux_e, *step)] for step in steps]
    missed = [sum(within(flux, *step) for flux in missed_e) for step in steps]
    both = list(zip(shown, missed, strict=True))
    return Skill(
        steps,
        tuple(share_of(len(_accepted(part)), len(part) + n) for part, n in both),
        tuple(share_of(_seen(part), len(part)) for part in shown),
        tuple(share_of(_seen(_accepted(part)), len(part) + n) for part, n in both),
        share_of(_seen(others), len(others)),
        share_of(_seen(_accepted(others)), len(others)),
    )


def _seen(events: Iterable[Salted]) -> int:
    return sum(one.verdict == PSF_LIKE for one in events)


def _accepted(events: Iterable[Salted]) -> list[Salted]:
    return [one for one in events if one.found]


def share_of(hits: int, trials: int) -> Share:
    """A share with its interval."""
    low, high = wilson_interval(hits, trials)
    return Share(hits, trials, float(low), float(high))
