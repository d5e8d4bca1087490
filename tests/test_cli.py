from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import darkviewer
from darkviewer import commands
from darkviewer.cli import main
from darkviewer.core.parameters import PARAMETERS, Parameters
from darkviewer.core.progress import Job, Progress, drive
from darkviewer.storage.demo import DEMO_SESSION, write_demo
from darkviewer.storage.sharpcap import Shot, fits_bytes

SHOT = Shot(
    object="Dark30s",
    exposure_s=30,
    temperature_c=20,
    set_temperature_c=20,
    end=datetime(2024, 5, 8, 3, 38, 48),
)
ADU_IS_ELECTRON = ["--padding-bits", "0", "--gain", "1"]


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """Four flat frames of 32x48; the second holds the notebooks' injection."""
    folder = tmp_path / "2024-05-08" / "03_38_48" / "Dark30s"
    folder.mkdir(parents=True)
    for number in range(1, 5):
        raw = np.full((32, 48), 1000, np.uint16)
        if number == 2:
            raw[25, 15] += 300
            for y, x in ((24, 15), (26, 15), (25, 14), (25, 16)):
                raw[y, x] += 100
        (folder / f"{number:05d}.fits").write_bytes(fits_bytes(raw, SHOT))
    return folder


@pytest.fixture
def fake_window(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Instead of a window: a note of what was to be shown."""
    shown: list[dict[str, object]] = []

    def run(
        path: Path | None, *, screenshot: Path | None = None, fresh: bool = False
    ) -> int:
        platform = os.environ.get("QT_QPA_PLATFORM")
        shown.append(
            {"path": path, "screenshot": screenshot, "fresh": fresh, "on": platform}
        )
        return 0

    module = ModuleType("darkviewer.gui.app")
    module.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "darkviewer.gui.app", module)
    return shown


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.setenv(name, "")  # so that whatever is set is taken back
        monkeypatch.delenv(name)


@pytest.fixture
def a_display(no_display: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    monkeypatch.setenv("DISPLAY", ":7")


def test_process_prints_one_document(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", str(session), "--json", *ADU_IS_ELECTRON]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    nothing = {"hot_pixels": 0, "leaders": 0, "candidates": []}
    found = {"x": 15, "y": 25, "value_e": 300.0, "min_neighbour_ratio": 1 / 3}
    one = {"hot_pixels": 1, "leaders": 1, "candidates": [found]}
    parameters = replace(Parameters(), padding_bits=0, gain_e_per_adu=1.0)
    assert json.loads(out) == {
        "session": {
            "path": str(session),
            "date": "2024-05-08",
            "time": "03_38_48",
            "object": "Dark30s",
            "frames": 4,
            "shape": [32, 48],
            "exposure_s": 30,
        },
        "parameters": parameters.as_dict(),
        "master": {"method": "median", "n": 4, "median_e": 1000},
        "frames": [
            {"name": f"{number:05d}.fits", **(one if number == 2 else nothing)}
            for number in range(1, 5)
        ],
        "skipped": [],
    }


@pytest.mark.parametrize(
    ("options", "leaders", "candidates"),
    [
        (["--threshold", "299.999"], 1, 1),
        (["--threshold", "300"], 0, 0),
        (["--ratio", "0.3333333333333333"], 1, 1),
        (["--ratio", "0.334"], 1, 0),
        (["--neighbours", "8"], 1, 0),
        (["--threshold", "50"], 1, 1),
        (["--method", "average", "--threshold", "224"], 1, 1),
        (["--method", "average", "--threshold", "225"], 0, 0),
    ],
)
def test_options_decide(
    session: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    leaders: int,
    candidates: int,
) -> None:
    main(["process", str(session), "--json", *ADU_IS_ELECTRON, *options])
    frame = json.loads(capsys.readouterr().out)["frames"][1]
    assert (frame["leaders"], len(frame["candidates"])) == (leaders, candidates)


def test_process_prints_lines_for_people(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", str(session), *ADU_IS_ELECTRON]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "4 of 4 frames, 48x32, 30 s" in lines[0]
    cells = [line.split() for line in lines]
    assert ["00002.fits", "1", "1", "1"] in cells
    assert ["00002.fits", "15", "25", "300.0", "0.33"] in cells


def test_ccdproc_gives_the_same_and_says_so(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = []
    for engine in ("fast", "ccdproc"):
        assert main(["process", str(session), "--json", "--engine", engine]) == 0
        documents.append(json.loads(capsys.readouterr().out))
    fast, reference = documents
    compared = reference.pop("reference")
    assert compared["engine"].startswith("ccdproc 2")
    assert compared["master_difference_e"] == compared["residual_difference_e"] == 0
    assert reference == fast


def test_skipped_frames_are_named(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = fits_bytes(np.zeros((32, 48), np.uint16), replace(SHOT, exposure_s=10))
    (session / "00005.fits").write_bytes(wrong)
    (session / "00006.fits").write_bytes(b"")
    assert main(["process", str(session), "--json"]) == 0
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert document["session"]["frames"] == 6
    assert document["master"]["n"] == 4
    skipped = {item["name"]: item["reason"] for item in document["skipped"]}
    assert set(skipped) == {"00005.fits", "00006.fits"}
    assert "10 s" in skipped["00005.fits"]
    assert len(err.splitlines()) == 2
    assert all(line.startswith("darkviewer: ") for line in err.splitlines())


def test_out_writes_files_and_names_them(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.stat().st_mtime_ns for path in session.iterdir()}
    results = tmp_path / "results"
    assert main(["process", str(session), "--json", "--out", str(results)]) == 0
    out, err = capsys.readouterr()
    json.loads(out)
    suffixes = {path.suffix for path in results.iterdir()}
    assert suffixes >= {".fits", ".ecsv", ".csv", ".reg"}
    assert all(str(path) in err for path in results.iterdir())
    assert before == {path: path.stat().st_mtime_ns for path in session.iterdir()}


@pytest.mark.usefixtures("session")
def test_sessions_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sessions", str(tmp_path)]) == 0
    head, line = capsys.readouterr().out.splitlines()
    assert head.split()[:2] == ["session", "frames"]
    assert line.startswith("2024-05-08 / 03_38_48 / Dark30s")
    assert line.split()[5:8] == ["4", "30", "s"]


def test_sessions_as_a_document(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sessions", str(tmp_path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["root"] == str(tmp_path)
    (found,) = document["sessions"]
    assert found["path"] == str(session)
    assert found["shape"] == [32, 48]
    assert found["kind"] == "dark"
    assert found["health"]["level"] == "ok"


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


def slow_job() -> Job[str]:
    for done in range(5):
        yield Progress("Stirring", done, 4)
        time.sleep(0.1)
    return "soup"


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminal: bool,
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    assert commands.run_job(slow_job()) == "soup"
    out, err = capsys.readouterr()
    assert out == ""
    assert ("Stirring" in err) == terminal


NO_QT = """
import sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "pyqtgraph", "superqt"):
            raise ImportError(name + " is uninstalled in this test")
