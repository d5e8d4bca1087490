"""A word for what the checks say of a frame."""

from __future__ import annotations

from darkviewer.core.health.check import Finding
from darkviewer.core.health.table import CHECKS, SessionChecks
from darkviewer.gui.review.frame_words import frame_words


def test_not_looked_at_sound_or_odd() -> None:
    assert frame_words(None, "a.fits")[0] == "–"
    odd = Finding("a.fits is too bright.", status="warn", frames=("a.fits",))
    worse = Finding("a.fits is torn.", status="fail", frames=("a.fits", "b.fits"))
    checks = SessionChecks(((CHECKS[0], odd), (CHECKS[1], worse)))
    assert frame_words(checks, "c.fits")[0] == "sound"
    word, tip = frame_words(checks, "a.fits")
    assert word == f"{CHECKS[1].name} +1"  # the worst first
    assert tip.splitlines() == [
        f"{CHECKS[1].name}: a.fits is torn.",
        f"{CHECKS[0].name}: a.fits is too bright.",
    ]
    assert frame_words(checks, "b.fits")[0] == CHECKS[1].name
