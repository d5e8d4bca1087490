"""The smoke test of the bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.helpers.platforms import POSIX


@POSIX
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo fine; echo 'darkviewer: wrote it' >&2", None),
        ("echo 'QObject: stray' >&2", "printed a stray line: QObject: stray"),
        ("exit 3", "ended with status 3"),
    ],
)
def test_smoke_test_is_strict(
    part: Any, tmp_path: Path, script: str, reason: str | None
) -> None:
    program = tmp_path / "darkviewer"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    bundle = part("smoke_test").Bundle(tmp_path, tmp_path)
    if reason is None:
        assert bundle.run() == "fine\n"
    else:
        with pytest.raises(SystemExit, match=reason):
            bundle.run()


@POSIX
def test_smoke_test_measures_the_first_window(part: Any, tmp_path: Path) -> None:
    program = tmp_path / "darkviewer"
    program.write_text("#!/bin/sh\nsleep 0.2\necho first paint\n")
    program.chmod(0o755)
    bundle = part("smoke_test").Bundle(tmp_path, tmp_path)
    assert 0.2 <= bundle.first_window_s() < 5
    program.write_text("#!/bin/sh\necho 'no display' >&2\nexit 1\n")
    with pytest.raises(SystemExit, match="no window appeared: no display"):
        bundle.first_window_s()
