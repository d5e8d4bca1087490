"""The bad pixels of a sensor in numbers: by reason, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from darkviewer.core.frames.identity import identity
from darkviewer.core.gain.session import gain_document
from darkviewer.core.hazard.reasons import REASONS
from darkviewer.reports.documents import columns_of_text

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session
    from darkviewer.core.hazard.alerts import ClassAlerts
    from darkviewer.core.hazard.mask import BadPixels
    from darkviewer.runs.mask import WrittenMask

__all__ = ["bad_pixels_document", "mask_document", "mask_lines"]


def mask_document(
    found: WrittenMask, calibration: Calibration, session: Session
) -> dict[str, Any]:
    """The document of ``mask --json``."""
    change = found.change
    return {
        "session": identity(session),
        **bad_pixels_document(found.mask, found.n_frames),
        "method": calibration.master.method,
        "gain": gain_document(calibration),
        "excluded": [item.info.name for item in session.excluded],
        "change": change
        and {
            "compared": change.compared,
            "appeared": change.appeared.tolist(),
            "gone": change.gone.tolist(),
        },
        "files": [path.name for path in found.paths],
    }


def bad_pixels_document(mask: BadPixels, n_frames: int) -> dict[str, Any]:
    """How many pixels are bad, by reason, and which lines as a whole."""
    ny, nx = mask.bits.shape
    columns, rows = mask.lines
    counts = mask.counts
    return {
        "shape": [ny, nx],
        "sensor_origin": [mask.x0, mask.y0],
        "binning": list(mask.binning),
        "n_frames": n_frames,
        "unusable": int(mask.do_not_use.sum()),
        "reasons": [
            {
                "name": reason.name,
                "bit": bit,
                "pixels": counts[reason.name],
                "fraction": counts[reason.name] / mask.bits.size,
                "unusable": bool(mask.unusable >> bit & 1),
                "rule": reason.words,
            }
            for bit, reason in enumerate(REASONS)
        ],
        "bad_columns": list(columns),
        "bad_rows": list(rows),
        "classes": [
            {
                "name": found.name,
                "pixels": found.pixels,
                "alerts_per_frame": found.per_frame,
                "left": found.left,
                "alerts_left_per_frame": found.left_per_frame,
            }
            for found in mask.alerts
        ],
    }


def mask_lines(found: WrittenMask, session: Session) -> Iterator[str]:
    """The same for people."""
    mask, change, counts = found.mask, found.change, found.mask.counts
    ny, nx = mask.bits.shape
    unusable = int(mask.do_not_use.sum())
    yield f"{session.title}: {nx}x{ny} pixels in {found.n_frames} frames"
    yield f"{unusable} pixels ({unusable / mask.bits.size:.3%}) are not to be used"
    yield ""
    rows = [
        (
            reason.name,
            str(counts[reason.name]),
            f"{counts[reason.name] / mask.bits.size:.3%}",
            "no" if mask.unusable >> bit & 1 else "yes",
            reason.words,
        )
        for bit, reason in enumerate(REASONS)
    ]
    head = ("reason", "pixels", "of all", "used", "")
    yield from columns_of_text([head, *rows], right=(1, 2))
    yield ""
    yield from _alert_lines(mask.alerts)
    for name, lines in zip(("columns", "rows"), mask.lines, strict=True):
        if lines:
            yield f"bad {name}: {', '.join(map(str, lines))}"
    if change is not None:
        appeared, gone = len(change.appeared), len(change.gone)
        yield (
            f"since the older mask {appeared} pixels appeared and {gone} are gone, "
            f"of {change.compared} in both"
        )


def _alert_lines(alerts: Sequence[ClassAlerts]) -> Iterator[str]:
    """What each class makes of alerts, and what is left of them behind the mask."""
    rows = [
        (
            found.name,
            str(found.pixels),
            f"{found.per_frame:.3g}",
            str(found.left),
            f"{found.left_per_frame:.3g}",
        )
        for found in alerts
    ]
    total = [sum(values) for values in zip(*map(_counted, alerts), strict=True)]
    rows.append(
        ("all", str(total[0]), f"{total[1]:.3g}", str(total[2]), f"{total[3]:.3g}")
    )
    head = ("class", "pixels", "false alerts per frame", "left", "false alerts left")
    yield from columns_of_text([head, *rows], right=(1, 2, 3, 4))


def _counted(found: ClassAlerts) -> tuple[float, ...]:
    return found.pixels, found.per_frame, found.left, found.left_per_frame
