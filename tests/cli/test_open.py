"""`darkviewer open`: what the window is asked for, and where there can be none."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from darkviewer.cli import main


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], {"path": None, "screenshot": None, "fresh": False}),
        (["--fresh"], {"path": None, "screenshot": None, "fresh": True}),
        (["open", "a b"], {"path": Path("a b"), "screenshot": None, "fresh": False}),
        (
            ["open", "a", "--screenshot", "s.png", "--fresh"],
            {"path": Path("a"), "screenshot": Path("s.png"), "fresh": True},
        ),
        (
            ["open", "--watchdog", "a"],
            {"path": Path("a"), "screenshot": None, "fresh": False, "watchdog": True},
        ),
        (
            ["--screenshot", "s.png", "open", "a"],
            {"path": Path("a"), "screenshot": Path("s.png"), "fresh": False},
        ),
    ],
)
@pytest.mark.usefixtures("a_display")
def test_the_window_gets_what_was_asked(
    fake_window: list[dict[str, object]],
    arguments: list[str],
    expected: dict[str, object],
) -> None:
    assert main(arguments) == 0
    assert fake_window == [{**expected, "on": None}]


def test_the_watchdog_is_for_those_who_know(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["open", "--help"])
    assert "watchdog" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "said"),
    [(["--screenshot", "s.nonsense"], "s.nonsense"), ([], "The display was lost")],
)
@pytest.mark.usefixtures("a_display")
def test_a_window_that_fails_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    asked: list[str],
    said: str,
) -> None:
    module = ModuleType("darkviewer.gui.startup.app")
    module.run = lambda *_, **__: 1  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "darkviewer.gui.startup.app", module)
    assert main(["open", "a", *asked]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


@pytest.mark.usefixtures("no_display")
def test_without_display_a_window_is_refused(
    fake_window: list[dict[str, object]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 1
    assert "no display" in capsys.readouterr().err
    assert fake_window == []


@pytest.mark.usefixtures("a_display")
def test_without_qt_the_window_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "darkviewer.gui.startup.app", None)
    assert main([]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "make setup" in err


def test_a_picture_is_never_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "window.png"
    picture.write_bytes(b"mine")
    assert main(["--screenshot", str(picture)]) == 1
    assert "exists and is never overwritten" in capsys.readouterr().err
    assert picture.read_bytes() == b"mine"
