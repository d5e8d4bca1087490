from __future__ import annotations

import os
from pathlib import Path

import pytest

from darkviewer.core.frames.grouping import Expected
from darkviewer.core.opinions.events import EXPECTATION, Opinion
from darkviewer.runs.expectations import Preset, preset_for, root_name


def said(root: Path, **texts: str) -> Opinion:
    return Opinion(EXPECTATION, root_name(root), texts)


def test_the_nearest_folder_counts(tmp_path: Path) -> None:
    night = tmp_path / "night"
    held = [said(tmp_path, exposure="30"), said(night, kind="dark")]
    assert preset_for(night / "a" / "b", held).expected == Expected(kind="dark")
    assert preset_for(night, held).root == str(night)
    assert preset_for(tmp_path / "other", held).expected == Expected(exposure_s=30)
    assert preset_for(tmp_path.parent, held) == Preset()
    assert preset_for(tmp_path, []) == Preset()
    assert preset_for(night, [said(night), *held[:1]]).expected == Expected()


def test_in_a_sentence(tmp_path: Path) -> None:
    found = preset_for(tmp_path, [said(tmp_path, exposure="30", frames="9")])
    assert found.sentence == f"expected below {tmp_path}: 30 s, 9 frames"
    assert Preset().sentence == ""


def test_a_folder_is_known_by_its_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert root_name(Path("a/../b")) == str(tmp_path / "b")
    odd = tmp_path / os.fsdecode(b"\xff")
    assert root_name(odd).encode("utf-8")
