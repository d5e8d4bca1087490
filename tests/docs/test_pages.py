"""Pages name files that exist, and link to places that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from darkviewer.core.versions import RESULT_VERSION
from darkviewer.gui.text.manual_pages import sections_of
from darkviewer.storage.appdata.settings import SCHEMA
from darkviewer.storage.demo.demo import _EDITION

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "darkviewer"
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "packaging/README.md"]
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
PARTS = (
    "core|storage|gui|runs|reports|cli|tests|tools|packaging|benchmarks|docs|resources"
)
NAMED = re.compile(rf"`((?:{PARTS})/[\w/.-]*)`")
MOST_ROOMS = 30


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_and_headings(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if target.startswith(("http:", "https:")):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name) if name else page
        assert there.exists(), target
        if anchor:
            text = there.read_text(encoding="utf-8")
            assert anchor in [part.anchor for part in sections_of("", text)], target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_named_exist(page: Path) -> None:
    for name in NAMED.findall(page.read_text(encoding="utf-8")):
        assert any((base / name).exists() for base in (PACKAGE, ROOT)), name


def rooms() -> list[str]:
    """First cells of the table of rooms."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    _, _, after = text.partition("\n## Rooms\n")
    table, _, _ = after.partition("\n## ")
    lines = [line for line in table.splitlines() if line.startswith("| `")]
    return [line.split("|")[1] for line in lines]


def test_every_room_has_its_row_in_a_short_table() -> None:
    found = rooms()
    assert 0 < len(found) <= MOST_ROOMS
    named = {name for cell in found for name in re.findall(r"`([\w/.]+)`", cell)}
    packages = {
        f"{path.parent.relative_to(PACKAGE)}/"
        for path in PACKAGE.rglob("__init__.py")
        if path.parent != PACKAGE
    }
    assert packages - named <= {"gui/", "storage/"}  # nothing but rooms
    assert all((PACKAGE / name).exists() for name in named)


@pytest.mark.parametrize(
    ("name", "version"),
    [("SCHEMA", SCHEMA), ("RESULT_VERSION", RESULT_VERSION), ("_EDITION", _EDITION)],
)
def test_the_versions_of_formats_are_those_of_the_code(name: str, version: int) -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\|[^|]*\| `{name}` in .*$", text, re.MULTILINE)
    assert re.findall(r"\bnow (\d+)", row) == [str(version)]


def test_names_of_the_code_in_the_architecture_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    spans = re.findall(
        r"`(\w+)(?:\(.*?\))?`", re.sub(r"```.*?```", "", text, flags=re.S)
    )
    names = {name for name in spans if re.search(r"[A-Z_]", name)}
    sources = [
        path.read_text(encoding="utf-8")
        for folder in (PACKAGE, ROOT / "benchmarks", ROOT / "tests" / "gui")
        for path in folder.rglob("*.py")
    ]
    known = set(re.findall(r"\w+", "\n".join(sources)))
    assert len(names) > 40
    assert sorted(names - known) == []
