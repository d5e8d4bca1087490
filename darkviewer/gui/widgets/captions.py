"""Captions over the image."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from darkviewer.core.foreign_text import shown
from darkviewer.core.hazard.class_map import few_frames
from darkviewer.gui.geometry.pixel_coords import fits
from darkviewer.gui.text.master_words import against, master_words
from darkviewer.gui.text.numbers import count_of, number, trimmed, with_unit
from darkviewer.gui.text.runs import SEPARATOR, Run

if TYPE_CHECKING:
    from darkviewer.core.layers.layer_image import LayerImage, Probe
    from darkviewer.gui.text.units import Units
    from darkviewer.gui.workspace import Workspace

__all__ = [
    "caption",
    "filter_note",
    "hand_note",
    "loading_note",
    "marks_note",
    "nothing_to_show",
    "probe_lines",
    "reduction_note",
    "substitute_note",
]

_LAYER_WORDS = {"noise": "Noise σ of the residual", "classes": "Classes of pixels"}
_OF_MASTER = ("noise", "significance")
"""Layers of which a frame that is left out has none: its residual is shown."""
_SYNTHETIC = "SYNTHETIC"
_REASONS = 4


def caption(workspace: Workspace, image: LayerImage, frame: int) -> tuple[Run, ...]:
    """Exactly what is shown."""
    layer = _LAYER_WORDS.get(image.layer, image.layer.title())
    chosen = workspace.unit_choice != "own" and not image.categorical
    parts = [layer]
    if chosen:
        parts = [f"{layer} in {workspace.units.of(image.unit).words}"]
    if image.of_all_frames:
        parts.append(_master_words(workspace))
    else:
        parts += _frame_words(workspace, image, frame)
    runs = [Run(SEPARATOR.join(parts))]
    if image.synthetic:
        runs.append(Run(f"{SEPARATOR}SYNTHETIC sources added", "loud"))
    return tuple(runs)


def _frame_words(
    workspace: Workspace, image: LayerImage, frame: int
) -> tuple[str, ...]:
    frames = workspace.frames
    if frames.excluded(frame):
        left_out = f"{image.name}, left out: {shown(frames.reason(frame))}"
        if image.layer == "raw":
            return (left_out,)
        return left_out, f"master: {_master_words(workspace)}"
    what = f"frame {frame + 1} of {frames.used}"
    return what, image.name if image.layer == "raw" else _against(workspace)


def loading_note(layer: str, frame: int) -> tuple[Run, ...]:
    """That something else was asked for than what is on screen."""
    if layer == "classes":
        return (Run("Classes are being loaded…", "loud"),)
    what = "Master" if layer == "master" else f"{layer.title()} of frame {frame + 1}"
    return (Run(f"{what} is being loaded…", "loud"),)


def substitute_note(workspace: Workspace, image: LayerImage, frame: int) -> str:
    """Why another layer is shown than the one that was asked for; empty if it is not.

    A frame which is left out has no noise; nothing has classes until they are found.
    Classes of few frames have a word of caution.
    """
    asked = workspace.layer
    if asked == "classes" != image.layer:
        return workspace.classes_missing
    if image.categorical and workspace.classes is not None:
        return few_frames(workspace.classes.n_frames)
    left_out = workspace.frames.excluded(frame)
    if not left_out or asked not in _OF_MASTER or image.layer != "residual":
        return ""
    return f"No {asked}: it is known only of frames in the master"


def _against(workspace: Workspace) -> str:
    assert workspace.calibration is not None
    return against(workspace.calibration.master, workspace.parameters)


def _master_words(workspace: Workspace) -> str:
    assert workspace.calibration is not None
    return master_words(workspace.calibration.master)


def marks_note(hidden: int) -> tuple[Run, ...]:
    """That not every mark is drawn."""
    words = f"{count_of(hidden, 'more mark')} not drawn here: zoom in to see all"
    return (Run(words, "muted"),)


def hand_note(count: int) -> tuple[Run, ...]:
    """What the marks are that no program made."""
    words = f"{count_of(count, 'candidate')} added by hand: a ring with a dot"
    return (Run(words, "muted"),)


def filter_note(shown: int, total: int, words: str) -> tuple[Run, ...]:
    """That the filter of the table takes marks away, too."""
    what = f"{number(shown)} of {count_of(total, 'mark')} shown"
    return (Run(f"{what}: filter {words}", "muted"),)


def reduction_note(
    reduction: str,
    pixels_per_point: float,
    *,
    automatic: bool,
    categorical: bool = False,
) -> tuple[Run, ...]:
    """Zoomed out: what each point of the screen shows of its pixels."""
    side = trimmed(pixels_per_point, 1)
    if categorical:
        return (Run(f"the worst class of {side} × {side} pixels shown", "muted"),)
    kind = "maxima" if reduction == "max" else "means"
    words = f"{kind} of {side} × {side} pixels shown"
    if automatic and reduction == "mean":
        words += f"{SEPARATOR}maxima would be white"
    return (Run(words, "muted"),)


def probe_lines(
    probe: Probe, units: Units, *, calibrated: bool
) -> tuple[tuple[Run, ...], ...]:
    """The pixel under the cursor: both origins, and each value with its unit.

    The raw value is always there as the file has it.
    """
    shown = units.of("e-")
    x_fits, y_fits = fits(probe.x, probe.y)
    unknown = "–" if probe.complete else "…"

    def named(name: str, value: float, unit: str, decimals: int) -> tuple[Run, Run]:
        tone = "loud" if name == _SYNTHETIC else "muted"
        return Run(f"{name} ", tone), Run(_value(value, unit, decimals, unknown))

    def electrons(value: float) -> str:
        fine = 0 if shown.unit == "ADU" else shown.decimals(0.0, 1)
        return _value(value * shown.factor, shown.words, fine, unknown)

    def converted(name: str, value: float) -> tuple[Run, Run]:
        label, _ = named(name, value, "", 0)
        return label, Run(electrons(value))

    where = (
        Run(f"x {probe.x} y {probe.y} "),
        Run(f"(0-based; FITS {x_fits}, {y_fits})", "muted"),
    )
    as_saved = named("raw", probe.raw_adu, "ADU", 0)
    scaled = [] if shown.unit == "ADU" else [Run(f"  {electrons(probe.raw_e)}")]
    frame = (*as_saved, *scaled)
    if not calibrated:
        return where, frame
    name = _SYNTHETIC if probe.synthetic else "residual"
    compared = (
        *converted("master", probe.master_e),
        Run("  "),
        *converted(name, probe.residual_e),
    )
    judged = (
        *converted("noise", probe.sigma_e),
        Run("  "),
        *named("significance", probe.significance, "σ", 1),
    )
    class_ = [(Run("class ", "muted"), Run(probe.class_))] if probe.class_ else []
    return where, frame, compared, judged, *class_


def _value(value: float, unit: str, decimals: int, unknown: str) -> str:
    value = round(float(value), 4)  # ADU are whole or half, before they are scaled
    if not value.is_integer() and decimals == 0:
        decimals = 2
    return unknown if math.isnan(value) else with_unit(value, unit, decimals)


def nothing_to_show(workspace: Workspace) -> tuple[str, str]:
    """A heading and what to do, while there is no image."""
    session = workspace.session
    if workspace.awaited is not None:
        return f"Reading the headers of {shown(workspace.awaited.name)}…", ""
    if session is None:
        return (
            "No capture open",
            "Open a capture folder or drop one here, then pick a capture on the left.",
        )
    reasons = [skipped.reason for skipped in session.skipped[:_REASONS]]
    more = len(session.skipped) - len(reasons)
    if more:
        reasons.append(f"… and {number(more)} more")
    return "No frame of this capture can be shown", "\n".join(reasons)
