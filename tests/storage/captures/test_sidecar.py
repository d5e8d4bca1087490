from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.errors import FrameError
from darkviewer.core.frames.header import SECTION
from darkviewer.storage.captures.sidecar import SidecarFinder, read_sidecar

TEXT = """[Zeus 455M PRO (IMX455)]
FrameType=Light
Exposure=315.0000ms
Temperature=-0.30000001192092896
Trail Detection Sensitivity=9
Notes=
iOptron CEM120,70, HAE and SkyHunter Mount=RA=04:51:57.7,Dec=+21:02:56 (JNOW)
Subtract Dark=None
"""


def test_lines_are_split_at_the_first_equals_sign(tmp_path: Path) -> None:
    path = tmp_path / "x.CameraSettings.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode("utf-8-sig"))
    settings = read_sidecar(path)
    assert settings[SECTION] == "Zeus 455M PRO (IMX455)"
    assert settings["Exposure"] == "315.0000ms"
    assert settings["Notes"] == ""
    mount = "iOptron CEM120,70, HAE and SkyHunter Mount"
    assert settings[mount] == "RA=04:51:57.7,Dec=+21:02:56 (JNOW)"
    assert len(settings) == 8


@given(st.binary(max_size=400))
def test_no_bytes_break_it(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "x.CameraSettings.txt"
    path.write_bytes(data)
    settings = read_sidecar(path)
    assert all(isinstance(v, str) for pair in settings.items() for v in pair)


def test_a_missing_sidecar_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FrameError, match="has vanished"):
        read_sidecar(tmp_path / "x.CameraSettings.txt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "2024-05-08" / "03_38_48" / "Dark30s"
    folder.mkdir(parents=True)
    (folder / "00001.fits").touch()
    return folder


def test_none(folder: Path) -> None:
    assert SidecarFinder().find(folder) is None
    assert SidecarFinder().find(folder / "absent") is None


@pytest.mark.parametrize("name", ["00001", "Capture", "Dark30s"])
def test_beside_the_frames(folder: Path, name: str) -> None:
    path = folder / f"{name}.CameraSettings.txt"
    path.touch()
    (folder.parent / "Dark30s.CameraSettings.txt").touch()
    assert SidecarFinder().find(folder) == path


def test_one_level_up_under_the_name_of_the_folder(folder: Path) -> None:
    (folder.parent / "Other.CameraSettings.txt").touch()
    path = folder.parent / "Dark30s.camerasettings.TXT"
    path.touch()
    assert SidecarFinder().find(folder) == path


def test_one_level_up_as_the_only_one(folder: Path) -> None:
    path = folder.parent / "Stack.CameraSettings.txt"
    path.touch()
    assert SidecarFinder().find(folder) == path
    (folder.parent / "Stack2.CameraSettings.txt").touch()
    assert SidecarFinder().find(folder) is None  # whose are they?


def test_a_sidecar_of_something_else_is_not_taken(folder: Path) -> None:
    (folder.parent / "Jupiter.CameraSettings.txt").touch()
    (folder.parent / "Jupiter.ser").touch()
    assert SidecarFinder().find(folder) is None
    (folder.parent / "Flat30s.CameraSettings.txt").touch()
    (folder.parent / "Flat30s").mkdir()
    assert SidecarFinder().find(folder) is None


def test_the_folder_above_many_is_listed_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    siblings = [folder.parent / f"Dark{number}s" for number in range(50)]
    for sibling in siblings:
        sibling.mkdir(exist_ok=True)
        (sibling.parent / f"{sibling.name}.CameraSettings.txt").touch()
    listed = []
    listdir = os.listdir

    def counted(path: Path) -> list[str]:
        listed.append(path)
        return listdir(path)

    monkeypatch.setattr(os, "listdir", counted)
    finder = SidecarFinder()
    found = [finder.find(sibling) for sibling in siblings]
    assert found == [
        folder.parent / f"Dark{number}s.CameraSettings.txt" for number in range(50)
    ]
    assert listed.count(folder.parent) == 1
