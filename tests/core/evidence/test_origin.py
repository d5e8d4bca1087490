"""How a file says that it was made."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.evidence.origin import Source, origin_of
from darkviewer.core.frames.session import Session
from darkviewer.core.health.check import Finding
from darkviewer.core.health.table import judge
from darkviewer.core.parameters import Parameters
from darkviewer.core.provenance.record import Findings, provenance
from tests.helpers.calibrations import run
from tests.helpers.planted_faults import sound_session

MOMENT = datetime(2024, 5, 8, 4, 5, 6, tzinfo=UTC)
ROW = {
    "name": "a.fits",
    "size_bytes": 5,
    "sha256": "00",
    "used": True,
    "reason": "",
}


def record() -> dict[str, object]:
    cube = np.random.default_rng(1).integers(1000, 1200, (4, 12, 16)).astype("u2")
    found = run(cube, Parameters(threshold_e=150))
    found = replace(found, request=replace(found.request, said="option"))
    checks = judge(sound_session(3, size=64).measures, {"level": 9.0})
    session = Session(Path("root/Dark30s"), date="2024-05-08")
    facts = Findings(session, found, checks=checks, inputs=[ROW])
    return provenance(facts, moment=MOMENT, master_file="m.fits")


def test_it_comes_back_as_it_was_written() -> None:
    origin = origin_of(record(), "a.ecsv")
    assert origin.moment == MOMENT.replace(tzinfo=None)
    assert origin.parameters == Parameters(threshold_e=150)
    assert (origin.said, origin.master) == ("option", "m.fits")
    assert origin.session["date"] == "2024-05-08"
    assert origin.sources == (Source("a.fits", 5, "00", used=True, reason=""),)
    assert origin.limits == {"level": 9.0}
    assert origin.known == {"checks", "gain", "master", "criterion"}
    assert origin.profile == "Gaussian"
    assert set(origin.usual) == {"usual_level", "usual_noise", "usual_hot"}
    found = origin.usual["usual_level"]
    assert isinstance(found, Finding)
    assert "earlier nights" in found.sentence


@pytest.mark.parametrize("key", ["created", "software", "inputs", "gain", "noise"])
def test_what_is_no_record_is_refused_in_words(key: str) -> None:
    damaged = record()
    del damaged[key]
    with pytest.raises(DarkviewerError, match="does not say how it was made"):
        origin_of(damaged, "a.ecsv")
    with pytest.raises(DarkviewerError, match="was altered"):
        origin_of(record() | {key: 5}, "a.ecsv")


def test_parameters_out_of_range_are_refused_in_words() -> None:
    damaged = record()
    damaged["parameters"] = {"ratio": 7.0}
    with pytest.raises(DarkviewerError, match="no version could have made it"):
        origin_of(damaged, "a.ecsv")
