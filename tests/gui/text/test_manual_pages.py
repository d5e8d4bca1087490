"""The manual inside the program: complete, cut at headings, no link into nowhere."""

from __future__ import annotations

import importlib.util
import re
import tomllib

import pytest

from darkviewer.gui.text.manual_pages import (
    Section,
    manual_sections,
    section_of_link,
    sections_of,
)
from darkviewer.resources import MANUAL_PAGES, manual_page
from tests.helpers.places import ROOT

LINK = re.compile(r"\[[^\]]+\]\(([^)]+)\)")

PAGE = """# Title

Words.

![A picture](images/a.png)

## Part one

```
# no heading
```

See [two](#part-two-with-signs) and [code](architecture.md).

### Deep

#### Deeper belongs to deep

## Part two: with `signs`!
"""


def test_a_page_is_cut_at_its_headings() -> None:
    found = [(item.level, item.title) for item in sections_of("page.md", PAGE)]
    assert found == [
        (1, "Title"),
        (2, "Part one"),
        (3, "Deep"),
        (2, "Part two: with `signs`!"),
    ]


def test_pictures_and_links_to_the_outside_are_left_out() -> None:
    title, part, *_ = sections_of("page.md", PAGE)
    assert title.text == "# Title\n\nWords.\n\n"
    assert "# no heading" in part.text
    assert "[two](#part-two-with-signs) and code." in part.text


@pytest.mark.parametrize(
    ("target", "title"),
    [
        ("#part-two-with-signs", "Part two: with `signs`!"),
        ("page.md", "Title"),
        ("page.md#deep", "Deep"),
        ("#nowhere", None),
        ("other.md", None),
    ],
)
def test_links_lead_to_sections(target: str, title: str | None) -> None:
    sections = sections_of("page.md", PAGE)
    found = section_of_link(target, page="page.md", sections=sections)
    assert (found and found.title) == title


def every_link() -> list[tuple[Section, str]]:
    return [
        (section, target)
        for section in manual_sections()
        for target in LINK.findall(section.text)
    ]


def test_every_link_of_the_manual_leads_somewhere() -> None:
    sections = manual_sections()
    links = every_link()
    assert links
    for section, target in links:
        found = section_of_link(target, page=section.page, sections=sections)
        assert found is not None, f"{section.page}: {target}"


def test_no_line_of_the_pages_is_lost() -> None:
    for page in MANUAL_PAGES:
        text = manual_page(page).read_text(encoding="utf-8")
        wanted = [line for line in text.splitlines() if line and "](" not in line]
        cut = "".join(item.text for item in sections_of(page, text)).splitlines()
        assert [line for line in cut if line in wanted] == wanted


def test_wheel_and_bundle_carry_the_same_pages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    pages = {
        source.removeprefix("docs/"): target
        for source, target in wheel.items()
        if source.startswith("docs/")
    }
    assert pages == {
        page: f"darkviewer/_resources/manual/{page}" for page in MANUAL_PAGES
    }
    spec = importlib.util.spec_from_file_location(
        "contents", ROOT / "packaging" / "contents.py"
    )
    assert spec is not None
    assert spec.loader is not None
    contents = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(contents)
    assert contents.MANUAL == MANUAL_PAGES
