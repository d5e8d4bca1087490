"""Stored results that were made up: a miss, never an error."""

from __future__ import annotations

import copy
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from darkviewer.core.calibration.pipeline import CalibrationRequest, calibrate
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.storage.appdata.results import StoredResults
from darkviewer.storage.captures.scan import read_session
from darkviewer.storage.fits.frame import FitsFrame

MUTATIONS = 1500  # 20 000 were tried
ODD = (
    *(
        None,
        True,
        -1,
        0,
        1,
        2,
        7,
        10**9,
        -(10**30),
        0.5,
        -0.0,
        1e308,
        "",
        "x",
        "median",
    ),
    *([], [1], {}, {"array": 0}, {"array": 999}, {"array": -1}, {"array": "x"}),
    *({"fraction": [1, 0]}, {"fraction": [1]}, {"fraction": ["a", "b"]}),
    *({"record": "Master", "fields": {}}, {"record": "os", "fields": {}}),
    *({"mapping": {}}, {"mapping": 3}, float("nan"), float("inf"), "|O", "<M8[s]"),
)


@pytest.fixture
def request_and_store(
    session: Path, tmp_path: Path
) -> tuple[CalibrationRequest, StoredResults]:
    sources = tuple(FitsFrame(info) for info in read_session(session).frames)
    request = CalibrationRequest(1, sources, Parameters(threshold_e=20))
    stored = StoredResults(tmp_path / "results")
    stored.store(drive(calibrate(request)))
    return request, stored


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON document."""
    found = [path] if path else []
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, item in items:
        found += places(item, (*path, key))
    return found


def mutated(document: Any, random_: random.Random) -> Any:
    changed = copy.deepcopy(document)
    for _ in range(random_.choice((1, 1, 1, 2, 3))):
        *parents, last = random_.choice(places(changed))
        holder = changed
        for key in parents:
            holder = holder[key]
        if random_.random() < 0.15:
            del holder[last]
        else:
            holder[last] = copy.deepcopy(random_.choice(ODD))
        if not places(changed):
            break
    return changed


def write(path: Path, document: Any, data: bytes) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("document.json", json.dumps(document))
        archive.writestr("data", data)


def test_no_made_up_result_gets_past_the_reader(
    request_and_store: tuple[CalibrationRequest, StoredResults],
) -> None:
    request, stored = request_and_store
    (path,) = stored.folder.iterdir()
    with zipfile.ZipFile(path) as archive:
        document = json.loads(archive.read("document.json"))
        data = archive.read("data")
    random_ = random.Random(20240508)
    misses = 0
    for _ in range(MUTATIONS):
        changed = bytearray(data)
        if random_.random() < 0.3:
            changed[random_.randrange(len(data))] ^= 1 << random_.randrange(8)
        write(path, mutated(document, random_), bytes(changed))
        found = stored.load(request)
        misses += found is None
        if found is not None:  # whatever is accepted can be worked with
            found.selection.table(request.parameters)
            found.master.electrons(request.parameters)
            for leaders in found.leaders:
                assert (leaders.x < found.master.shape[1]).all()
                assert (leaders.y < found.master.shape[0]).all()
    assert misses > MUTATIONS / 2


def test_what_the_program_wrote_is_accepted(
    request_and_store: tuple[CalibrationRequest, StoredResults],
) -> None:
    request, stored = request_and_store
    assert stored.load(request) is not None


def test_a_result_of_other_frames_is_a_miss(
    request_and_store: tuple[CalibrationRequest, StoredResults],
) -> None:
    request, stored = request_and_store
    (path,) = stored.folder.iterdir()
    fewer = CalibrationRequest(1, request.sources[:3], request.parameters)
    path.replace(stored._path(fewer))
    assert stored.load(fewer) is None
