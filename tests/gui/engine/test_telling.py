"""A check that turns amber or red is told once, and never what was known."""

from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.core.frames.session import Session
from darkviewer.gui.engine.telling import Telling
from darkviewer.gui.workspace import Workspace
from tests.runs.test_alarms import checks

pytestmark = pytest.mark.usefixtures("qapp")


OLD, NEW = Session(Path("old")), Session(Path("new"))


def test_what_was_known_at_the_start_is_never_told() -> None:
    workspace = Workspace()
    telling = Telling(workspace, lambda path: path == NEW.path)
    told: list[tuple[str, str, str]] = []
    telling.turned.connect(lambda *what: told.append(what))
    workspace.set_session(OLD)
    workspace.set_checks(checks(level="warn"))
    assert told == []
    workspace.set_checks(checks(level="warn", stars="fail", noise="warn"))
    assert told == [("old", "stars fail\nnoise warn", "bad")]
    workspace.set_checks(None)
    workspace.set_checks(checks(level="fail", stars="fail"))
    assert len(told) == 1
    telling.take(NEW, checks(level="warn"))  # began while the window was open
    assert told[1:] == [("new", "level warn", "warn")]
    workspace.set_root(Path("other"))
    telling.take(OLD, checks(level="warn"))
    assert len(told) == 2


def test_checks_of_no_session_say_nothing() -> None:
    workspace = Workspace()
    telling = Telling(workspace, lambda _: True)
    workspace.set_checks(checks(level="warn"))
    assert not telling._alarms.knows(OLD)
