"""What the checks say of the measured noise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from darkviewer.core.candidates.false_positives import Rate
from darkviewer.core.candidates.measured_noise import MeasuredNoise
from darkviewer.core.health.noise_checks import (
    CORRELATION,
    NEGATIVES,
    WIDTH,
    noise_findings,
    with_noise,
)
from darkviewer.core.health.table import CHECKS, SessionChecks

SOUND = MeasuredNoise(
    leaders=(3.0, 2.0),
    accepted=(1.0, 0.0),
    lump=1.0,
    expected=Rate(0.3, 0.25, 0.35),
    z_width=((1.02,), (0.97,)),
    z_error=((0.002,), (0.002,)),
    signal_width=((1.0,), (1.0,)),
    signal_error=((0.01,), (0.01,)),
    correlation=((0.01, 0.0, -0.001),),
    correlation_error=(0.002,),
    parts=("",),
    prior_frames=((100.0,),),
)


def spoken(found: MeasuredNoise) -> dict[str, str]:
    return {
        check.name: finding.sentence
        for check, finding in noise_findings(found)
        if finding.status != "pass"
    }


def test_nothing_is_said_of_sound_noise() -> None:
    assert spoken(SOUND) == {}
    known = with_noise(SessionChecks(()), replace(SOUND, accepted=(1.0, 0.0, 0.0)))
    assert [check for check, _ in known.findings] == [NEGATIVES, WIDTH, CORRELATION]
    assert known.status == "pass"
    width = known.findings[1][1]
    assert width.value == pytest.approx(0.02)


def test_more_negative_maxima_than_noise_explains() -> None:
    # at least 9.59 of 18 (exact Poisson), 1.4 x 2 x 0.35 = 0.98 are explained
    many = spoken(replace(SOUND, accepted=(10.0, 8.0)))
    assert many["negatives"].startswith(
        "18 in 2 negative frames pass as stars, where noise explains at most 0.7:"
    )
    few = replace(SOUND, accepted=(2.0, 1.0))  # at least 0.62 of 3
    assert spoken(few) == {}
    none = replace(SOUND, expected=Rate(0.0, 0.0, 0.0), accepted=(0.0, 0.0))
    assert spoken(none) == {}
    assert noise_findings(none)[0][1].value is None


def test_without_an_expectation_there_is_nothing_to_compare() -> None:
    nobody_knows = Rate(float("nan"), float("nan"), float("nan"))
    for unknown in (None, nobody_knows):
        finding = noise_findings(replace(SOUND, expected=unknown))[0][1]
        assert finding.sentence.startswith("not checked")


def test_noise_that_is_wider_than_its_sigmas() -> None:
    wide = spoken(replace(SOUND, z_width=((1.0,), (1.2,))))
    assert wide["noise_width"] == (
        "residuals at empty places of frame 2 are 1.200 times as wide as expected: "
        "sigmas were widened by it"
    )
    two = replace(
        SOUND,
        z_width=((1.0, 1.0), (1.0, 1.0)),
        z_error=((0.01, 0.01), (0.01, 0.01)),
        signal_width=((1.0, 0.8), (1.0, 1.0)),
        signal_error=((0.01, 0.01), (0.01, 0.01)),
        parts=("x 0 to 99", "x 100 to 199"),
    )
    assert spoken(two)["noise_width"] == (
        "signals of stars at empty places of frame 1 (x 100 to 199) are 0.800 times as "
        "wide as expected: patterns of the noise do so"
    )
    narrow = replace(SOUND, z_width=((0.92,), (1.0,)))
    assert spoken(narrow) == {}
    assert (
        "1.050 times"
        in spoken(replace(narrow, z_width=((0.92,), (1.05,))))["noise_width"]
    )


def test_neighbours_that_share_noise() -> None:
    shared = spoken(replace(SOUND, correlation=((0.01, -0.05, 0.0),)))
    assert shared["neighbours"].startswith(
        "neighbouring pixels along columns share noise (correlation -0.050):"
    )
    unsure = replace(SOUND, correlation=((0.05, 0, 0),), correlation_error=(0.02,))
    assert spoken(unsure) == {}


def test_nothing_measured_is_nothing_said() -> None:
    checks = SessionChecks(())
    assert with_noise(checks, None) is checks


def test_two_frames_are_not_examined_against_each_other() -> None:
    known = with_noise(SessionChecks(()), SOUND)
    sentences = {finding.sentence for _, finding in known.findings}
    assert sentences == {"not checked: it takes 3 frames to know"}


def test_frames_alone_do_not_tell() -> None:
    assert NEGATIVES.name not in {check.name for check in CHECKS}
    assert NEGATIVES.judge(None, 0).sentence.startswith("not checked")
