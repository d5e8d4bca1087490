"""One row per leader that the current threshold, neighbour and tie rules keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.comparison import count_above, exceeds, falls_below
from darkviewer.core.detect import Leaders
from darkviewer.core.labels import RULES, Evidence
from darkviewer.core.parameters import Parameters, exact
from darkviewer.core.verdicts import Verdicts, verdicts

__all__ = ["CandidateTable", "Selection", "candidate_table"]


@dataclass(frozen=True, slots=True, eq=False)
class CandidateTable:
    """Columns of all leaders of a session, in frame order, then raster order.

    Attributes
    ----------
    id : int64 array, shape (n,)
        ``(frame * ny + y) * nx + x``: stable while parameters change.
    frame : int32 array
        Index into the used frames, 0-based.
    x, y : int32 arrays
        Column and row, 0-based.
    value_e : float64 array
        Residual in electrons.
    min_neighbour_ratio : float64 array
        Smallest neighbour over the leader's value; NaN without neighbours.
    plateau : int32 array
        Pixels of equal value that this entry stands for.
    edge : bool array
        On the border of the frame: fewer neighbours than elsewhere.
    accepted : bool array
        PSF candidate by the criterion chosen.
    synthetic : bool array
        Made by an injection, not by the sensor.
    hot_pixels, leaders, candidates : int64 arrays, shape (frames,)
        Counts per frame.
    verdicts : Verdicts or None
        Star test, labels and histories of the same rows, where they are known.
    brightest : int array or None
        All rows in descending order of their residuals; see `brightest_first`.
    """

    id: NDArray[np.int64]
    frame: NDArray[np.int32]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    value_e: NDArray[np.float64]
    min_neighbour_ratio: NDArray[np.float64]
    plateau: NDArray[np.int32]
    edge: NDArray[np.bool_]
    accepted: NDArray[np.bool_]
    synthetic: NDArray[np.bool_]
    hot_pixels: NDArray[np.int64]
    leaders: NDArray[np.int64]
    candidates: NDArray[np.int64]
    verdicts: Verdicts | None = None
    brightest: NDArray[np.intp] | None = None

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.id)

    def brightest_first(self, keep: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Some of the rows in descending order of their residuals."""
        order = self.brightest
        if order is None:
            order = np.argsort(-self.value_e)
        return order[keep[order]]

    def label_counts(self, keep: NDArray[np.bool_], untested: str) -> dict[str, int]:
        """How many of some rows the tests call what; `untested` without tests."""
        if self.verdicts is None:
            counts = Counter({untested: int(np.count_nonzero(keep))})
        else:
            numbers = np.bincount(self.verdicts.label[keep], minlength=len(RULES))
            counts = Counter[str]()
            for rule, number in zip(RULES, numbers.tolist(), strict=True):
                counts[rule.label] += number
        return dict(+counts)


