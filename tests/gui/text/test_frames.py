from __future__ import annotations

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.gui.text.frames import parse_frames


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        ("1, 3-5", (0, 2, 3, 4)),
        ("3 1", (2, 0)),
        ("5–3; 1", (4, 3, 2, 0)),
        ("2 - 4", (1, 2, 3)),
        ("1,2,", (0, 1)),
        ("1،3", (0, 2)),
        ("", (0, 1, 2, 3, 4)),
        (" All ", (0, 1, 2, 3, 4)),
    ],
)
def test_what_people_type(text: str, frames: tuple[int, ...]) -> None:
    assert parse_frames(text, 5) == frames


@pytest.mark.parametrize("text", ["x", "1-", "-3", "1--3", "1 to 3", "1.5"])
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(DarkviewerError, match="write 1, 3-5, or all"):
        parse_frames(text, 5)


@pytest.mark.parametrize(("text", "missing"), [("0", 0), ("4-6", 6), ("12", 12)])
def test_frames_that_are_not_there_are_named(text: str, missing: int) -> None:
    words = f"no frame {missing}: the capture has 5 frames"
    with pytest.raises(DarkviewerError, match=words):
        parse_frames(text, 5)
