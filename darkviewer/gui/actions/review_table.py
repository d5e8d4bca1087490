"""Rows of the review: verdicts, and what else is a key away at the desk."""

from __future__ import annotations

from dataclasses import replace

from darkviewer.core.review.classes import CLASSES, PIXEL, VerdictClass
from darkviewer.gui.actions import reviewing
from darkviewer.gui.actions.spec import ActionSpec, Row

__all__ = ["REVIEW", "STAYING"]

_PLACE = "review"


def _verdict(known: VerdictClass) -> ActionSpec:
    whole = "the pixel in all frames" if known.scope == PIXEL else "this event"
    return ActionSpec(
        f"verdict_{known.name.replace('-', '_')}",
        f"It is {known.words}" if known.name != "unsure" else "Unsure",
        known.key,
        f"Say so of {whole}, and go on.",
        lambda w: w.reviewing.give(known.name),
        "reviewing",
        short=known.words,
        place=_PLACE,
    )


def _staying(known: VerdictClass) -> ActionSpec:
    return replace(
        _verdict(known),
        name=f"{_verdict(known).name}_stay",
        keys=f"Shift+{known.key}",
        tip="The same, but stay here; where one stays anyhow, go on.",
        do=lambda w: w.reviewing.give(known.name, stay=True),
    )


def _row(
    name: str, text: str, keys: str, tip: str, do: object, needs: str = "reviewing"
) -> ActionSpec:
    return ActionSpec(f"review_{name}", text, keys, tip, do, needs, place=_PLACE)  # type: ignore[arg-type]


REVIEW: tuple[Row, ...] = (
    *(_verdict(known) for known in CLASSES),
    _row(
        "clear",
        "Take the verdict back",
        "0",
        "Take back what you said of this event and of its pixel.",
        lambda w: w.reviewing.clear(),
    ),
    None,
    _row(
        "next",
        "Next in the queue",
        "J Down",
        "Go to the next pixel of the queue.",
        lambda w: w.reviewing.next(),
        "queue",
    ),
    _row(
        "previous",
        "Previous in the queue",
        "K Up",
        "Go to the previous pixel of the queue.",
        lambda w: w.reviewing.previous(),
        "queue",
    ),
    _row(
        "next_event",
        "Next frame with this pixel",
        "PgDown",
        "Show the next frame in which this pixel is a candidate.",
        lambda w: w.reviewing.step_event(1),
    ),
    _row(
        "previous_event",
        "Previous frame with this pixel",
        "PgUp",
        "Show the frame before in which this pixel is a candidate.",
        lambda w: w.reviewing.step_event(-1),
    ),
    _row(
        "home",
        "Back to its own frame",
        "Home",
        "Show the frame in which this pixel is the most significant.",
        lambda w: w.reviewing.home(),
    ),
    _row(
        "in_image",
        "In the image",
        "Return Enter",
        "Show the pixel in the image, enlarged.",
        reviewing.show_in_image,
    ),
    None,
    replace(
        _row(
            "add",
            "Add a candidate here",
            "Ins",
            "Let the peak at the selected pixel be judged, whatever the threshold.",
            reviewing.add_here,
            "pixel",
        ),
        place="",
    ),
    replace(
        _row(
            "add_everywhere",
            "Add it in all frames",
            "Shift+Ins",
            "Let this peak be judged in every frame of the session.",
            lambda w: reviewing.add_here(w, everywhere=True),
            "pixel",
        ),
        place="",
    ),
    replace(
        _row(
            "take_back",
            "Take back what was added here",
            "Shift+Del",
            "The selected pixel of this frame, added by you, is no candidate any more.",
            reviewing.take_back_here,
            "pixel",
        ),
        place="",
    ),
    _row(
        "take_away",
        "Take it out of the queue",
        "Del",
        "This is no candidate, whatever the threshold; again to bring it back.",
        reviewing.take_away,
    ),
    None,
    _row(
        "note",
        "Note…",
        "N",
        "Say in words what no key says; Enter keeps it, Escape leaves it.",
        reviewing.begin_note,
    ),
    _row(
        "tags",
        "Tags…",
        "T",
        "Words with commas between; Enter keeps them, Escape leaves them.",
        reviewing.begin_tags,
    ),
    None,
    _row(
        "scope",
        "Turn the scope",
        "P",
        "Let the next verdict be about this event, the pixel, or as its key says.",
        lambda w: w.reviewing.turn_scope(),
    ),
    _row(
        "certainty",
        "Turn the certainty",
        "C",
        "Call the next verdict sure, likely or a guess; usually nothing is said of it.",
        lambda w: w.reviewing.turn_certainty(),
    ),
    replace(
        _row(
            "blind",
            "Blind",
            "H",
            "Hide label and evidence until there is a verdict.",
            lambda w: w.reviewing.set_blind(not w.reviewing.blind),
            "",
        ),
        checked=lambda w: w.reviewing.blind,
    ),
    replace(
        _row(
            "advance",
            "Go on after a verdict",
            "",
            "Take the next pixel in hand as soon as one is judged.",
            lambda w: w.reviewing.set_advance(not w.reviewing.advance),
            "",
        ),
        checked=lambda w: w.reviewing.advance,
        place="",
    ),
)
"""What is done at the desk."""

STAYING: tuple[Row, ...] = tuple(_staying(known) for known in CLASSES)
"""The same verdicts, with Shift."""