class Selection:
    """The leaders of a session, joined once, so that selecting among them is quick.

    Parameters
    ----------
    leaders : sequence of Leaders
        One per used frame, at least one, in frame order.
    shape : tuple of int
        (ny, nx) of the frames.
    synthetic : mapping of frame index to bool array (ny, nx), optional
        Where an injection made the pixels of a frame.
    evidence : Evidence, optional
        Tests of the same leaders; without them only the ratio criterion can accept.
    """

    def __init__(
        self,
        leaders: Sequence[Leaders],
        shape: tuple[int, int],
        *,
        synthetic: Mapping[int, NDArray[np.bool_]] | None = None,
        evidence: Evidence | None = None,
    ) -> None:
        self._leaders = tuple(leaders)
        self._evidence = evidence
        self._synthetic = dict(synthetic or {})
        self._shape = shape
        self._ends = np.cumsum([0, *(len(item) for item in self._leaders)])
        self._columns: dict[str, NDArray[Any]] = {}
        self._ranks: NDArray[np.int32] | None = None
        self._judged: tuple[Any, Verdicts | None] = (None, None)

    def table(self, parameters: Parameters) -> CandidateTable:
        """Rows that threshold, neighbour and tie rules keep; no pixel is read again.

        A row is accepted when none of its present neighbours is below ratio x value.
        All comparisons are exact; the threshold is complete down to the floor that
        the leaders were found with.
        """
        near = str(parameters.neighbours)
        keep = self._detected(parameters)
        if parameters.neighbours == 8:
            keep &= self._column("leader8")
        if parameters.ties == "one":
            keep &= self._column(f"first{near}")
        rows = np.flatnonzero(keep)
        per_frame = np.diff(np.searchsorted(rows, self._ends))
        frame = np.repeat(np.arange(len(per_frame), dtype=np.int32), per_frame)
        x, y, value, lowest, count = (
            self._column(name)[rows]
            for name in ("x", "y", "value", f"lowest{near}", f"neighbours{near}")
        )
        accepted = ~self._falls_off(exact(parameters.ratio), value, lowest, frame)
        accepted |= count == 0
        known = self._verdicts(parameters, rows)
        if parameters.criterion != "ratio":
            star = np.zeros(len(rows), np.bool_) if known is None else known.star
            accepted = star & accepted if parameters.criterion == "both" else star
        ny, nx = self._shape
        return CandidateTable(
            id=(frame.astype(np.int64) * ny + y) * nx + x,
            frame=frame,
            x=x,
            y=y,
            value_e=self._column("value_e")[rows],
            min_neighbour_ratio=np.where(count > 0, lowest / value, np.nan),
            plateau=self._column(f"plateau{near}")[rows],
            edge=(x == 0) | (y == 0) | (x == nx - 1) | (y == ny - 1),
            accepted=accepted,
            synthetic=self._made(frame, y, x),
            hot_pixels=self._hot_pixels(exact(parameters.threshold_e)),
            leaders=per_frame.astype(np.int64),
            candidates=self._per_frame(frame[accepted]),
            verdicts=known,
            brightest=self._brightest(rows),
        )

    def _detected(self, parameters: Parameters) -> NDArray[np.bool_]:
        """Leaders above the thresholds; the matched filter has its own."""
        if self._evidence is not None and parameters.detection == "matched":
            return np.ones(self._ends[-1], np.bool_)
        keep = self._above(exact(parameters.threshold_e))
        if self._evidence is not None and parameters.threshold_sigma > 0:
            keep &= self._evidence.shape.significance > parameters.threshold_sigma
        return keep

    def _verdicts(
        self, parameters: Parameters, rows: NDArray[np.intp]
    ) -> Verdicts | None:
        if self._evidence is None:
            return None
        limits = (parameters.p_min, parameters.dbic_min)
        if limits != self._judged[0]:
            self._judged = (limits, verdicts(self._evidence, parameters))
        judged = self._judged[1]
        return None if judged is None else judged.rows(rows)

    def _column(self, name: str) -> NDArray[Any]:
        if name not in self._columns:
            parts = [getattr(item, name) for item in self._leaders]
            # Integer steps are exact in float64 too, and an injected frame has floats.
            self._columns[name] = np.concatenate(parts)
        return self._columns[name]

    def _brightest(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Their places by brightness.

        Ranks among all leaders are distinct, so nothing is compared: each row is put
        at its rank, and the empty places are left out.
        """
        if self._ranks is None:
            order = np.argsort(-self._column("value_e"))
            self._ranks = np.empty(len(order), np.int32)
            self._ranks[order] = np.arange(len(order), dtype=np.int32)
        places = np.full(len(self._ranks), -1, np.int32)
        places[self._ranks.take(rows)] = np.arange(len(rows), dtype=np.int32)
        return places.compress(places >= 0).astype(np.intp)

    def _above(self, threshold: Fraction) -> NDArray[np.bool_]:
        """Leaders strictly above the threshold, in runs of frames of the same unit."""
        keep = np.zeros(self._ends[-1], np.bool_)
        for first, last in self._runs():
            item = self._leaders[first]
            part = slice(self._ends[first], self._ends[last])
            values = self._column("value")[part]
            keep[part] = exceeds(values, threshold / item.unit, parts=item.parts)
        return keep

    def _runs(self) -> list[tuple[int, int]]:
        kinds = [(item.unit, item.parts) for item in self._leaders]
        starts = [i for i in range(len(kinds)) if i == 0 or kinds[i] != kinds[i - 1]]
        return list(pairwise([*starts, len(kinds)]))

    def _falls_off(
        self,
        ratio: Fraction,
        value: NDArray[Any],
        lowest: NDArray[Any],
        frame: NDArray[np.int32],
    ) -> NDArray[np.bool_]:
        result = np.zeros(len(value), np.bool_)
        for first, last in self._runs():
            part = slice(*np.searchsorted(frame, (first, last)))
            parts = self._leaders[first].parts
            result[part] = falls_below(lowest[part], ratio, value[part], parts=parts)
        return result

    def _hot_pixels(self, threshold: Fraction) -> NDArray[np.int64]:
        counts = [
            count_above(
                item.levels,
                item.counts_above,
                threshold / item.unit,
                parts=item.parts,
            )
            for item in self._leaders
        ]
        return np.array(counts, np.int64)

    def _made(
        self, frame: NDArray[np.int32], y: NDArray[np.int32], x: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        result = np.zeros(len(x), np.bool_)
        for index, mask in self._synthetic.items():
            part = slice(*np.searchsorted(frame, (index, index + 1)))
            result[part] = mask[y[part], x[part]]
        return result

    def _per_frame(self, frame: NDArray[np.int32]) -> NDArray[np.int64]:
        counts: NDArray[np.int64] = np.bincount(frame, minlength=len(self._leaders))
        return counts.astype(np.int64)


def candidate_table(
    leaders: Sequence[Leaders],
    shape: tuple[int, int],
    parameters: Parameters,
    *,
    synthetic: Mapping[int, NDArray[np.bool_]] | None = None,
    evidence: Evidence | None = None,
) -> CandidateTable:
    """Select once; to select again and again keep a `Selection`."""
    selection = Selection(leaders, shape, synthetic=synthetic, evidence=evidence)
    return selection.table(parameters)
