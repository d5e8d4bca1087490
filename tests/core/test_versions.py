"""Versions behind numbers."""

from __future__ import annotations

import platform

import numpy as np

from darkviewer import __version__
from darkviewer.core.versions import RESULT_VERSION, software, version_of


def test_what_runs_is_what_is_said() -> None:
    said = software()
    assert (said["name"], said["version"]) == ("Darkviewer", __version__)
    assert said["result_version"] == RESULT_VERSION
    assert said["python"] == platform.python_version()
    assert said["libraries"]["numpy"] == np.__version__


def test_what_is_not_installed_is_said() -> None:
    assert version_of("no-package-of-this-name") == "not installed"
