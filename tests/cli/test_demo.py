"""`darkviewer demo`."""

from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.cli import main
from darkviewer.storage.demo.demo import DEMO_SESSION, demo_folder


def test_demo_is_written_and_its_place_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "demo"
    arguments = ["--frames", "2", "--size", "64", "--seed", "3", "--out", str(root)]
    assert main(["demo", "--no-window", *arguments]) == 0
    assert capsys.readouterr() == (f"{root}\n", "")
    assert len(list((root / DEMO_SESSION).glob("*.fits"))) == 2


@pytest.mark.usefixtures("a_display")
def test_demo_opens_a_window(
    tmp_path: Path,
    fake_window: list[dict[str, object]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = tmp_path / "demo"
    main(["demo", "--frames=1", "--size=64", f"--out={root}"])
    assert fake_window == [
        {"path": root, "screenshot": None, "fresh": False, "on": None}
    ]
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("no_display")
def test_demo_without_display_draws_and_sums_up(
    tmp_path: Path,
    fake_window: list[dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("darkviewer-demo.png").symlink_to("thesis.png")  # that somebody needs
    assert main(["demo", "--frames=3", "--size=64", f"--out={tmp_path}/demo"]) == 0
    (shown,) = fake_window
    assert shown["screenshot"] == Path("darkviewer-demo-2.png")
    assert (shown["fresh"], shown["on"]) == (True, "offscreen")
    out = capsys.readouterr().out
    for words in ("3 of 3 frames", "hot pixels", "leaders", "candidates"):
        assert words in out


def test_demo_goes_to_the_cache_of_the_user(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: tmp_path)
    main(["demo", "--no-window", "--frames=1", "--size=64"])
    assert capsys.readouterr().out == f"{demo_folder()}\n"
    assert demo_folder().parent == tmp_path
