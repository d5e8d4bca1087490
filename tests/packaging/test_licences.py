"""Licences of everything in the bundle."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.places import ROOT


def sources_here() -> list[Path]:
    import json

    import numpy
    import PySide6.QtCore

    return [
        Path(numpy.__file__),
        Path(PySide6.QtCore.__file__),
        Path(json.__file__),
        ROOT / "resources" / "icons" / "darkviewer.svg",
    ]


def test_licences_of_everything_collected(
    part: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    licences = part("licences")
    monkeypatch.setattr(licences, "BOOTLOADER", "pluggy")  # PyInstaller is not here
    found = licences.components(sources_here())
    names = {item.name.lower() for item in found}
    assert names >= {"numpy", "pyside6_essentials", "python", "pluggy", "inter font"}
    assert "scipy" not in names

    folder = tmp_path / "LICENSES"
    licences.write(found, folder)
    listed = (folder / "README.txt").read_text(encoding="utf-8")
    assert re.search(r"^pluggy [\d.]+: MIT", listed, re.MULTILINE)
    lesser = folder / "PySide6_Essentials" / "LGPL-3.0.txt"
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in lesser.read_text(encoding="utf-8")
    for item in found:
        assert len(list((folder / item.name).iterdir())) == len(item.texts) > 0


def test_a_file_of_unknown_origin_stops_the_build(
    part: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    licences = part("licences")
    monkeypatch.setattr(licences, "BOOTLOADER", "pluggy")
    stray = tmp_path / "libstray.so"
    stray.touch()
    with pytest.raises(ValueError, match=r"libstray\.so belongs to no known package"):
        licences.components([stray])
