"""Completeness and false alarms of a reviewer, by what was mixed into the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from darkviewer.core.opinions.events import VERDICT
from darkviewer.core.review.salt import flux_edges, salted_of, skill
from darkviewer.core.review.verdict import read_verdict
from darkviewer.gui.controls.labels import label
from darkviewer.gui.controls.one_selected import OneSelectedTable
from darkviewer.gui.dialogs.panel import Panel
from darkviewer.gui.dialogs.titled_tables import set_up_table
from darkviewer.gui.models.skill_model import SkillModel, share_text
from darkviewer.gui.text.numbers import count_of, number
from darkviewer.gui.threads.alive import while_alive

if TYPE_CHECKING:
    from darkviewer.core.review.salt import Salted, Share, Skill
    from darkviewer.gui.engine.judgements import Judgements
    from darkviewer.storage.opinions.store import Opinions

__all__ = ["ReviewerSkillPanel"]

_SIZE = 760, 460
_TITLE = "Your results with salt"
_WHY = (
    "Synthetic stars, hot pixels, pairs and tracks that were mixed into your queue, "
    "of all sittings. Those count that you judged, and with them the stars that the "
    "program does not list: you never saw them, they are missed."
)


class ReviewerSkillPanel(Panel):
    """Follows one's own verdicts.

    Attributes
    ----------
    salted : list of Salted
        What is counted.
    """

    def __init__(self, judgements: Judgements, parent: QWidget) -> None:
        super().__init__(_TITLE, parent)
        self._judgements = judgements
        self.salted: list[Salted] | None = None
        self.model = SkillModel()
        self.outcome = label("Counting…", "", wrap=True)
        self.alarms = label("", "", wrap=True)
        self.table = OneSelectedTable()
        set_up_table(self.table, self.model, _TITLE)
        for part in (label(_WHY, "secondary", wrap=True), self.outcome):
            self.column.addWidget(part)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.alarms)
        self.add_buttons(self.close_button())
        self.open_at(*_SIZE)
        judgements.heard.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Count again; the answer comes later."""
        opinions = self._judgements.opinions
        self._judgements.submit(
            "skill", lambda: _salted(opinions), while_alive(self, self._show)
        )

    def _show(self, salted: list[Salted]) -> None:
        self.salted = salted
        known = skill(salted, flux_edges(salted))
        self.model.set_skill(known)
        self.alarms.setText(_alarms(known) if salted else "")
        self.say(self.outcome, _outcome(known, salted))


def _salted(opinions: Opinions) -> list[Salted]:
    """What this reviewer judged, each event once, by the latest; for any thread."""
    held = map(read_verdict, opinions.all(VERDICT))
    return salted_of((one for one in held if one is not None), opinions.who)


def _outcome(known: Skill, salted: list[Salted]) -> str:
    if not salted:
        return "You have judged no synthetic event yet: review with salt."
    hits, shown = _summed(known.reviewer)
    both, every = _summed(known.together)
    said = f"You called {hits} of {count_of(shown, 'synthetic star')} PSF-like."
    if every == shown:
        return said
    return (
        f"{said} {number(every - shown)} more not listed: "
        f"{both} of {every} were accepted by the program and called so by you."
    )


def _summed(shares: tuple[Share, ...]) -> tuple[int, int]:
    return sum(one.hits for one in shares), sum(one.trials for one in shares)


def _alarms(known: Skill) -> str:
    """How often what is no star was taken for one."""
    own, together = known.false_alarms, known.false_alarms_together
    if not own.trials:
        return "No synthetic event that is no star has a verdict yet."
    return (
        f"False alarms among {count_of(own.trials, 'event')} that are no stars: "
        f"you {_rate(own)}, program and you {_rate(together)}."
    )


def _rate(share: Share) -> str:
    return f"{share.hits}, {share_text(share)}"
