"""Files as they were written, and with their frames moved, changed or gone."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from astropy.io import fits

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.evidence.comparison import Item
from darkviewer.core.progress import Job, drive
from darkviewer.runs.verifying.files_kind import FilesKind
from darkviewer.runs.verifying.kinds import Kind
from darkviewer.runs.verifying.rebuilt import rebuilt
from darkviewer.runs.verifying.verify import Calculate, Verification, again, verified
from darkviewer.storage.captures.by_hash import FoundFiles
from darkviewer.storage.exports.region_file import as_regions
from tests.helpers.tampering import MORE
from tests.helpers.verified import Exported, formats

PARTS = {
    "master": {"primary: pixels", "SIGMA: pixels", "NUSED: pixels", "DQ: pixels"},
    "table": {"column value_e", "column chi2", "meta.false_positives.per_frame.value"},
    "mask": {"DQ: pixels", "DO_NOT_USE: pixels", "REASONS: column PIXELS"},
    "sensor": {"CLASS: pixels", "RATE: pixels", "CLASSES: column RATE"},
}
KINDS = list(PARTS)
OTHERS = [
    *(f"{name}.csv" for name in ("Candidates", "Frames", "Checks", "Verdicts")),
    *(f"{name}.vot" for name in ("Candidates", "Frames", "Checks", "Verdicts")),
    *("Frames.ecsv", "Checks.ecsv", "Verdicts.ecsv"),
    *("Candidates.reg", "Provenance.json"),
    *("mask.csv", "mask.reg", "mask.lst", "mask.txt"),
]
PAGES = ["report", "certificate.html", "certificate.json"]
OF_FILES = ["vetted.json", "vetted.ecsv", "psf"]
PRINTED = [
    f"{name}.json"
    for name in (
        *("process", "frames", "gain", "sensor", "mask", "master", "rates"),
        "inject",
    )
]
PARQUET = [f"{name}.parquet" for name in ("Candidates", "Frames", "Checks", "Verdicts")]
needs_arrow = pytest.mark.skipif(
    "parquet" not in formats(), reason="pyarrow is an extra"
)


def words(found: Verification, status: str) -> dict[str, str]:
    return {f.item: f.words for f in found.findings if f.status == status}


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_equal_as_it_was_written(exported: Exported, kind: str) -> None:
    found = drive(verified(exported.files[kind]))
    assert found.status == "equal", (words(found, "differs"), words(found, "unchecked"))
    assert found.counts["equal"] > 100
    assert {f.item for f in found.findings if f.status == "equal"} >= PARTS[kind]
    assert {path.parent for path in found.frames} == {exported.capture}
    assert len(found.frames) == 6


def without_capture(exported: Exported, monkeypatch: pytest.MonkeyPatch) -> None:
    """The capture is no more where it was."""
    walk = os.walk
    monkeypatch.setattr(
        os,
        "walk",
        lambda top, **more: iter(()) if top == exported.capture else walk(top, **more),
    )


def once(exported: Exported) -> Calculate:
    """Results are calculated once for all files that say they were made alike."""
    known = exported.results

    def calculate(
        kind: Kind | FilesKind,
        origins: Sequence[Any],
        files: Sequence[FoundFiles],
        said: Mapping[str, Item],
    ) -> Job[dict[str, Item]]:
        (origin,), (found,) = origins, files
        if isinstance(kind, FilesKind):
            return (yield from again(kind, origins, files, said))
        way = f"{origin.parameters} {origin.sources} {origin.moment} {origin.known}"
        if way not in known:
            known[way] = yield from rebuilt(origin, found)
        results = replace(known[way], origin=origin)
        return kind.read((yield from kind.content([results], said)), Path())[0]

    return calculate


@pytest.mark.parametrize(
    "kind",
    [
        *OTHERS,
        *PAGES,
        *OF_FILES,
        *PRINTED,
        *(pytest.param(kind, marks=needs_arrow) for kind in PARQUET),
    ],
)
def test_so_is_every_other_file(exported: Exported, kind: str) -> None:
    path = exported.files[kind]
    found = drive(verified(path, more=MORE, calculate=once(exported)))
    assert found.status == "equal", (words(found, "differs"), words(found, "unchecked"))
    assert found.counts["equal"] >= 2


@pytest.mark.parametrize("kind", [k for k in OTHERS if "Verdicts" not in k])
def test_a_number_changed_in_it_differs(
    exported: Exported, tmp_path: Path, kind: str
) -> None:
    """The last digit of all that follows one in the text."""
    original = exported.files[kind]
    content = original.read_bytes()
    at = max(n for n, byte in enumerate(content) if byte in b"123456789")
    path = tmp_path / original.name
    path.write_bytes(content[:at] + b"0" + content[at + 1 :])
    found = drive(verified(path, calculate=once(exported)))
    assert found.status == "differs"


@pytest.mark.parametrize("kind", ["Candidates.csv", "mask.csv"])
def test_a_csv_needs_no_other_file(
    exported: Exported, tmp_path: Path, kind: str
) -> None:
    path = Path(shutil.copy(exported.files[kind], tmp_path))
    found = drive(verified(path, calculate=once(exported)))
    assert found.status == "equal", words(found, "differs")
    assert {"record.parameters.threshold_e", "record.inputs[0].sha256"} <= {
        finding.item for finding in found.findings
    }


def test_lists_without_a_record_are_unchecked(
    exported: Exported, tmp_path: Path
) -> None:
    """PixInsight takes no comments; plain CSVs are older ones, or were stripped."""
    mask = exported.files["mask"]
    lists = [mask.with_name(f"{mask.stem}_PixInsight.txt")]
    text = exported.files["Candidates.csv"].read_text("utf-8-sig")
    lists.append(tmp_path / "Candidates_a.csv")
    rows = [line for line in text.splitlines(True) if not line.startswith("#")]
    lists[1].write_text("".join(rows), "utf-8-sig")
    for path in lists:
        found = drive(verified(path))
        assert found.status == "unchecked"
        said = words(found, "unchecked")["the file"]
        assert said.startswith(f"{path.name} does not say how it was made")


def test_parquet_cannot_be_checked_without_its_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "Candidates_a.parquet"
    path.write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    found = drive(verified(path))
    assert found.status == "unchecked"
    assert "need pyarrow" in words(found, "unchecked")["the file"]


@needs_arrow
def test_parquet_that_is_none_differs(tmp_path: Path) -> None:
    path = tmp_path / "Candidates_a.parquet"
    path.write_bytes(b"PAR1")
    assert (
        "is no Parquet of ours" in words(drive(verified(path)), "differs")["the file"]
    )


def test_regions_of_all_leaders(exported: Exported, tmp_path: Path) -> None:
    """What was asked for is seen from how many there are."""
    original = exported.files["Candidates.reg"]
    drive(verified(original, calculate=once(exported)))
    results = next(iter(exported.results.values()))
    content = as_regions(
        results.selected,
        results.record()["frames"],
        all_leaders=True,
        record=results.record(),
    )
    path = tmp_path / original.name
    path.write_bytes(content)
    assert content != original.read_bytes()
    assert drive(verified(path, calculate=once(exported))).status == "equal"


@pytest.mark.parametrize("kind", KINDS)
def test_frames_are_found_where_they_are_now(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    without_capture(exported, monkeypatch)
    path = Path(shutil.copy(exported.files[kind], tmp_path))
    found = drive(verified(path))
    assert found.status == "unchecked"
    assert words(found, "unchecked")["the frames"] == "00006.fits is missing"
    assert not found.frames
    frames = tmp_path / "somewhere" / "else"
    shutil.copytree(exported.capture, frames)
    found = drive(verified(path, tmp_path / "somewhere"))
    assert found.status == "equal", words(found, "differs")
    assert {f.parent for f in found.frames} == {frames}


def test_frames_that_came_since_do_not_count(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_capture(exported, monkeypatch)
    frames = tmp_path / "frames"
    shutil.copytree(exported.capture, frames)
    with fits.open(frames / "00003.fits") as hdus:
        hdus[0].data[0, 0] += 16
        hdus.writeto(frames / "00007.fits")
    found = drive(verified(exported.files["master"], frames))
    assert found.status == "equal", words(found, "differs")


def test_frames_that_were_renamed_are_named(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_capture(exported, monkeypatch)
    frames = tmp_path / "frames"
    shutil.copytree(exported.capture, frames)
    (frames / "00006.fits").rename(frames / "b.fits")
    found = drive(verified(exported.files["master"], frames))
    assert words(found, "unchecked")["the frames"] == (
        "00006.fits is called b.fits now: give it its name back"
    )


def test_a_frame_that_was_changed_is_named(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_capture(exported, monkeypatch)
    frames = tmp_path / "frames"
    shutil.copytree(exported.capture, frames)
    with fits.open(frames / "00003.fits", mode="update") as hdus:
        hdus[0].data[0, 0] += 16
    found = drive(verified(exported.files["master"], frames))
    assert found.status == "unchecked"
    assert "00003.fits was changed" in words(found, "unchecked")["the frames"]
    assert found.counts["equal"] == 1  # the seal


def test_what_is_none_of_ours_is_refused(exported: Exported, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("nothing")
    for other in (path, exported.capture / "00001.fits"):
        with pytest.raises(DarkviewerError, match="nothing that can be verified"):
            drive(verified(other))


def test_a_file_that_is_cut_off_differs(exported: Exported, tmp_path: Path) -> None:
    for kind in KINDS:
        whole = exported.files[kind]
        path = tmp_path / whole.name
        path.write_bytes(whole.read_bytes()[:-3000])
        found = drive(verified(path))
        assert found.status == "differs", kind
