"""Which e-/ADU a session gets on the command line: by option, or as said before."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.gain.said import chosen_gain, gain_said

if TYPE_CHECKING:
    from darkviewer.core.frames.session import Session
    from darkviewer.core.gain.said import ChosenGain, Gain

__all__ = ["gain_of"]


def gain_of(
    arguments: argparse.Namespace, *, say: Callable[[str], object]
) -> Callable[[Session], ChosenGain]:
    """What gives each session its e-/ADU and padding.

    Parameters
    ----------
    arguments : Namespace
        With ``gain_e_per_adu``, ``padding_bits`` and ``ignore_opinions``.
    say : callable
        Called with one sentence where opinions cannot be read.
    """
    return partial(
        chosen_gain,
        e_per_adu=arguments.gain_e_per_adu,
        padding_bits=arguments.padding_bits,
        remembered={} if arguments.ignore_opinions else _remembered(say),
    )


def _remembered(say: Callable[[str], object]) -> dict[str, Gain]:
    """By camera and mode."""
    from darkviewer.core.opinions.events import GAIN, standing
    from darkviewer.storage.opinions.store import kept_opinions

    try:
        known = standing(kept_opinions())
    except DarkviewerError as error:
        say(f"what was said of e-/ADU is not known: {error}")
        return {}
    said = {
        subject: gain_said(opinion.value)
        for (topic, subject), opinion in known.items()
        if topic == GAIN
    }
    return {subject: gain for subject, gain in said.items() if gain is not None}
