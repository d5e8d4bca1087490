"""DS9 found, asked and started; the real one where there is a screen for it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.links import ds9
from darkviewer.storage.links.ds9 import Shown, ds9_command, find_ds9, start_ds9

VERSION = "# Region file format: DS9 version 4.1"
HOW = Shown("log", 5000.0, 30000.5, "2024-05-08 / Dark30s")


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_the_chosen_one_comes_before_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(ds9, "_USUAL", (str(tmp_path / "not there"),))
    assert find_ds9() is None
    assert find_ds9(str(tmp_path)) is None  # a folder
    on_path = program(tmp_path / "ds9", "")
    assert find_ds9() == on_path
    chosen = program(tmp_path / "my ds9", "")
    assert find_ds9(str(chosen)) == chosen
    assert find_ds9(str(tmp_path / "gone")) == on_path


def test_regions_are_loaded_where_there_are_any() -> None:
    with_them = ds9_command(Path("ds9"), Path("a.fits"), Path("a.reg"), HOW)
    without = ds9_command(Path("ds9"), Path("a.fits"), None, HOW)
    assert [word for word in with_them if word not in without] == [
        "-regions",
        "load",
        "a.reg",
    ]
    text = " ".join(without)
    assert "a.fits -scale log -scale limits 5000.0 30000.5" in text


def test_whoever_ends_at_once_has_not_started(tmp_path: Path) -> None:
    failing = program(tmp_path / "ds9", "echo no display >&2; exit 3")
    with pytest.raises(DarkviewerError, match=r"code 3 \(no display\)"):
        start_ds9([str(failing)])
    start_ds9([str(program(tmp_path / "other", "exit 0"))])
    with pytest.raises(DarkviewerError, match=r"cannot be started .*Where DS9 is"):
        start_ds9([str(tmp_path / "gone")])


def test_it_runs_on_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ds9, "_PATIENCE_S", 0.05)
    mark = tmp_path / "ended"
    start_ds9([str(program(tmp_path / "ds9", f"sleep 0.3; touch '{mark}'"))])
    assert not mark.exists()
    until = time.monotonic() + 30
    while not mark.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert mark.exists()


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A screen of its own with a window manager."""
    for needed in ("Xvfb", "openbox", "ds9"):
        if shutil.which(needed) is None:
            pytest.skip(f"no {needed} here")
    name = f":{os.getpid() % 20_000 + 200}"
    monkeypatch.setenv("DISPLAY", name)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen(["Xvfb", name, "-screen", "0", "1280x800x24"], **quiet)]
    until = time.monotonic() + 30
    while not Path(f"/tmp/.X11-unix/X{name[1:]}").exists():
        assert time.monotonic() < until
        time.sleep(0.05)
    started.append(subprocess.Popen(["openbox"], **quiet))
    yield
    for run in reversed(started):
        run.kill()
        run.wait(30)


@pytest.mark.usefixtures("screen")
def test_the_real_one_shows_the_image_and_its_regions(tmp_path: Path) -> None:
    image, regions = tmp_path / "a.fits", tmp_path / "a.reg"
    fits.PrimaryHDU(np.arange(48 * 64, dtype=np.uint16).reshape(48, 64)).writeto(image)
    regions.write_text(f"{VERSION}\nimage\ncircle(50,30,4) # color=red\n")
    found = find_ds9()
    assert found is not None
    command, saved = ds9_command(found, image, regions, HOW), tmp_path / "saved.reg"
    told = ["-regions", "system", "image", "-regions", "save", str(saved), "-exit"]
    subprocess.run([*command, *told], check=True, timeout=100, capture_output=True)
    assert "circle(50" in saved.read_text()
