"""What a frame is, from all that speaks of it: one table says whom to believe.

Capture programs write "Light" unless somebody set the type, so a card that says light
gives way to a name made for calibration frames (``Dark30s``), and to nothing else. A
name that merely holds the word (``Dark Shark Nebula``) is heard when no card speaks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from darkviewer.core.foreign_text import shown

if TYPE_CHECKING:
    from darkviewer.core.frames.card_values import CardValue

__all__ = [
    "EVIDENCE",
    "UNCOUNTED",
    "Kind",
    "Names",
    "is_about_kind",
    "kind_in",
    "kind_of",
    "words_of_source",
]

CARDS = ("IMAGETYP", "FRAMETYP", "FRAME", "OBSTYPE")
COUNTS = ("NCOMBINE", "STACKCNT", "NSTACK", "STACKED")
_ASKED = (*CARDS, *COUNTS)
_FRAME_TYPE = "FrameType"
UNCOUNTED = 1
"""A stack that does not say of how many exposures."""
LONGEST_BIAS_S = 1.0
_BELIEVED = " and is believed"

_ENDING = r"(?:s|es|frames?|fields?|images?)?"
_KINDS = tuple(
    (re.compile(pattern + _ENDING), kind)
    for pattern, kind in (
        # The first kind of which a name holds a word decides.
        (r"(?:m|master|super|flat|sky)?dark(?:flat|current)?", "dark"),  # flat darks
        (r"(?:m|master|super)?(?:bias|zero)", "bias"),
        (r"(?:m|master|super|sky|dome|twi|twilight|screen|lamp)?flat", "flat"),
        (r"light|object|science", "light"),
        (r"(?:master)?offset", "bias"),
    )
)
_STACK = re.compile(
    r"(?:master|super)(?:s|dark|bias|zero|flat|offset)?" + _ENDING
    + r"|m(?:dark|bias|flat)" + _ENDING
    + r"|stack(?:s|ed)?|(?:live|auto)stack(?:s|ed)?"
)  # fmt: skip
_FILLERS = re.compile(
    "s|secs?|seconds?|ms|us|µs|mins?|m|deg|c|degc|k|gain|g|offset|o|iso|usb|bin|binning|"
    "b|x|n|e|adu|temp|temperature|exp|exposure|frames?|fields?|masters?|raw|capture|"
    "lib|library|libraries|set|series|cal|calib|calibrations?|new|old|cold|warm|cooled|"
    "uncooled|the|of|and|with|for"
)
"""Words that go with calibration frames."""
_SETTING = re.compile(r"(?!^)(?<![a-z])offset[ _=-]*-?\d+(?![\d:])")
_DURATION = re.compile(r"\d+(?:[.,]\d+)?[ _-]?(?:ms|us|µs|sec|secs|s|min)(?![a-z])")
_BESIDE = frozenset({"1s", "frame", "frames", "library"})
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{3})")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Names:
    """The names that may tell: of the file, its folder and its object."""

    file: str = ""
    folder: str = ""
    object: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a frame is.

    Attributes
    ----------
    name : str
        ``"dark"``, ``"bias"``, ``"flat"``, ``"light"``; for a stack ``"master dark"``,
        ``"master bias"``, ``"master flat"`` or ``"stack"``; empty when nothing tells.
    source : str
        What told it.
    stack : int
        Exposures in a stack, `UNCOUNTED` when not said; 0 for a single exposure.
    contradictions : tuple of str
        Who says something else, one sentence each.
    notes : tuple of str
        Who was not believed, where that is no cause for doubt.
    """

    name: str = ""
    source: str = ""
    stack: int = 0
    contradictions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class _All:
    """Everything that may speak of one frame."""

    cards: Mapping[str, CardValue]
    sidecar: Mapping[str, CardValue]
    names: Names
    exposure_s: float | None


def kind_of(
    cards: Mapping[str, CardValue],
    *,
    names: Names,
    sidecar: Mapping[str, CardValue] | None = None,
    exposure_s: float | None = None,
) -> Kind:
    """Weigh all evidence about one frame.

    Parameters
    ----------
    cards, sidecar : mapping
        As the header and the capture program's settings spell them.
    names : Names
        Of file, folder and object.
    exposure_s : float, optional
        In seconds.
    """
    spoken = (cards.get(key) for key in _ASKED)
    told = tuple((value, type(value)) for value in spoken)  # True is no 1
    return _weighed(
        told,
        (sidecar or {}).get(_FRAME_TYPE, ""),
        replace(names, file=_stem(names.file)),
        exposure_s,
    )


def _stem(name: str) -> str:
    """A file's name without its endings; empty where it is but a number."""
    stem = name.partition(".")[0]
    return stem if any(char.isalpha() for char in stem) else ""


@lru_cache(maxsize=4096)  # the frames of a series say the same
def _weighed(
    told: tuple[tuple[CardValue | None, type], ...],
    frame_type: CardValue,
    names: Names,
    exposure_s: float | None,
) -> Kind:
    cards = {
        key: value
        for key, (value, _) in zip(_ASKED, told, strict=True)
        if value is not None
    }
    everything = _All(cards, {_FRAME_TYPE: frame_type}, names, exposure_s)
    said = [_Said(*one) for look in EVIDENCE for one in look(everything)]
    first = said[0] if said else _Said("", "")
    stack, stack_source = _stack(everything, told=bool(said) and _by_card(first))
    name = first.kind
    if stack:
        name = f"master {name}" if name in ("dark", "bias", "flat") else "stack"
    return Kind(
        name,
        first.source or stack_source,
        stack,
        tuple(_contradictions(first, everything)),
        tuple(_passed_over(first, everything)),
    )


