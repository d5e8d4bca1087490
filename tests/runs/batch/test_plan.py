"""What there is to do: missing, changed, stale; and what is left alone."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.frames.exclusion import without
from darkviewer.core.frames.reading import Reading
from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.runs.batch.plan import Asked, Plan, make_plan, unit_of
from darkviewer.runs.batch.work import PROCESS
from darkviewer.storage.captures import scan
from tests.helpers.archives import asked_of, done_here, write_archive, write_night
from tests.helpers.captures import write_frame


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    write_archive(tmp_path / "archive", 3)
    return asked_of(tmp_path / "archive", tmp_path / "results")


def planned(asked: Asked) -> Plan:
    return drive(make_plan(asked))


def nights(plan: Plan) -> list[str]:
    return [item.record.where[:10] for item in plan.todo]


def test_all_that_is_missing_the_newest_first(asked: Asked) -> None:
    plan = planned(asked)
    assert nights(plan) == ["2024-05-03", "2024-05-02", "2024-05-01"]
    sizes = [path.stat().st_size for path in asked.root.rglob("*.fits")]
    assert plan.n_bytes == sum(sizes)
    assert (plan.stale, plan.done, plan.failed) == (0, [], [])


def test_nothing_is_left_to_do_and_no_header_is_read(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    done_here(asked)
    scan.forget_headers()
    monkeypatch.setattr(scan, "read_file", None)
    plan = planned(asked)
    assert plan.todo == []
    assert len(plan.done) == 3


def test_a_frame_that_came_later_makes_its_series_stale(asked: Asked) -> None:
    done_here(asked)
    folder = asked.root / "2024-05-02" / "03_38_48" / "Dark30s"
    other = write_night(asked.root.parent / "other", 9) / "00001.fits"
    os.rename(other, folder / "00004.fits")
    plan = planned(asked)
    assert (nights(plan), plan.stale, len(plan.done)) == (["2024-05-02"], 1, 2)


def test_other_parameters_limits_or_versions_make_all_stale(asked: Asked) -> None:
    done_here(asked)
    others = (
        replace(asked, parameters=Parameters(method="average")),
        replace(asked, version="2"),
        replace(asked, limits_of=lambda _: {"level": 3.0}, heard="a limit"),
    )
    for other in others:
        assert planned(other).stale == 3
    assert planned(asked).stale == 0


def test_what_was_said_of_one_frame_makes_one_series_stale(asked: Asked) -> None:
    done_here(asked)

    def judge(session: scan.Session) -> scan.Session:
        if session.date != "2024-05-01":
            return session
        return without(session, {session.frames[1].place: "clouds"})

    said = replace(asked, reading=Reading(judge=judge), heard="an exclusion")
    plan = planned(said)
    assert (nights(plan), len(plan.done)) == (["2024-05-01"], 2)
    unit = unit_of(said, plan.todo[0])
    assert [info.name for info in unit.session.frames] == ["00001.fits", "00003.fits"]
    done_here(said)
    assert planned(said).todo == []


def test_captures_of_earlier_nights_are_passed_over(asked: Asked) -> None:
    plan = planned(replace(asked, since="2024-05-02"))
    assert nights(plan) == ["2024-05-03", "2024-05-02"]
    assert plan.passed_over == 1


@pytest.mark.parametrize("spelt", ["20240{}", "2024_0{}", "2024-0{}"])
def test_nights_may_be_spelt_otherwise(asked: Asked, spelt: str) -> None:
    separator = spelt.removeprefix("2024").removesuffix("0{}")
    for day in ("01", "02", "03"):
        name = spelt.format(f"5{separator}{day}")
        os.rename(asked.root / f"2024-05-{day}", asked.root / name)
    plan = planned(replace(asked, since="2024-05-03"))
    assert (len(plan.todo), plan.passed_over) == (1, 2)


def test_the_frames_say_the_night_where_no_folder_does(tmp_path: Path) -> None:
    folder = tmp_path / "archive" / "darks"
    folder.mkdir(parents=True)
    when = {"DATE-OBS": "2024-05-08T23:00:00"}
    for number in range(3):
        raw = np.full((8, 8), 1000 + number, np.uint16)
        write_frame(folder / f"{number}.fits", raw, **when)
    asked = asked_of(tmp_path / "archive", tmp_path / "results")
    (item,) = planned(replace(asked, since="2024-05-08")).todo
    assert item.record.begun == "2024-05-08T23:00:00"
    later = replace(asked, since="2024-05-09")
    assert (planned(later).todo, planned(later).passed_over) == ([], 1)
    done_here(asked)
    assert (planned(later).done, planned(later).passed_over) == ([], 1)


def test_a_failure_is_tried_again_when_it_is_asked_for_or_has_changed(
    asked: Asked,
) -> None:
    broken = asked.root / "2024-05-02" / "03_38_48" / "Dark30s"
    kept = {path: path.read_bytes() for path in broken.iterdir()}
    for path in kept:
        path.write_bytes(b"not FITS")
    process = replace(asked, work=PROCESS)
    batch = done_here(process)
    (failed,) = batch.failed
    assert failed.reason.startswith(f"No frame in {broken} can be used: 00001.fits")
    assert planned(process).todo == []
    assert len(planned(process).failed) == 1
    assert nights(planned(replace(process, retry_failed=True))) == ["2024-05-02"]
    for path, content in kept.items():
        path.write_bytes(content)
    assert nights(planned(process)) == ["2024-05-02"]
    assert done_here(process).failed == []


def test_what_is_not_for_this_work_is_skipped_with_a_reason(tmp_path: Path) -> None:
    folder = write_night(tmp_path / "archive", 1)
    for path in sorted(folder.iterdir())[1:]:
        path.unlink()
    light = write_night(tmp_path / "archive", 2)
    os.rename(light, light.with_name("Flat"))
    asked = asked_of(tmp_path / "archive", tmp_path / "results", PROCESS)
    plan = planned(asked)
    assert plan.todo == []
    reasons = {record.where[:10]: record.reason for record in plan.skipped}
    assert reasons == {
        "2024-05-01": "a single frame: there is nothing to compare it with",
        "2024-05-02": "flat frames: only darks are asked for",
    }
    assert len(planned(asked).skipped) == 2


def test_the_root_may_be_one_capture(tmp_path: Path) -> None:
    folder = write_night(tmp_path / "archive", 1)
    asked = asked_of(folder, tmp_path / "results")
    assert [item.record.where for item in planned(asked).todo] == ["Dark30s"]


def test_a_series_that_was_taken_away_meanwhile(asked: Asked) -> None:
    plan = planned(asked)
    item = plan.todo[0]
    gone = replace(item, record=replace(item.record, series="dark-99s"))
    with pytest.raises(DarkviewerError, match="has no series dark-99s any more"):
        unit_of(asked, gone)


def test_a_sidecar_belongs_to_the_capture(asked: Asked) -> None:
    done_here(asked)
    folder = asked.root / "2024-05-02" / "03_38_48" / "Dark30s"
    (folder / "x.CameraSettings.txt").write_text("[QHY42PRO]\nGain=5\n")
    assert nights(planned(asked)) == ["2024-05-02"]


def test_a_sidecar_one_level_up_belongs_to_its_capture_alone(asked: Asked) -> None:
    done_here(asked)
    night = asked.root / "2024-05-02" / "03_38_48"
    (night / "Dark30s.CameraSettings.txt").write_text("[QHY42PRO]\nGain=5\n")
    assert nights(planned(asked)) == ["2024-05-02"]
    done_here(asked)
    (night / "Other.CameraSettings.txt").write_text("[QHY42PRO]\nGain=6\n")
    assert planned(asked).todo == []


def test_the_root_may_be_one_file(tmp_path: Path) -> None:
    file = write_night(tmp_path / "archive", 1) / "00001.fits"
    asked = asked_of(file, tmp_path / "results")
    assert [item.record.where for item in planned(asked).todo] == ["00001.fits"]
    done_here(asked)
    assert planned(asked).todo == []
    os.utime(file, ns=(0, 0))
    assert len(planned(asked).todo) == 1


def test_a_file_that_vanishes_while_it_is_looked_at(asked: Asked) -> None:
    done_here(asked)
    folder = asked.root / "2024-05-02" / "03_38_48" / "Dark30s"
    (folder / "00003.fits").unlink()
    (folder / "00003.fits").symlink_to("nowhere.fits")
    assert nights(planned(asked)) == ["2024-05-02"]
