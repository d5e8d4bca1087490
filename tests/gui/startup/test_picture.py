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


@pytest.mark.usefixtures("qapp")
def test_a_link_is_replaced_and_not_followed(root: Path, tmp_path: Path) -> None:
    precious, picture = tmp_path / "precious.txt", tmp_path / "window.png"
    precious.write_text("dear")
    picture.symlink_to(precious)
    assert run(root, screenshot=picture, fresh=True) == 0
    assert precious.read_text() == "dear"
    assert not picture.is_symlink()


@pytest.mark.usefixtures("qapp")
def test_a_kind_of_picture_that_is_unknown_is_a_failure(
    root: Path, tmp_path: Path
) -> None:
    assert run(root, screenshot=tmp_path / "window", fresh=True) == 1
    assert run(root, screenshot=tmp_path / "window.fits", fresh=True) == 1
    assert not (tmp_path / "window.fits").exists()
