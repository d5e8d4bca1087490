"""Synthetic events for the reviewer: mixed in while somebody wants it."""

from __future__ import annotations

import secrets
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from darkviewer.core.opinions.events import VERDICT
from darkviewer.core.review.verdict import read_verdict
from darkviewer.gui.threads.background import Background, Task

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.candidates.selection import CandidateTable
    from darkviewer.core.layers.session_layers import LazyExaminer
    from darkviewer.core.psf.profile import Psf
    from darkviewer.gui.engine.judgements import Judgements
    from darkviewer.gui.threads.ending import Deadline
    from darkviewer.gui.threads.jobs import Failure
    from darkviewer.gui.workspace import Workspace
    from darkviewer.runs.salted_session import SaltedSession
    from darkviewer.storage.opinions.store import Opinions

__all__ = ["Salting"]

_ABOUT = "salting"


class Salting(QObject):
    """Draws other events whenever the candidates are others.

    Attributes
    ----------
    on : bool
        Whether somebody wants it.
    """

    changed = Signal(bool)  # somebody wants it, or no more

    def __init__(
        self, workspace: Workspace, judgements: Judgements, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace, self._judgements = workspace, judgements
        self._thread = Background("salting", self)
        self.on = False
        workspace.candidates_changed.connect(self._renew)

    @property
    def idle(self) -> bool:
        """Whether nothing is being drawn."""
        return self._thread.idle

    def close(self, until: Deadline | None = None) -> None:
        """End the thread."""
        self._thread.close(until)

    def set_on(self, on: bool) -> None:
        """Mix events into the queue, or take them all away."""
        if on != self.on:
            self.on = on
            self._renew()
            self.changed.emit(on)

    def _renew(self, _table: object = None) -> None:
        at = self._workspace
        self._thread.drop()
        if not self.on or at.candidates is None or at.calibration is None:
            at.set_salted(None)
            return
        assert at.noise is not None
        work = partial(
            _salted,
            at.calibration,
            at.noise,
            at.candidates,
            at.psf,
            self._judgements.opinions,
        )
        self._thread.submit(Task(_ABOUT, 0, work, self._take, self._fails))

    def _take(self, salted: SaltedSession) -> None:
        if self.on and salted.beside is self._workspace.candidates:
            self._workspace.withdraw(_ABOUT)
            self._workspace.set_salted(salted)

    def _fails(self, failure: Failure) -> None:
        self._workspace.post(failure.text, "bad", about=_ABOUT)


def _salted(
    calibration: Calibration,
    noise: LazyExaminer,
    table: CandidateTable,
    psf: Psf | None,
    opinions: Opinions,
) -> SaltedSession:
    """So many as the reviewer's experience asks for; takes a second or more."""
    from darkviewer.runs.salted_session import salt_session, salts_for

    verdicts = (read_verdict(held) for held in opinions.all(VERDICT))
    own = (one for one in verdicts if one and one.reviewer == opinions.who)
    judged = sum(not one.salted for one in own)
    pixels = len(np.unique(np.column_stack([table.x, table.y]), axis=0))
    count = salts_for(judged, pixels)
    return salt_session(calibration, noise, table, count=count, seed=_seed(), psf=psf)


def _seed() -> int:
    """Nobody knows where the events are."""
    return secrets.randbits(32)
