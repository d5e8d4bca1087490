"""A small night for reports: five dark frames with stars, and what reviewers said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from darkviewer.core.opinions.events import VERDICT, Opinion
from darkviewer.core.parameters import Parameters
from darkviewer.core.review.classes import EVENT
from darkviewer.core.review.salt import SALT, Salted
from darkviewer.core.review.verdict import Verdict
from darkviewer.storage.demo.sharpcap import fits_bytes
from tests.helpers.shots import SHOT
from tests.helpers.simulated import darks

__all__ = ["CAMERA", "MOMENT", "PARAMETERS", "STARS", "salted_opinion", "write_night"]

MOMENT = datetime(2024, 5, 9, 12, 0, 0, tzinfo=UTC)
PARAMETERS = Parameters(criterion="psf")
CAMERA = "<script>alert(1)</script>"
"""What somebody may have put into a header."""

STARS = ((1, 40, 30), (2, 70, 40), (4, 20, 15))
"""Frame, x, y of what looks like a star."""


def write_night(root: Path, *, seed: int = 1, camera: str = CAMERA) -> Path:
    """A capture of five frames of 64x96."""
    night = darks((64, 96), frames=5, seed=seed)
    for frame, x, y in STARS:
        night.star(frame, x + 0.2, y + 0.1, 6000)
    folder = root / "2024-05-08" / "03_38_48" / "Dark30s"
    folder.mkdir(parents=True)
    for number, frame in enumerate(night.frames(), start=1):
        end = SHOT.end + timedelta(seconds=31 * number)
        content = fits_bytes(frame.values, replace(SHOT, end=end))
        at = content.index(b"INSTRUME=")
        card = f"INSTRUME= '{camera}'".ljust(80).encode()
        content = content[:at] + card + content[at + 80 :]
        (folder / f"{number:05d}.fits").write_bytes(content)
    return folder


def salted_opinion(who: str, number: int, name: str, *, what: str = "star") -> Opinion:
    """A verdict on a synthetic event of 900 e-."""
    shown = {SALT: Salted(what, 900.0, found=True, verdict="").as_shown()}
    verdict = Verdict(who, EVENT, "salted", number, 0, name, shown=shown, salted=True)
    return Opinion(VERDICT, verdict.subject, verdict.as_value())
