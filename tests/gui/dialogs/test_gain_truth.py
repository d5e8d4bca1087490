"""The window of e-/ADU: how it is reached, and its numbers as a file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from darkviewer.core.progress import drive
from darkviewer.gui.dialogs import numbers_file
from darkviewer.gui.dialogs.gain_truth import GainPanel
from darkviewer.reports.documented import document_kind
from darkviewer.runs.verifying.verify import verified
from tests.helpers.captures import cube
from tests.helpers.padded import write_padded
from tests.helpers.windows import Driver


def panels(driver: Driver) -> list[GainPanel]:
    return driver.window.findChildren(GainPanel)


def test_menu_banner_and_field_open_the_same_panel(
    driver: Driver, tmp_path: Path
) -> None:
    assert not driver.window.parameters.compare.isEnabled()
    driver.open(write_padded(tmp_path / "d", EGAIN=0.5))
    driver.window.actions_by_name["gain_truth"].trigger()
    driver.window.parameters.compare.click()
    driver.window.banner.compare.click()
    (panel,) = panels(driver)
    assert panel.isVisible()
    assert panel.view.mark.level == "warn"


def test_the_banner_offers_it_where_there_is_nothing_better_to_take(
    driver: Driver, tmp_path: Path
) -> None:
    driver.open(write_padded(tmp_path / "d", EGAIN=0.5))
    banner = driver.window.banner
    assert not banner.better.isHidden()
    assert banner.compare.isHidden()
    fractions = tmp_path / "fractions"
    fractions.mkdir()
    for number, raw in enumerate(cube()):
        fits.writeto(fractions / f"{number}.fits", raw + np.float32(0.25))
    driver.open(fractions)
    assert "the values are fractions" in banner.words.text()
    assert banner.better.isHidden()
    assert not banner.compare.isHidden()


def test_the_numbers_are_saved_where_asked(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(write_padded(tmp_path / "d", EGAIN=0.5))
    driver.window.actions_by_name["gain_truth"].trigger()
    (panel,) = panels(driver)
    driver.settle()
    answers = iter([None, tmp_path / "gain.json", tmp_path])
    proposed: list[Path] = []

    def ask(_parent: object, _title: str, start: Path, **_kinds: str) -> Path | None:
        proposed.append(start)
        return next(answers)

    monkeypatch.setattr(numbers_file, "ask_new_file", ask)
    for _ in range(3):
        panel.view.save.click()
        driver.settle()
    saved = json.loads((tmp_path / "gain.json").read_text())
    assert saved["gain"]["level"] == "doubtful"
    (record,) = saved["provenance"]
    assert record["gain"]["e_per_adu"] == saved["gain"]["e_per_adu"]
    assert (
        drive(verified(tmp_path / "gain.json", more=[document_kind])).status == "equal"
    )
    assert all(path.name.startswith("Gain_d_") for path in proposed)
    assert "cannot be written" in driver.window.status.message.text()


def test_the_place_of_the_frames_has_the_same(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.window.resize(1440, 900)
    driver.open(write_padded(tmp_path / "d", EGAIN=0.5))
    driver.window.places.go("frames")
    driver.window.frames.parts.bring_forward("Gain")
    driver.settle()
    view = driver.window.gain
    assert view.isVisible()
    assert view.mark.level == "warn"
    assert view.height() >= view.minimumSizeHint().height()  # it scrolls instead
    target = tmp_path / "gain.json"
    monkeypatch.setattr(numbers_file, "ask_new_file", lambda *_, **__: target)
    view.save.click()
    driver.settle()
    assert json.loads(target.read_text())["rule"] == "card disagrees"


def test_colours_may_change_when_it_is_closed(opened: Driver) -> None:
    """A failure in a slot fails the test."""
    opened.window.actions_by_name["gain_truth"].trigger()
    opened.window.findChild(GainPanel).close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert opened.window.findChild(GainPanel) is None
    opened.window.theme_choice.choose("light")
    opened.window.theme_choice.choose("dark")
    opened.settle()
