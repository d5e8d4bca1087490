"""What vetting said can be verified: it is vetted again, by the same sensor file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.evidence.comparison import Rules, flat
from darkviewer.core.provenance.files import files_origin
from darkviewer.reports.page_items import document_in
from darkviewer.reports.vet import KIND, vet_document, vet_table
from darkviewer.runs.verifying.files_kind import FilesKind, said_at, said_of_files
from darkviewer.runs.verifying.kinds import FIT_TOLERANCE, UncheckableError
from darkviewer.runs.vet import DARKS, vet_file

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item
    from darkviewer.core.progress import Job
    from darkviewer.core.provenance.files import FilesOrigin

__all__ = ["vet_kind"]

_MARK = re.compile(rb"name\"?: \"?Darkviewer " + KIND.encode())
_FITTED = frozenset(
    {
        *("x", "y", "probability", "distance_px", "flux_e", "matched", "dbic_hot"),
        *("level_subtracted", "real_per_pixel"),
    }
)


def vet_kind(content: bytes, path: Path) -> FilesKind | None:
    """That of vetted candidates, as JSON or ECSV; None for another file."""
    known = path.suffix.lower() in _KINDS and _MARK.search(content)
    return _KINDS[path.suffix.lower()] if known else None


def _read(form: str, content: bytes, path: Path) -> tuple[dict[str, Item], Any]:
    from darkviewer.storage.exports.text_items import ecsv_items

    if form == ".ecsv":
        items, meta = ecsv_items(content, path.name)
        record = meta.get("provenance")
    else:
        text = content.decode("utf-8", "surrogateescape")
        document = document_in(text, path.name)
        record, items = document["provenance"], flat(document)
    made_of = files_origin(record, path.name).inputs
    in_memory = next((one for one in made_of if not one.sha256), None)
    if in_memory is not None and path.name:
        raise UncheckableError(
            f"{path.name} was vetted by the session {in_memory.name} itself, not by a "
            "sensor file: export the sensor, and vet by that file"
        )
    return items, record


def _content(form: str, files: Sequence[Path], origin: FilesOrigin) -> Job[bytes]:
    from darkviewer.reports.documents import as_json

    dark, fwhm_px = origin.asked["dark"], origin.asked["fwhm_px"]
    if len(files) != 2 or dark not in DARKS or not isinstance(fwhm_px, float):
        raise DarkviewerError("it does not say what was asked for")
    found = yield from vet_file(files[0], files[1], dark=dark, fwhm_px=fwhm_px)
    found = replace(found, inputs=said_at(found.inputs, origin.inputs))
    if form == ".ecsv":
        return vet_table(found, moment=origin.moment).encode()
    return as_json(vet_document(found, moment=origin.moment)).encode()


def _tolerance(item: str) -> float:
    last = item.removeprefix("column ").rpartition(".")[2]
    return FIT_TOLERANCE if last in _FITTED else 0.0


def _why(item: str) -> str:
    return said_of_files(item.removeprefix("meta."), "provenance.")


_KINDS = {
    form: FilesKind(
        "vetted candidates",
        partial(_read, form),
        partial(_content, form),
        Rules(_tolerance, _why),
    )
    for form in (".json", ".ecsv")
}
