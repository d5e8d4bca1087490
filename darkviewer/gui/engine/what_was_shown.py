"""What the program said of an event while a reviewer judged it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from darkviewer.core.review.shown import figures_of, run_of

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.review.queue import Entry
    from darkviewer.gui.engine.pixel_facts import Examining
    from darkviewer.gui.workspace import Workspace

__all__ = ["WhatWasShown"]


class WhatWasShown:
    """Kept with each verdict, so that it can be weighed later.

    Parameters
    ----------
    workspace : Workspace
        With the parameters and the table on show.
    examining : Examining
        With the dossier on show.
    """

    def __init__(self, workspace: Workspace, examining: Examining) -> None:
        self._workspace, self._examining = workspace, examining
        self._master: tuple[Calibration, str] | None = None

    def of(self, entry: Entry, frame: int) -> dict[str, Any]:
        """Run, label, p and ΔBIC of an event, as they are on the screen."""
        workspace = self._workspace
        run = run_of(workspace.parameters, workspace.profile, self._master_hash())
        return run | self._figures(entry, frame)

    def _figures(self, entry: Entry, frame: int) -> dict[str, Any]:
        dossier, table = self._examining.dossier, self._workspace.candidates
        if dossier is not None and (dossier.x, dossier.y) == (entry.x, entry.y):
            return figures_of(dossier.classification, frame)
        known = None if table is None else table.classification
        row = dict(zip(entry.frames, entry.rows, strict=True)).get(frame)
        if known is None or table is None or row is None:
            return figures_of(None, 0)
        places = np.flatnonzero(table.id == row)
        return figures_of(known, int(places[0])) if len(places) else figures_of(None, 0)

    def knows(self, calibration: Calibration) -> bool:
        """Whether the hash of its master is known."""
        return self._master is not None and self._master[0] is calibration

    def know_master(self, calibration: Calibration, digest: str) -> None:
        """Take the hash of its master, which a thread has made."""
        self._master = calibration, digest

    def _master_hash(self) -> str:
        """Empty where it is not known yet."""
        now = self._workspace.calibration
        known = self._master
        return known[1] if known is not None and known[0] is now else ""
