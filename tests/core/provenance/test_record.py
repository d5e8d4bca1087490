"""The record that goes with every file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from darkviewer.core.candidates.selection import candidate_table
from darkviewer.core.frames.session import Session, Skipped
from darkviewer.core.health.table import CHECKS, judge
from darkviewer.core.parameters import Parameters
from darkviewer.core.provenance.record import Findings, provenance, seal_of
from tests.helpers.calibrations import run
from tests.helpers.planted_faults import sound_session

MOMENT = datetime(2024, 5, 8, 4, 5, 6, tzinfo=UTC)
SESSION = Session(
    Path("root/2024-05-08/03_38_48/Dark30s"),
    date="2024-05-08",
    time="03_38_48",
    object="Dark\x1b30s",
    skipped=(Skipped("bad\udcff.fits", "no frame"),),
)


def test_a_session_alone_has_nulls_for_what_is_not_known() -> None:
    record = provenance(Findings(SESSION), moment=MOMENT)
    for part in ("parameters", "gain", "master", "checks", "noise", "sky"):
        assert record[part] is None
    assert record["criterion"] is record["false_positives"] is None
    assert record["created"] == "2024-05-08T04:05:06Z"
    assert record["session"]["object"] == "Dark\\x1b30s"
    assert record["skipped"] == [{"name": "bad\\xff.fits", "reason": "no frame"}]
    assert record["frames"] == record["inputs"] == []


def test_everything_that_made_the_numbers_is_in_it() -> None:
    cube = np.random.default_rng(1).integers(1000, 1200, (4, 12, 16)).astype("u2")
    cube[1, 5, 4] += 6000
    cube[1, [4, 6, 5, 5], [4, 4, 3, 5]] += 4000
    low = Parameters(threshold_e=150, method="average")
    found = run(cube, low)
    selected = replace(low, ratio=0.5)
    table = candidate_table(found.leaders, (12, 16), selected)
    checks = judge(sound_session(3, size=64).measures, {"level": 9.0})
    record = provenance(
        Findings(
            SESSION, found, table, checks, inputs=[{"name": "a.fits", "sha256": "00ff"}]
        ),
        moment=MOMENT,
        master_file="MasterDark.fits",
    )
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["parameters"]["ratio"] == 0.5  # of the table
    assert record["criterion"]["name"] == "neighbour ratio"
    assert record["frames"] == [source.name for source in found.used]
    assert record["inputs"] == [{"name": "a.fits", "sha256": "00ff"}]
    assert record["gain"]["said"] == ""
    master = record["master"]
    planes = found.master.planes
    digest = hashlib.sha256(b"average 4\n" + b"".join(p.tobytes() for p in planes))
    assert master == {
        "file": "MasterDark.fits",
        "method": "average",
        "n": 4,
        "shape": [12, 16],
        "in_sample": True,
        "sha256": digest.hexdigest(),
    }
    assert [entry["name"] for entry in record["checks"]["entries"]] == [
        check.name for check in CHECKS
    ]
    assert record["checks"]["limits"] == {"level": 9.0}
    counts = record["false_positives"]["gathered"]["counts"]
    assert sum(counts) == table.accepted.sum() == 1


def test_without_a_table_the_parameters_are_those_of_the_master() -> None:
    cube = np.full((3, 8, 8), 1000, np.uint16)
    found = run(cube, Parameters(method="average"))
    record = provenance(Findings(SESSION, found), moment=MOMENT)
    assert record["parameters"]["method"] == "average"
    assert record["false_positives"] is None


def test_the_seal_is_over_everything_else() -> None:
    record = provenance(Findings(SESSION), moment=MOMENT)
    others = {key: value for key, value in record.items() if key != "seal"}
    text = json.dumps(others, sort_keys=True, separators=(",", ":"))
    assert record["seal"] == hashlib.sha256(text.encode("ascii")).hexdigest()
    assert seal_of(record) == record["seal"]
    for key in record:
        changed = {**record, key: "another"}
        assert (seal_of(changed) == record["seal"]) is (key == "seal"), key
    assert seal_of(json.loads(json.dumps(record))) == record["seal"]
