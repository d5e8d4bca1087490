"""Faults that `make wheel` finds; to build one takes minutes and is its own test."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.places import ROOT

FACTS = "darkviewer-1.0.dist-info"
EXPRESSION = "BSD-3-Clause AND OFL-1.1 AND Bitstream-Vera"
GOOD = {
    "darkviewer/__init__.py": "",
    "darkviewer/py.typed": "",
    "darkviewer/core/errors.py": "",
    "darkviewer/_resources/icons/darkviewer.svg": "",
    "darkviewer/_resources/manual/manual.md": "",
    "darkviewer/_resources/selftest/expected.json": "",
    f"{FACTS}/METADATA": f"Name: darkviewer\nLicense-Expression: {EXPRESSION}\n\nText",
    f"{FACTS}/licenses/LICENSE": "",
    f"{FACTS}/licenses/resources/fonts/Inter-LICENSE.txt": "",
    f"{FACTS}/licenses/resources/fonts/DejaVuSansMono-LICENSE.txt": "",
}


def written(folder: Path, files: dict[str, str]) -> Path:
    path = folder / "darkviewer-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_a_good_one_has_no_faults(part: Any, tmp_path: Path) -> None:
    assert list(part("wheel").faults(written(tmp_path, GOOD))) == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("tests/test_x.py", "tests/test_x.py is beside the package"),
        ("darkviewer/tests/x.py", "darkviewer/tests/x.py is a test"),
        ("darkviewer/core/test_errors.py", "darkviewer/core/test_errors.py is a test"),
        ("darkviewer/conftest.py", "darkviewer/conftest.py is a test"),
        ("darkviewer/x.pyc", "darkviewer/x.pyc is no source"),
    ],
)
def test_what_does_not_belong_there(
    part: Any, tmp_path: Path, name: str, fault: str
) -> None:
    found = list(part("wheel").faults(written(tmp_path, GOOD | {name: ""})))
    assert fault in found


@pytest.mark.parametrize(
    "name", [name for name in GOOD if not name.endswith((".py", "METADATA"))]
)
def test_what_is_missing(part: Any, tmp_path: Path, name: str) -> None:
    files = {one: text for one, text in GOOD.items() if one != name}
    (found,) = part("wheel").faults(written(tmp_path, files))
    assert "missing" in found
    assert name.rpartition("/")[2] in found


def test_a_licence_that_is_not_named(part: Any, tmp_path: Path) -> None:
    files = GOOD | {f"{FACTS}/METADATA": "License-Expression: BSD-3-Clause\n\n"}
    found = list(part("wheel").faults(written(tmp_path, files)))
    assert found == [
        "the metadata do not say OFL-1.1, only 'BSD-3-Clause'",
        "the metadata do not say Bitstream-Vera, only 'BSD-3-Clause'",
    ]


def test_every_text_of_a_licence_is_known(part: Any) -> None:
    texts = {path.name for path in (ROOT / "resources").rglob("*LICENSE*")}
    assert {"LICENSE", *texts} == set(part("wheel").LICENCES)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    expression = project["license"].split(" AND ")
    assert sorted(expression) == sorted(part("wheel").LICENCES.values())
