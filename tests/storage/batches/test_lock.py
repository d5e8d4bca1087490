"""One batch at a time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.batches.lock import locked
from tests.helpers.programs import Program

_HOLD = """
import sys, time
from pathlib import Path
from darkviewer.storage.batches.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_another_process_holds_it_until_it_is_killed(tmp_path: Path) -> None:
    process = Program().run(["-c", _HOLD, str(tmp_path)])
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    other = rf"another batch writes into .* \(process {process.pid} on "
    with pytest.raises(DarkviewerError, match=other), locked(tmp_path):
        pass
    process.kill()
    process.communicate()
    with locked(tmp_path):
        assert (
            (tmp_path / ".batch.holder")
            .read_text()
            .startswith(f"process {os.getpid()}")
        )
    assert not (tmp_path / ".batch.holder").exists()


def test_a_holder_that_has_not_said_who_it_is(tmp_path: Path) -> None:
    with locked(tmp_path):
        (tmp_path / ".batch.holder").unlink()
        with pytest.raises(DarkviewerError, match="just begun"), locked(tmp_path):
            pass


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with (
        pytest.raises(DarkviewerError, match=r"cannot be written: .*another folder"),
        locked(tmp_path / "file" / "out"),
    ):
        pass