@lru_cache(maxsize=4096)  # the frames of a series say the same
def kind_in(text: str) -> str:
    """The kind that a whole word of some text names; empty: none."""
    words = _words(text)
    for pattern, kind in _KINDS:
        if any(pattern.fullmatch(word) for word in words):
            return kind
    return ""


def _words(text: str) -> list[str]:
    split = _CAMEL.sub(" ", text)
    return _WORD.findall(_SETTING.sub(" ", split.lower()))


@lru_cache(maxsize=4096)
def _is_made_for(text: str) -> bool:
    """Whether a name is one of calibration frames, and not of something in the sky.

    Nothing but kind, exposure and settings in it, or the exposure or "frames" right
    beside the kind: ``Darks``, ``bias_gain5``, ``QHY42 Dark 30s``.
    """
    kind = kind_in(text)
    if kind in ("", "light"):
        return False
    words = [word for word in _words(text) if not _FILLERS.fullmatch(word)]
    if all(any(p.fullmatch(word) for p, _ in _KINDS) for word in words):
        return True
    parts = re.split(r"[ _-]+", _DURATION.sub(" 1s ", _CAMEL.sub(" ", text).lower()))
    parts = [word for part in parts for word in re.findall(r"1s|[^\W\d_]+|\d+", part)]
    pairs = list(pairwise(parts))
    return any(
        kind_in(one) == kind and other in _BESIDE
        for one, other in (*pairs, *((b, a) for a, b in pairs))
    )


# who speaks


def _from_cards(everything: _All) -> Iterator[tuple[str, str]]:
    for key in CARDS:
        kind = kind_in(str(everything.cards.get(key, "")))
        if kind:
            yield kind, key
    kind = kind_in(str(everything.sidecar.get("FrameType", "")))
    if kind:
        yield kind, "sidecar FrameType"


def _cards_but_light(everything: _All) -> Iterator[tuple[str, str]]:
    return (said for said in _from_cards(everything) if said[0] != "light")


def _cards_of_light(everything: _All) -> Iterator[tuple[str, str]]:
    return (said for said in _from_cards(everything) if said[0] == "light")


def _all_names(everything: _All) -> Iterator[tuple[str, str]]:
    names = everything.names
    yield names.file, "file name"
    yield names.folder, "folder name"
    yield names.object, "OBJECT"


def _made_names(everything: _All) -> Iterator[tuple[str, str]]:
    for text, source in _all_names(everything):
        if _is_made_for(text):
            yield kind_in(text), source


def _names_with_a_word(everything: _All) -> Iterator[tuple[str, str]]:
    for text, source in _all_names(everything):
        if kind_in(text):
            yield kind_in(text), source


def _no_exposure(everything: _All) -> Iterator[tuple[str, str]]:
    if everything.exposure_s == 0:
        yield "bias", "exposure 0"


EVIDENCE: tuple[Callable[[_All], Iterator[tuple[str, str]]], ...] = (
    _cards_but_light,  # IMAGETYP, FRAMETYP, FRAME, OBSTYPE, the sidecar's FrameType
    _made_names,  # "Dark30s", "bias_001.fits", OBJECT 'Darks'
    _cards_of_light,  # the default of capture programs
    _names_with_a_word,  # "Fe55 Dark", "for_flat.fits"
    _no_exposure,
)
"""Whom to believe, the first that speaks; within a row the first named."""


# what does not fit


def _by_card(said: _Said) -> bool:
    return said.source in CARDS


def _contradictions(believed: _Said, everything: _All) -> Iterator[str]:
    """Cards against each other and against names made for calibration frames."""
    own = words_of_source(believed.source)
    for kind, source in (*_from_cards(everything), *_made_names(everything)):
        default = kind == "light" and (
            source.startswith("sidecar") or not _by_card(believed)
        )
        if kind != believed.kind and not default:
            yield f"{words_of_source(source)} says {kind}, {own} says {believed.kind}"
    exposure = everything.exposure_s
    if believed.kind == "dark" and exposure == 0:
        yield f"{own} says dark, the exposure is 0 s"
    if believed.kind == "bias" and exposure is not None and exposure > LONGEST_BIAS_S:
        yield f"{own} says bias, the exposure is {exposure:g} s"


def _passed_over(believed: _Said, everything: _All) -> Iterator[str]:
    if believed.kind and not _by_card(believed) and believed.kind != "light":
        for _, source in _cards_of_light(everything):
            yield (
                f"{source} says light, {words_of_source(believed.source)} says "
                f"{believed.kind}{_BELIEVED}"
            )


def is_about_kind(note: str) -> bool:
    """Whether a note of a frame says who was believed about its kind."""
    return note.endswith(_BELIEVED)


def words_of_source(source: str) -> str:
    """A source in a sentence: ``IMAGETYP``, ``the file name``."""
    return f"the {source}" if source.endswith("name") else source


def _stack(everything: _All, *, told: bool) -> tuple[int, str]:
    """How many exposures are in it, and what told; (0, "") for a single one."""
    for key in COUNTS:
        value = everything.cards.get(key)
        if value is True:
            return UNCOUNTED, key
        if isinstance(value, int | float) and 1 < value < 1e9:
            return int(value), key
    for key in CARDS:
        if _says_stack(str(everything.cards.get(key, ""))):
            return UNCOUNTED, key
    names = list(_all_names(everything))
    # A folder of masters may hold the raw frames too: a card knows better.
    for text, source in names[:1] if told else names:
        if _says_stack(text) and source != "OBJECT":
            return UNCOUNTED, source
    return 0, ""


def _says_stack(text: str) -> bool:
    return any(_STACK.fullmatch(word) for word in _words(shown(text)))
