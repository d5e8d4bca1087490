"""The bundle on Windows."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest

from tests.helpers.platforms import PACKAGING


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.1.0", "(0, 1, 0, 0)"), ("2.10.3rc1", "(2, 10, 3, 1)")],
)
def test_version_resource(part: Any, version: str, numbers: str) -> None:
    text = part("build").version_resource(version)
    ast.parse(text)
    assert f"filevers={numbers}," in text
    assert f"StringStruct('ProductVersion', '{version}')" in text
    assert "$" not in text


def test_installer_script() -> None:
    folder = PACKAGING / "windows"
    script = (folder / "darkviewer.iss").read_text(encoding="utf-8")
    assert "AppVersion={#AppVersion}" in script
    assert "PrivilegesRequired=lowest" in script
    for key in ("LicenseFile", "SetupIconFile"):
        (named,) = re.findall(rf"^{key}=(.+)$", script, re.MULTILINE)
        assert (folder / named.replace("\\", "/")).is_file()
    for suffix in (".fits", ".fit", ".fts"):
        assert rf"Software\Classes\{suffix}\OpenWithProgids" in script
