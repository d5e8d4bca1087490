"""FITS header, sidecar and folder names -> `FrameInfo`: one table says where to look.

The order of each row is the order of trust. The first source that speaks is taken and
remembered; one that speaks nonsense is noted ("DATE-OBS invalid") and passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from darkviewer.core.frames.card_values import (
    CardValue,
    binning_x,
    binning_y,
    capitals,
    celsius,
    film_speed,
    instant,
    milliseconds,
    number,
    positive,
    seconds,
    seconds_in_name,
    text,
    whole,
)
from darkviewer.core.frames.folder_names import PASSED_OVER, place
from darkviewer.core.frames.frame import FrameInfo
from darkviewer.core.frames.kind import CARDS, Kind, Names, kind_of

__all__ = ["ALIASES", "ALTERED", "SECTION", "Alias", "completed", "frame_info"]

SECTION = "[section]"
"""Key under which a sidecar keeps its section title, the camera's name."""


@dataclass(frozen=True, slots=True)
class Alias:
    """One place where a quantity may stand.

    ``read`` returns None when the place says nothing about it and raises ValueError
    when it says nonsense.
    """

    where: str  # "card", "sidecar" or "folder"
    key: str
    read: Callable[[CardValue], Any]

    @property
    def label(self) -> str:
        """The source as shown in the window."""
        return self.key if self.where == "card" else f"{self.where} {self.key}".strip()


def _cards(read: Callable[[CardValue], Any], *keys: str) -> tuple[Alias, ...]:
    return tuple(Alias("card", key, read) for key in keys)


def _sidecar(read: Callable[[CardValue], Any], *keys: str) -> tuple[Alias, ...]:
    return tuple(Alias("sidecar", key, read) for key in keys)


def _folder(read: Callable[[CardValue], Any]) -> tuple[Alias, ...]:
    return (Alias("folder", "name", read),)


ALIASES: Mapping[str, tuple[Alias, ...]] = {
    "exposure_s": (
        *_cards(seconds, "EXPTIME", "EXPOSURE", "EXP_TIME", "EXP"),
        *_cards(milliseconds, "IMG_EXP"),
        *_sidecar(seconds, "Exposure"),
        *_folder(seconds_in_name),
    ),
    "time": _cards(instant, "DATE-END", "DATE-AVG", "DATE-OBS", "IMG_TS"),
    "temperature_c": (
        *_cards(celsius, "CCD-TEMP", "SET-TEMP", "TEMPERAT"),
        *_sidecar(celsius, "Temperature"),
    ),
    "set_temperature_c": (
        *_cards(celsius, "SET-TEMP"),
        *_sidecar(celsius, "Target Temperature"),
    ),
    "gain": (*_cards(number, "GAIN"), *_sidecar(number, "Gain", "Analogue Gain")),
    "offset": (
        *_cards(number, "OFFSET", "BLKLEVEL"),
        *_sidecar(number, "Offset", "Black Level"),
    ),
    "iso": _cards(film_speed, "ISOSPEED", "ISO", "ISOSPEE"),
    "egain": _cards(positive, "EGAIN"),
    "egain_saved": _cards(positive, "EGAINSAV"),
    "cvf": _cards(positive, "CVF"),
    "egain_sidecar": _sidecar(positive, "EGAIN", "e/ADU", "Electrons per ADU"),
    "bit_shift": _cards(whole, "BITSHIFT"),
    "read_noise_e": _cards(positive, "RDNOISE", "READNOIS"),
    "focal_length_mm": _cards(positive, "FOCALLEN"),
    "pixel_size_um": _cards(positive, "XPIXSZ"),
    "adc_bits": _cards(whole, "ADCBITS"),
    "filter": _cards(text, "FILTER"),
    "camera": (
        *_cards(text, "INSTRUME", "CAMID", "CAM_ID"),
        *_sidecar(text, SECTION),
    ),
    "camera_id": (
        *_cards(text, "CAMID", "CAM_ID", "SERIALNO", "CAMSN", "SERNO"),
        *_sidecar(text, "CameraSerialNumber"),
    ),
    "telescope": _cards(text, "TELESCOP"),
    "object": _cards(text, "OBJECT"),
    "readout_mode": (
        *_cards(text, "READOUTM"),
        *_sidecar(text, "Read Mode", "Readout Mode"),
    ),
    "read_mode": _cards(text, "READMODE"),
    "conversion_gain": (
        *_cards(text, "CGMODE", "CONVGAIN", "HCG", "LCG"),
        *_sidecar(text, "Conversion Gain", "High Conversion Gain", "HCG"),
    ),
    "row_order": _cards(capitals, "ROWORDER"),
    "x_binning": (
        *_cards(binning_x, "XBINNING", "BINNING"),
        *_sidecar(binning_x, "Binning"),
    ),
    "y_binning": (
        *_cards(binning_y, "YBINNING", "BINNING"),
        *_sidecar(binning_y, "Binning"),
    ),
    "x_region": (*_cards(whole, "XORGSUBF", "ROI_X"), *_sidecar(whole, "Pan")),
    "y_region": (*_cards(whole, "YORGSUBF", "ROI_Y"), *_sidecar(whole, "Tilt")),
}
"""For each quantity the places to look, in order of trust."""

