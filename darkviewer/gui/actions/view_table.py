"""Rows of the View menu: layers, stretch, limits, zoom, theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from darkviewer.gui.actions import commands, copying
from darkviewer.gui.actions.spec import ActionSpec, Row
from darkviewer.gui.graphics.colour_maps import MAPS
from darkviewer.gui.text.units import CHOICES
from darkviewer.gui.widgets.looks import NAMED_PRESETS

if TYPE_CHECKING:
    from darkviewer.core.display.stretch import Preset

__all__ = [
    "COLOURS",
    "EXCLUDED",
    "LIMITS",
    "TEXT_SIZE",
    "THEME",
    "UNITS",
    "VIEW",
    "ZOOMED_OUT",
]

_A = ActionSpec


def _layer(name: str, text: str, key: str, tip: str) -> ActionSpec:
    return ActionSpec(
        f"layer_{name}",
        text,
        key,
        tip,
        lambda w: w.workspace.set_layer(name),
        needs="session" if name == "raw" else "calibration",
        checked=lambda w: w.image.shown_layer == name,
        group="layer",
        short=text.split()[0],
        loading=lambda w: w.image.loading_layer == name != w.image.shown_layer,
    )


def _stretch(kind: str, text: str) -> ActionSpec:
    return ActionSpec(
        f"stretch_{kind}",
        f"{text} stretch",
        "",
        f"Show values on a {text.lower()} scale.",
        lambda w: w.image.set_stretch_kind(kind),
        needs="values",
        checked=lambda w: w.image.stretch_kind == kind,
        group="stretch",
        short=text,
    )


def _limits(kind: str, text: str, tip: str) -> ActionSpec:
    return _A(
        f"limits_{kind}", text, "", tip, lambda w: w.image.auto_stretch(kind), "values"
    )


def _preset(name: str, preset: Preset, key: str) -> ActionSpec:
    return _A(
        f"preset_{name.replace(' ', '_')}",
        preset.name,
        key,
        f"For {' and '.join(preset.layers)}.",
        lambda w: w.image.apply_preset(name),
        "session",
    )


def _reduction(name: str, text: str, tip: str) -> ActionSpec:
    return ActionSpec(
        f"reduce_{name}",
        text,
        "",
        tip,
        lambda w: w.image.set_reduction(name),
        needs="values",
        checked=lambda w: w.image.reduction == name,
        group="reduction",
    )


def _colours(name: str) -> ActionSpec:
    return ActionSpec(
        f"colours_{name}",
        MAPS[name].title,
        "",
        MAPS[name].tip,
        lambda w: w.image.colours.choose(name),
        needs="signed" if MAPS[name].signed else "values",
        checked=lambda w: w.image.colours.name == name,
        group="colours",
    )


def _unit(choice: str, tip: str) -> ActionSpec:
    return ActionSpec(
        f"units_{choice.replace('-', '').replace('/', '_per_')}",
        CHOICES[choice],
        "",
        tip,
        lambda w: w.workspace.set_unit_choice(choice),
        checked=lambda w: w.workspace.unit_choice == choice,
        group="units",
    )


def _excluded(view: str, text: str, tip: str) -> ActionSpec:
    return ActionSpec(
        f"excluded_{view.replace(' ', '_')}",
        text,
        "",
        tip,
        lambda w: w.workspace.set_excluded_view(view),
        checked=lambda w: w.workspace.excluded_view == view,
        group="excluded",
    )


def _text_size(name: str, text: str, keys: str, tip: str, steps: int) -> ActionSpec:
    return ActionSpec(
        f"text_{name}", text, keys, tip, lambda w: commands.step_text_size(w, steps)
    )


def _theme(name: str, text: str, tip: str) -> ActionSpec:
    return ActionSpec(
        f"theme_{name}",
        text,
        "",
        tip,
        lambda w: w.theme_choice.choose(name),
        checked=lambda w: w.theme_choice.name == name,
        group="theme",
    )


def _place(name: str, text: str, key: str, tip: str) -> ActionSpec:
    return ActionSpec(
        f"place_{name}",
        text,
        key,
        tip,
        lambda w: w.places.go(name),
        checked=lambda w: w.places.current == name,
        group="place",
    )


VIEW: tuple[Row, ...] = (
    _place("image", "Image", "F6", "The frame as a picture, and its candidates."),
    _place("review", "Review", "F7 Ctrl+D", "One candidate after the other, judged."),
    _place("frames", "Frames", "F8", "All frames in numbers, the odd ones marked."),
    None,
    _layer("raw", "Raw frame", "R", "The frame as it was saved."),
    _layer("master", "Master dark", "M", "All frames combined."),
    _layer("residual", "Residual", "D", "This frame minus the master dark."),
    _layer("noise", "Noise", "N", "Sigma of each pixel of the residual."),
    _layer("significance", "Significance", "S", "Residual in units of its own sigma."),
    _A(
        "layer_classes",
        "Classes of pixels",
        "C",
        "Hot, warm, noisy, telegraph, dead: what each pixel of the sensor does.",
        lambda w: w.classes.show(),
        "calibration",
        checked=lambda w: w.image.shown_layer == "classes",
        group="layer",
        short="Classes",
        loading=lambda w: w.classes.running and w.workspace.layer == "classes",
    ),
    None,
    _stretch("linear", "Linear"),
    _stretch("log", "Log"),
    _stretch("asinh", "Asinh"),
    _stretch("sqrt", "Square root"),
    _A(
        "linear_or_log",
        "Switch linear and log",
        "L",
        "Toggle between linear and logarithmic.",
        commands.switch_linear_log,
        "values",
    ),
    _A(
        "auto",
        "Auto-stretch",
        "A",
        "Choose black and white points from all pixels.",
        lambda w: w.image.auto_stretch(),
        "values",
        short="Auto",
    ),
    _A(
        "invert",
        "Invert",
        "I",
        "Show bright pixels dark and dark ones bright.",
        lambda w: w.image.invert(),
        "values",
        checked=lambda w: w.image.inverted,
    ),
    _A(
        "magnifier",
        "Magnifier",
        "V",
        "Enlarge the pixels under the cursor.",
        lambda w: w.image.set_magnifier(not w.image.magnifier),
        "session",
        checked=lambda w: w.image.magnifier,
    ),
    _A(
        "marks",
        "Marks",
        "",
        "Mark candidates and other leaders.",
        lambda w: w.image.set_markers_visible(not w.image.markers_visible),
        "session",
        checked=lambda w: w.image.markers_visible,
    ),
    None,
    _A(
        "zoom_in",
        "Zoom in",
        "+ = Ctrl++",
        "Zoom in about the centre.",
        lambda w: w.image.view.zoom_in(),
        "session",
    ),
    _A(
        "zoom_out",
        "Zoom out",
        "- Ctrl+-",
        "Show more of the frame.",
        lambda w: w.image.view.zoom_out(),
        "session",
    ),
    _A(
        "fit",
        "Fit the frame",
        "F",
        "Show the whole frame.",
        lambda w: w.image.view.fit(),
        "session",
        short="Fit",
    ),
    _A(
        "one_to_one",
        "One to one",
        "Z",
        "One frame pixel per screen pixel.",
        lambda w: w.image.view.one_to_one(),
        "session",
        short="1:1",
    ),
    _A(
        "previous_zoom",
        "Previous zoom",
        "Backspace",
        "Return to the view before the last zoom.",
        lambda w: w.image.view.previous_zoom(),
        "session",
    ),
    _A(
        "go_to",
        "Go to pixel or region…",
        "G",
        "Type x, y or x0:x1, y0:y1 (0-based).",
        lambda w: w.region.begin(),
        "session",
    ),
    _A(
        "pixel_table",
        "Pixel table…",
        "Ctrl+T",
        "Show 11 × 11 pixels of any layer as numbers that can be copied.",
        commands.open_pixel_table,
        "session",
    ),
    _A(
        "profiles",
        "Row and column profile…",
        "Ctrl+G",
        "Plot the measured region, or the whole frame, along rows and columns.",
        commands.open_profiles,
        "session",
    ),
    _A(
        "copy_statistics",
        "Copy statistics",
        "Ctrl+Shift+C",
        "Copy all figures of the region, or of what is on screen, as text.",
        lambda w: w.statistics.copy(),
        "session",
    ),
    _A(
        "clear_region",
        "Clear the region",
        "",
        "Let the statistics be of what is on screen again.",
        lambda w: w.workspace.set_region(None),
        "region",
    ),
    _A(
        "copy_pixel",
        "Copy pixel",
        "",
        "Copy frame, place and value of the selected pixel as text.",
        copying.copy_pixel,
        "pixel",
    ),
    None,
    _A(
        "full_screen",
        "Full screen",
        "F11",
        "Use the whole screen; again to go back.",
        commands.toggle_full_screen,
        checked=lambda w: w.isFullScreen(),
    ),
    "Limits and presets",
    "Colours",
    "When zoomed out",
    "Units",
    "Frames left out",
    "Theme",
    "Text size",
)

LIMITS: tuple[Row, ...] = (
    _limits("zscale", "zscale", "Limits that show faint structure."),
    _limits("percentile", "Percentile", "Limits that leave out the extreme pixels."),
    _limits("mad", "Median and MAD", "Limits around the median, scaled by the noise."),
    None,
    *(
        _preset(name, preset, str(key))
        for key, (name, preset) in enumerate(NAMED_PRESETS.items(), start=1)
    ),
)

COLOURS: tuple[Row, ...] = tuple(_colours(name) for name in MAPS)

ZOOMED_OUT: tuple[Row, ...] = (
    _reduction(
        "auto", "Maxima, or means if those are white", "No bright pixel is lost."
    ),
    _reduction("max", "Maxima", "The brightest frame pixel in each screen pixel."),
    _reduction("mean", "Means", "The mean of the frame pixels in each screen pixel."),
)

UNITS: tuple[Row, ...] = (
    _unit("own", "Raw values in ADU, all others in electrons."),
    _unit("e-", "All pixel values in electrons."),
    _unit("ADU", "All pixel values in ADU as saved in the file."),
    _unit("e-/s", "All pixel values in electrons per second of exposure."),
)

EXCLUDED: tuple[Row, ...] = (
    _excluded("show", "Show", "Frames left out of the master can be looked at."),
    _excluded("step over", "Step over", "Keys and Play pass over frames left out."),
    _excluded("hide", "Hide", "Frames left out are not in the strip, either."),
)

TEXT_SIZE: tuple[Row, ...] = (
    _text_size("larger", "Larger", "Alt++ Alt+=", "Enlarge all text.", 1),
    _text_size("smaller", "Smaller", "Alt+-", "Make all text smaller.", -1),
    _text_size("normal", "Normal", "Alt+0", "Use the desktop's text size.", 0),
)

THEME: tuple[Row, ...] = (
    _theme("system", "As the desktop", "Follow the desktop's setting."),
    _theme("dark", "Dark", "Light text on dark grey."),
    _theme("light", "Light", "Dark text on white."),
    _theme("night", "Night", "Red, the image too, to keep eyes adapted."),
)
