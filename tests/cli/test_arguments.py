"""The session is one folder, named by position, in every command that takes one."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from darkviewer.cli import main
from darkviewer.cli.arguments import add_session


def test_a_folder_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_session(parser)
    assert parser.parse_args(["night"]).session == Path("night")
    with pytest.raises(SystemExit):
        parser.parse_args([])
    assert "SESSION" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["process", "inject", "frames", "gain"])
def test_commands_say_what_it_is(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert "folder of frames" in capsys.readouterr().out
