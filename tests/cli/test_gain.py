"""``darkviewer gain``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from darkviewer.cli import main
from tests.helpers.padded import write_padded


def test_sources_stand_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_padded(tmp_path / "darks", EGAIN=0.5, RDNOISE=1.5, ADCBITS=12)
    assert main(["gain", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "use 0.5 e-/ADU, padding 4" in out
    assert "EGAIN" in out
    assert "ADCBITS 12, BITSHIFT ?, step 16, padding 4, saturation 65520" in out
    assert "RDNOISE: 1.5" in out


def test_the_same_as_a_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_padded(tmp_path / "darks", EGAIN=0.5)
    assert main(["gain", str(folder), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["gain"]["proposal"] == {"e_per_adu": 0.5, "padding_bits": 4}
    assert document["depth"]["padding_bits_found"] == 4
    # Two values 16 ADU apart, equally often: their standard deviation is 8 ADU.
    assert document["noise"]["adu"] == pytest.approx(8, rel=0.5)
    assert main(["process", str(folder), "--json"]) == 0
    out, err = capsys.readouterr()
    gain = json.loads(out)["gain"]
    assert (gain["level"], gain["source"]) == ("doubtful", "default")
    assert gain["sentence"] in err
    assert main(["process", str(folder)]) == 0
    assert "by default, doubtful" in capsys.readouterr().out
