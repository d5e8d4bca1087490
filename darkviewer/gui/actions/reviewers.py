"""Rows of the menu about the reviewers: salt, what it says, how they agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.core.review.queue import DIFFERING
from darkviewer.gui.actions.commands import bring_forward
from darkviewer.gui.actions.spec import ActionSpec, Row

if TYPE_CHECKING:
    from darkviewer.gui.main_window import MainWindow

__all__ = ["REVIEWERS"]

_A = ActionSpec


def toggle_salt(window: MainWindow) -> None:
    """Mix synthetic events into the queue, or take them away and say what was seen."""
    window.salting.set_on(not window.salting.on)
    if not window.salting.on:
        open_skill(window)


def open_skill(window: MainWindow) -> None:
    """What the synthetic events say; one panel is enough."""
    from darkviewer.gui.dialogs.reviewer_skill import ReviewerSkillPanel

    panel = window.findChild(ReviewerSkillPanel)
    if panel is None:
        panel = ReviewerSkillPanel(window.judgements, window)
    else:
        panel.renew()
    bring_forward(panel)


def open_agreement(window: MainWindow) -> None:
    """How reviewers agree; one panel is enough."""
    from darkviewer.gui.dialogs.agreement import AgreementPanel

    panel = window.findChild(AgreementPanel)
    if panel is None:
        panel = AgreementPanel(
            window.judgements, lambda: review_differences(window), window
        )
    else:
        panel.renew()
    bring_forward(panel)


def review_differences(window: MainWindow) -> None:
    """At the desk, the entries that reviewers judged differently, from the first."""
    window.places.go("review")
    window.reviewing.begin_with(DIFFERING)


REVIEWERS: tuple[Row, ...] = (
    _A(
        "salt",
        "Salted",
        "",
        "Mix synthetic stars, hot pixels, pairs and tracks into the queue. They are\n"
        "not marked, and never counted as candidates or exported; at the end you\n"
        "learn what you saw of them.",
        toggle_salt,
        "calibration",
        checked=lambda w: w.salting.on,
    ),
    _A(
        "skill",
        "Your results with salt…",
        "",
        "How many synthetic stars of which flux you called stars, and what else.",
        open_skill,
    ),
    _A(
        "agreement",
        "Agreement…",
        "",
        "How far reviewers agree, and what they judged differently.",
        open_agreement,
    ),
)
"""What is known of those who judge."""
