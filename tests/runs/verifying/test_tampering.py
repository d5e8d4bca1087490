"""No file that was altered passes as equal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from darkviewer.core.evidence.comparison import Finding
from darkviewer.runs.verifying import verify
from tests.helpers.tampering import passed_though_altered
from tests.helpers.verified import Exported

MUTATIONS = 1000
"""`make bench-tampering` makes more, of other seeds."""


@pytest.mark.timeout(600)  # about 15 s of computing
@pytest.mark.filterwarnings("ignore")  # astropy says much of damaged files
def test_no_altered_file_passes_as_equal(exported: Exported, tmp_path: Path) -> None:
    wrong, seen = passed_though_altered(exported, tmp_path, count=MUTATIONS, seed=17)
    assert wrong == []
    assert sum(seen.values()) == MUTATIONS + len(exported.files)
    assert {kind for kind, _ in seen} == {*exported.files}
    assert len({what for _, what in seen}) > 12


@pytest.mark.filterwarnings("ignore")
def test_it_would_be_seen(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all that can be read at all is called equal."""
    monkeypatch.setattr(verify, "compare", lambda *_: (Finding("all", "equal"),))
    monkeypatch.setattr(verify, "_seals", lambda _: ())
    files = {k: p for k, p in exported.files.items() if k in ("Frames.ecsv", "mask")}
    some = replace(exported, files=files)
    wrong, _ = passed_though_altered(some, tmp_path, count=30, seed=17)
    assert {one.partition(":")[0] for one in wrong} == {*files}
