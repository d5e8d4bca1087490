"""The build, and how the program in the bundle starts."""

from __future__ import annotations

import importlib
import importlib.util
import os
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.places import ROOT
from tests.helpers.platforms import PACKAGING


def test_the_folder_does_not_shadow_the_package_of_pypi() -> None:
    assert not (PACKAGING / "__init__.py").exists()
    found = importlib.util.find_spec("packaging.version")
    assert found is not None
    assert PACKAGING not in Path(str(found.origin)).parents


def test_the_spec_compiles() -> None:
    source = (PACKAGING / "darkviewer.spec").read_text(encoding="utf-8")
    compile(source, "darkviewer.spec", "exec")


def test_sizes_count_links_as_links(part: Any, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(bytes(2_540_000))
    if os.name == "posix":
        (tmp_path / "link").symlink_to("folder/file")
    assert part("build").megabytes(tmp_path.rglob("*")) == 2.5


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ([], []),
        (["--version"], ["--version"]),
        (["demo"], ["demo"]),
        ([str(ROOT)], ["open", str(ROOT)]),
        (["process", str(ROOT)], ["process", str(ROOT)]),
    ],
)
def test_a_dropped_path_is_opened(
    part: Any, given: list[str], passed: list[str]
) -> None:
    assert part("start").arguments(given) == passed
