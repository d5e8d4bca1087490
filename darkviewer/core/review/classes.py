"""What a reviewer can say of a candidate: one table for keys, words, scope, labels."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "CLASSES",
    "EVENT",
    "PIXEL",
    "PSF_LIKE",
    "VerdictClass",
    "class_named",
    "suggested",
]

EVENT, PIXEL = "event", "pixel"
"""A verdict is about what happened in one frame, or about the pixel in all of them."""

PSF_LIKE = "psf-like"
"""Name of the class of what looks like a star."""


@dataclass(frozen=True, slots=True)
class VerdictClass:
    """One possible verdict.

    Attributes
    ----------
    name : str
        As it is kept and exported.
    words : str
        As it is shown.
    key : str
        Which key gives it.
    scope : str
        `EVENT` or `PIXEL`: what the verdict is about unless the reviewer says
        otherwise.
    labels : tuple of str
        Labels of the program that suggest it.
    """

    name: str
    words: str
    key: str
    scope: str
    labels: tuple[str, ...] = ()


CLASSES: tuple[VerdictClass, ...] = (
    VerdictClass(PSF_LIKE, "PSF-like", "1", EVENT, ("PSF-like", "ambiguous")),
    VerdictClass("hot", "hot", "2", PIXEL, ("hot", "warm", "saturated")),
    VerdictClass("telegraph", "telegraph", "3", PIXEL, ("telegraph",)),
    VerdictClass(
        "cosmic-ray",
        "cosmic ray",
        "4",
        EVENT,
        ("cosmic ray", "pair event", "single pixel"),
    ),
    VerdictClass("noise", "noise", "5", EVENT, ("noise",)),
    VerdictClass(
        "artefact",
        "artefact",
        "6",
        PIXEL,
        ("artefact", "dead", "metadata", "unclassifiable", "noisy", "persistence"),
    ),
    VerdictClass("unsure", "unsure", "U", EVENT),
)
"""In the order of their keys; 0 takes a verdict back."""

_BY_NAME = {one.name: one for one in CLASSES}
_BY_LABEL = {label: one for one in CLASSES for label in one.labels}


def class_named(name: str) -> VerdictClass | None:
    """The class that is kept under this name; None if there is none."""
    return _BY_NAME.get(name)


def suggested(label: str) -> VerdictClass:
    """The class that a label of the program suggests.

    Raises
    ------
    KeyError
        If it is no label of the program.
    """
    return _BY_LABEL[label]
