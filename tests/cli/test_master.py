"""``darkviewer master``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from darkviewer.cli import main
from tests.helpers.shots import ADU_IS_ELECTRON


def test_a_master_is_tested(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All frames of the fixture are 1000 e- everywhere but for one event."""
    asked = ["master", str(session), "--library", str(session), *ADU_IS_ELECTRON]
    assert main([*asked, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["sources"] == []
    assert document["library"]["path"] == str(session)
    assert main(asked) == 0
    assert "median of 4" in capsys.readouterr().out
