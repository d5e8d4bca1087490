"""``darkviewer rates``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from astropy.io import fits

from darkviewer.cli import main
from tests.helpers.shots import ADU_IS_ELECTRON

OPTIONS = ["--criterion", "ratio", *ADU_IS_ELECTRON]


def test_captures_are_counted_together(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = shutil.copytree(session, tmp_path / "other")
    file = sorted(other.glob("*.fits"))[0]
    with fits.open(file, mode="update") as opened:
        opened[0].data[0, 0] += 1
    asked = ["rates", str(session), str(other), *OPTIONS, "--stars", "2"]
    assert main([*asked, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [one["sources"] for one in document["sessions"]] == [1, 1]
    assert document["per_frame"]["value"] == 0.25
    assert document["posterior_odds"]["value"] == 8
    assert main(asked) == 0
    assert "0.25 [" in capsys.readouterr().out


def test_a_copy_of_a_capture_is_counted_once(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = shutil.copytree(session, tmp_path / "copy")
    assert main(["rates", str(session), str(copy), *OPTIONS, "--json"]) == 0
    printed = capsys.readouterr()
    assert len(json.loads(printed.out)["sessions"]) == 1
    assert f"{copy} has the same frames as " in printed.err


def test_stars_are_above_zero(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["rates", str(session), "--stars", "0"])
    assert "0 is not above 0" in capsys.readouterr().err
