"""How documents call a session."""

from __future__ import annotations

from pathlib import Path

from darkviewer.core.frames.identity import identity
from darkviewer.core.frames.session import Session, Skipped


def test_frames_that_were_not_used_count() -> None:
    session = Session(
        Path("root/2024-05-08/03_38_48/Dark30s"),
        date="2024-05-08",
        time="03_38_48",
        object="Dark30s",
        skipped=(Skipped("a.fits", "no frame"),),
    )
    said = identity(session)
    assert (said["date"], said["time"], said["object"], said["frames"]) == (
        *("2024-05-08", "03_38_48", "Dark30s"),
        1,
    )
    assert (said["shape"], said["exposure_s"]) == (None, None)
