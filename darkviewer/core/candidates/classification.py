"""Results of the examination for each row of the candidate table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.core.candidates.labels import RULES, Evidence, Limits, accepts, label_of
from darkviewer.core.psf.rivals import ALTERNATIVES
from darkviewer.core.records import rows_of

if TYPE_CHECKING:
    from darkviewer.core.parameters import Parameters

__all__ = [
    "EXAMINED_COLUMNS",
    "Classification",
    "ExaminedColumn",
    "classify",
    "limits_of",
]


@dataclass(frozen=True, slots=True, eq=False)
class Classification:
    """Tests, labels and the PSF test's answer, one row per leader.

    Attributes
    ----------
    evidence : Evidence
        Fit, rivals and history.
    label : int8 array, shape (n,)
        Index into `RULES`.
    psf : bool array, shape (n,)
        Accepted by the PSF test.
    """

    evidence: Evidence
    label: NDArray[np.int8]
    psf: NDArray[np.bool_]

    @property
    def words(self) -> NDArray[np.str_]:
        """The label of each row."""
        return np.array([rule.label for rule in RULES])[self.label]

    def rows(self, rows: slice | NDArray[np.intp]) -> Classification:
        """Some rows."""
        return rows_of(self, rows)


@dataclass(frozen=True, slots=True)
class ExaminedColumn:
    """One column that the examination adds to the candidate table.

    Attributes
    ----------
    name : str
        In JSON, tables and files.
    unit : str
        As astropy spells it; empty for pure numbers.
    sentence : str
        What it says.
    values : callable
        Gives the column, shape (n,).
    """

    name: str
    unit: str
    sentence: str
    values: Callable[[Classification], NDArray[Any]]


def _shape(name: str) -> Callable[[Classification], NDArray[Any]]:
    return lambda v: np.asarray(getattr(v.evidence.shape, name))


def _rival(place: int) -> Callable[[Classification], NDArray[Any]]:
    return lambda v: np.asarray(v.evidence.shape.dbic[:, place])


EXAMINED_COLUMNS: tuple[ExaminedColumn, ...] = (
    ExaminedColumn(
        "flux_e", "electron", "total light of the fitted star", _shape("flux_e")
    ),
    ExaminedColumn(
        "flux_sigma_e", "electron", "standard error of flux_e", _shape("flux_sigma_e")
    ),
    ExaminedColumn("dx", "pix", "fitted star minus x", _shape("dx")),
    ExaminedColumn("dy", "pix", "fitted star minus y", _shape("dy")),
    ExaminedColumn("fwhm", "pix", "width of the star", _shape("fwhm_px")),
    ExaminedColumn("chi2", "", "chi-squared of the star", _shape("chi2")),
    ExaminedColumn("dof", "", "degrees of freedom", _shape("dof")),
    ExaminedColumn(
        "p",
        "",
        "chance that a star of exactly the assumed profile fits as badly; 0 means "
        "below 1e-300",
        _shape("p"),
    ),
    ExaminedColumn(
        "p_tolerant",
        "",
        "the same for a star that may deviate by the profile error; p_min is its limit",
        _shape("p_tolerant"),
    ),
    ExaminedColumn(
        "dbic",
        "",
        "BIC of the best rival minus that of the star",
        lambda v: v.evidence.shape.dbic.min(axis=1, initial=np.inf),
    ),
    *(
        ExaminedColumn(f"dbic_{name}", "", f"the same for {name} alone", _rival(place))
        for place, name in enumerate(ALTERNATIVES)
    ),
    ExaminedColumn(
        "p_psf",
        "",
        "likelihood ratio L of a star against the others, as L/(1+L)",
        _shape("p_psf"),
    ),
    ExaminedColumn("label", "", "what it is, by the first rule", lambda v: v.words),
    ExaminedColumn(
        "rule",
        "",
        "number of that rule, from 1",
        lambda v: v.label.astype(np.int64) + 1,
    ),
    ExaminedColumn(
        "significance", "", "residual divided by its own sigma", _shape("significance")
    ),
    ExaminedColumn(
        "matched",
        "",
        "signal-to-noise ratio as the centre of a star",
        _shape("matched"),
    ),
    ExaminedColumn(
        "recurrence",
        "",
        "frames in which the pixel is high",
        lambda v: v.evidence.past.recurrence,
    ),
    ExaminedColumn(
        "levels",
        "",
        "levels between which a telegraph pixel jumps; 0 if none or unclear",
        lambda v: np.where(v.words == "telegraph", v.evidence.past.levels, 0),
    ),
)
"""In the order of the files."""


def limits_of(parameters: Parameters) -> Limits:
    """The limits that the sliders set."""
    return Limits(p_min=parameters.p_min, dbic_min=parameters.dbic_min)


def classify(evidence: Evidence, parameters: Parameters) -> Classification:
    """Label all leaders by the current limits; nothing is fitted again."""
    limits = limits_of(parameters)
    return Classification(
        evidence, label_of(evidence, limits), accepts(evidence.shape, limits)
    )
