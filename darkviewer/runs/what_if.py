"""Other limits tried on the leaders of a session; nothing is searched or fitted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.candidates.selection import Selection
from darkviewer.core.review.salt import Share, share_of
from darkviewer.core.review.what_if import Stars, WhatIf, what_if

if TYPE_CHECKING:
    from darkviewer.core.calibration.pipeline import Calibration
    from darkviewer.core.injection.recovery import Recovery
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.vetting.session import Examination

__all__ = ["Tried", "Trying"]


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """What other limits would change.

    Attributes
    ----------
    answer : WhatIf
        Candidates gained and lost, and stars among the verdicts that are kept.
    injected_now, injected_then : Share or None
        Of injected stars on usable pixels, those recovered; None where there are none.
    """

    answer: WhatIf
    injected_now: Share | None
    injected_then: Share | None


class Trying:
    """The leaders of one result, for one thread at a time.

    It has a selection of its own: one remembers what it was asked for last.

    Parameters
    ----------
    calibration : Calibration
        Of the session.
    examination : Examination or None
        Of its leaders, where the criterion takes one.
    """

    def __init__(
        self, calibration: Calibration, examination: Examination | None
    ) -> None:
        self._calibration, self._examination = calibration, examination
        shape = calibration.master.shape
        if examination is None:
            self._selection = Selection(calibration.leaders, shape)
        else:
            self._selection = Selection(
                examination.leaders, shape, evidence=examination.evidence
            )

    def floor_e(self) -> float:
        """Threshold down to which all leaders are known."""
        floor = self._calibration.floor_e
        known = self._examination
        return floor if known is None else max(floor, known.floor_e)

    def answers(self, parameters: Parameters) -> bool:
        """Whether these only select among the leaders that are known."""
        if parameters.threshold_e < self._calibration.floor_e:
            return False
        known = self._examination
        return known is None or known.answers(parameters)

    def compare(
        self,
        now: Parameters,
        then: Parameters,
        stars: Stars,
        recovery: Recovery | None = None,
    ) -> Tried:
        """Try other limits.

        Parameters
        ----------
        now, then : Parameters
            That differ in limits only, see `answers`.
        stars : Stars
            Events that somebody has called PSF-like.
        recovery : Recovery, optional
            Injected stars that were tested alike.
        """
        before, after = (self._selection.table(limits) for limits in (now, then))
        return Tried(
            what_if(before, after, stars),
            None if recovery is None else _recovered(recovery, now),
            None if recovery is None else _recovered(recovery, then),
        )


def _recovered(recovery: Recovery, parameters: Parameters) -> Share:
    usable = ~recovery.lost
    found = usable & recovery.recovered(parameters)
    return share_of(*(int(np.count_nonzero(part)) for part in (found, usable)))
