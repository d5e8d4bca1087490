"""Stars injected into a calibration and recovered."""

from __future__ import annotations

from darkviewer.core.calibration.pipeline import (
    Calibration,
)
from darkviewer.core.injection.plan import (
    InjectionPlan,
)
from darkviewer.core.injection.recovery import Recovery, inject_and_recover
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.core.vetting.session import examiner_for

PLAN = InjectionPlan((1000.0, 1500.0, 2000.0, 5000.0), per_flux=60, seed=3)

PSF_TEST = Parameters(criterion="psf", profile_error=0.0)
"""The injected stars are exactly Gaussian, and so were those of the simulations."""


def recover(
    calibration: Calibration,
    parameters: Parameters = PSF_TEST,
    plan: InjectionPlan = PLAN,
    threads: int = 1,
    memory_bytes: int = 2**26,
) -> Recovery:
    return drive(
        inject_and_recover(
            examiner_for(calibration, parameters),
            plan,
            floor_e=150.0,
            memory_bytes=memory_bytes,
            threads=threads,
        )
    )
