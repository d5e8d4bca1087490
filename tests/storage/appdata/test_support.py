from __future__ import annotations

import faulthandler
import json
import logging
import zipfile
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.appdata.journal import journal
from darkviewer.storage.appdata.settings import Settings, save
from darkviewer.storage.appdata.support import without_home, write_support_bundle


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = tmp_path / "Ann O'Neill"
    monkeypatch.setattr(Path, "home", lambda: folder)
    return folder


def test_the_bundle_has_log_versions_and_settings_but_no_home(
    home: Path, tmp_path: Path
) -> None:
    save(Settings(last_root=str(home / "captures"), recent=[str(home)]))
    with journal():
        logging.getLogger("darkviewer.x").info("read %s", home / "captures" / "1.fits")
    written = write_support_bundle(tmp_path / "support.zip")
    with zipfile.ZipFile(written) as bundle:
        texts = {name: bundle.read(name).decode() for name in bundle.namelist()}
    assert set(texts) == {
        "versions.txt",
        "darkviewer.log",
        "settings.json",
        *([] if faulthandler.is_enabled() else ["crash.log"]),
    }
    assert "read ~/captures/1.fits" in texts["darkviewer.log"]
    assert json.loads(texts["settings.json"])["last_root"] == "~/captures"
    assert "numpy" in texts["versions.txt"]
    assert not any("Ann" in text for text in texts.values())


def test_an_existing_file_stays(tmp_path: Path) -> None:
    wanted = tmp_path / "support.zip"
    wanted.write_bytes(b"mine")
    assert write_support_bundle(wanted) == tmp_path / "support-2.zip"
    assert wanted.read_bytes() == b"mine"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DarkviewerError, match="cannot be written"):
        write_support_bundle(tmp_path / "file" / "support.zip")


def test_home_is_replaced_however_it_is_spelt(monkeypatch: pytest.MonkeyPatch) -> None:
    class Windows:
        def __init__(self, text: str = "") -> None:
            self.text = text

        @staticmethod
        def home() -> str:
            return "C:\\Users\\Ann"

        def as_posix(self) -> str:
            return self.text.replace("\\", "/")

    monkeypatch.setattr("darkviewer.storage.appdata.support.Path", Windows)
    text = without_home(
        r'C:\Users\Ann\x  "C:\\Users\\Ann\\x"  file:///C:/Users/Ann/x  C:\Users\Bo'
    )
    assert text == r'~\x  "~\\x"  file:///~/x  C:\Users\Bo'
