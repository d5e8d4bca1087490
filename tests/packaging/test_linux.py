"""The bundle on a Linux desktop."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.helpers.platforms import PACKAGING, POSIX


def desktop_entry(path: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    parser.read(path, encoding="utf-8")
    return parser["Desktop Entry"]


def test_desktop_entry() -> None:
    path = PACKAGING / "linux" / "darkviewer.desktop"
    entry = desktop_entry(path)
    assert (entry["Type"], entry["Name"], entry["Icon"]) == (
        *("Application", "Darkviewer", "darkviewer"),
    )
    assert entry["Exec"].endswith(" %f")
    assert "image/fits" in entry["MimeType"].split(";")
    if validator := shutil.which("desktop-file-validate"):
        done = subprocess.run([validator, path], capture_output=True, text=True)
        assert done.stdout + done.stderr == ""


@POSIX
def test_install_and_uninstall(tmp_path: Path) -> None:
    home = tmp_path / "home"
    bundle = tmp_path / 'Dunkel & "Bilder" $5 100% | a\\b'
    shutil.copytree(PACKAGING / "linux", bundle)
    for name in ("darkviewer", "darkviewer.svg", "darkviewer.png"):
        (bundle / name).touch(0o755)
    environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
    home.mkdir()

    subprocess.run(["sh", bundle / "install.sh"], env=environment, check=True)
    entry = desktop_entry(home / ".local/share/applications/darkviewer.desktop")
    assert program_of(entry["Exec"]) == str(bundle / "darkviewer")
    assert (home / ".local/bin/darkviewer").resolve() == bundle / "darkviewer"

    subprocess.run(["sh", bundle / "uninstall.sh"], env=environment, check=True)
    left = [p for p in home.rglob("*") if not p.is_dir() and p.name != "mimeinfo.cache"]
    assert left == []


def program_of(command: str) -> str:
    """First word of an Exec value: string escapes, then quotes, then field codes."""
    text = re.sub(r"\\(.)", r"\1", command)
    quoted = re.match(r'"((?:[^"\\]|\\.)*)" %f$', text)
    assert quoted is not None
    return re.sub(r"\\(.)", r"\1", quoted[1]).replace("%%", "%")
