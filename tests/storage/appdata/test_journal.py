"""The log: bounded, and no trouble where it cannot be written."""

from __future__ import annotations

import errno
import faulthandler
import io
import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from darkviewer.storage.appdata import journal as journal_module
from darkviewer.storage.appdata.journal import journal, journal_files, journal_folder


def test_the_log_rotates_and_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "_BYTES", 1000)
    with journal():
        for number in range(200):
            logging.getLogger("darkviewer.x").info("line %d %s", number, "x" * 40)
    logs = [path for path in journal_files() if path.name.startswith("darkviewer")]
    assert len(logs) == 4
    assert sum(path.stat().st_size for path in logs) <= 4000
    assert "line 199" in logs[0].read_text()


def test_a_log_that_cannot_be_written_disturbs_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(journal_module, "journal_folder", lambda: tmp_path / "file")
    with journal():
        logging.getLogger("darkviewer.x").info("said")
    assert capsys.readouterr().err == ""


def test_nothing_of_the_log_stays_when_it_is_left() -> None:
    before = list(logging.getLogger().handlers)
    with journal():
        assert len(logging.getLogger().handlers) == len(before) + 2
    assert logging.getLogger().handlers == before
    assert journal_folder().is_dir()


class FullDisk(io.StringIO):
    """Takes lines, and then has no room for them."""

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_fills_up_disturbs_nobody(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with journal():
        log = logging.getLogger("darkviewer.x")
        log.info("said while there was room")
        for handler in logging.getLogger().handlers:
            if isinstance(handler, RotatingFileHandler):
                handler.stream.close()
                handler.stream = FullDisk()
        log.info("said to a full disk")
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_the_logs_are_the_users_alone_whatever_they_were() -> None:
    journal_folder().mkdir(parents=True)
    for name in ("darkviewer.log", "crash.log"):
        (journal_folder() / name).touch(0o644)
    enabled = faulthandler.is_enabled()
    faulthandler.disable()
    try:
        with journal():
            logging.getLogger("darkviewer").warning("a line")
    finally:
        if enabled:
            faulthandler.enable()
    modes = {path.name: path.stat().st_mode & 0o777 for path in journal_files()}
    assert modes == {"darkviewer.log": 0o600, "crash.log": 0o600}
