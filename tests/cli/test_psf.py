"""``darkviewer psf``: light frames in, a profile out, and used."""

from __future__ import annotations

from pathlib import Path

import pytest

from darkviewer.cli import main
from darkviewer.core.hazard import measured_psf
from tests.helpers.lights import write_darks
from tests.helpers.skies import write_sky


def test_measured_and_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(measured_psf, "ITERATIONS", 1)
    light, out = write_sky(tmp_path / "light.fits"), tmp_path / "out" / "psf.fits"
    command = ["psf", str(light), "--out", str(out), "--fwhm", "2.2"]
    assert main(command) == 0
    printed = capsys.readouterr()
    assert "36 stars, FWHM 2." in printed.out
    assert f"wrote {out}" in printed.err
    assert main(command) == 1
    assert "never overwritten" in capsys.readouterr().err
    darks = write_darks(tmp_path / "2024-05-08" / "Dark30s")
    test = ["--criterion", "psf", "--psf", str(out)]
    assert main(["process", str(darks), *test]) == 0
    assert "psf.fits" in capsys.readouterr().out
