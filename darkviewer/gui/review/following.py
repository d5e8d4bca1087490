"""The evidence on the pixel in hand follows the review."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent

from darkviewer.gui.controls.refresh import Refresh
from darkviewer.gui.review.evidence import EvidencePanel
from darkviewer.gui.review.frame_words import frame_words
from darkviewer.gui.review.ready_ahead import STEPS, ReadyAhead

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from darkviewer.core.vetting.dossier import Dossier
    from darkviewer.gui.engine.pixel_facts import Examining
    from darkviewer.gui.engine.reviewing import Reviewing
    from darkviewer.gui.workspace import Workspace

__all__ = ["FollowingEvidence"]


class FollowingEvidence(EvidencePanel):
    """Shows the entry in hand in the frame in hand; out of sight it does nothing.

    Attributes
    ----------
    refresh : Refresh
        Follows several signals once.
    ready : ReadyAhead
        Paints what comes next.
    """

    def __init__(
        self,
        workspace: Workspace,
        examining: Examining,
        reviewing: Reviewing,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._examining = workspace, examining
        self._reviewing = reviewing
        self.refresh, self.ready = Refresh(self, self._follow), ReadyAhead(self)
        for changed in (
            reviewing.current_changed,
            reviewing.frame_changed,
            reviewing.judged,
            reviewing.queue_changed,
            examining.dossier_ready,
            workspace.parameters_changed,
            workspace.checks_changed,
            workspace.units_changed,
        ):
            changed.connect(self.refresh.ask)
        reviewing.blind_changed.connect(self._turn_blind)
        examining.foreseen_ready.connect(self._plan)
        workspace.palette_changed.connect(self.set_palette)
        workspace.text_size_changed.connect(self.follow_text)
        self.blind_clicked.connect(reviewing.set_blind)
        self.set_palette(workspace.palette)

    def showEvent(self, event: QShowEvent) -> None:
        """Nothing was followed while it was hidden."""
        super().showEvent(event)
        self.refresh.now()

    def _turn_blind(self, _blind: bool) -> None:
        """What shall be hidden is hidden at once."""
        self.refresh.ask()
        self.refresh.now()

    def _follow(self) -> None:
        self._show_current()
        self._plan()

    def _show_current(self) -> None:
        at, review = self._workspace, self._reviewing
        self.set_blind(review.blind)
        entry, info = review.current, at.frame_info
        self.show_frame(at.checks, "" if info is None else info.name)
        self.show_others({} if entry is None else review.others_of(entry, at.frame))
        known = self._known()
        if known is None:
            self.show_nothing()
            return
        self.show_pixel(
            known,
            at.frame,
            at.parameters,
            at.units,
            hidden=review.blind and not review.judged_now,
            left_out=at.frames.excluded(at.frame),
        )

    def _plan(self) -> None:
        self.ready.plan(self._paintings_ahead())

    def _paintings_ahead(self) -> Iterator[Callable[[], bool]]:
        """Of the entries beside the one in hand, as far as they are known."""
        at, review = self._workspace, self._reviewing
        if not self.isVisible():
            return
        for entry in review.beside(*STEPS):
            known, frame = self._examining.foreseen(entry.x, entry.y), entry.best
            if known is None or not 0 <= frame < len(known.raw):
                continue
            info = at.frames.infos[frame]
            yield from self.paintings(
                *(known, frame, at.parameters, at.units),
                hidden=review.blind and review.verdict_shown(entry, frame) is None,
                words=frame_words(at.checks, "" if info is None else info.name)[0],
            )

    def _known(self) -> Dossier | None:
        """Of the pixel in hand, not of the one before."""
        known, entry = self._examining.dossier, self._reviewing.current
        if known is None or entry is None:
            return None
        return known if (known.x, known.y) == (entry.x, entry.y) else None
