"""What the window remembers from one start to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.gui.startup.app import make_window, run
from darkviewer.gui.startup.memory import recall, remember
from darkviewer.storage.appdata.settings import Settings, save
from tests.helpers.windows import Driver


def test_theme_parameters_and_recent_are_remembered(opened: Driver, root: Path) -> None:
    settings = Settings()
    opened.window.theme_choice.choose("light")
    opened.window.parameters.rows["ratio"].field.setValue(0.45)
    settings.remember(root)
    remember(opened.window, settings)
    assert settings.last_root == str(root)
    again = make_window(Settings())
    recall(again, settings)
    assert again.workspace.palette.name == "light"
    assert again.workspace.parameters.ratio == 0.45
    assert again.recent == [root]
    again.close()
    again.deleteLater()
    opened.window.theme_choice.choose("dark")


def test_damaged_parameters_are_told_and_replaced(opened: Driver) -> None:
    settings = Settings(parameters={"ratio": 7.0})
    recall(opened.window, settings)
    assert opened.workspace.parameters.ratio == 0.3
    assert "Parameters" in opened.window.status.message.text()


@pytest.mark.usefixtures("qapp")
def test_what_was_open_last_opens_again(root: Path, tmp_path: Path) -> None:
    save(Settings(last_root=str(root)))
    picture = tmp_path / "window.png"  # made once a session is calibrated
    assert run(None, screenshot=picture) == 0
    assert picture.stat().st_size > 10_000