sys.meta_path.insert(0, NoQt())
from darkviewer.cli import main
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
    assert (done.returncode, done.stderr) == (0, "")


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
    assert done.stderr == b""
    assert done.returncode == 1


def test_demo_is_written_and_its_place_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "demo"
    arguments = ["--frames", "2", "--size", "64", "--seed", "3", "--out", str(root)]
    assert main(["demo", "--no-window", *arguments]) == 0
    assert capsys.readouterr() == (f"{root}\n", "")
    assert len(list((root / DEMO_SESSION).glob("*.fits"))) == 2


@pytest.mark.usefixtures("a_display")
def test_demo_opens_a_window(
    tmp_path: Path,
    fake_window: list[dict[str, object]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = tmp_path / "demo"
    main(["demo", "--frames=1", "--size=64", f"--out={root}"])
    assert fake_window == [
        {"path": root, "screenshot": None, "fresh": False, "on": None}
    ]
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("no_display")
def test_demo_without_display_draws_and_sums_up(
    tmp_path: Path,
    fake_window: list[dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--frames=3", "--size=64", f"--out={tmp_path}/demo"]) == 0
    (shown,) = fake_window
    assert shown["screenshot"] == Path("darkviewer-demo.png")
    assert (shown["fresh"], shown["on"]) == (True, "offscreen")
    out = capsys.readouterr().out
    for words in ("3 of 3 frames", "hot pixels", "leaders", "candidates"):
        assert words in out


def test_demo_goes_to_the_cache_of_the_user(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: tmp_path)
    main(["demo", "--no-window", "--frames=1", "--size=64"])
    assert capsys.readouterr().out == f"{tmp_path / 'demo'}\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], {"path": None, "screenshot": None, "fresh": False}),
        (["--fresh"], {"path": None, "screenshot": None, "fresh": True}),
        (["open", "a b"], {"path": Path("a b"), "screenshot": None, "fresh": False}),
        (
            ["open", "a", "--screenshot", "s.png", "--fresh"],
            {"path": Path("a"), "screenshot": Path("s.png"), "fresh": True},
        ),
        (
            ["--screenshot", "s.png", "open", "a"],
            {"path": Path("a"), "screenshot": Path("s.png"), "fresh": False},
        ),
    ],
)
@pytest.mark.usefixtures("a_display")
def test_the_window_gets_what_was_asked(
    fake_window: list[dict[str, object]],
    arguments: list[str],
    expected: dict[str, object],
) -> None:
    assert main(arguments) == 0
    assert fake_window == [{**expected, "on": None}]


@pytest.mark.usefixtures("no_display")
def test_without_display_a_window_is_refused(
    fake_window: list[dict[str, object]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 1
    assert "no display" in capsys.readouterr().err
    assert fake_window == []


@pytest.mark.usefixtures("a_display")
def test_without_qt_the_window_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "darkviewer.gui.app", None)
    assert main([]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "make setup" in err


def test_a_name_the_console_does_not_know_is_printed(
    tmp_path: Path,
) -> None:
    root = tmp_path / "Каптура [1]"
    drive(write_demo(root, frames=1, size=64))
    done = subprocess.run(
        [sys.executable, "-m", "darkviewer", "sessions", str(root), "--json"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        timeout=60,
    )
    assert done.returncode == 0
    assert len(json.loads(done.stdout)["sessions"]) == 5


def test_python_dash_m_returns_the_status(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "darkviewer", "process", str(tmp_path)],
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 1
