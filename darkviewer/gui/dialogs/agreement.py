"""Candidates > Agreement: how far reviewers judge alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from darkviewer.core.foreign_text import shown
from darkviewer.core.opinions.events import VERDICT
from darkviewer.core.review.comparison import compared
from darkviewer.gui.controls.buttons import KeyButton
from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.one_selected import OneSelectedTable
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.dialogs.titled_tables import set_up_table
from darkviewer.gui.models.agreement_model import ConfusionModel, PairModel, kappa_text
from darkviewer.gui.text.numbers import count_of
from darkviewer.gui.threads.alive import while_alive

if TYPE_CHECKING:
    from darkviewer.core.review.agreement import Kappa
    from darkviewer.core.review.comparison import Comparison
    from darkviewer.gui.engine.judgements import Judgements

__all__ = ["AgreementPanel"]

_SIZE = 720, 560
_WHY = (
    "Verdicts of all reviewers about the same events, of all captures. Those of other "
    "computers are added by the command: darkviewer opinions import."
)


class AgreementPanel(Panel):
    """Follows the verdicts; what was judged differently can be reviewed.

    Parameters
    ----------
    judgements : Judgements
        Whose opinions are compared.
    review : callable
        Makes what was judged differently the queue.
    parent : QWidget
        The window.

    Attributes
    ----------
    found : Comparison or None
        What is shown.
    """

    def __init__(
        self,
        judgements: Judgements,
        review: Callable[[], object],
        parent: QWidget,
    ) -> None:
        super().__init__("Agreement", parent)
        self._judgements = judgements
        self.found: Comparison | None = None
        self.pairs, self.counts = PairModel(), ConfusionModel()
        self._lay_out(review)
        self.open_at(*_SIZE)
        judgements.heard.connect(self.renew)
        self.renew()

    def _lay_out(self, review: Callable[[], object]) -> None:
        self.outcome = label("Comparing…", "", wrap=True)
        self.who = label("", "small", wrap=True)
        self.pair_table, self.count_table = OneSelectedTable(), OneSelectedTable()
        set_up_table(self.pair_table, self.pairs, "Reviewers, two by two")
        set_up_table(
            self.count_table, self.counts, "What one said where the other said"
        )
        self.pair_table.selectionModel().currentRowChanged.connect(self._pick)
        for part in (label(_WHY, "secondary", wrap=True), self.outcome):
            self.column.addWidget(part)
        self.column.addWidget(self.pair_table, 1)
        self.column.addWidget(self.who)
        self.column.addWidget(self.count_table, 2)
        self.differing = KeyButton("Review what differs")
        self.differing.setToolTip(
            "List the entries of this session that reviewers judged differently."
        )
        self.differing.setEnabled(False)
        self.differing.clicked.connect(review)
        self.differing.clicked.connect(self.close)  # it is over the desk
        self.add_buttons(self.differing, self.close_button())

    def renew(self) -> None:
        """Compare again; the answer comes later."""
        opinions = self._judgements.opinions
        self._judgements.submit(
            "agreement",
            lambda: compared(opinions.all(VERDICT)),
            while_alive(self, self._show),
        )

    def _show(self, found: Comparison) -> None:
        self.found = found
        self.pairs.set_rows(found.pairs)
        self.counts.set_pair(None)
        self.who.clear()
        self.differing.setEnabled(bool(found.disagreements))
        self.say(self.outcome, _outcome(found))
        if found.pairs:
            self.pair_table.selectRow(0)

    def _pick(self, current: Any, _before: object) -> None:
        if current.isValid():
            pair = self.pairs.rows[current.row()]
            self.counts.set_pair(pair)
            self.who.setText(
                f"Rows: what {shown(pair.one)} said; columns: {shown(pair.other)}"
            )


def _outcome(found: Comparison) -> str:
    """Who judged how much, how alike, and how often not."""
    if not found.verdicts:
        return "Nobody has given a verdict yet."
    who = ", ".join(
        f"{shown(name)} ({count_of(number, 'verdict')})"
        for name, number in found.verdicts.items()
    )
    if len(found.verdicts) == 1:
        return f"Only one reviewer: {who}."
    together = f"All together: {_fleiss(found.fleiss)}."
    return f"{who}. {together} Judged differently: {len(found.disagreements)}."


def _fleiss(kappa: Kappa) -> str:
    value, low, high = map(kappa_text, (kappa.value, kappa.low, kappa.high))
    if not kappa.items:
        return "nothing was judged by two"
    if not value:
        return "Fleiss' κ is not defined, all in one class"
    of = count_of(kappa.items, "item")
    return f"Fleiss' κ {value} ({f'{low} to {high}, ' if low else ''}{of})"
