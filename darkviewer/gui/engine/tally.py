"""How many entries of a review there are to judge, and how many are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from darkviewer.core.review.queue import kept

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from darkviewer.core.review.queue import Queue, QueueFilter, Said

__all__ = ["Tally"]


class Tally:
    """Counts once per queue and filter; from then on each verdict is added."""

    def __init__(self) -> None:
        self._about: tuple[Queue, QueueFilter] | None = None
        self._counts: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._judged = self._total = 0

    def count(
        self,
        queue: Queue,
        wanted: QueueFilter,
        said: Mapping[int, Said],
        *,
        session: str = "",
    ) -> tuple[int, int]:
        """Judged by oneself, and all; of what the filter lists whatever the verdict.

        What is said of the entries of a queue changes through `note` only; `session` is
        whose entries they are.
        """
        known = self._about
        if known is None or known[0] is not queue or known[1] is not wanted:
            asked = wanted.without("verdict", "reviewer")
            counts = np.zeros(len(queue.starts), np.bool_)
            counts[kept(queue, asked, said, session=session).shown] = True
            own = [number for number, one in said.items() if one.own]
            self._about, self._counts = (queue, wanted), counts
            self._total = int(counts.sum())
            self._judged = int(counts[np.array(own, np.intp)].sum())
        return self._judged, self._total

    def note(self, queue: Queue, number: int, before: Said, now: Said) -> None:
        """Something else is said of an entry of a queue."""
        known = self._about
        if known is not None and known[0] is queue and self._counts[number]:
            self._judged += bool(now.own) - bool(before.own)
