"""What the files that a survey of a sensor writes say of the frames behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from darkviewer import __version__
from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.exclusion import sentences
from darkviewer.core.gain.session import decision_of
from darkviewer.core.parameters import PARAMETERS
from darkviewer.storage.exports.master_cards import (
    Card,
    ascii_text,
    cards_of_frames,
    frames_used,
    origin_of,
)

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session

__all__ = ["survey_cards", "survey_history"]


def survey_cards(
    calibration: Calibration, session: Session, moment: datetime
) -> list[Card]:
    """Camera, settings, place on the sensor, scale; what is not known is left out.

    Parameters
    ----------
    calibration, session : Calibration, Session
        That was surveyed.
    moment : datetime
        UTC, when the file is written.
    """
    parameters = calibration.request.parameters
    frames = frames_used(calibration, session)
    x0, y0 = origin_of(frames)
    cards: list[Card] = [
        ("NCOMBINE", len(calibration.used), "dark frames behind it"),
        *cards_of_frames(frames),
        ("LTV1", 0.0 - x0, "image = sensor + LTV: full-sensor columns"),
        ("LTV2", 0.0 - y0, "image = sensor + LTV: full-sensor rows"),
        ("LTM1_1", 1.0, "no binning beyond XBINNING"),
        ("LTM2_2", 1.0, "no binning beyond YBINNING"),
        ("EGAIN", parameters.gain_e_per_adu, "[e-/ADU] used, at the ADC's depth"),
        ("EGAINSRC", ascii_text(decision_of(calibration).source), "where from"),
        ("PADBITS", parameters.padding_bits, "zero bits appended to each value"),
        ("ESCALE", parameters.scale, "[e-/ADU] used, per saved ADU"),
        ("SATURATE", _finite(calibration.saturation_adu), "[ADU] saturated from here"),
        ("DATE", f"{moment:%Y-%m-%dT%H:%M:%S}", "[UTC] when this was made"),
        ("SWCREATE", f"Darkviewer {__version__}", "program that made this file"),
    ]
    return [card for card in cards if card[1] is not None and card[1] != ""]


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def survey_history(calibration: Calibration, session: Session) -> Iterator[str]:
    """Session, frames that were left out and why, and parameters; each fits a card."""
    lines = [
        f"Session {shown(session.title)}",
        f"{len(calibration.used)} frames used; see INPUTS",
        *sentences(session),
    ]
    for item in PARAMETERS:
        if item.recomputes:
            value = getattr(calibration.request.parameters, item.name)
            lines.append(f"Parameter {item.name} = {value}")
    return (ascii_text(line, 70) for line in lines)
