"""The manual's pages, cut into sections that a text view shows one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from darkviewer.resources import MANUAL_PAGES, manual_page

__all__ = ["Section", "manual_sections", "section_of_link", "sections_of"]

_HEADING = re.compile(r"(#{1,3}) (.+)")
_FENCE = re.compile(r"\s*```")
_PICTURE = re.compile(r"^!\[[^\]]*\]\([^)]*\)\n*", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)#\s]+)[^)]*\)")
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what follows it, up to the next heading.

    Attributes
    ----------
    page : str
        File name of the page (``manual.md``).
    title : str
        The heading.
    level : int
        1 for the title of a page, 2 and 3 for its parts.
    text : str
        Markdown, the heading included, without pictures and without links to what is
        not in the program.
    """

    page: str
    title: str
    level: int
    text: str

    @property
    def anchor(self) -> str:
        """Anchor of the heading, as GitHub and the site form it."""
        return _NOT_IN_ANCHORS.sub("", self.title.lower()).replace(" ", "-")


def manual_sections() -> list[Section]:
    """All sections of all pages, in reading order.

    Raises
    ------
    OSError
        If a page is missing from the installation.
    """
    return [
        section
        for page in MANUAL_PAGES
        for section in sections_of(page, manual_page(page).read_text(encoding="utf-8"))
    ]


def sections_of(page: str, text: str) -> list[Section]:
    """Cut a page at its headings of level 1 to 3, but not inside blocks of code."""
    parts: list[list[str]] = []
    in_code = False
    for line in text.splitlines(keepends=True):
        if _FENCE.match(line):
            in_code = not in_code
        if not parts or (not in_code and _HEADING.match(line)):
            parts.append([])
        parts[-1].append(line)
    return list(_sections(page, parts))


def _sections(page: str, parts: Sequence[Sequence[str]]) -> Iterator[Section]:
    for lines in parts:
        heading = _HEADING.match(lines[0])
        if heading is not None:
            text = _LINK.sub(_link, _PICTURE.sub("", "".join(lines)))
            yield Section(page, heading[2].strip(), len(heading[1]), text)


def _link(found: re.Match[str]) -> str:
    return found[0] if found[2] in MANUAL_PAGES else found[1]


def section_of_link(
    target: str, *, page: str, sections: Sequence[Section]
) -> Section | None:
    """Where a link on a page leads: ``#anchor``, ``page.md`` or ``page.md#anchor``."""
    name, _, anchor = target.partition("#")
    of_page = [section for section in sections if section.page == (name or page)]
    if not anchor:
        return of_page[0] if of_page else None
    return next((section for section in of_page if section.anchor == anchor), None)
