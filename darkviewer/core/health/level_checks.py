"""Checks of level, noise, temperature and light."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.health.check import (
    ROBUST_SIGMA,
    Finding,
    listed,
    names_of,
    off_the_others,
    reach,
    unknown,
    verb,
)

if TYPE_CHECKING:
    from darkviewer.core.health.measures import SessionMeasures

__all__ = [
    "cooling",
    "first_frame",
    "level",
    "level_drift",
    "light_leak",
    "lit_field",
    "no_noise",
    "noise",
    "noise_of",
    "set_points",
    "stars",
    "temperature",
]

FEWEST_FOR_FIRST = 4
FEWEST_FOR_DRIFT = 5

MOST_PAIRED = 300
"""Frames whose pairs tell the trend."""

OTHER_LEVEL = 2.0
"""A level so many times that of the others is another kind of frame, or exposure."""

MANY_STARS = 10


def level(m: SessionMeasures, limit: float, *, guard: float = ROBUST_SIGMA) -> Finding:
    """Frames whose level is off that of the others."""
    if len(m.frames) < 3:
        return unknown("needs 3 frames")
    levels, off = m.column("level_adu"), _level_off(m, limit, guard)
    if _first_is_off(m, off):
        off[0] = 0.0
    least = reach(levels, limit * noise_of(m), guard=guard)
    worst = int(np.argmax(np.abs(off)))
    typical = float(np.median(levels))
    names = names_of(m, off != 0)
    if not names:
        spread = float(np.abs(levels - typical).max())
        return Finding(f"all levels near {typical:.6g} ADU", spread, least)
    ratio = levels[worst] / typical if typical > 0 else 1.0
    other = ratio > OTHER_LEVEL or 0 < ratio < 1 / OTHER_LEVEL
    far = abs(off[worst]) > 20 * noise_of(m)
    sentence = (
        f"the level of {listed(names)} is {levels[worst]:.6g} ADU against "
        f"{typical:.6g} ADU of the others: look for light, another exposure or "
        f"temperature, and leave {verb(names, 'it', 'them')} out"
    )
    status = "fail" if other and far else "warn"
    return Finding(sentence, abs(float(off[worst])), least, status, names)


def first_frame(
    m: SessionMeasures, limit: float, *, guard: float = ROBUST_SIGMA
) -> Finding:
    """The first frame after a change of the exposure carries the wrong time."""
    if len(m.frames) < FEWEST_FOR_FIRST:
        return unknown(f"needs {FEWEST_FOR_FIRST} frames")
    off = _level_off(m, limit, guard)
    least = reach(m.column("level_adu"), limit * noise_of(m), guard=guard)
    if not _first_is_off(m, off):
        levels = m.column("level_adu")
        found = abs(float(levels[0] - np.median(levels)))
        return Finding("the first frame has the level of the others", found, least)
    side = "above" if off[0] > 0 else "below"
    name = m.frames[0].name
    return Finding(
        f"the first frame {listed([name])} is {abs(off[0]):.6g} ADU {side} the others: "
        "exposure or temperature may have changed just before; leave it out",
        abs(float(off[0])),
        least,
        "warn",
        (name,),
    )


def level_drift(m: SessionMeasures, limit: float) -> Finding:
    """A level that rises or falls through the session."""
    if len(m.frames) < FEWEST_FOR_DRIFT:
        return unknown(f"needs {FEWEST_FOR_DRIFT} frames")
    if _level_off(m, limit / 2).any():
        return unknown("the level jumps")
    levels, least = m.column("level_adu"), limit * noise_of(m)
    change, scatter = _trend(levels)
    drifts = abs(change) > max(least, 3 * scatter)
    where = f"from {levels[0]:.6g} to {levels[-1]:.6g} ADU"
    if not drifts:
        return Finding(f"the level holds, {where}", abs(change), least)
    return Finding(
        f"the level drifts {where}: noise and hot pixels of the session are "
        "overestimated; wait until the temperature is stable",
        abs(change),
        least,
        "warn",
    )


def noise(m: SessionMeasures, limit: float, *, guard: float = ROBUST_SIGMA) -> Finding:
    """Frames that are noisier, or quieter, than the others."""
    if len(m.frames) < 3:
        return unknown("needs 3 frames")
    values = m.column("noise_adu")
    typical = float(np.median(values))
    # A frame between two copies of itself has none, which another check says.
    values[values == 0] = typical
    off = off_the_others(values, limit * typical, guard=guard)
    if typical:
        limit = reach(values, limit * typical, guard=guard) / typical
    names = names_of(m, off != 0)
    relative = np.abs(values - typical) / typical if typical else np.zeros(1)
    if not names:
        words = f"the noise is near {typical:.4g} ADU in all frames"
        return Finding(words, float(relative.max()), limit)
    worst = int(np.argmax(np.abs(off)))
    return Finding(
        f"the noise of {listed(names)} is {values[worst]:.4g} ADU against "
        f"{typical:.4g} ADU of the others: leave {verb(names, 'it', 'them')} out",
        float(relative.max()),
        limit,
        "warn",
        names,
    )


def no_noise(m: SessionMeasures, limit: float) -> Finding:
    """Frames without any noise are no exposures."""
    if len(m.frames) < 2:
        return unknown("needs 2 frames")
    values = m.column("noise_adu")
    limit *= max(frame.step_adu for frame in m.frames)
    copies = {name for group in m.identical for name in group}
    names = tuple(n for n in names_of(m, values <= limit) if n not in copies)
    found = float(values.min())
    if not names:
        return Finding("frames differ by noise, as exposures do", found, limit)
    return Finding(
        f"{listed(names)} and the next frame differ by no noise at all: these are no "
        "exposures of a sensor; take the frames again",
        found,
        limit,
        "fail",
        names,
    )


def temperature(m: SessionMeasures, limit: float) -> Finding:
    """Temperatures that differ by more than sensors toggle."""
    values = m.column("temperature_c")
    known = values[~np.isnan(values)]
    if len(known) < 2:
        few = "needs 2 frames" if len(known) else "no temperatures in the headers"
        return unknown(few)
    spread = float(np.ptp(known))
    where = f"from {known.min():g} to {known.max():g} °C"
    if round(spread, 6) <= limit:
        words = f"temperatures {where}" if spread else f"temperature {known[0]:g} °C"
        return Finding(words, spread, limit)
    return Finding(
        f"the temperature goes {where}: the dark current changes with it; wait until "
        "the cooling holds, or divide the frames",
        spread,
        limit,
        "warn",
    )


def set_points(m: SessionMeasures, limit: float) -> Finding:
    """Frames of more than one set point."""
    values = m.column("set_temperature_c")
    known = np.unique(values[~np.isnan(values)])
    if not len(known):
        return unknown("no set point in the headers")
    spread = float(np.ptp(known))
    words = " and ".join(f"{value:g}" for value in known)
    if spread <= limit:
        return Finding(f"one set point, {words} °C", spread, limit)
    most = max(known.tolist(), key=lambda value: np.count_nonzero(values == value))
    return Finding(
        f"the frames have several set points, {words} °C: combine those of one only",
        spread,
        limit,
        "fail",
        names_of(m, ~np.isnan(values) & (values != most)),
    )


def cooling(m: SessionMeasures, limit: float) -> Finding:
    """A cooler that has not reached its set point."""
    off = np.abs(m.column("temperature_c") - m.column("set_temperature_c"))
    if np.isnan(off).all():
        return unknown("no set point in the headers")
    beyond = np.round(off, 6) > limit
    found, names = float(np.nanmax(off)), names_of(m, beyond)
    if not names:
        return Finding("the sensor is at its set point", found, limit)
    if 2 * len(names) > np.count_nonzero(~np.isnan(off)):
        off_by = float(np.nanmedian(off))
        words = (
            f"the sensor is {off_by:.1f} °C off its set point: choose a set point that "
            "the cooler can hold"
        )
    else:
        words = (
            f"up to {found:.1f} °C off the set point in {listed(names)}: let the "
            "cooler settle first"
        )
    return Finding(words, found, limit, "warn", names)


def light_leak(
    m: SessionMeasures, limit: float, *, guard: float = ROBUST_SIGMA
) -> Finding:
    """Frames with a gradient that the others do not have."""
    if len(m.frames) < 3:
        return unknown("needs 3 frames")
    values, least = m.column("surface_adu"), limit * noise_of(m)
    where = off_the_others(values, least, guard=guard) > 0
    least = float(np.median(values)) + reach(values, least, guard=guard)
    names = names_of(m, where)
    found = float(values.max())
    if not names:
        return Finding("no frame has a gradient of its own", found, least)
    return Finding(
        f"a gradient of {found:.6g} ADU lies over {listed(names)}: look for a light "
        f"leak, and leave {verb(names, 'it', 'them')} out",
        found,
        least,
        "warn",
        names,
    )


def stars(m: SessionMeasures, limit: float) -> Finding:
    """Star-like sources at the same place in all frames."""
    found = m.lit_sources
    if len(m.frames) < 3:
        return unknown("needs 3 frames")
    if found < limit:
        return Finding("no star-like source is in all frames", found, limit)
    return Finding(
        f"these frames see light: {found} star-like sources are at the same places in "
        "all of them; close the shutter or the cover",
        found,
        limit,
        "fail" if found >= MANY_STARS else "warn",
    )


def lit_field(m: SessionMeasures, limit: float) -> Finding:
    """A centre brighter than all corners: light through the telescope."""
    if not m.frames:
        return unknown("no frame can be read")
    typical = float(np.median(m.column("level_adu")))
    noise_adu = 0.0 if np.isnan(m.noise_adu) else m.noise_adu
    least = max(limit * abs(typical), 5 * noise_adu)
    if not m.bulge_adu > least:
        return Finding("the centre is no brighter than the corners", m.bulge_adu, least)
    return Finding(
        f"the centre is {m.bulge_adu:.6g} ADU brighter than the corners, as light "
        "through a telescope makes it: close the shutter or the cover",
        m.bulge_adu,
        least,
        "warn",
    )


def noise_of(m: SessionMeasures) -> float:
    """Noise of a pixel, at least one step of the values."""
    step = max((frame.step_adu for frame in m.frames), default=0)
    return max(m.noise_adu, float(step))


def _level_off(
    m: SessionMeasures, limit: float, guard: float = ROBUST_SIGMA
) -> NDArray[np.float64]:
    return off_the_others(m.column("level_adu"), limit * noise_of(m), guard=guard)


def _first_is_off(m: SessionMeasures, off: NDArray[np.float64]) -> bool:
    """Whether the first frame is off, and no other one."""
    return len(m.frames) >= FEWEST_FOR_FIRST and bool(off[0]) and not off[1:].any()


def _trend(values: NDArray[np.float64]) -> tuple[float, float]:
    """Change by the median slope of all pairs, and robust scatter about that line.

    Of many frames evenly spaced ones are paired: all pairs of some thousand would need
    gigabytes.
    """
    places = np.arange(len(values))
    paired = places[:: -(-len(values) // MOST_PAIRED)]
    first, second = (paired[ends] for ends in np.triu_indices(len(paired), 1))
    slopes = (values[second] - values[first]) / (second - first)
    slope = float(np.median(slopes))
    left = values - slope * places
    scatter = 1.4826 * float(np.median(np.abs(left - np.median(left))))
    return slope * (len(values) - 1), scatter
