"""One row per leader that the current threshold, neighbour and tie rules keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.classification import Classification, classify
from darkviewer.core.candidates.criterion import accepted_by, detected_by
from darkviewer.core.candidates.labels import RULES, Evidence
from darkviewer.core.candidates.place import candidate_id
from darkviewer.core.detection.comparison import count_above, exceeds, falls_below
from darkviewer.core.parameters import Parameters, exact

if TYPE_CHECKING:
    from darkviewer.core.detection.leaders import Leaders

__all__ = ["CandidateTable", "Selection", "candidate_table"]


_NOT_OF_ROWS = (
    "hot_pixels",
    "leaders",
    "candidates",
    "parameters",
    "classification",
    "profile",
    "profile_sha256",
)


@dataclass(frozen=True, slots=True, eq=False)
class CandidateTable:
    """Columns of all leaders of a session, in descending order of their residuals.

    Attributes
    ----------
    id : int64 array, shape (n,)
        See `candidate_id`: stable while parameters change.
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
    parameters : Parameters
        What the rows were selected with; whoever writes them down writes these.
    classification : Classification or None
        PSF test, labels and histories of the same rows, where they are known.
    profile : str
        File of the measured profile that stars were compared with; empty for the
        Gaussian.
    profile_sha256 : str
        Of that file; empty where it is not known.
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
    parameters: Parameters
    classification: Classification | None = None
    profile: str = ""
    profile_sha256: str = ""

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.id)

    @property
    def significance(self) -> NDArray[np.float64]:
        """Of the star at each row; NaN where it was not examined."""
        known = self.classification
        if known is None:
            return np.full(len(self), np.nan)
        return np.asarray(known.evidence.shape.significance, np.float64)

    @property
    def strength(self) -> NDArray[np.float64]:
        """Higher is more significant: by the residual where none was examined."""
        value = self.value_e if self.classification is None else self.significance
        return np.nan_to_num(value, nan=-np.inf)

    def in_raster_order(self) -> CandidateTable:
        """The same rows by frame, then row, then column, as they are written down."""
        return self.taken(np.argsort(self.id))

    def taken(self, rows: NDArray[np.intp]) -> CandidateTable:
        """Some rows, in this order; the counts stay those of all."""
        columns = {
            item.name: getattr(self, item.name)[rows]
            for item in fields(self)
            if item.name not in _NOT_OF_ROWS
        }
        known = None if self.classification is None else self.classification.rows(rows)
        return replace(self, **columns, classification=known)

    def label_counts(self, keep: NDArray[np.bool_], untested: str) -> dict[str, int]:
        """How many of some rows have which label; `untested` where none have."""
        if self.classification is None:
            counts = Counter({untested: int(np.count_nonzero(keep))})
        else:
            numbers = np.bincount(self.classification.label[keep], minlength=len(RULES))
            counts = Counter[str]()
            for rule, number in zip(RULES, numbers.tolist(), strict=True):
                counts[rule.label] += number
        return dict(+counts)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Leaders by the rules for neighbours and ties, in descending order of residuals.

    A threshold then keeps the first rows, and its columns are views of these.
    """

    order: NDArray[np.intp]
    """Places among all leaders in frame order, then raster order."""
    id: NDArray[np.int64]
    frame: NDArray[np.int32]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    value: NDArray[Any]
    """In steps of the frame's unit, see `Leaders`; `lowest` too."""
    lowest: NDArray[Any]
    value_e: NDArray[np.float64]
    ratio: NDArray[np.float64]
    alone: NDArray[np.bool_]
    plateau: NDArray[np.int32]
    edge: NDArray[np.bool_]
    synthetic: NDArray[np.bool_]


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
        Of the same leaders; without it only the neighbour ratio can accept.
    profile, profile_sha256 : str
        File of the measured profile that the examination compared with, and its hash.
    """

    def __init__(
        self,
        leaders: Sequence[Leaders],
        shape: tuple[int, int],
        *,
        synthetic: Mapping[int, NDArray[np.bool_]] | None = None,
        evidence: Evidence | None = None,
        profile: str = "",
        profile_sha256: str = "",
    ) -> None:
        self._profile, self._profile_sha256 = profile, profile_sha256
        self._leaders = tuple(leaders)
        self._evidence = evidence
        self._synthetic = dict(synthetic or {})
        self._shape = shape
        self._known: tuple[Any, _Rows] | None = None
        self._passed: tuple[Any, NDArray[np.bool_]] | None = None
        self._labelled: tuple[Any, Classification] | None = None

    def table(self, parameters: Parameters) -> CandidateTable:
        """Rows that threshold, neighbour and tie rules keep; no pixel is read again.

        A row is accepted when none of its present neighbours is below ratio x value.
        All comparisons are exact; the threshold is complete down to the floor that
        the leaders were found with.
        """
        every = self._rows(parameters.neighbours, parameters.ties)
        rows = _as_slice(self._detected(parameters, every))
        frame = every.frame[rows]
        known = self._classified(parameters, every, rows)
        untested = np.zeros(len(frame), np.bool_)
        accepted = accepted_by(
            parameters,
            ratio=self._passing_ratio(parameters, every)[rows],
            psf=untested if known is None else known.psf,
        )
        return CandidateTable(
            id=every.id[rows],
            frame=frame,
            x=every.x[rows],
            y=every.y[rows],
            value_e=every.value_e[rows],
            min_neighbour_ratio=every.ratio[rows],
            plateau=every.plateau[rows],
            edge=every.edge[rows],
            accepted=accepted,
            synthetic=every.synthetic[rows],
            hot_pixels=self._hot_pixels(exact(parameters.threshold_e)),
            leaders=self._per_frame(frame),
            candidates=self._per_frame(frame[accepted]),
            parameters=parameters,
            classification=known,
            profile=self._profile,
            profile_sha256=self._profile_sha256,
        )

    def _rows(self, neighbours: int, ties: str) -> _Rows:
        """Sorted once for as long as these rules stay."""
        if self._known is None or self._known[0] != (neighbours, ties):
            self._known = (neighbours, ties), self._sorted(str(neighbours), ties)
        return self._known[1]

    def _sorted(self, near: str, ties: str) -> _Rows:
        kept = np.ones(sum(map(len, self._leaders)), np.bool_)
        if near == "8":
            kept &= self._column("leader8")
        if ties == "one":
            kept &= self._column(f"first{near}")
        order = np.flatnonzero(kept)
        order = order[np.argsort(-self._column("value_e")[order])]

        def column(name: str) -> NDArray[Any]:
            return self._column(name)[order]

        sizes = [len(item) for item in self._leaders]
        frame = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[order]
        x, y, value, lowest = map(column, ("x", "y", "value", f"lowest{near}"))
        alone = column(f"neighbours{near}") == 0
        ny, nx = self._shape
        return _Rows(
            order=order,
            id=candidate_id(frame.astype(np.int64), x, y, self._shape),
            frame=frame,
            x=x,
            y=y,
            value=value,
            lowest=lowest,
            value_e=column("value_e"),
            ratio=np.where(alone, np.nan, lowest / value),
            alone=alone,
            plateau=column(f"plateau{near}"),
            edge=(x == 0) | (y == 0) | (x == nx - 1) | (y == ny - 1),
            synthetic=self._made(frame, y, x),
        )

    def _column(self, name: str) -> NDArray[Any]:
        # Integer steps are exact in float64 too, and an injected frame has floats.
        return np.concatenate([getattr(item, name) for item in self._leaders])

    def _detected(self, parameters: Parameters, every: _Rows) -> NDArray[np.bool_]:
        """Leaders above the thresholds; the matched filter has its own."""
        above = self._above(exact(parameters.threshold_e), every)
        if self._evidence is None:
            return detected_by(parameters, above=above)
        return detected_by(
            parameters,
            above=above,
            significance=self._evidence.shape.significance[every.order],
            matched=np.ones(len(above), np.bool_),
        )

    def _above(self, threshold: Fraction, every: _Rows) -> NDArray[np.bool_]:
        """Strictly above the threshold."""
        keep = np.empty(len(every.order), np.bool_)
        for item, own in self._alike(every.frame):
            limit = threshold / item.unit
            keep[own] = exceeds(every.value[own], limit, parts=item.parts)
        return keep

    def _passing_ratio(self, parameters: Parameters, every: _Rows) -> NDArray[np.bool_]:
        """Exactly; without any neighbour there is nothing to fall off to."""
        rules = (parameters.ratio, parameters.neighbours, parameters.ties)
        if self._passed is not None and self._passed[0] == rules:
            return self._passed[1]
        ratio, passing = exact(parameters.ratio), every.alone.copy()
        for item, own in self._alike(every.frame):
            lowest, value = every.lowest[own], every.value[own]
            passing[own] |= ~falls_below(lowest, ratio, value, parts=item.parts)
        self._passed = rules, passing
        return passing

    def _alike(
        self, frame: NDArray[np.int32]
    ) -> Iterator[tuple[Leaders, slice | NDArray[np.bool_]]]:
        """Rows of frames with the same unit; an injection gives its frame another."""
        kinds = [(item.unit, item.parts) for item in self._leaders]
        for kind in dict.fromkeys(kinds):
            own = np.array([other == kind for other in kinds])
            first = self._leaders[kinds.index(kind)]
            yield first, slice(None) if own.all() else own[frame]

    def _classified(
        self, parameters: Parameters, every: _Rows, rows: slice | NDArray[np.intp]
    ) -> Classification | None:
        if self._evidence is None:
            return None
        rules = (parameters.neighbours, parameters.ties)
        given = (parameters.p_min, parameters.dbic_min, *rules)
        if self._labelled is None or self._labelled[0] != given:
            examined = classify(self._evidence, parameters).rows(every.order)
            self._labelled = given, examined
        return self._labelled[1].rows(rows)

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
            own = frame == index
            result[own] = mask[y[own], x[own]]
        return result

    def _per_frame(self, frame: NDArray[np.int32]) -> NDArray[np.int64]:
        counts: NDArray[np.int64] = np.bincount(frame, minlength=len(self._leaders))
        return counts.astype(np.int64)


def _as_slice(keep: NDArray[np.bool_]) -> slice | NDArray[np.intp]:
    """The rows to keep; the first ones are a slice, so that nothing is copied."""
    count = int(np.count_nonzero(keep))
    return slice(count) if keep[:count].all() else np.flatnonzero(keep)


def candidate_table(
    leaders: Sequence[Leaders],
    shape: tuple[int, int],
    parameters: Parameters,
    *,
    synthetic: Mapping[int, NDArray[np.bool_]] | None = None,
    evidence: Evidence | None = None,
    profile: str = "",
    profile_sha256: str = "",
) -> CandidateTable:
    """Select once, in raster order; to select again and again keep a `Selection`.

    Parameters
    ----------
    leaders, shape, synthetic, evidence, profile, profile_sha256
        As for `Selection`.
    parameters : Parameters
        Threshold, ratio, neighbours, ties and criterion.

    Returns
    -------
    CandidateTable
        One row per leader, accepted or not, by frame, then row, then column.
    """
    selection = Selection(
        leaders,
        shape,
        synthetic=synthetic,
        evidence=evidence,
        profile=profile,
        profile_sha256=profile_sha256,
    )
    return selection.table(parameters).in_raster_order()
