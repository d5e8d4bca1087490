"""All checks in one table, and their verdict on a session."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from darkviewer.core.health import (
    level_checks,
    pattern_checks,
    usual_checks,
    value_checks,
)
from darkviewer.core.health.baseline import PARTS, Baseline, Typical
from darkviewer.core.health.check import Check, Finding

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Skipped
    from darkviewer.core.health.measures import SessionMeasures

__all__ = [
    "CHECKS",
    "RANKS",
    "SessionChecks",
    "against_nights",
    "judge",
    "known_limits",
]

RANKS = {"pass": 0, "warn": 1, "fail": 2}
"""From sound to unsound."""

_DRIFT = "more inflates the noise of the session by over a tenth (simulated)"
_TOGGLE = "sensors toggle by 0.4 °C, which is no change"
_COUNT = "one is one too many"
_NIGHTS = "and more than 1 in 1000 nights scatters (simulated)"

CHECKS: tuple[Check, ...] = (
    Check("level", "distance of the level from the median of all frames, beyond "
          "5 robust sigma", "ADU", 0.5, f"half the noise of a pixel: {_DRIFT}", "fail",
          "one frame 3 sigma higher", level_checks.level, guarded=True),
    Check("first_frame", "the same, of the first frame only", "ADU", 0.5,
          f"half the noise of a pixel: {_DRIFT}", "warn",
          "first frame of half the exposure", level_checks.first_frame, guarded=True,
          follows="level"),
    Check("level_drift", "change of the level from first to last frame", "ADU", 1.0,
          f"the noise of a pixel: {_DRIFT}", "warn", "a ramp of 3 sigma",
          level_checks.level_drift),
    Check("temperature", "highest minus lowest temperature", "°C", 1.0,
          f"{_TOGGLE}; 1 °C is a tenth of the dark current", "warn",
          "a ramp of 3 °C in the headers", level_checks.temperature),
    Check("set_points", "highest minus lowest set point", "°C", 0.05,
          "a set point is a setting, it has no scatter", "fail",
          "one frame at another set point", level_checks.set_points),
    Check("cooling", "temperature minus set point", "°C", 1.0, _TOGGLE, "warn",
          "4 °C above the set point", level_checks.cooling),
    Check("light_leak", "height of the gradient that only this frame has", "ADU", 0.5,
          "half the noise of a pixel, which a fit to so many pixels never reaches by "
          "chance", "warn", "a gradient of 4 sigma over one frame",
          level_checks.light_leak, guarded=True),
    Check("stars", "star-like sources shared by first, middle and last frame",
          "sources", 3, "clusters of hot pixels look like at most two (simulated)",
          "fail", "40 stars in all frames", level_checks.stars),
    Check("lit_field", "level of the centre above the corners, glow in one allowed for",
          "ADU", 0.03, "3 % of the level and 5 sigma: glow brightens corners, light "
          "the centre", "warn", "light with vignetting in all frames",
          level_checks.lit_field),
    Check("clipped_at_zero", "part of the pixels at 0", "", 1e-3,
          "a Gaussian is 3 sigma above zero then", "fail", "offset of 1 sigma",
          value_checks.clipped_at_zero),
    Check("rail", "part of the pixels at the highest value", "", 0.01,
          "hot pixels are fewer", "fail", "5 % of the pixels saturated",
          value_checks.rail),
    Check("noise", "noise of a frame over that of the others, minus 1", "", 0.2,
          "noise is known to 1 %, and drifts by less than a fifth", "warn",
          "one frame of twice the noise", level_checks.noise, guarded=True),
    Check("no_noise", "noise of a pixel", "ADU", 0.02,
          "a fiftieth of a step: every sensor has more", "fail",
          "frames that differ by a constant", level_checks.no_noise),
    Check("identical", "copies of other frames", "frames", 0, _COUNT, "warn",
          "one frame saved twice", value_checks.identical),
    Check("altered", "settings that changed the pixels", "settings", 0, _COUNT, "fail",
          "dark subtraction in the sidecar", value_checks.altered),
    Check("order", "seconds that a frame is before the one that precedes it", "s", 0.0,
          "time does not run backwards", "warn", "two frames exchanged",
          pattern_checks.order),
    Check("cadence", "seconds since the frame before", "s", 0.02,
          "the exposure, less 2 % and one second for the clock", "warn",
          "frames every third of the exposure", pattern_checks.cadence),
    Check("persistence", "pixels that fade through the first frames", "pixels", 3,
          "1 in 10,000, at least three: telegraph pixels seldom fade (simulated)",
          "warn", "200 pixels that fade as 1/t", pattern_checks.persistence),
    Check("banding", "noise of rows or columns over that of a pixel", "", 0.3,
          "visible from a tenth, and cuts into tests of single pixels at a third",
          "warn", "row noise as high as the pixels'", pattern_checks.banding),
    Check("bad_columns", "columns off the median of 31", "columns", 0,
          "10 robust sigma of all columns and twice the noise of a pixel", "warn",
          "a column 5 sigma higher", pattern_checks.bad_columns),
    Check("telegraph_columns", "columns that jump between frames", "columns", 0,
          "10 robust sigma of all columns", "warn",
          "a column 4 sigma higher in half of the frames",
          pattern_checks.telegraph_columns),
    Check("egain", "contradiction within the headers", "", 0.02,
          "values of headers are rounded to 2 %", "warn",
          "EGAIN 0.5 beside EGAINSAV 0.2", value_checks.egain),
    Check("gain", "e-/ADU in use over that of photon transfer, or its inverse", "",
          1.5, "few hot pixels reach 1.9 by chance (simulated); and 5 standard errors",
          "warn", "twice the e-/ADU in use", value_checks.gain),
    Check("missing_codes", "part of the codes in use without the next one", "", 0.1,
          "converters miss single codes", "warn", "values times 1.7, rounded",
          value_checks.codes),
    Check("steps", "frames of another step", "frames", 0, _COUNT, "warn",
          "one frame not padded", value_checks.steps),
    Check("missing_values", "part of the pixels without a value", "", 1e-3,
          "single blank pixels are masked and do no harm", "fail",
          "2 % of one frame blank", value_checks.missing_values),
    Check("metadata", "values at the start of row 0 that are no pixels", "values", 7,
          "GPS cameras write 32; hot pixels are fewer", "pass", "a GPS camera's row 0",
          pattern_checks.metadata),
    Check("particles", "events of one frame per Mpx", "1/Mpx", 100,
          "three times the others and 100 pixels: showers of particles are natural",
          "warn", "400 hits in one frame", pattern_checks.particles),
    Check("frames", "frames that can be used", "frames", 3,
          "leave-one-out masters need 3", "fail", "two frames", value_checks.frames),
    Check("usual_level", "level off the median of the last ten nights", "ADU",
          PARTS["level_adu"],
          f"half the noise of a pixel, which does no harm, {_NIGHTS}", "warn",
          "a level 3 sigma higher after ten nights", usual_checks.usual_level,
          guarded=True),
    Check("usual_noise", "noise off the median of the last ten nights", "ADU",
          PARTS["noise_adu"], f"a tenth of the noise, {_NIGHTS}", "warn",
          "half as much noise again after ten nights", usual_checks.usual_noise,
          guarded=True),
    Check("usual_hot", "hot pixels off the median of the last ten nights", "1/Mpx",
          PARTS["hot_per_mpx"],
          f"half of them and 100 per Mpx, {_NIGHTS}", "warn",
          "1 % more hot pixels after ten nights", usual_checks.usual_hot, guarded=True),
)  # fmt: skip
"""In the order in which they are reported."""


@dataclass(frozen=True, slots=True)
class SessionChecks:
    """What all checks say of one session.

    Attributes
    ----------
    findings : tuple of (Check, Finding)
        In the order of the table.
    unreadable : tuple of Skipped
        Frames that no check has seen.
    measures : SessionMeasures or None
        What was judged.
    limits : mapping of str to float
        Those that somebody set, by the name of the check.
    left_out : frozenset of str
        Names of the frames that a person left out.
    whole : SessionChecks or None
        What they say of all frames, those left out among them; None where nothing is
        left out, or nobody asked.
    """

    findings: tuple[tuple[Check, Finding], ...]
    unreadable: tuple[Skipped, ...] = ()
    measures: SessionMeasures | None = None
    limits: Mapping[str, float] = field(default_factory=dict, hash=False)
    left_out: frozenset[str] = frozenset()
    whole: SessionChecks | None = None

    @property
    def copies(self) -> tuple[Skipped, ...]:
        """Frames that are there twice and are used once."""
        return () if self.measures is None else self.measures.copies

    @property
    def status(self) -> str:
        """The worst of all: ``"pass"``, ``"warn"`` or ``"fail"``.

        A failed check that is settled leaves a ``"warn"``.
        """
        found = [finding.status for _, finding in self.findings]
        found += ["warn" for _, finding in self.settled if finding.status == "fail"]
        return max(found, key=RANKS.__getitem__, default="pass")

    @property
    def settled(self) -> tuple[tuple[Check, Finding], ...]:
        """Those that pass because all frames they speak of were left out."""
        if self.whole is None:
            return ()
        passed = {c.name for c, finding in self.findings if finding.status == "pass"}
        return tuple(
            (check, finding)
            for check, finding in self.whole.spoken
            if check.name in passed
            and finding.frames
            and self.left_out >= {*finding.frames}
        )

    @property
    def spoken(self) -> tuple[tuple[Check, Finding], ...]:
        """Those that did not pass, the worst first."""
        odd = [item for item in self.findings if item[1].status != "pass"]
        return tuple(sorted(odd, key=lambda item: -RANKS[item[1].status]))

    def of_frame(self, name: str) -> tuple[tuple[Check, Finding], ...]:
        """Those of them that name a frame, whether it was left out or not."""
        whole = self.whole if name in self.left_out else None
        spoken = self.spoken if whole is None else whole.spoken
        return tuple(item for item in spoken if name in item[1].frames)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Their sentences; a failed check that is settled says so."""
        return (
            *(finding.sentence for _, finding in self.spoken),
            *(
                f"settled by what is left out: {finding.sentence}"
                for _, finding in self.settled
                if finding.status == "fail"
            ),
        )

    @property
    def remarks(self) -> tuple[str, ...]:
        """The same, and what passes by a limit that somebody set."""
        own = (
            f"{check.name}: {finding.sentence}"
            for check, finding in self.findings
            if finding.status == "pass" and finding.limit is not None
            if check.own(self.limits) is not None
        )
        return (*self.sentences, *own)

    def of_check(self, name: str) -> Finding | None:
        """What one check found; None where it was not asked."""
        found = (finding for check, finding in self.findings if check.name == name)
        return next(found, None)

    def with_limits(self, limits: Mapping[str, float]) -> SessionChecks:
        """Judged again from the same measures, where limits are other ones."""
        measures = self.measures
        if measures is None or limits == self.limits:
            return self
        table = {check.name: check for check in CHECKS}
        findings = tuple(
            table[check.name].ask(measures, limits)
            if check.name in table and check.own(limits) != check.own(self.limits)
            else (check, finding)
            for check, finding in self.findings
        )
        whole = None if self.whole is None else self.whole.with_limits(limits)
        return replace(self, findings=findings, limits=dict(limits), whole=whole)


