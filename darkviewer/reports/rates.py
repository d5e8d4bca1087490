"""False sources of several sessions as one document or as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from darkviewer.core.candidates.rates import ASSUMED, rate_words, rates_document
from darkviewer.reports.documents import columns_of_text

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters
    from darkviewer.runs.rates import SessionRates

__all__ = ["session_rates_document", "session_rates_lines"]


def session_rates_document(
    rates: SessionRates, parameters: Parameters
) -> dict[str, Any]:
    """The document of ``rates --json``."""
    parts = rates.parts
    return {
        "parameters": parameters.as_dict(),
        "sessions": [
            {"session": name, "exposure_s": seconds, **rates_document(found)}
            for name, seconds, found in zip(
                rates.names, rates.exposures_s, rates.found, strict=True
            )
        ],
        "per_frame": asdict(rates.per_frame),
        "dispersion": rates.dispersion,
        "by_exposure": None if parts is None else asdict(parts),
        "assumes": ASSUMED if parts is None else "",
        "stars_per_frame": rates.stars_per_frame,
        "posterior_odds": None if rates.odds is None else asdict(rates.odds),
    }


def session_rates_lines(rates: SessionRates, parameters: Parameters) -> Iterator[str]:
    """The same for people."""
    rows = [
        (
            name,
            "?" if seconds is None else f"{seconds:g} s",
            str(found.n_frames),
            str(found.sources),
            rate_words(found.per_frame),
        )
        for name, seconds, found in zip(
            rates.names, rates.exposures_s, rates.found, strict=True
        )
    ]
    head = ("session", "exposure", "frames", "false sources", "per frame, 95 %")
    yield from columns_of_text([head, *rows], right=(1, 2, 3))
    yield ""
    many = len(rates.found) > 1
    scatter = "sessions" if many else "frames"
    yield (
        f"all: {rate_words(rates.per_frame)} per frame at 95 %, by the scatter between "
        f"{scatter} ({rates.dispersion:.2g} times that of chance)"
    )
    if rates.parts is None:
        yield f"one exposure, or too few sources: {ASSUMED}, is assumed"
    else:
        yield (
            f"{rate_words(rates.parts.per_frame)} per frame and "
            f"{rate_words(rates.parts.per_second)} per second of open shutter"
        )
    if rates.odds is not None:
        yield (
            f"with {rates.stars_per_frame:g} such stars in a frame, an accepted "
            f"candidate is a star at odds of {rate_words(rates.odds)} to 1"
        )
    yield (
        f"criterion {parameters.criterion}, threshold {parameters.threshold_e:g} e-, "
        f"{parameters.profile_words}, p at least {parameters.p_min:g}, "
        f"dBIC above {parameters.dbic_min:g}"
    )
