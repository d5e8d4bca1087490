"""What was found of a verified file, as lines and as a document."""

from __future__ import annotations

from pathlib import Path

from darkviewer.core.evidence.comparison import Finding
from darkviewer.reports.verify import verify_document, verify_lines
from darkviewer.runs.verifying.verify import Verification

EQUAL = Finding("a", "equal")
FALSE = Finding("b", "differs", "1 instead of 2")
UNKNOWN = Finding("c", "unchecked", "00001.fits is missing")
SAID = Finding("d", "said", "by a person")


def of(*findings: Finding, frames: tuple[Path, ...] = ()) -> Verification:
    return Verification(Path("root/m.fits"), "master", "0.1", findings, frames)


def test_the_document_has_every_item() -> None:
    document = verify_document(of(EQUAL, FALSE, SAID, frames=(Path("f.fits"),)))
    assert document == {
        "file": str(Path("root/m.fits")),
        "kind": "master",
        "version": "0.1",
        "status": "differs",
        "counts": {"equal": 1, "differs": 1, "unchecked": 0, "said": 1},
        "frames": ["f.fits"],
        "items": [
            {"item": "a", "status": "equal", "words": ""},
            {"item": "b", "status": "differs", "words": "1 instead of 2"},
            {"item": "d", "status": "said", "words": "by a person"},
        ],
    }


def test_the_lines_count_what_is_equal_and_name_the_rest() -> None:
    assert list(verify_lines(of(EQUAL, SAID, frames=(Path("f.fits"),)))) == [
        "m.fits: master, by Darkviewer 0.1",
        "calculated again from 1 file",
        "1 item is equal",
        "1 item is said, and no frame can show it",
        "verdict: every number follows from the frames",
    ]
    lines = list(verify_lines(of(FALSE, UNKNOWN, UNKNOWN)))
    assert lines[1:] == [
        "not calculated again",
        "1 item differs",
        "2 items cannot be checked",
        "  b differs: 1 instead of 2",
        "  c unchecked: 00001.fits is missing",
        "  c unchecked: 00001.fits is missing",
        "verdict: NOT as the frames show",
    ]
    many = list(verify_lines(of(*[UNKNOWN] * 25)))
    assert many[-2:] == [
        "  and 5 more: --json lists all",
        "verdict: not everything could be checked",
    ]
    damaged = Verification(Path("a.fits"), "master", "", (FALSE,))
    assert next(verify_lines(damaged)) == "a.fits: master"
