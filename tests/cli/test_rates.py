"""``darkviewer rates``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from darkviewer.cli import main
from tests.helpers.shots import ADU_IS_ELECTRON

OPTIONS = ["--criterion", "ratio", *ADU_IS_ELECTRON]


def test_captures_are_counted_together(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["rates", str(session), str(session), *OPTIONS, "--stars", "2"]
    assert main([*asked, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [one["sources"] for one in document["sessions"]] == [1, 1]
    assert document["per_frame"]["value"] == 0.25
    assert document["posterior_odds"]["value"] == 8
    assert main(asked) == 0
    assert "0.25 [" in capsys.readouterr().out


def test_stars_are_above_zero(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["rates", str(session), "--stars", "0"])
    assert "0 is not above 0" in capsys.readouterr().err
