"""Constraints at the lowest versions that are allowed."""

from __future__ import annotations

import subprocess
import sys
import tomllib

from packaging.requirements import Requirement

from tests.helpers.places import ROOT


def test_every_dependency_is_held_at_its_lower_bound() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    tool = [sys.executable, ROOT / "tools" / "lowest.py"]
    printed = subprocess.run(tool, capture_output=True, text=True, check=True).stdout
    wanted = [Requirement(text) for text in project["dependencies"]]
    held = [Requirement(line) for line in printed.splitlines()]
    assert len(held) == len(wanted)
    for one, other in zip(wanted, held, strict=True):
        (pin,) = other.specifier
        assert (other.name, str(other.marker)) == (one.name, str(one.marker))
        assert pin.operator == "=="
        assert f">={pin.version}" in {str(bound) for bound in one.specifier}
