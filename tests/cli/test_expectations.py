from __future__ import annotations

import argparse
from typing import Any

import pytest

from darkviewer.cli.expectations import Given, add_expect
from darkviewer.core.frames.grouping import Expected


def expected(*given: str) -> Any:
    parser = argparse.ArgumentParser()
    add_expect(parser)
    return parser.parse_args([part for one in given for part in ("--expect", one)])


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ((), Expected()),
        (("exposure=30",), Expected(exposure_s=30)),
        (("exposure=500ms",), Expected(exposure_s=0.5)),
        (("exposure=0,5",), Expected(exposure_s=0.5)),
        (("shape=2048x1024",), Expected(shape=(1024, 2048))),
        (("filter=U", "kind=DARK"), Expected(filter="U", kind="dark")),
        (("set-temp=-10,frames=9",), Expected(set_temperature_c=-10, frames=9)),
        (("exposure=30", "exposure=10"), Expected(exposure_s=10)),
    ],
)
def test_what_is_expected(given: tuple[str, ...], wanted: Expected) -> None:
    assert expected(*given).expect == Given(wanted)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (("none",), Given(alone=True)),
        (("none", "frames=9"), Given(Expected(frames=9), alone=True)),
        (("exposure=30,none",), Given(Expected(exposure_s=30), alone=True)),
        (("filter=none",), Given(Expected(filter="none"))),
    ],
)
def test_nothing_that_is_kept(given: tuple[str, ...], wanted: Given) -> None:
    assert expected(*given).expect == wanted


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("exposure", "'exposure' is not WHAT=VALUE with WHAT one of exposure, shape"),
        ("gain=5", "'gain=5' is not WHAT=VALUE"),
        ("exposure=", "is not WHAT=VALUE"),
        ("exposure=soon", "exposure=soon cannot be read: it is 30 or 500ms"),
        ("shape=big", "shape=big cannot be read: it is WIDTHxHEIGHT"),
        ("frames=some", "frames=some cannot be read"),
    ],
)
def test_what_is_none(
    wrong: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        expected(wrong)
    assert end.value.code == 2
    assert words in " ".join(capsys.readouterr().err.split())
