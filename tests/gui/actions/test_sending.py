"""The window and other programs: a real hub and receiver, and a stand-in for DS9."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlparse

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from darkviewer.gui.actions import sending
from darkviewer.storage.appdata.settings import Settings
from darkviewer.storage.links import ds9
from darkviewer.storage.links.samp import IMAGE, TABLE
from tests.helpers.captures import HOT, STAR, cube
from tests.helpers.samp import Receiver, hub_in
from tests.helpers.windows import Driver

pytestmark = pytest.mark.filterwarnings("ignore")  # those of the hub's library


@pytest.fixture
def at(opened: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Driver:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return opened


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Writes down what it is asked, as DS9 would be."""
    monkeypatch.setattr(ds9, "_USUAL", ())
    monkeypatch.setenv("PATH", "/nowhere")
    path = tmp_path / "my ds9"
    path.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" > '{tmp_path}/asked'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with hub_in(tmp_path):
        made = Receiver("TOPCAT", IMAGE, TABLE)
        yield made
        made.close()


def act(at: Driver, name: str) -> str:
    """Trigger it; what the status line says then."""
    said: list[str] = []
    at.workspace.message_posted.connect(lambda text, *_: said.append(text))
    at.window.actions_by_name[name].trigger()
    at.settle()
    return said[-1] if said else ""


def told(receiver: Receiver) -> tuple[str, Path]:
    assert receiver.heard.wait(60)
    receiver.heard.clear()
    kind, what = receiver.told[-1]
    return kind, Path(unquote(urlparse(what["url"]).path))


def test_nothing_is_sent_while_samp_is_off(at: Driver, receiver: Receiver) -> None:
    at.window.states_changed.emit()
    for name in ("send_image", "send_table"):
        assert not at.window.actions_by_name[name].isEnabled()
    assert "SAMP is on" in act(at, "samp")
    at.window.states_changed.emit()
    for name in ("send_image", "send_table"):
        assert at.window.actions_by_name[name].isEnabled()
    assert "SAMP is off" in act(at, "samp")
    assert not receiver.told


def test_image_and_table_are_what_the_window_shows(
    at: Driver, receiver: Receiver
) -> None:
    act(at, "samp")
    at.workspace.set_layer("raw")
    at.workspace.set_frame(2)
    at.settle()
    assert act(at, "send_image") == "Sent to TOPCAT."
    kind, path = told(receiver)
    assert kind == IMAGE
    assert path.name == "2024-05-08_03_38_48_Dark30s_raw_frame3.fits"
    with fits.open(path) as hdus:
        assert np.array_equal(hdus[0].data, cube()[2])
        assert hdus[0].header["FRAME"] == "00003.fits"
        assert hdus[0].header["BUNIT"] == "ADU"
    at.workspace.set_layer("master")
    at.settle()
    act(at, "send_image")
    _, path = told(receiver)
    with fits.open(path) as hdus:
        assert hdus[0].header["BUNIT"] == "electron"
        assert hdus[0].header["FRAME"] == ""
    assert act(at, "send_table") == "Sent to TOPCAT."
    kind, path = told(receiver)
    assert kind == TABLE
    table = Table.read(path, format="votable")
    known = at.workspace.candidates
    assert sorted(table["id"]) == sorted(known.id.tolist())


def test_no_hub_is_one_sentence(at: Driver, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SAMP_HUB", f"std-lockurl:{(tmp_path / 'none').as_uri()}")
    act(at, "samp")
    assert act(at, "send_image").startswith("no SAMP hub runs on this computer")


def test_ds9_gets_image_stretch_and_regions(
    at: Driver, program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "not on this computer's PATH" in act(at, "open_in_ds9")
    monkeypatch.setattr(sending, "ask_file", lambda *_what, **_kinds: None)
    act(at, "choose_ds9")
    assert at.window.links.ds9 == ""
    monkeypatch.setattr(sending, "ask_file", lambda *_what, **_kinds: program)
    assert act(at, "choose_ds9") == f"DS9 is {program}."
    frame, x, y = STAR
    at.workspace.set_frame(frame)
    at.settle()
    at.window.image.set_levels(-100.0, 400.0)
    assert act(at, "open_in_ds9") == "DS9 was started."
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked[asked.index("limits") + 1 :][:2] == ["-100.0", "400.0"]
    regions = Path(asked[asked.index("load") + 1]).read_text()
    assert f"circle({x + 1},{y + 1},4)" in regions
    at.workspace.set_frame(HOT[0])  # it has no candidate
    at.settle()
    act(at, "open_in_ds9")
    assert "load" not in (tmp_path / "asked").read_text().splitlines()
    at.workspace.set_layer("master")
    at.settle()
    act(at, "open_in_ds9")
    assert "load" not in (tmp_path / "asked").read_text().splitlines()


def test_without_an_image_nothing_is_sent(at: Driver, program: Path) -> None:
    at.window.links.set_ds9(str(program))
    at.workspace.set_session(None)
    at.settle()
    for send in (sending.send_image, sending.send_table, sending.open_in_ds9):
        send(at.window)
    at.settle()
    assert not (program.parent / "asked").exists()


def test_choices_are_remembered(at: Driver) -> None:
    from darkviewer.gui.startup.memory import recall, remember

    settings = Settings()
    at.window.links.restore({"samp": True, "ds9": "/opt/ds9"})
    remember(at.window, settings)
    assert settings.options["links"] == {"samp": True, "ds9": "/opt/ds9"}
    at.window.links.restore({"samp": False, "ds9": ""})
    recall(at.window, settings)
    assert at.window.links.state() == {"samp": True, "ds9": "/opt/ds9"}
    settings.options["links"] = "damaged"
    recall(at.window, settings)
    assert at.window.links.samp


def test_classes_are_codes_that_the_file_explains(
    at: Driver, program: Path, tmp_path: Path
) -> None:
    at.window.links.set_ds9(str(program))
    at.window.actions_by_name["layer_classes"].trigger()
    at.settle()
    act(at, "open_in_ds9")
    at.qtbot.waitUntil((tmp_path / "asked").exists)
    at.qtbot.waitUntil(lambda: ".fits" in (tmp_path / "asked").read_text())
    words = (tmp_path / "asked").read_text().splitlines()
    image = next(Path(word) for word in words if word.endswith(".fits"))
    assert image.name.endswith("_classes.fits")
    with fits.open(image) as hdus:
        np.testing.assert_array_equal(
            hdus[0].data, at.workspace.classes.severity.astype(hdus[0].data.dtype)
        )
        history = "".join(map(str, hdus[0].header["HISTORY"]))
    assert "0 ordinary, 1 warm, 2 hot, 3 noisy, 4 telegraph" in history
