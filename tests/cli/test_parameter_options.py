"""Options for parameters: what is not given stays open for what knows better."""

from __future__ import annotations

import argparse

import pytest

from darkviewer.cli.parameter_options import add_gain_options, add_parameters


def parsed(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_parameters(parser)
    return parser.parse_args(given)


def test_e_per_adu_is_open_unless_given() -> None:
    assert (parsed().gain_e_per_adu, parsed().padding_bits) == (None, None)
    assert parsed("--e-per-adu", "0.5").gain_e_per_adu == 0.5
    assert parsed().threshold_e == 200.0


def test_the_former_name_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    assert parsed("--gain", "0.5").gain_e_per_adu == 0.5
    assert "--gain is now called --e-per-adu" in capsys.readouterr().err


def test_commands_without_a_calibration_take_e_per_adu_alone() -> None:
    parser = argparse.ArgumentParser()
    add_gain_options(parser)
    given = parser.parse_args(["--padding-bits", "2", "--ignore-opinions"])
    assert vars(given) == {
        "gain_e_per_adu": None,
        "padding_bits": 2,
        "ignore_opinions": True,
    }


def test_what_is_out_of_range_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed("--e-per-adu", "0")
    assert "must lie between 0.0001 and 1000" in capsys.readouterr().err
