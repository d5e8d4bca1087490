"""What a saved picture shows, in the words below it and in its metadata."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from darkviewer import __version__
from darkviewer.core.foreign_text import shown
from darkviewer.core.layers.layer_image import (
    CATEGORICAL,
    OF_ALL_FRAMES,
    UNITS,
    LayerImage,
)
from darkviewer.core.parameters import PARAMETERS, Parameters
from darkviewer.gui.geometry.pixel_coords import region_words
from darkviewer.gui.graphics.colour_maps import MAPS
from darkviewer.gui.text.master_words import master_words
from darkviewer.gui.text.numbers import trimmed
from darkviewer.gui.text.runs import SEPARATOR
from darkviewer.gui.widgets.captions import caption
from darkviewer.gui.widgets.histogram_bar import decimals_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from darkviewer.core.display.stretch import Stretch
    from darkviewer.core.frames.region import Region
    from darkviewer.gui.graphics.colour_maps import Colouring
    from darkviewer.gui.text.units import Units
    from darkviewer.gui.workspace import Workspace

__all__ = ["SOFTWARE", "Fact", "Facts", "facts_of", "view_fact", "view_words"]

SOFTWARE = f"Darkviewer {__version__}"


@dataclass(frozen=True, slots=True)
class Fact:
    """What one picture shows besides the session.

    Attributes
    ----------
    lines : tuple of str
        For the caption.
    values : mapping
        For other programs: plain values only.
    """

    lines: tuple[str, ...]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """What all pictures of a session have in common; frozen, for another thread.

    Attributes
    ----------
    session : str
        Its title.
    capture : mapping
        The same for other programs.
    frames : tuple of str
        File names of the frames in the master.
    master : str
        What it is made of; empty where there is none.
    parameters : Parameters
        That made what is shown.
    units : Units
        In which values are written.
    """

    session: str
    capture: Mapping[str, str]
    frames: tuple[str, ...]
    master: str
    parameters: Parameters
    units: Units

    def lines(self, *facts: Fact) -> tuple[str, ...]:
        """The caption: session, what is shown, parameters and version."""
        shown_ = (line for fact in facts for line in fact.lines if line)
        return self.session, *shown_, _parameter_words(self.parameters), SOFTWARE

    def texts(self, *facts: Fact) -> dict[str, str]:
        """Keywords of PNG, and all values as JSON under the program's name."""
        lines = self.lines(*facts)
        document: dict[str, Any] = {
            "software": {"name": "Darkviewer", "version": __version__},
            "capture": dict(self.capture),
            "frames": list(self.frames),
            "master": self.master,
            "parameters": self.parameters.as_dict(),
        }
        document["shown"] = [dict(fact.values) for fact in facts]
        return {
            "Title": " – ".join(lines[:2]),
            "Description": "\n".join(lines),
            "Software": SOFTWARE,
            "Darkviewer": json.dumps(document, ensure_ascii=False, sort_keys=True),
        }


def facts_of(workspace: Workspace) -> Facts:
    """Of the open session."""
    session, calibration = workspace.session, workspace.calibration
    assert session is not None
    capture = {
        "path": shown(str(session.path)),
        "date": shown(session.date),
        "time": shown(session.time),
        "object": shown(session.object),
    }
    frames = workspace.frames
    return Facts(
        session.title,
        capture,
        tuple(map(shown, frames.names[: frames.used])),
        "" if calibration is None else master_words(calibration.master),
        workspace.parameters,
        workspace.units,
    )


def view_words(workspace: Workspace, frame: int, layer: str, *, synthetic: bool) -> str:
    """Frame, layer and master, as the caption over the image says them."""
    info = workspace.frames.infos[frame]
    name = "" if info is None else shown(info.name)
    image = LayerImage(frame, layer, UNITS[layer], name, (), synthetic=synthetic)
    return "".join(run.text for run in caption(workspace, image, frame))


def _stretch_words(
    units: Units, layer: str, stretch: Stretch, colouring: Colouring
) -> str:
    """``linear from −50 to 200 e⁻, grey``."""
    unit = units.of(UNITS[layer])
    span = stretch.span * unit.factor
    ends = [value * unit.factor for value in (stretch.black, stretch.white)]
    low, high = (trimmed(value, decimals_for(span, value)) for value in ends)
    colours = MAPS[colouring.name].title.lower()
    inverted = ", inverted" if colouring.inverted else ""
    words = f"{stretch.kind} from {low} (black) to {high} {unit.words} (white)"
    return f"{words}, {colours}{inverted}"


def view_fact(
    facts: Facts,
    words: str,
    layer: str,
    stretch: Stretch,
    colouring: Colouring,
    *,
    frame: int,
    region: Region | None,
    notes: tuple[str, ...] = (),
) -> Fact:
    """Of a part of one layer of one frame."""
    if layer in CATEGORICAL:
        how = [*notes]  # its colours are in the picture
    else:
        how = [_stretch_words(facts.units, layer, stretch, colouring), *notes]
    where = "" if region is None else f"x, y {region_words(region)} (0-based)"
    values: dict[str, Any] = {
        "layer": layer,
        "frame_number": None if layer in OF_ALL_FRAMES else frame + 1,
        "stretch": {
            "kind": stretch.kind,
            "black": stretch.black,
            "white": stretch.white,
            "floor": stretch.floor,
            "unit": UNITS[layer].replace("σ", "sigma"),
            "colours": colouring.name,
            "inverted": colouring.inverted,
        },
        "region": None if region is None else list(region),
    }
    first = SEPARATOR.join(part for part in (words, where) if part)
    return Fact((first, SEPARATOR.join(how)), values)


def _parameter_words(parameters: Parameters) -> str:
    """Those that are not as they come with the program."""
    usual, parts = Parameters(), []
    for item in PARAMETERS:
        if item.name in _SPOKEN:
            value = getattr(parameters, item.name)
            if value != getattr(usual, item.name):
                words = (item.choices or {}).get(value, "")
                text = words or f"{value:g} {item.unit}".rstrip()
                parts.append(f"{item.label} {text}")
    if not parts:
        return "Parameters: all by default"
    return f"Parameters: {', '.join(parts)}; all others by default"


_SPOKEN = frozenset(Parameters().as_dict())