_LOOKS = tuple(
    (quantity, alias.where, alias.key, alias)
    for quantity, aliases in ALIASES.items()
    for alias in aliases
)
"""The same in one row: thousands of headers are read with it."""

ALTERED = (
    "Subtract Dark",
    "Apply Flat",
    "Background Subtraction",
    "Banding Suppression",
)
"""Sidecar settings that change pixels before saving, unless they are off."""

_OTHERWISE = {
    "temperature_c": ("SET-TEMP",),
    "camera": ("CAMID", "CAM_ID"),
    "time": ("DATE-END", "DATE-AVG", "DATE-OBS", "IMG_TS"),
}
"""Cards that help out where the proper ones are missing, or tell of something else."""

_SYNONYMS = (
    CARDS,
    *(
        tuple(
            alias.key
            for alias in aliases
            if alias.where == "card" and alias.key not in _OTHERWISE.get(quantity, ())
        )
        for quantity, aliases in ALIASES.items()
    ),
)
"""Cards that say the same."""

BELOW_SET_POINT_C = 50.0
"""No sensor is so much colder than its cooler is asked to make it."""

_OFF = frozenset({"", "0", "false", "no", "none", "off"})
_MODES = ("readout_mode", "read_mode", "conversion_gain")


def completed(
    own: Mapping[str, CardValue], primary: Mapping[str, CardValue]
) -> dict[str, CardValue]:
    """Cards of an image with those of the file that it does not say itself.

    What the image says by one card the file cannot say by another: with EXPOSURE 60 in
    the image and EXPTIME 30 in the primary header, the exposure is 60 s.

    Parameters
    ----------
    own, primary : mapping
        Keyword in capitals -> value; an empty text says nothing.
    """
    said = {key for key, value in own.items() if str(value).strip()}
    passed = {key for keys in _SYNONYMS if said & {*keys} for key in keys} | said
    return {**own, **{key: primary[key] for key in primary if key not in passed}}


def frame_info(
    cards: Mapping[str, CardValue],
    *,
    path: Path,
    shape: tuple[int, int],
    dtype: str = "uint16",
    sidecar: Mapping[str, str] | None = None,
    size_bytes: int = 0,
    mtime_ns: int = 0,
) -> FrameInfo:
    """Gather what header, sidecar and folder say about one frame.

    Parameters
    ----------
    cards : mapping
        Keyword in capitals -> value.
    path : Path
        The file; its folders may tell kind and exposure.
    shape : tuple of int
        (ny, nx) in pixels.
    dtype : str
        Type of the physical values.
    sidecar : mapping, optional
        Settings of the capture, as `darkviewer.storage.captures.sidecar` reads them.
    size_bytes, mtime_ns : int
        Of the file when it was looked at.
    """
    folder = _telling_folder(path.parent)
    places: dict[str, Mapping[str, CardValue]] = {
        "card": cards,
        "sidecar": sidecar or {},
        "folder": {"name": folder},
    }
    heard = _heard_in(places)
    names = Names(path.name, folder, heard.found.get("object", ""))
    is_zero = heard.found.get("exposure_s") == 0
    if is_zero and kind_of(cards, names=names, sidecar=sidecar).name != "bias":
        _never_opened(heard)
    _colder_than_its_cooler(heard.found, heard.sources, heard.notes)
    exposure = heard.found.get("exposure_s")
    kind = kind_of(cards, names=names, sidecar=sidecar, exposure_s=exposure)
    return FrameInfo(
        path=path,
        shape=shape,
        dtype=dtype,
        size_bytes=size_bytes,
        mtime_ns=mtime_ns,
        altered=_altered(cards, places["sidecar"]),
        **_facts(heard, kind),
    )


def _facts(heard: _Heard, kind: Kind) -> dict[str, Any]:
    """Fields of a frame, by their names."""
    if kind.source:
        heard.sources["kind"] = kind.source
    return {
        "kind": kind.name,
        "stack": kind.stack,
        "notes": (*heard.notes, *kind.notes),
        "contradictions": kind.contradictions,
        **_joined(heard.found, heard.sources),
        "unreadable": heard.unread(),
        "sources": heard.sources,
    }


