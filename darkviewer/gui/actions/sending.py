"""What is on show in other programs: DS9 started with it, or told of it by SAMP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from darkviewer.core.foreign_text import shown
from darkviewer.core.progress import Job, Progress
from darkviewer.gui.actions.commands import start_folder
from darkviewer.gui.dialogs.choosing import ask_file
from darkviewer.gui.dialogs.export import default_folder
from darkviewer.gui.dialogs.picture_facts import SOFTWARE, facts_of, view_words
from darkviewer.gui.text.class_words import codes_words
from darkviewer.storage.links.ds9 import NOT_FOUND, Shown, find_ds9
from darkviewer.storage.links.samp import IMAGE, TABLE

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.frames.session import Session
    from darkviewer.core.layers.layer_image import LayerImage
    from darkviewer.gui.main_window import MainWindow

__all__ = ["choose_ds9", "open_in_ds9", "send_image", "send_table", "toggle_samp"]

_ABOUT = "links"
_ON = "SAMP is on: image and table can be sent to programs of this computer."
_OFF = "SAMP is off: nothing is sent."


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """What is on show, frozen for the worker; see `_image_of`."""

    image: LayerImage
    title: str
    name: str
    history: tuple[str, ...]
    frame: str
    how: Shown


def toggle_samp(window: MainWindow) -> None:
    """Allow SAMP, or no more, and say what that means."""
    window.links.set_samp(not window.links.samp)
    window.workspace.post(_ON if window.links.samp else _OFF, about=_ABOUT)


def choose_ds9(window: MainWindow) -> None:
    """Ask where DS9 is."""
    chosen = ask_file(window, "Where DS9 is", start_folder(window), kinds="ds9 (*)")
    if chosen is not None:
        window.links.set_ds9(str(chosen))
        window.workspace.post(f"DS9 is {shown(str(chosen))}.", about=_ABOUT)


def open_in_ds9(window: MainWindow) -> None:
    """Start DS9 with the layer on show, its stretch, and regions of its candidates."""
    program = find_ds9(window.links.ds9)
    layer = _image_of(window)
    if program is None:
        window.workspace.post(NOT_FOUND, "bad", about=_ABOUT)
    elif layer is not None:
        regions = _regions_of(window, layer.image)
        job = partial(_opened, program, layer, regions)
        _submit(window, "Opening in DS9", job, lambda _: "DS9 was started.")


def send_image(window: MainWindow) -> None:
    """Tell programs that take images to load the layer on show."""
    layer = _image_of(window)
    if layer is not None:
        _submit(window, "Sending the image", partial(_image_sent, layer), _told)


def send_table(window: MainWindow) -> None:
    """Tell programs that take tables to load the candidates."""
    at = window.workspace
    if at.session is None or at.calibration is None or at.candidates is None:
        return
    name = f"{default_folder(at.session).name}_candidates.vot"
    known = at.session, at.calibration, at.candidates
    _submit(window, "Sending the table", partial(_table_sent, name, *known), _told)


def _submit(
    window: MainWindow,
    title: str,
    job: Callable[[], Job[Any]],
    words: Callable[[Any], str],
) -> None:
    at = window.workspace
    window.tasks.writing.cancel("links")  # pressed again: once is enough
    window.tasks.submit(
        "links",
        title,
        job,
        receiver=at,
        done=lambda answer: at.post(words(answer), about=_ABOUT),
        writes=True,
    )


def _told(names: tuple[str, ...]) -> str:
    return f"Sent to {', '.join(names)}."


# frozen on the GUI thread


def _image_of(window: MainWindow) -> _Layer | None:
    at, area = window.workspace, window.image
    image, session = area.view.image, at.session
    if image is None or session is None:
        return None
    stretch = area.view.stretch
    words = view_words(at, image.frame, image.layer, synthetic=image.synthetic)
    facts = facts_of(at)
    frame = "" if image.of_all_frames else f"_frame{image.frame + 1}"
    name = f"{default_folder(session).name}_{image.layer}{frame}"
    how = Shown(stretch.kind, stretch.black, stretch.white, f"{facts.session}: {words}")
    info = at.frames.infos[image.frame]
    file = "" if frame == "" or info is None else info.name
    lines = (words, *facts.lines())
    if image.categorical:
        lines = (*lines, codes_words())
    return _Layer(image, facts.session, name, lines, file, how)


def _regions_of(window: MainWindow, image: LayerImage) -> Callable[[], bytes]:
    """Candidates of the frame that the filter leaves; of the master there are none."""
    at, table = window.workspace, window.workspace.candidates
    names, kept_by = [shown(name) for name in at.frames.names], at.row_filter

    def make() -> bytes:
        from darkviewer.storage.exports.region_file import as_regions

        if table is None or image.of_all_frames:
            return b""
        here = (table.frame == image.frame) & table.accepted
        rows = np.flatnonzero(here & kept_by.kept(table))
        return as_regions(table.taken(rows), names) if rows.size else b""

    return make


# on the worker


def _opened(program: Path, layer: _Layer, regions: Callable[[], bytes]) -> Job[None]:
    from darkviewer.storage.links.ds9 import ds9_command, start_ds9
    from darkviewer.storage.links.handed_over import hand_over

    yield Progress("Writing the image", 0, 2)
    image = _handed_over(layer)
    marks = regions()
    beside = hand_over(f"{layer.name}.reg", marks) if marks else None
    yield Progress("Starting DS9", 1, 2)
    start_ds9(ds9_command(program, image, beside, layer.how))


def _image_sent(layer: _Layer) -> Job[tuple[str, ...]]:
    from darkviewer.storage.links.samp import notifying

    yield Progress("Writing the image", 0, 0)
    path = _handed_over(layer)
    words = f"{layer.title}: {layer.image.layer} {layer.frame}".rstrip()
    return (yield from notifying(IMAGE, path, name=words))


def _table_sent(
    name: str, session: Session, calibration: Calibration, table: CandidateTable
) -> Job[tuple[str, ...]]:
    from darkviewer.core.provenance.record import Findings, provenance
    from darkviewer.storage.exports.tables.candidates import candidate_columns
    from darkviewer.storage.exports.tables.formats import FORMATS
    from darkviewer.storage.links.handed_over import hand_over
    from darkviewer.storage.links.samp import notifying

    yield Progress("Writing the table", 0, 0)
    found = Findings(session, calibration, table)
    record = provenance(found, moment=datetime.now(UTC))
    names = [shown(one.name) for one in calibration.used]
    columns = candidate_columns(table.in_raster_order(), names)
    path = hand_over(name, FORMATS["votable"].write(columns, record))
    words = f"{session.title}: candidates"
    return (yield from notifying(TABLE, path, name=words))


def _handed_over(layer: _Layer) -> Path:
    from darkviewer.storage.exports.layer_file import layer_bytes
    from darkviewer.storage.links.handed_over import hand_over

    image = layer.image
    cards: dict[str, tuple[Any, str]] = {
        "OBJECT": (layer.title, "session"),
        "LAYER": (image.layer, "of the frame"),
        "FRAME": (layer.frame, "file"),
        "BUNIT": ({"e-": "electron", "σ": "sigma"}.get(image.unit, image.unit), ""),
        "SWCREATE": (SOFTWARE, "written by"),
    }
    content = layer_bytes(image.levels[0], cards, layer.history)
    return hand_over(f"{layer.name}.fits", content)
