"""File > Export bad pixels: which, why, and what changed since an older mask."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QVBoxLayout, QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.core.hazard.reasons import REASONS, bits_named
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import ElidedLabel, label
from darkviewer.gui.controls.ticks import Ticks
from darkviewer.gui.dialogs.choosing import ask_file
from darkviewer.gui.dialogs.export import default_folder
from darkviewer.gui.dialogs.into_folder import IntoFolder
from darkviewer.gui.text.numbers import number, trimmed
from darkviewer.runs.sensor import as_shown

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.frames.session import Session
    from darkviewer.core.progress import Job
    from darkviewer.gui.engine.tasks import Tasks
    from darkviewer.gui.workspace import Workspace
    from darkviewer.runs.mask import WrittenMask

__all__ = ["BadPixelsDialog"]

_WORDS = (
    "Looks at every pixel of these darks, and writes which are bad and why: a FITS "
    "mask with a bit for each reason, CSV, DS9 regions, and lists for Siril, "
    "PixInsight and PHD2, and a manifest of hashes. Nothing is overwritten unasked."
)
_NONE = "compared with no older mask"


class BadPixelsDialog(IntoFolder):
    """Ticked reasons are the policy: such pixels are not to be used.

    Attributes
    ----------
    reasons : Ticks
        All of them, by name.
    older : Path or None
        The mask that is compared with.
    alone : KeyButton
        Takes it back.
    """

    lane, doing = "bad pixels", "Exporting bad pixels"

    def __init__(self, workspace: Workspace, tasks: Tasks, parent: QWidget) -> None:
        self.older: Path | None = None
        self.reasons = Ticks()
        self.reasons.setAccessibleName("Reasons not to use a pixel")
        for reason in REASONS:
            self.reasons.add(
                reason.name, reason.name, reason.words, ticked=reason.unusable
            )
        self.reasons.setCurrentRow(0)
        policy = QAbstractScrollArea.SizeAdjustPolicy.AdjustToContents
        self.reasons.setSizeAdjustPolicy(policy)
        self.compared = ElidedLabel(_NONE)
        choose = KeyButton("Older mask…")
        choose.setToolTip("Say what appeared and what is gone since then.")
        choose.clicked.connect(self._choose_older)
        self.alone = KeyButton("Do not compare")
        self.alone.setToolTip("Take the older mask back.")
        self.alone.clicked.connect(lambda: self._compare(None))
        self.alone.hide()
        choices = QWidget()
        lines = QVBoxLayout(choices)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(label("Ticked reasons: the pixel is not to be used"))
        lines.addWidget(self.reasons)
        row = QHBoxLayout()
        row.addWidget(self.compared, 1)
        row.addWidget(self.alone)
        row.addWidget(choose)
        lines.addLayout(row)
        super().__init__(
            workspace,
            tasks,
            parent,
            title="Export bad pixels",
            words=_WORDS,
            offer=partial(default_folder, what="bad-pixels"),
            choices=choices,
        )

    def job(self, folder: Path) -> Callable[[], Job[WrittenMask]] | None:
        """Survey the calibrated session, and write."""
        at, session = self._workspace, self._workspace.session
        if at.calibration is None or session is None:
            return None
        unusable = bits_named(self.reasons.ticked)
        return partial(
            _written,
            as_shown(at.calibration, at.parameters),
            session,
            folder,
            unusable=unusable,
            older=self.older,
            overwrite=self.overwriting,
        )

    def written(self, answer: WrittenMask) -> tuple[list[Path], str]:
        """The numbers that matter, before the names of the files."""
        mask, change = answer.mask, answer.change
        unusable = int(mask.do_not_use.sum())
        share = trimmed(100 * unusable / mask.bits.size, 3)
        words = f"{number(unusable)} pixels ({share} %) are not to be used.\n"
        if change is not None:
            appeared, gone = (number(len(x)) for x in (change.appeared, change.gone))
            words += f"{appeared} appeared and {gone} are gone since the older mask.\n"
        return list(answer.paths), words

    def _choose_older(self) -> None:
        start = Path(self.folder.text())
        chosen = ask_file(self, "An older mask", start, kinds="Masks (*.fits)")
        if chosen is not None:
            self._compare(chosen)

    def _compare(self, older: Path | None) -> None:
        self.older = older
        words = _NONE if older is None else f"compared with {shown(older.name)}"
        self.compared.setText(words)
        self.alone.setVisible(older is not None)


def _written(
    calibration: Calibration,
    session: Session,
    folder: Path,
    *,
    unusable: int,
    older: Path | None,
    overwrite: bool,
) -> Job[Any]:
    from darkviewer.runs.mask import MaskPlan, written_mask
    from darkviewer.storage.lights.mask_reader import read_mask

    before = None if older is None else read_mask(older)
    plan = MaskPlan(unusable=unusable, older=before, overwrite=overwrite)
    return (yield from written_mask(calibration, session, folder, plan))
