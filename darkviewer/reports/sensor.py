"""What a survey of a sensor found, in numbers of its classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from darkviewer.core.frames.identity import identity
from darkviewer.core.gain.session import gain_document
from darkviewer.core.hazard.alerts import alerts_of
from darkviewer.core.hazard.classes import HAZARDS
from darkviewer.reports.documents import columns_of_text

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session
    from darkviewer.core.hazard.sensor_map import SensorMap

__all__ = ["sensor_document", "sensor_lines"]


def sensor_document(
    sensor: SensorMap, calibration: Calibration, session: Session
) -> dict[str, Any]:
    """The document of ``sensor --json``."""
    ny, nx = sensor.shape
    return {
        "session": identity(session),
        "shape": [ny, nx],
        "n_frames": sensor.n_frames,
        "method": calibration.master.method,
        "gain": gain_document(calibration),
        "excluded": [item.info.name for item in session.excluded],
        "classes": [
            {
                "name": rule.name,
                "pixels": found.pixels,
                "artefacts_per_frame": found.mean,
                "alerts_per_frame": alerts.per_frame,
                "strength": found.strength,
                "rule": rule.words,
            }
            for rule, found, alerts in zip(
                HAZARDS, sensor.classes, alerts_of(sensor), strict=True
            )
        ],
    }


def sensor_lines(sensor: SensorMap, session: Session) -> Iterator[str]:
    """The same for people."""
    ny, nx = sensor.shape
    yield f"{session.title}: {nx}x{ny} pixels in {sensor.n_frames} frames"
    yield ""
    expected = alerts_of(sensor)
    rows = [
        (
            rule.name,
            str(found.pixels),
            f"{found.mean:.2g}",
            f"{alerts.per_frame:.3g}",
            rule.words,
        )
        for rule, found, alerts in zip(HAZARDS, sensor.classes, expected, strict=True)
    ]
    head = ("class", "pixels", "artefacts per pixel and frame", "per frame", "")
    yield from columns_of_text([head, *rows], right=(1, 2, 3))
    total = sum(alerts.per_frame for alerts in expected)
    yield f"{total:.3g} false alerts are to be expected in a frame"
