"""How often the rule is wrong: these frames are dark, every candidate is false."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from darkviewer.core.candidates.false_positives import (
    FalsePositives,
    Rate,
    false_positives_of,
)
from darkviewer.core.candidates.measured_noise import (
    MeasuredNoise,
    noise_lines,
    width_span,
)
from darkviewer.core.candidates.rates import ASSUMED, budget_words
from darkviewer.core.frames.optics import known_scale
from darkviewer.core.health.noise_checks import noise_findings
from darkviewer.gui.controls.labels import label
from darkviewer.gui.text.numbers import number, trimmed

if TYPE_CHECKING:
    from darkviewer.gui.engine.pixel_facts import Examining
    from darkviewer.gui.workspace import Workspace

__all__ = ["FalsePositiveBox", "outlying_words", "rate_text"]

_UNTESTED = "PSF candidate"
MOST_WIDTHS = 20
"""Frames whose widths a tooltip names."""

_TINY = 1e-6
"""Per frame; smaller rates need not be distinguished."""


class FalsePositiveBox(QFrame):
    """Rate per frame with its interval, and where it comes from."""

    def __init__(
        self, workspace: Workspace, examining: Examining, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._examining = examining
        self.known: FalsePositives | None = None
        self.setProperty("role", "card")
        self.heading = label("False sources per frame", "small")
        self.value = label("", "heading")
        self.interval = label("", "secondary")
        self.alone = label("", "small", wrap=True)
        self.negatives = label("", "small", wrap=True)
        self.doubts = label("", "small", wrap=True)
        self.outlying = label("", "small", wrap=True)
        self.labels = label("", "small", wrap=True)
        self._lay_out()
        workspace.candidates_changed.connect(self._follow)
        workspace.requested_changed.connect(self._follow)
        examining.noise_ready.connect(self._follow)
        examining.prepared_now.connect(self._follow)
        self._follow()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.value)
        row.addWidget(self.interval, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 7, 10, 7)
        column.setSpacing(2)
        column.addWidget(self.heading)
        column.addLayout(row)
        column.addWidget(self.outlying)
        column.addWidget(self.alone)
        column.addWidget(self.negatives)
        column.addWidget(self.doubts)
        column.addWidget(self.labels)

    def _follow(self, _changed: object = None) -> None:
        self.known = known = self._counted()
        self.setVisible(self._workspace.calibration is not None)
        if known is None:
            self.value.setText("–")
            self.interval.setText("not counted yet")
            self.outlying.setVisible(False)
            self.alone.setText("")
            self.labels.setText("")
            self.setToolTip("")
            self._show_noise(None)
            return
        rate = known.per_frame
        self.value.setText(rate_text(rate.value))
        self.interval.setText(f"{_interval(rate)} 95 %")
        named = outlying_words(known)
        self.outlying.setText(named)
        self.outlying.setVisible(bool(named))
        least = self._examining.least_noise
        self.alone.setText(_alone_words(known.noise_alone, least))
        counts = sorted(known.by_label.items(), key=lambda item: -item[1])
        examined = [(name, n) for name, n in counts if name != _UNTESTED]
        self.labels.setText(", ".join(f"{number(n)} {name}" for name, n in examined))
        self.labels.setVisible(bool(examined))
        scale = self._workspace.parameters.scale_arcsec
        self.setToolTip(_tip(known, scale))
        self._show_noise(self._measured())

    def _show_noise(self, found: MeasuredNoise | None) -> None:
        """What the negative frames say, and what is odd about the noise."""
        self.negatives.setVisible(found is not None)
        odd = () if found is None else noise_findings(found)
        doubts = [finding.sentence for _, finding in odd if finding.status != "pass"]
        self.doubts.setText("Noise is not as expected" if doubts else "")
        self.doubts.setToolTip("\n".join(doubts))
        self.doubts.setVisible(bool(doubts))
        if found is not None:
            rate = found.accepted_rate
            self.negatives.setText(
                f"Negative frames: {rate_text(rate.value)} {_interval(rate)} per frame"
            )
            self.negatives.setToolTip(_noise_tip(found))

    def _measured(self) -> MeasuredNoise | None:
        """Of the examination on show, where it answers the parameters."""
        at = self._workspace
        examination, parameters = at.examination, at.parameters
        if examination is None or not examination.answers(parameters):
            return None
        from darkviewer.core.vetting.noise_facts import measured_noise

        drawn = self._examining.noise_alone
        if self._examining.expected_noise() is None:
            drawn = None
        return measured_noise(examination, parameters, drawn)

    def _counted(self) -> FalsePositives | None:
        at = self._workspace
        table, calibration, session = at.candidates, at.calibration, at.session
        if table is None or calibration is None or session is None:
            return None
        if not (at.examined and self._examining.prepared):
            return None
        return false_positives_of(
            table,
            n_frames=len(calibration.used),
            shape=calibration.master.shape,
            exposure_s=session.frames[0].exposure_s,
            arcsec_per_px=known_scale(at.parameters),
            noise_alone=self._examining.expected_noise(),
            untested=_UNTESTED,
        )


def rate_text(value: float) -> str:
    """Two digits that matter: ``0.3``, ``0.021``, ``130``."""
    if math.isnan(value) or math.isinf(value):
        return number(value)
    if value >= 100:
        return number(value)
    return f"{value:.2g}" if value >= 1e-4 or value == 0 else f"{value:.0e}"


def _interval(rate: Rate) -> str:
    """``[0.0042, 0.93]``."""
    return f"[{rate_text(rate.low)}, {rate_text(rate.high)}]"


def _alone_words(expected: float | None, least: float) -> str:
    if expected is None:
        return ""
    words = (
        rate_text(expected) if expected > 0 else f"below {rate_text(max(least, _TINY))}"
    )
    return f"Noise alone: {words} per frame"


def _noise_tip(found: MeasuredNoise) -> str:
    """What the line says and what was measured beside it."""
    lines = [
        "Noise is in a frame and in its negative alike, particles are in one only: "
        "what the rule accepts in negative frames, with the 95 % interval of that "
        "count, is a rate of noise that needs no model.",
        *noise_lines(found),
    ]
    rows = zip(found.z_width, found.signal_width, strict=True)
    for frame, row in enumerate(list(rows)[:MOST_WIDTHS], start=1):
        z, signal = map(width_span, row)
        lines.append(f"Frame {number(frame)}, widths: z {z}, signal {signal}")
    return "\n".join(lines)


def outlying_words(known: FalsePositives) -> str:
    """Frames that hold far more than the others, and the rate without them."""
    found = known.gathered
    if not found.outlying:
        return ""
    frames = ", ".join(number(k + 1) for k in found.outlying)
    events = sum(found.counts[k] for k in found.outlying)
    return (
        f"Frame {frames}: {number(events)} of {number(known.count)}; "
        f"{rate_text(found.without_outlying)} per frame without"
    )


def _tip(known: FalsePositives, scale_arcsec: float) -> str:
    """The same in the units that other instruments quote."""
    lines = [
        "These frames are dark: every accepted candidate is a false positive. "
        "Candidates within a pixel, in any frames, are one source.",
        f"{number(known.count)} candidates of {number(known.sources)} sources in "
        f"{number(known.n_frames)} frames; two-sided 95 % intervals, for a scatter of "
        f"{rate_text(known.gathered.dispersion)} times that of independent sources.",
    ]
    for words, rate in (
        ("per Mpx and frame", known.per_mpx),
        ("per hour of open shutter", known.per_hour),
        (
            f"per square degree and frame ({trimmed(scale_arcsec, 4)}″ per pixel)",
            known.per_square_degree,
        ),
    ):
        if not math.isnan(rate.value):
            lines.append(f"{rate_text(rate.value)} {words} {_interval(rate)}")
    if not math.isnan(known.per_hour.value):
        lines.append(f"{budget_words(known.per_night)}, assuming {ASSUMED}")
    if math.isnan(known.per_square_degree.value):
        lines.append(
            "None per square degree: the pixel scale is the program's default, which "
            "says nothing of this telescope."
        )
    return "\n".join(lines)
