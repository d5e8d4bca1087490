"""Checks of the values themselves: ends of the range, steps, copies, gaps."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.foreign_text import shown
from darkviewer.core.health.check import Finding, listed, names_of, unknown
from darkviewer.core.health.transfer import FEWEST_FRAMES
from darkviewer.core.parameters import Parameters

if TYPE_CHECKING:
    from darkviewer.core.health.measures import SessionMeasures

__all__ = [
    "altered",
    "as_chosen",
    "clipped_at_zero",
    "codes",
    "egain",
    "frames",
    "gain",
    "identical",
    "missing_values",
    "rail",
    "steps",
]

SURE_SIGMAS = 5.0
"""Standard errors by which photon transfer must be off, too."""

_BY_DEFAULT, _CHOSEN = "by default", "as somebody chose"
"""Where the scale that `gain` speaks of came from."""

MOST = 0.5
"""With half of the pixels at an end of the range, the level itself is not known."""


def clipped_at_zero(m: SessionMeasures, limit: float) -> Finding:
    """An offset so low that pixels are cut off at zero."""
    return _at_the_end(
        m,
        "zero_share",
        limit,
        "{share} of the pixels are at 0 in {names}, so that level and noise are wrong: "
        "raise the offset",
        "hardly any pixel is at 0",
    )


def rail(m: SessionMeasures, limit: float) -> Finding:
    """Pixels at the highest value that can be read out."""
    return _at_the_end(
        m,
        "rail_share",
        limit,
        f"{{share}} of the pixels are at the highest value, {m.rail_adu:g} ADU, in "
        "{names}: expose for less time, or lower the gain or the temperature",
        "hardly any pixel is at the highest value",
    )


def missing_values(m: SessionMeasures, limit: float) -> Finding:
    """Pixels without a value."""
    return _at_the_end(
        m,
        "nan_share",
        limit,
        "{share} of the pixels have no value in {names}: look at the program that "
        "wrote them",
        "hardly any pixel is without a value",
    )


def _at_the_end(
    m: SessionMeasures, name: str, limit: float, words: str, fine: str
) -> Finding:
    if not m.frames:
        return unknown("no frame can be read")
    shares = m.column(name)
    found = float(shares.max())
    if found <= limit:
        return Finding(fine, found, limit)
    names = names_of(m, shares > limit)
    every = len(names) == len(m.frames)
    percent = 100 * float(np.median(shares[shares > limit]))
    sentence = words.format(
        share=f"{percent:.0f} %" if percent >= 1 else f"{percent:.2g} %",
        names="all frames" if every else listed(names),
    )
    status = "fail" if found >= MOST else "warn"
    return Finding(sentence, found, limit, status, names)


def steps(m: SessionMeasures, limit: float) -> Finding:
    """Frames whose values have another step."""
    known = m.column("step_adu")
    if not known.any():
        return unknown("the values have no step")
    present = known[known > 0].astype(np.int64)
    common = int(np.median(present))
    # A multiple of the common step comes by chance, where few values differ.
    odd = (known > 0) & (known % common != 0)
    names = names_of(m, odd)
    if len(names) <= limit:
        return Finding(f"one step, {common} ADU", 0.0, limit)
    return Finding(
        f"the values of {listed(names)} have another step than {common} ADU: they were "
        "taken at another depth, or altered; leave them out",
        float(len(names)),
        limit,
        "warn",
        names,
    )


def codes(m: SessionMeasures, limit: float) -> Finding:
    """Codes that no pixel has, between codes that many have."""
    found = m.codes_missing
    if np.isnan(found):
        return unknown("too few pixels share a value")
    if found <= limit:
        return Finding("codes in use follow each other", found, limit)
    return Finding(
        f"{100 * found:.0f} % of the codes in use are followed by codes that no pixel "
        "has: the values were stretched or rescaled before saving; switch that off",
        found,
        limit,
        "warn",
    )


def identical(m: SessionMeasures, limit: float) -> Finding:
    """Frames with the same pixels."""
    if m.copies:
        more = f" (and {len(m.copies) - 1} more)" if m.copies[1:] else ""
        words = m.copies[0].reason + more
        names = tuple(copy.name for copy in m.copies)
        return Finding(words, float(len(names)), limit, "warn", names)
    names = tuple(name for group in m.identical for name in group[1:])
    if len(names) <= limit:
        return Finding("no two frames have the same pixels", 0.0, limit)
    return Finding(
        f"{listed(names)} and {shown(m.identical[0][0])} have the same pixels: nothing "
        "else was recorded; take the frames again",
        float(len(names)),
        limit,
        "warn",
        names,
    )


def altered(m: SessionMeasures, limit: float) -> Finding:
    """Pixels that the capture program changed before saving."""
    changes = tuple(dict.fromkeys(word for info in m.infos for word in info.altered))
    if len(changes) <= limit:
        return Finding("nothing says that pixels were altered", 0.0, limit)
    return Finding(
        f"altered by the capture program: {', '.join(changes)}",
        float(len(changes)),
        limit,
        "fail",
        tuple(info.name for info in m.infos if info.altered),
    )


def egain(m: SessionMeasures, limit: float) -> Finding:
    """EGAIN that changes, or does not fit EGAINSAV.

    Which scale is to be used is weighed where the parameters are known.
    """
    known = sorted({info.egain for info in m.infos if info.egain})
    if not known:
        return unknown("no EGAIN in the headers")
    value, step = known[0], _zero_bits(m)
    saved = next((info.egain_saved for info in m.infos if info.egain_saved), None)
    off = known[-1] / value - 1
    if off > limit:
        words = f"EGAIN goes from {value:g} to {known[-1]:g}: combine one gain only"
        return Finding(words, off, limit, "warn")
    if saved:
        off = min(abs(value / saved / 2**bits - 1) for bits in range(9))
        words = f"EGAIN {value:g} and EGAINSAV {saved:g} e-/ADU"
        if off <= limit:
            return Finding(f"{words} agree", off, limit)
        return Finding(f"{words} contradict each other", off, limit, "warn")
    if step > 1:
        words = (
            f"EGAIN {value:g}, and all values are multiples of {2**step}: with {step} "
            f"padding bits it means {value / 2**step:g} e- per saved ADU"
        )
        return Finding(words, off, limit)
    return Finding(f"EGAIN {value:g} e-/ADU in all frames", off, limit)


def gain(m: SessionMeasures, limit: float) -> Finding:
    """e-/ADU in use against the slope of variance over level, photon transfer.

    Dark charge is Poisson: in electrons the slope is 1.
    """
    measured, sigma = m.transfer_e, m.transfer_sigma
    if math.isnan(measured):
        if len(m.frames) < FEWEST_FRAMES:
            return unknown(f"photon transfer takes {FEWEST_FRAMES} frames")
        return unknown("too few hot pixels for photon transfer in the rows looked at")
    chosen = not math.isnan(m.scale_said_e)
    used = m.scale_said_e if chosen else Parameters().scale
    slope, error = used / measured, used / measured * sigma / measured
    off = max(slope, 1 / slope)
    source = _CHOSEN if chosen else _BY_DEFAULT
    words = (
        f"photon transfer gives {measured:.3g} +- {sigma:.1g} e- per saved ADU, and "
        f"{used:.3g} is used {source}: a slope of {slope:.2f} +- {error:.2f} where 1 "
        "is right"
    )
    if off <= limit or abs(math.log(slope)) <= SURE_SIGMAS * sigma / measured:
        return Finding(words, off, limit)
    return Finding(f"{words}; set e-/ADU and padding", off, limit, "warn")


def as_chosen(finding: Finding) -> Finding:
    """What `gain` said by default, where somebody chose the same scale."""
    return replace(finding, sentence=finding.sentence.replace(_BY_DEFAULT, _CHOSEN))


def _zero_bits(m: SessionMeasures) -> int:
    step = min((frame.step_adu for frame in m.frames if frame.step_adu), default=1)
    return (step & -step).bit_length() - 1


def frames(m: SessionMeasures, limit: float) -> Finding:
    """What so many frames are enough for."""
    count = len(m.frames)
    if count < limit:
        return Finding(
            f"only {count} of at least {limit:g} frames: no frame can be tested "
            "against the others",
            count,
            limit,
            "warn" if count else "fail",
        )
    supports = (
        (10, "enough for all labels"),
        (5, "too few for reliable labels (10), enough for frozen pixels"),
        (0, "too few for frozen pixels (5), enough to leave one out"),
    )
    words = next(words for least, words in supports if count >= least)
    return Finding(f"{count} frames: {words}", count, limit)
