"""Rows of the light table: how the pixel under review is shown."""

from __future__ import annotations

from darkviewer.gui.actions.spec import ActionSpec, Row
from darkviewer.gui.review.tones import KINDS

__all__ = ["LIGHT_TABLE"]

_PLACE = "review"


def _layer(layer: str, text: str, key: str, tip: str) -> ActionSpec:
    return ActionSpec(
        f"review_layer_{layer}",
        text,
        key,
        tip,
        lambda w: w.light_table.looks.set_layer(layer),
        "reviewing",
        lambda w: w.light_table.looks.layer == layer,
        "review_layer",
        short=layer.title(),
        place=_PLACE,
    )


def _stretch(kind: str) -> ActionSpec:
    return ActionSpec(
        f"review_stretch_{kind}",
        f"{kind.title()} stretch",
        "",
        f"Show all pixels of the candidate by a stretch that is {kind}.",
        lambda w: w.light_table.looks.set_kind(kind),
        "reviewing",
        lambda w: w.light_table.looks.kind == kind,
        "review_stretch",
        short=kind.title(),
        place=_PLACE,
    )


def _scope(scope: str, text: str, short: str, tip: str) -> ActionSpec:
    return ActionSpec(
        f"review_stretch_of_{scope}",
        text,
        "",
        tip,
        lambda w: w.light_table.looks.set_scope(scope),
        "reviewing",
        lambda w: w.light_table.looks.scope == scope,
        "review_scope",
        short=short,
        place=_PLACE,
    )


LIGHT_TABLE: tuple[Row, ...] = (
    _layer("raw", "Raw pixels around it", "R", "As the frame was saved."),
    _layer("master", "Master around it", "M", "What is subtracted from the frame."),
    _layer("residual", "Residual around it", "D", "Frame minus master."),
    _layer(
        "significance",
        "Significance around it",
        "S",
        "The residual in units of its own noise.",
    ),
    ActionSpec(
        "review_blink",
        "Blink with the layer before",
        "B",
        "Let the layer alternate with the one that was shown before it.",
        lambda w: w.light_table.set_blinking(not w.light_table.blinking),
        "reviewing",
        lambda w: w.light_table.blinking,
        short="Blink",
        place=_PLACE,
    ),
    ActionSpec(
        "review_film",
        "Play the film",
        "Space",
        "Show this pixel in one frame after the other.",
        lambda w: w.light_table.set_playing(not w.light_table.playing),
        "film",
        lambda w: w.light_table.playing,
        place=_PLACE,
    ),
    ActionSpec(
        "review_stamp",
        "Next stamp",
        "V",
        "Show residual, star, difference or rival where not all four have room.",
        lambda w: w.light_table.step_stamp(),
        "stamps",
        place=_PLACE,
    ),
    None,
    *(_stretch(kind) for kind in KINDS),
    ActionSpec(
        "review_turn_stretch",
        "Next stretch",
        "L",
        "Go on from linear to log to asinh.",
        lambda w: w.light_table.looks.turn_kind(),
        "reviewing",
        place=_PLACE,
    ),
    None,
    _scope(
        "candidate",
        "Stretch of each candidate",
        "stretch of each candidate",
        "From three sigmas below the noise of each candidate to its peak.",
    ),
    _scope(
        "session",
        "Stretch of the session",
        "of the session",
        "Keep black and white of the candidate in hand for all that follow.",
    ),
    ActionSpec(
        "review_auto_stretch",
        "Take its black and white",
        "A",
        "Let the candidate in hand decide on black and white of the session.",
        lambda w: w.light_table.looks.take_limits(),
        "one_stretch",
        short="Auto",
        place=_PLACE,
    ),
)
"""What is shown how at the desk."""
