from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import darkviewer
from darkviewer.cli import commands, main
from darkviewer.core.parameters import PARAMETERS
from darkviewer.core.progress import drive
from darkviewer.storage.demo.demo import write_demo
from tests.helpers.shots import ADU_IS_ELECTRON
from tests.helpers.spoken import spoken


@pytest.mark.parametrize("command", ["process", "sessions"])
@pytest.mark.parametrize("make", ["nothing", "empty folder", "not FITS"])
def test_failure_is_one_line_and_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, make: str
) -> None:
    path = tmp_path / "captures"
    if make != "nothing":
        path.mkdir()
    if make == "not FITS":
        (path / "notes.txt").write_text("x")
    assert main([command, str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("darkviewer: ")
    assert err.count("\n") == 1
    assert str(path) in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["process"],
        ["process", "x", "--threshold", "-1"],
        ["process", "x", "--threshold", "nan"],
        ["process", "x", "--padding-bits", "2.5"],
        ["process", "x", "--ratio", "much"],
        ["process", "x", "--method", "mode"],
        ["process", "x", "--neighbours", "5"],
        ["demo", "--frames", "many"],
    ],
)
def test_wrong_usage_is_status_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: darkviewer" in capsys.readouterr().err


def test_a_value_out_of_range_says_the_range(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["process", "x", "--padding-bits", "9"])
    assert "between 0 and 8" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"darkviewer {darkviewer.__version__}\n"


def test_help_tells_every_parameter(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["process", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    for item in PARAMETERS:
        assert item.sentence in text


def test_the_former_name_of_an_option_works_and_says_the_new_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given: list[argparse.Namespace] = []
    monkeypatch.setattr(commands, "process", given.append)
    main(["process", "x", "--gain", "2.5"])
    assert capsys.readouterr().err == "darkviewer: --gain is now called --e-per-adu\n"
    main(["process", "x", "--e-per-adu", "2.5"])
    main(["process", "x"])
    assert capsys.readouterr().err == ""
    assert [item.gain_e_per_adu for item in given] == [2.5, 2.5, None]
    with pytest.raises(SystemExit):
        main(["process", "x", "--gain", "0"])
    assert "between 0.0001 and 1000" in capsys.readouterr().err


def test_interruption_is_one_line_and_status_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "sessions", interrupted)
    assert main(["sessions", "x"]) == 130
    assert capsys.readouterr().err == "darkviewer: interrupted\n"


def test_running_out_of_memory_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def greedy(_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(commands, "process", greedy)
    assert main(["process", "x"]) == 1
    assert "memory" in capsys.readouterr().err


NO_QT = """
import sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "pyqtgraph", "superqt"):
            raise ImportError(name + " is uninstalled in this test")
sys.meta_path.insert(0, NoQt())
from darkviewer.cli.parser import main
status = main({arguments!r})
heavy = [name for name in {heavy!r} if name in sys.modules]
sys.exit(f"imported {{heavy}}" if heavy else status)
"""


@pytest.mark.parametrize("command", ["process", "sessions", "demo"])
def test_no_qt_is_needed(session: Path, tmp_path: Path, command: str) -> None:
    arguments = {
        "process": ["process", str(session)],
        "sessions": ["sessions", str(tmp_path)],
        "demo": [
            "demo",
            "--frames=1",
            "--size=64",
            "--no-window",
            f"--out={tmp_path}/d",
        ],
    }[command]
    heavy = [] if command == "demo" else ["ccdproc", "astropy", "matplotlib"]
    code = NO_QT.format(arguments=arguments, heavy=heavy)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, spoken(done.stderr)) == (0, [])


def test_a_reader_that_leaves_is_no_error(session: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "darkviewer", "process", str(session), "--json"],
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=60,
        )
    finally:
        os.close(writing)
    assert spoken(done.stderr.decode()) == []
    assert done.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_an_output_that_takes_no_more_is_one_line(
    session: Path, options: list[str]
) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "darkviewer", "process", str(session), *options],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert spoken(done.stderr) == [
        "the output cannot be read or written: No space left on device; "
        "check the disk and the permissions"
    ]


def test_a_name_the_console_does_not_know_is_printed(
    tmp_path: Path,
) -> None:
    root = tmp_path / "Каптура [1]"
    drive(write_demo(root, n_frames=1, size=64))
    done = subprocess.run(
        [sys.executable, "-m", "darkviewer", "sessions", str(root), "--json"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        timeout=60,
    )
    assert done.returncode == 0
    assert len(json.loads(done.stdout)["sessions"]) == 6


def test_python_dash_m_returns_the_status(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "darkviewer", "process", str(tmp_path)],
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 1


@pytest.mark.parametrize("which", ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"])
def test_a_home_that_is_missing_is_no_stray_line(
    session: Path, tmp_path: Path, which: str
) -> None:
    command = [sys.executable, "-m", "darkviewer", "process", str(session)]
    done = subprocess.run(
        [*command, "--engine", "ccdproc", *ADU_IS_ELECTRON],
        capture_output=True,
        text=True,
        env=os.environ | {which: str(tmp_path / "missing")},
        timeout=60,
    )
    assert (done.returncode, spoken(done.stderr)) == (0, [])
