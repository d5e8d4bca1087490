"""Stars injected round by round: more of the same, each round with its own seed."""

from __future__ import annotations

import numpy as np
import pytest

from darkviewer.core.progress import drive
from darkviewer.runs.injection import Trial
from darkviewer.runs.injection_rounds import inject_in_rounds


def again(trial: Trial, **more: object) -> tuple[Trial, list[Trial]]:
    parts: list[Trial] = []
    outcome = trial.outcome
    job = inject_in_rounds(
        outcome.calibration,
        outcome.session,
        trial.parameters,
        fluxes_e=(300.0, 8000.0),
        known=trial.examination,
        on_part=parts.append,
        **{"per_flux": 20, "rounds": 2} | more,
    )
    return drive(job), parts


def test_every_flux_is_injected_into_every_frame(trial: Trial) -> None:
    flux, count = np.unique(trial.recovery.flux_e, return_counts=True)
    assert flux.tolist() == [300.0, 8000.0]
    assert count.tolist() == [20 * 5, 20 * 5]
    assert trial.plan.per_flux == 20


def test_parts_grow_and_the_last_is_the_whole(trial: Trial) -> None:
    whole, parts = again(trial)
    assert [len(part.recovery) for part in parts] == [100, 200]
    assert parts[-1] is whole
    np.testing.assert_array_equal(whole.recovery.x, trial.recovery.x)
    np.testing.assert_array_equal(whole.recovery.value_e, trial.recovery.value_e)
    first, second = np.split(whole.recovery.x, 2)
    assert np.any(first != second)  # another seed


def test_another_seed_gives_other_stars(trial: Trial) -> None:
    other, _ = again(trial, seed=7)
    assert np.any(other.recovery.x != trial.recovery.x)
    assert other.plan.seed == 7


def test_there_is_a_star_in_every_round(trial: Trial) -> None:
    found, _ = again(trial, per_flux=1, rounds=3)
    assert len(found.recovery) == 3 * 2 * 5


@pytest.mark.parametrize(("flux", "low", "high"), [(300.0, 0, 0.1), (8000.0, 0.9, 1)])
def test_faint_stars_are_lost_and_bright_ones_come_back(
    trial: Trial, flux: float, low: float, high: float
) -> None:
    kept = trial.recovery.recovered(trial.parameters) & ~trial.recovery.lost
    share = kept[trial.recovery.flux_e == flux].mean()
    assert low <= share <= high
