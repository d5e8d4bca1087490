"""Checks of rows, columns, pixels that remember, events, and of the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.health.check import Finding, listed, names_of, unknown, verb

if TYPE_CHECKING:
    from darkviewer.core.health.measures import SessionMeasures

__all__ = [
    "bad_columns",
    "banding",
    "cadence",
    "metadata",
    "order",
    "particles",
    "persistence",
    "telegraph_columns",
]

CLOCK_S = 1.0
"""Many headers give whole seconds."""

CROWD = 3.0
"""Times the events of the others: particles come in showers."""


def banding(m: SessionMeasures, limit: float) -> Finding:
    """Rows or columns that move together from frame to frame."""
    if len(m.frames) < 2 or not m.noise_adu:
        return unknown("needs 2 frames with noise")
    both = np.maximum(m.column("row_noise_adu"), m.column("column_noise_adu"))
    ratios = both / m.noise_adu
    found, names = float(ratios.max()), names_of(m, ratios > limit)
    if not names:
        return Finding("rows and columns do not move together", found, limit)
    return Finding(
        f"bands of {both.max():.4g} ADU lie over {listed(names)}, against a noise of "
        f"{m.noise_adu:.4g} ADU in a pixel: look at cabling, power and USB traffic",
        found,
        limit,
        "warn",
        names,
    )


def bad_columns(m: SessionMeasures, limit: float) -> Finding:
    """Columns that differ from their neighbours in all frames."""
    return _columns(
        m.bad_columns, limit, "differ from their neighbours over the whole height"
    )


def telegraph_columns(m: SessionMeasures, limit: float) -> Finding:
    """Columns whose level jumps."""
    return _columns(m.telegraph_columns, limit, "jump between levels")


def _columns(columns: tuple[int, ...], limit: float, words: str) -> Finding:
    found = float(len(columns))
    if found <= limit:
        return Finding(f"no columns {words}", found, limit)
    which = listed([str(x) for x in columns])
    return Finding(
        f"columns that {words}: x={which}; mask what lies on them",
        found,
        limit,
        "warn",
    )


def metadata(m: SessionMeasures, limit: float) -> Finding:
    """Binary data at the start of row 0: a remark, for the camera means it so.

    What is the same in all frames goes away with the master.
    """
    found = float(m.metadata_pixels)
    if found <= limit:
        return Finding("row 0 begins with pixels", found, limit)
    return Finding(
        f"the first {m.metadata_pixels} values of row 0 are no pixels but data of the "
        "camera, as its time stamps are: no fault, do not measure them",
        found,
        limit,
    )


def persistence(m: SessionMeasures, limit: float) -> Finding:
    """Pixels that remember a bright exposure before the first."""
    if len(m.frames) < 5:
        return unknown("needs 5 frames")
    found = float(m.fading_pixels)
    least = max(limit, 1e-4 * m.sampled)
    if found <= least:
        return Finding("nothing fades through the first frames", found, least)
    names = tuple(frame.name for frame in m.frames[:3])
    return Finding(
        f"{m.fading_pixels} pixels are bright in the first frame and fade in the next "
        "ones, as after a bright exposure: leave the first frames out",
        found,
        least,
        "warn",
        names,
    )


def particles(m: SessionMeasures, limit: float) -> Finding:
    """Frames with far more one-frame events than the others."""
    if len(m.frames) < 3:
        return unknown("needs 3 frames")
    rates = m.column("events_per_mpx")
    most = CROWD * float(np.median(rates)) + limit / max(m.sampled, 1) * 1e6
    found, names = float(rates.max()), names_of(m, rates > most)
    if not names:
        return Finding("no frame has many more events than the others", found, most)
    return Finding(
        f"{listed(names)} {verb(names, 'has', 'have up to')} {found:.0f} events per "
        f"Mpx that no other frame has, the others about {np.median(rates):.0f}: look "
        f"at {verb(names, 'it, and leave it out', 'them, and leave them out')}",
        found,
        most,
        "warn",
        names,
    )


def order(m: SessionMeasures, limit: float) -> Finding:
    """Frames whose time is before that of the frame before them."""
    since = m.column("since_s")
    if np.isnan(since).all():
        return unknown("no times in the headers")
    back = np.nan_to_num(since) < -limit
    names = names_of(m, back)
    found = float(max(-np.nanmin(since), 0.0))
    if not names:
        return Finding("the times follow the file names", found, limit)
    return Finding(
        f"{listed(names)} {verb(names, 'was', 'were each')} taken before the file that "
        "precedes it: look at the clock, and whether two captures lie in this folder",
        found,
        limit,
        "warn",
        names,
    )


def cadence(m: SessionMeasures, limit: float) -> Finding:
    """Frames that follow each other faster than the exposure allows."""
    since, exposure = m.column("since_s"), m.column("exposure_s")
    if np.isnan(since).all() or np.isnan(exposure).all():
        return unknown("no times or no exposure in the headers")
    if not np.nan_to_num(since).any():
        return unknown("all frames have the same time")
    short = exposure * (1 - limit) - since - CLOCK_S
    # What comes before the file that precedes it is out of order, not too fast.
    where = np.nan_to_num(np.where(since >= 0, short, 0.0)) > 0
    copies = {name for group in m.identical for name in group}
    where &= [frame.name not in copies for frame in m.frames]
    names, found = names_of(m, where), float(np.nanmin(np.abs(since)))
    asked = float(np.nanmedian(exposure))
    if not names:
        return Finding(f"frames come no faster than {asked:g} s", found, asked)
    return Finding(
        f"{listed(names)} {verb(names, 'follows', 'follow')} "
        f"{np.min(since[where]):.3g} s after the frame before though the exposure is "
        f"said to be {asked:g} s: the header is not true",
        float(np.min(since[where])),
        asked,
        "warn",
        names,
    )
