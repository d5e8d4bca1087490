"""Invariants that hold whenever the program is idle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.random_user.cut_text import cut_texts
from benchmarks.random_user.hands import described

__all__ = ["broken", "busy", "calm", "cancel", "cut"]

Wrong = Iterator[str]
_FEWEST_FRAMES = 3
_SAME_E = 0.01
"""Numbers of one pixel may differ by their rounding alone."""


def calm(window: Any) -> None:
    """Stop what would go on for ever."""
    window.image.set_blink(False)
    if window.strip.playing:
        window.strip.toggle_play()


def cancel(window: Any) -> None:
    """Stop what would take long."""
    if window is not None:
        window.tasks.cancel()


def busy(window: Any) -> str:
    """Pending work; empty when idle."""
    parts = {
        "jobs": window.tasks.busy,
        "frames": not window.store.idle,
        "results": not window.tasks.kept._writer.idle,
        "examining": not window.examining.idle,
        "opinions": not window.judgements.idle,
        "side panels": window.workspace.settling,
        "a cancelled job": window.status.job.isVisible(),
    }
    return ", ".join(name for name, is_busy in parts.items() if is_busy)


def broken(window: Any) -> Iterator[tuple[str, str]]:
    """(name, what is wrong) of each that does not hold."""
    for name, check in _CHECKS.items():
        for wrong in check(window):
            yield name, wrong


def cut(window: Any) -> Iterator[str]:
    """Texts that are cut off, in this window and the dialogs around it."""
    for widget, text in cut_texts(window):
        size = f"{widget.width()} x {widget.height()}"
        inside = f"in {described(widget.window())}, {widget.window().width()} px wide"
        yield f"{text!r} at {size} in a {type(widget).__name__} {inside}"


def _parameters(window: Any) -> Wrong:
    """The panel shows what was asked for; what is not shown yet is marked."""
    at = window.workspace
    asked, shown = at.requested.as_dict(), at.parameters.as_dict()
    # Of two frames none can be left out.
    left_out = at.requested.left_out and not 0 < at.frame_count < _FEWEST_FRAMES
    master = "leave-one-out" if left_out else "in-sample"
    for name, row in window.parameters.rows.items():
        if name not in asked:  # of the capture, not of the run
            continue
        value = master if name == "master" else at.requested.used(name)
        if value is None:  # not given: the usual one is used
            value = row.spec.usual
        on_screen = _shown(row)
        if row.spec.choices is None:
            electrons = row.spec.unit == "e⁻"
            wanted = value * at.units.of("e-").factor if electrons else value
            rounding = 0.5 * 10 ** -row.field.decimals()
            same = abs(on_screen - wanted) <= rounding * (1 + 1e-6)
        else:
            same = on_screen in (value, row.spec.choices[value])
        if not same:
            yield f"the panel shows {name} {on_screen!r}, asked for is {value!r}"
        if asked[name] != shown[name] and not row.waiting:
            yield f"{name} {asked[name]!r} is not marked, on show is {shown[name]!r}"
    if at.calibration is None:
        return
    made_with = at.calibration.request.parameters.as_dict()
    for name, row in window.parameters.rows.items():
        if name in asked and row.spec.recomputes and made_with[name] != shown[name]:
            made = f"calibrated with {made_with[name]!r}"
            yield f"{name} of what is shown is {shown[name]!r}, {made}"


def _shown(row: Any) -> Any:
    if row.spec.choices is None:
        return row.field.value()
    return row.segments.value if hasattr(row, "segments") else row.button.text()


def _selected(window: Any) -> Wrong:
    """Table, gallery, cutout and dossier show the selected candidate, where seen."""
    at = window.workspace
    for name, model, view in (
        ("table", window.candidates.model, window.candidates.view),
        ("gallery", window.gallery.model, window.gallery.list),
    ):
        row, selection = model.row_of(at.selected), view.selectionModel()
        rows = sorted({index.row() for index in selection.selectedIndexes()})
        if view.isVisible() and rows != ([] if row is None else [row]):
            yield f"selected is row {row} of the {name}, shown are rows {rows}"
    held, known = at.pixel_in_hand, window.examining.dossier
    here = None if held is None else (held.x, held.y)
    if held is not None and held.frame != at.frame:
        yield f"selected is a pixel of frame {held.frame}, on show is {at.frame}"
    shown = window.cutout._place
    wanted = None if here is None else (at.frame, *here)
    if window.cutout.isVisible() and shown != wanted:
        yield f"selected is {here} in frame {at.frame}, the cutout shows {shown}"
    if known is not None and (known.x, known.y) != here:
        yield f"selected is {here}, the history shows {known.x}, {known.y}"
    view = window.image.view
    if view.isVisible() and view._marks._selected != here:
        yield f"selected is {here}, boxed is {view._marks._selected}"


def _numbers(window: Any) -> Wrong:
    """Every view of the selected pixel shows the same value."""
    at, held = window.workspace, window.workspace.pixel_in_hand
    if held is None or at.calibration is None:
        return
    stamp = window.cutout._stamp if window.cutout.isVisible() else None
    middle = stamp.cutout.values[2, 2] if stamp else None
    probed = window.store.probe(held.frame, held.x, held.y)
    row = window.candidates.model.row_of(at.selected)
    values = {
        "cutout": middle,
        "probe": None if probed is None else probed.residual_e,
        "table": None if row is None else _peak(window.candidates.model, row),
    }
    # NaN is what is not known yet.
    shown = {n: float(v) for n, v in values.items() if v is not None and v == v}
    if max(shown.values(), default=0.0) - min(shown.values(), default=0.0) > _SAME_E:
        yield f"{held.x}, {held.y} in frame {held.frame} is {shown} e-"


def _peak(model: Any, row: int) -> float:
    return float(model._table.value_e[model._rows[row]])


def _picture(window: Any) -> Wrong:
    """Layer button, caption and picture agree, and so does the frame."""
    at, image = window.workspace, window.image.view.image
    lit = [
        name.removeprefix("layer_")
        for name, action in window.actions_by_name.items()
        if name.startswith("layer_") and action.isChecked()
    ]
    if image is None or not window.image.isVisible():
        return
    if lit != [image.layer]:
        yield f"lit are {lit}, on screen is {image.layer}"
    wanted = at.layer
    if at.frames.excluded(at.frame) and wanted in ("noise", "significance"):
        wanted = "residual"  # the noise is that of the frames in the master
    if wanted == "classes" and at.classes is None:
        wanted = "master"  # they were cancelled, as the caption says
    if image.layer != wanted and at.calibration is not None:
        yield f"asked for is {at.layer}, on screen is {image.layer}"
    words = "; ".join(window.image.notes.caption.texts)
    if not words.lower().startswith(image.layer):
        yield f"on screen is {image.layer}, its caption is {words!r}"
    if image.of_all_frames:
        return
    if image.frame != at.frame:
        yield f"the selected frame is {at.frame}, on screen is {image.frame}"
    if _frame_words(at, image.frame) not in words:
        yield f"on screen is frame {image.frame}, its caption is {words!r}"


def _frame_words(at: Any, frame: int) -> str:
    """A frame of the master has a number, one that was left out has only its name.

    Left out are those of the user, then those that are there twice.
    """
    used = len(at.session.frames if at.calibration is None else at.calibration.used)
    if frame < used:
        return f"frame {frame + 1} of {used}"
    by_hand = [item.info.name for item in at.session.excluded]
    skipped = () if at.calibration is None else at.calibration.skipped
    copies = [item.name for item in skipped if item.copy_of]
    return str([*by_hand, *copies][frame - used])


_CHECKS: dict[str, Callable[[Any], Wrong]] = {
    "parameters": _parameters,
    "selected": _selected,
    "numbers": _numbers,
    "picture": _picture,
}
