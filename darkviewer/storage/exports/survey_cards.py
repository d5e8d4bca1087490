"""What the files that a survey of a sensor writes say of the frames behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from darkviewer import __version__
from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.exclusion import sentences
from darkviewer.core.gain.session import decision_of
from darkviewer.core.parameters import PARAMETERS
from darkviewer.core.provenance.record import Findings, provenance
from darkviewer.storage.exports.inputs import Input, input_document
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

__all__ = ["Surveyed", "survey_cards", "survey_history"]


@dataclass(frozen=True, slots=True, eq=False)
class Surveyed:
    """What a file of a survey was made of.

    Attributes
    ----------
    calibration, session : Calibration, Session
        That was surveyed.
    rows : sequence of Input
        Its frames with their hashes.
    moment : datetime
        UTC, when the file is written.
    """

    calibration: Calibration
    session: Session
    rows: Sequence[Input]
    moment: datetime

    def record(self, **also: Any) -> dict[str, Any]:
        """Its provenance, with further keys."""
        found = Findings(
            self.session, self.calibration, inputs=input_document(self.rows)
        )
        return provenance(found, moment=self.moment, also=also)


def survey_cards(facts: Surveyed) -> list[Card]:
    """Camera, settings, place on the sensor, scale; what is not known is left out."""
    calibration, session, moment = facts.calibration, facts.session, facts.moment
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


def survey_history(facts: Surveyed) -> Iterator[str]:
    """Session, frames that were left out and why, and parameters; each fits a card."""
    calibration, session = facts.calibration, facts.session
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
