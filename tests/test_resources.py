"""Files that come with the program."""

from __future__ import annotations

import pytest

from darkviewer.resources import resource


@pytest.mark.parametrize(
    "parts",
    [("fonts", "Inter-Regular.otf"), ("icons", "darkviewer.svg"), ("selftest",)],
)
def test_what_comes_with_the_program_is_found(parts: tuple[str, ...]) -> None:
    found = resource(*parts)
    assert found.exists()
    assert found.name == parts[-1]