@dataclass(slots=True)
class _Heard:
    """What all places say, before it is weighed.

    Attributes
    ----------
    found, sources : dict
        Quantity -> its value, and who said it.
    notes : dict
        Sentences in order, each once.
    unreadable : dict of str
        Quantity -> the first that says nonsense.
    exposures : dict of float
        Of all places, not only the most trusted one.
    """

    found: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    exposures: dict[str, float] = field(default_factory=dict)

    def take(self, quantity: str, alias: Alias, said: CardValue) -> None:
        """What one place says of a quantity."""
        try:
            value = _read(alias.read, said)
        except (ValueError, OverflowError):
            self.notes[f"{alias.label} invalid"] = None
            self.unreadable.setdefault(quantity, f"{alias.label} {text(str(said))!r}")
            return
        if value is not None and quantity not in self.found:
            self.found[quantity], self.sources[quantity] = value, alias.label
        if value and quantity == "exposure_s":
            self.exposures.setdefault(alias.label, value)

    def unread(self) -> dict[str, str]:
        """Quantities of which nobody says anything but nonsense."""
        return {
            name: said
            for quantity, said in self.unreadable.items()
            if quantity not in self.sources
            and (name := quantity.removeprefix("x_").removeprefix("y_"))
            not in self.sources
        }


def _heard_in(places: Mapping[str, Mapping[str, CardValue]]) -> _Heard:
    heard = _Heard()
    for quantity, where, key, alias in _LOOKS:
        said = places[where].get(key)
        if said is not None and not (isinstance(said, str) and not said.strip()):
            heard.take(quantity, alias, said)
    return heard


@lru_cache(maxsize=4096, typed=True)  # the frames of a series say the same
def _read(read: Callable[[CardValue], Any], said: CardValue) -> Any:
    return read(said)


def _never_opened(heard: _Heard) -> None:
    """An exposure of 0 gives way to a positive one elsewhere."""
    for label, exposure in list(heard.exposures.items())[:1]:
        source = heard.sources["exposure_s"]
        heard.notes[f"{source} is 0, {label} says {exposure:g} s"] = None
        heard.found["exposure_s"], heard.sources["exposure_s"] = exposure, label


def _colder_than_its_cooler(
    found: dict[str, Any], sources: dict[str, str], notes: dict[str, None]
) -> None:
    """Far below the set point, -100 means that nothing was measured."""
    measured, asked = found.get("temperature_c"), found.get("set_temperature_c")
    if measured is None or asked is None or measured >= asked - BELOW_SET_POINT_C:
        return
    notes[f"{sources['temperature_c']} invalid"] = None
    found["temperature_c"] = asked
    sources["temperature_c"] = sources["set_temperature_c"]


def _joined(found: dict[str, Any], sources: dict[str, str]) -> dict[str, Any]:
    """Turn quantities that stand in two places into the fields of a frame."""
    x, y = _pair("binning", found, sources)
    found["binning"] = (x or y or 1, y or x or 1)
    x, y = _pair("region", found, sources)
    found["region"] = None if x is None or y is None else (x, y)
    modes = {name: found.pop(name, "") for name in _MODES}
    origins = [sources.pop(name, "") for name in _MODES]
    found["readout_mode"] = " ".join(filter(None, modes.values()))
    if any(origins):
        sources["readout_mode"] = " and ".join(filter(None, origins))
    return found


def _pair(
    name: str, found: dict[str, Any], sources: dict[str, str]
) -> tuple[int | None, int | None]:
    origins = [sources.pop(f"{axis}_{name}", "") for axis in "xy"]
    if any(origins):
        sources[name] = " and ".join(dict.fromkeys(filter(None, origins)))
    return found.pop(f"x_{name}", None), found.pop(f"y_{name}", None)


def _telling_folder(folder: Path) -> str:
    named = place(folder).object
    if named:
        return named
    return folder.parent.name if folder.name.lower() in PASSED_OVER else folder.name


def _altered(
    cards: Mapping[str, CardValue], sidecar: Mapping[str, CardValue]
) -> tuple[str, ...]:
    changes = [
        f"{name} on"
        for name in ALTERED
        if str(sidecar.get(name, "")).strip().lower() not in _OFF
    ]
    calibrated = str(cards.get("CALSTAT", "")).strip()
    if calibrated:
        changes.append(f"CALSTAT {calibrated}")
    return tuple(changes)
