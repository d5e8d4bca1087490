"""How much is done for a report; by itself, so that options can show it at once."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PLAN", "ReportPlan"]


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """How much is done for a report.

    Attributes
    ----------
    per_flux : int
        Stars of each flux injected into each frame, for the completeness; 0: none.
    fluxes_e : tuple of float
        Their fluxes; ten from faint to bright where none are given.
    cutouts : int
        Candidates shown, at most.
    seed : int
        Of the injected stars.
    """

    per_flux: int = 20
    fluxes_e: tuple[float, ...] = ()
    cutouts: int = 48
    seed: int = 1


PLAN = ReportPlan()
"""The usual one."""