def judge(
    measures: SessionMeasures, limits: Mapping[str, float] | None = None
) -> SessionChecks:
    """Ask every check.

    Parameters
    ----------
    measures : SessionMeasures
        All frames of a session.
    limits : mapping of str to float, optional
        Those that somebody set, by the name of the check.
    """
    own = dict(limits or {})
    return SessionChecks(
        tuple(check.ask(measures, own) for check in CHECKS),
        measures.unreadable,
        measures,
        own,
    )


def known_limits(limits: Mapping[str, Any] | None) -> dict[str, float]:
    """What of some limits can be used: of a check there is, finite, not negative."""
    names = {check.name for check in CHECKS}
    found = {}
    for name, value in (limits or {}).items():
        number = value if isinstance(value, int | float) else math.nan
        if name in names and 0 <= number < math.inf:
            found[name] = float(number)
    return found


def against_nights(
    checks: SessionChecks, typical: Typical | None, baseline: Baseline | None
) -> SessionChecks:
    """What is known already of a session, seen against the nights before it."""
    kept = [item for item in checks.findings if item[0].name not in usual_checks.USUAL]
    usual = [
        (check, usual_checks.against(check.name, typical, baseline, check.limit))
        for check in CHECKS
        if check.name in usual_checks.USUAL
    ]
    return replace(checks, findings=(*kept, *usual))
