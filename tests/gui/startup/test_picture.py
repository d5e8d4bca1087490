"""A picture of the window, made and written by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.gui.startup.app import run


@pytest.mark.usefixtures("qapp")
def test_a_picture_of_the_window_is_written(root: Path, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    assert run(root, screenshot=picture, fresh=True) == 0
    assert picture.stat().st_size > 10_000
