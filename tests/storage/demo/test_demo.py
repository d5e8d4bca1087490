from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from darkviewer.core.errors import Cancelled, DarkviewerError
from darkviewer.core.progress import Progress, drive
from darkviewer.storage.captures.scan import find_captures, read_session
from darkviewer.storage.demo.demo import DEMO_SESSION, write_demo


# MJD of DATE-END as the notebook prints it for its ten frames.
def digest(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_folders_are_named_as_sharpcap_names_them(demo: Path) -> None:
    session = demo / "2024-05-08" / "03_38_48" / "Dark30s"
    assert session == demo / DEMO_SESSION
    names = sorted(path.name for path in session.iterdir())
    assert names == [f"{number:05d}.fits" for number in range(1, 11)]
    assert session.with_name("Dark30s.CameraSettings.txt").is_file()


def test_same_seed_same_bytes_whatever_the_threads(tmp_path: Path) -> None:
    one, two, other = (
        drive(
            write_demo(tmp_path / name, n_frames=3, size=64, seed=seed, threads=threads)
        )
        for name, seed, threads in (("a", 7, 1), ("b", 7, 3), ("c", 8, 2))
    )
    assert digest(one) == digest(two)
    assert digest(one) != digest(other)


def test_truth_table_names_what_is_in_the_frames(demo: Path) -> None:
    table = Table.read((demo / DEMO_SESSION).with_name("Dark30s.truth.ecsv"))
    assert table["x"].unit == "pix"
    assert table["charge_e"].unit == "electron"
    assert table.meta["pixel_origin"] == 0
    stars = table[table["kind"] == "star"]
    assert set(stars["frame"]) == set(range(1, 11))
    assert stars["injected"].all()
    assert not table["injected"][table["kind"] != "star"].any()
    star = stars[np.argmax(stars["charge_e"])]
    x, y = round(star["x"]), round(star["y"])
    with_star = fits.getdata(demo / DEMO_SESSION / f"{star['frame']:05d}.fits")
    without = fits.getdata(demo / DEMO_SESSION / f"{star['frame'] % 10 + 1:05d}.fits")
    rise = (with_star[y, x].astype(float) - without[y, x]) * 1.39 / 16
    assert rise > 0.1 * star["charge_e"]


def test_our_own_reader_knows_every_session(demo: Path) -> None:
    sessions = {
        (session.time, session.object): session
        for session in map(read_session, (c.path for c in find_captures(demo)))
    }
    assert len(sessions) == 5
    main = sessions["03_38_48", "Dark30s"]
    assert (len(main.frames), main.exposure_s, main.shape) == (10, 30, (128, 128))
    assert main.temperature_c == pytest.approx(20)
    odd = sessions["03_20_15", "Dark60s"]
    assert [item.name for item in odd.elsewhere] == ["00004.fits"]
    assert odd.health.level == "warn"
    altered = sessions["21_58_10", "Dark30s"]
    assert altered.health.level == "bad"
    assert "Subtract Dark" in " ".join(altered.health.reasons)


def test_a_complete_demo_is_reused(demo: Path) -> None:
    events: list[Progress] = []
    before = {path: path.stat().st_mtime_ns for path in demo.rglob("*")}
    assert drive(write_demo(demo, size=128), report=events.append) == demo
    assert events == []
    assert before == {path: path.stat().st_mtime_ns for path in demo.rglob("*")}


def test_a_demo_made_otherwise_is_replaced(tmp_path: Path) -> None:
    root = tmp_path / "demo"
    drive(write_demo(root, n_frames=2, size=64))
    drive(write_demo(root, n_frames=1, size=64))
    assert len(list((root / DEMO_SESSION).iterdir())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_progress_rises_to_the_total(tmp_path: Path) -> None:
    events: list[Progress] = []
    drive(write_demo(tmp_path / "demo", n_frames=3, size=64), report=events.append)
    written = [event.done for event in events if event.total]
    assert written == list(range(events[0].total + 1))


@pytest.mark.parametrize("after", [1, 5])
def test_cancelling_leaves_nothing_behind(tmp_path: Path, after: int) -> None:
    events: list[Progress] = []
    with pytest.raises(Cancelled):
        drive(
            write_demo(tmp_path / "demo", n_frames=3, size=64),
            report=events.append,
            cancelled=lambda: len(events) > after,
        )
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("")
    with pytest.raises(DarkviewerError, match="is a file"):
        drive(write_demo(tmp_path / "demo", size=64))


def test_a_full_disk_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DarkviewerError, match=r"No space left.*--out"):
        drive(write_demo(tmp_path / "demo", size=64))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"n_frames": 0}, "frames 0"),
        ({"size": 63}, "size 63"),
        ({"size": 20000}, "size 20000"),
        ({"seed": -1}, "seed"),
    ],
)
def test_senseless_arguments_are_refused(
    tmp_path: Path, arguments: dict[str, int], words: str
) -> None:
    with pytest.raises(DarkviewerError, match=words):
        drive(write_demo(tmp_path / "demo", **arguments))
