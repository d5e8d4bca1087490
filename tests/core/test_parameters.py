"""Which changes ask for a new run, from what each parameter means."""

from __future__ import annotations

from typing import Any

import pytest

from darkviewer.core.parameters import PARAMETERS, Parameters

OTHER: dict[str, Any] = {
    "padding_bits": 0,
    "gain_e_per_adu": 2.0,
    "method": "average",
    "threshold_e": 300.0,
    "ratio": 0.4,
    "neighbours": 8,
    "ties": "all",
    "criterion": "psf",
    "master": "leave-one-out",
    "detection": "matched",
    "amplifiers": "2x1",
    "threshold_sigma": 6.0,
    "fwhm_px": 2.5,
    "seeing_arcsec": 4.5,
    "pixel_scale_arcsec": 1.0,
    "family": "moffat",
    "moffat_beta": 2.5,
    "axis_ratio": 1.5,
    "axis_angle_deg": 45.0,
    "width": "free",
    "width_range": 1.2,
    "profile_error": 0.1,
    "p_min": 0.01,
    "dbic_min": 6.0,
}

COMBINES = {"padding_bits", "gain_e_per_adu", "method"}
# the criterion by the master that it needs
EXAMINES = {"master", "criterion", "detection", "fwhm_px", "width"}
EXAMINES |= {"width_range", "profile_error", "amplifiers"}
EXAMINES |= {"family", "moffat_beta", "axis_ratio", "axis_angle_deg"}
EXAMINES |= {"seeing_arcsec", "pixel_scale_arcsec"}  # they decide the width


@pytest.mark.parametrize("name", OTHER)
def test_what_a_change_asks_for(name: str) -> None:
    before = Parameters()
    after = before.changed(name, OTHER[name])
    assert before.same_calibration(after) == (name not in COMBINES)
    assert before.same_examination(after) == (name not in EXAMINES)


def test_every_parameter_is_looked_at() -> None:
    assert list(OTHER) == [item.name for item in PARAMETERS]


def test_two_names_of_one_master_are_the_same() -> None:
    automatic = Parameters(criterion="psf")
    chosen = Parameters(criterion="psf", master="leave-one-out")
    assert automatic.same_examination(chosen)
    assert not automatic.same_examination(
        Parameters(criterion="psf", master="in-sample")
    )
