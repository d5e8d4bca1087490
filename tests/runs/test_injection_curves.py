"""Curves of an injection run are those of its stars."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.injection.completeness import unselected_p
from darkviewer.runs.injection import P_BINS, ROC_LIMITS, Trial
from darkviewer.runs.injection_curves import curves_of


def test_shares_are_counted_per_flux(trial: Trial) -> None:
    curves = curves_of(trial)
    found = trial.recovery
    assert set(curves.kept) == {"ratio", "psf", "both"}
    for name, parameters in trial.criteria.items():
        kept = found.recovered(parameters)
        for k, flux in enumerate((300.0, 8000.0)):
            usable = (found.flux_e == flux) & ~found.lost
            share = kept[usable].mean()
            assert curves.kept[name].share[k] == pytest.approx(share)


def test_both_criteria_keep_no_more_than_either(trial: Trial) -> None:
    share = {name: it.share for name, it in curves_of(trial).kept.items()}
    assert np.all(share["both"] <= np.minimum(share["ratio"], share["psf"]))


def test_p_values_are_in_the_histogram_once(trial: Trial) -> None:
    curves = curves_of(trial)
    assert curves.counts.sum() == len(unselected_p(trial.recovery, trial.parameters))
    assert len(curves.counts) == P_BINS == len(curves.edges) - 1


def test_every_limit_is_traded(trial: Trial) -> None:
    assert set(curves_of(trial).trades) == set(ROC_LIMITS)
