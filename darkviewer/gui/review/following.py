"""The evidence on the pixel in hand follows the review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent

from darkviewer.gui.review.evidence import EvidencePanel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from darkviewer.core.vetting.dossier import Dossier
    from darkviewer.gui.engine.pixel_facts import Examining
    from darkviewer.gui.engine.reviewing import Reviewing
    from darkviewer.gui.workspace import Workspace

__all__ = ["FollowingEvidence"]


class FollowingEvidence(EvidencePanel):
    """Shows the entry in hand in the frame in hand; out of sight it does nothing."""

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
        for changed in (
            reviewing.current_changed,
            reviewing.frame_changed,
            reviewing.judged,
            reviewing.queue_changed,
            reviewing.blind_changed,
            examining.dossier_ready,
            workspace.parameters_changed,
            workspace.checks_changed,
            workspace.units_changed,
        ):
            changed.connect(self._follow)
        workspace.palette_changed.connect(self.set_palette)
        workspace.text_size_changed.connect(self.follow_text)
        self.blind_clicked.connect(reviewing.set_blind)
        self.set_palette(workspace.palette)

    def showEvent(self, event: QShowEvent) -> None:
        """Nothing was followed while it was hidden."""
        super().showEvent(event)
        self._follow()

    def _follow(self, _changed: object = None) -> None:
        if not self.isVisible():
            return
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

    def _known(self) -> Dossier | None:
        """Of the pixel in hand, not of the one before."""
        known, entry = self._examining.dossier, self._reviewing.current
        if known is None or entry is None:
            return None
        return known if (known.x, known.y) == (entry.x, entry.y) else None
