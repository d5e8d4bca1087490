"""FITS header, sidecar and folder names -> `FrameInfo`: one table says where to look.

The order of each row is the order of trust. The first source that speaks is taken and
remembered; one that speaks nonsense is noted ("DATE-OBS invalid") and passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from darkviewer.core.frames.card_values import (
    CardValue,
    binning_x,
    binning_y,
    celsius,
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
from darkviewer.core.frames.kind import CARDS, Names, kind_of

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
    "iso": _cards(positive, "ISOSPEED", "ISO", "ISOSPEE"),
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
    "row_order": _cards(text, "ROWORDER"),
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
    places: dict[str, Mapping[str, CardValue]] = {
        "card": cards,
        "sidecar": sidecar or {},
        "folder": {"name": _telling_folder(path.parent)},
    }
    found: dict[str, Any] = {}
    sources: dict[str, str] = {}
    notes: dict[str, None] = {}  # ordered, each once
    unreadable: dict[str, str] = {}
    exposures: dict[str, float] = {}  # of all places
    for quantity, aliases in ALIASES.items():
        for alias in aliases:
            value = _look(alias, places, notes, unreadable.setdefault, quantity)
            if value is not None and quantity not in found:
                found[quantity], sources[quantity] = value, alias.label
            if value and quantity == "exposure_s":
                exposures.setdefault(alias.label, value)
    names = Names(path.name, _telling_folder(path.parent), found.get("object", ""))
    if found.get("exposure_s") == 0:
        known = kind_of(cards, names=names, sidecar=sidecar).name
        _never_opened(found, sources, notes, {} if known == "bias" else exposures)
    _colder_than_its_cooler(found, sources, notes)
    exposure = found.get("exposure_s")
    kind = kind_of(cards, names=names, sidecar=sidecar, exposure_s=exposure)
    if kind.source:
        sources["kind"] = kind.source
    facts = _joined(found, sources)
    return FrameInfo(
        path=path,
        shape=shape,
        dtype=dtype,
        size_bytes=size_bytes,
        mtime_ns=mtime_ns,
        kind=kind.name,
        stack=kind.stack,
        notes=(*notes, *kind.notes),
        altered=_altered(cards, places["sidecar"]),
        contradictions=kind.contradictions,
        unreadable={
            name: said
            for quantity, said in unreadable.items()
            if quantity not in sources
            and (name := quantity.removeprefix("x_").removeprefix("y_")) not in sources
        },
        **facts,
        sources=sources,
    )


def _look(
    alias: Alias,
    places: Mapping[str, Mapping[str, CardValue]],
    notes: dict[str, None],
    note_unreadable: Callable[[str, str], object],
    quantity: str,
) -> Any:
    value = places[alias.where].get(alias.key)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        return alias.read(value)
    except (ValueError, OverflowError):
        notes[f"{alias.label} invalid"] = None
        note_unreadable(quantity, f"{alias.label} {text(str(value))!r}")
        return None


def _never_opened(
    found: dict[str, Any],
    sources: dict[str, str],
    notes: dict[str, None],
    exposures: Mapping[str, float],
) -> None:
    """An exposure of 0 gives way to a positive one elsewhere."""
    if not exposures:
        return
    label, exposure = next(iter(exposures.items()))
    notes[f"{sources['exposure_s']} is 0, {label} says {exposure:g} s"] = None
    found["exposure_s"], sources["exposure_s"] = exposure, label


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
