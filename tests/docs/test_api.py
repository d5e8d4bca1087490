"""The API reference has every public name, once."""

from __future__ import annotations

import re

import darkviewer.core
import darkviewer.storage
from tests.helpers.places import ROOT

PAGE = ROOT / "docs" / "api.md"
DIRECTIVE = re.compile(r"^\.\. (currentmodule|data|auto\w+):: (\S+)$", re.MULTILINE)


def test_every_public_name_is_on_the_page_once() -> None:
    found: dict[str, list[str]] = {}
    module = ""
    for directive, name in DIRECTIVE.findall(PAGE.read_text(encoding="utf-8")):
        if directive == "currentmodule":
            module = name
        else:
            found.setdefault(module, []).append(name)
    assert {module: sorted(names) for module, names in found.items()} == {
        package.__name__: sorted(package.__all__)
        for package in (darkviewer.core, darkviewer.storage)
    }
