from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import Cancelled, SessionError
from darkviewer.core.frames.session import Expected
from darkviewer.core.progress import Progress, drive
from darkviewer.storage.captures import scan as scan_module
from darkviewer.storage.captures.scan import (
    find_captures,
    read_all_series,
    read_session,
    scan,
)
from tests.helpers.places import REAL_DATA, needs_real_data


def write_frame(path: Path, shape: tuple[int, int] = (4, 6), **cards: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    hdu = fits.PrimaryHDU(np.zeros(shape, "u2"))
    hdu.header.update({"EXPTIME": 30.0, **cards})
    hdu.writeto(path)
    return path


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    folder = tmp_path / "2024-05-08" / "03_38_48" / "Dark30s"
    for number in range(1, 4):
        write_frame(folder / f"{number:05d}.fits")
    return folder


def test_a_session(capture: Path) -> None:
    session = read_session(capture)
    assert session.path == capture
    assert session.title == "2024-05-08 / 03_38_48 / Dark30s"
    assert [f.name for f in session.frames] == [
        "00001.fits",
        "00002.fits",
        "00003.fits",
    ]
    assert (session.shape, session.exposure_s, session.kind) == ((4, 6), 30.0, "dark")
    assert session.health.level == "ok"


@pytest.mark.parametrize(
    ("below", "title"),
    [
        ("2024-05-08/03_38_48/Dark30s", "2024-05-08 / 03_38_48 / Dark30s"),
        ("2024-05-08/Dark30s/03_38_48", "2024-05-08 / 03_38_48 / Dark30s"),
        ("2024-05-08/03_38_48/Dark30s/rawframes", "2024-05-08 / 03_38_48 / Dark30s"),
        ("some/where/my darks [2] 暗", "my darks [2] 暗"),
        (".", None),
    ],
)
def test_layouts(tmp_path: Path, below: str, title: str | None) -> None:
    write_frame(tmp_path / below / "00001.fits")
    (found,) = drive(scan(tmp_path))
    assert found.path == tmp_path / below
    assert found.title == (title or tmp_path.name)
    assert len(found.frames) == 1


def test_newest_first_and_names_alone(tmp_path: Path) -> None:
    for place in (
        "2024-05-07/22_00_00/Dark30s",
        "2024-05-08/03_38_48/Dark30s",
        "2024-05-08/03_31_02/Dark10s",
        "2024-05-08/03_31_02/Bias",
        "old",
    ):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "00001.fits").touch()  # nothing is read
    captures = find_captures(tmp_path)
    assert [str(c.path.relative_to(tmp_path)) for c in captures] == [
        "2024-05-08/03_38_48/Dark30s",
        "2024-05-08/03_31_02/Bias",
        "2024-05-08/03_31_02/Dark10s",
        "2024-05-07/22_00_00/Dark30s",
        "old",
    ]
    assert (captures[0].date, captures[0].time) == ("2024-05-08", "03_38_48")


def test_frames_are_ordered_by_number(tmp_path: Path) -> None:
    names = ["10.fits", "2.fits", "1.FIT", "Capture_00003.fits", "capture_00004.fits"]
    for name in names:
        (tmp_path / name).touch()
    (found,) = find_captures(tmp_path)
    assert [path.name for path in found.files] == [
        "1.FIT",
        "2.fits",
        "10.fits",
        *names[3:],
    ]


def test_a_single_file(capture: Path) -> None:
    session = read_session(capture / "00002.fits")
    assert session.path == capture / "00002.fits"
    assert [f.name for f in session.frames] == ["00002.fits"]
    assert session.health.reasons == ()  # a look needs no warning


def test_the_folder_above_a_single_capture_will_do(capture: Path) -> None:
    assert read_session(capture.parent.parent).path == capture
    write_frame(capture.with_name("Dark10s") / "1.fits")
    with pytest.raises(SessionError, match="holds 2 captures: choose one"):
        read_session(capture.parent)


def test_rawframes_below_the_folder(tmp_path: Path) -> None:
    write_frame(tmp_path / "M13" / "rawframes" / "1.fits")
    write_frame(tmp_path / "M13" / "processed" / "1.fits")
    assert read_session(tmp_path / "M13").path.name == "rawframes"


def test_what_holds_no_session(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match=r"or below; choose a folder with FITS"):
        read_session(tmp_path)
    assert find_captures(tmp_path) == []
    with pytest.raises(SessionError, match=r"absent cannot be opened"):
        find_captures(tmp_path / "absent")


def test_what_disagrees_is_skipped_in_words(capture: Path) -> None:
    write_frame(capture / "00004.fits", (8, 8))
    write_frame(capture / "00005.fits", EXPTIME=10.0)
    (capture / "00006.fits").write_bytes((capture / "00001.fits").read_bytes()[:2900])
    (capture / "00007.fits").touch()
    (capture / "00008.fits").write_text("not FITS")
    (capture / "00009.fits").symlink_to(capture / "gone.fits")
    session = read_session(capture)
    assert len(session.frames) == 3
    assert {s.name: s.reason for s in session.elsewhere} == {
        "00004.fits": "frame 00004.fits is 8x8, this series is 6x4: see series "
        "dark-30s-8x8",
        "00005.fits": "frame 00005.fits is 10 s, this series is 30 s: see series "
        "dark-10s",
    }
    assert {s.name: s.reason for s in session.skipped} == {
        "00006.fits": (
            "00006.fits ends after 2900 of 2928 bytes: it is cut off or still being "
            "written"
        ),
        "00007.fits": (
            "00007.fits is empty (0 bytes): it is still being written or was lost"
        ),
        "00008.fits": "00008.fits is not a FITS file: it does not begin with SIMPLE",
        "00009.fits": "00009.fits has vanished: it was moved, renamed or deleted",
    }
    assert [frame.name for frame in session.incomplete] == ["00006.fits", "00007.fits"]
    growing, unusable, others = session.health.reasons
    assert growing.startswith("incomplete")
    assert unusable.startswith("3 of 9 used: 00008.fits is not a FITS file")
    assert (
        others == "3 of 9 frames: 2 others are 2 series (1 dark 30 s 8x8, 1 dark 10 s)"
    )


def test_each_series_can_be_read(capture: Path) -> None:
    write_frame(capture / "00004.fits", EXPTIME=10.0)
    assert [s.series for s in read_all_series(capture)] == ["dark-30s", "dark-10s"]
    assert len(read_session(capture, series="dark-10s").frames) == 1
    with pytest.raises(SessionError, match="no series flat; choose one of: dark-30s"):
        read_session(capture, series="flat")
    assert [s.series for s in drive(scan(capture))] == ["dark-30s", "dark-10s"]


def test_expected_values_may_be_given(capture: Path) -> None:
    session = read_session(capture, expected=Expected(exposure_s=10))
    assert (session.frames, session.health.level) == ((), "bad")


def test_a_frame_that_vanishes_between_listing_and_reading(capture: Path) -> None:
    (found,) = find_captures(capture)
    found.files[1].unlink()
    session = read_session(found)
    assert len(session.frames) == 2
    assert session.skipped[0].reason.startswith("00002.fits has vanished")


def test_the_sidecar_speaks_for_all_frames(capture: Path) -> None:
    sidecar = capture.with_name("Dark30s.CameraSettings.txt")
    sidecar.write_text("[QHY42Pro]\nGain=5\nSubtract Dark=master.fits\n")
    session = read_session(capture)
    assert (session.frames[2].camera, session.gain) == ("QHY42Pro", 5)
    assert session.health.level == "bad"
    assert "Subtract Dark on" in session.health.reasons[0]
    sidecar.write_text("[QHY42Pro]\nGain=5\nSubtract Dark=None\n")
    assert read_session(capture).health.level == "ok"


def test_links_that_lead_back_end(tmp_path: Path, capture: Path) -> None:
    (capture / "loop").symlink_to(tmp_path, target_is_directory=True)
    (capture / "self").symlink_to(capture / "self")
    assert len(find_captures(tmp_path)) == 1


def test_a_folder_that_may_not_be_listed(
    tmp_path: Path, capture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    listing = os.scandir

    def refusing(folder: Path) -> Any:
        if folder == closed:  # chmod would not stop root
            raise PermissionError(13, "Permission denied")
        return listing(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    first, second = drive(scan(tmp_path))
    assert first.path == capture
    assert second.health.level == "bad"
    assert second.health.reasons == (f"{closed} cannot be listed: Permission denied",)


def test_a_second_look_reads_nothing_that_did_not_change(
    capture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def counting(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Path, **more: Any) -> Any:
            read.append(path.name)
            return original(path, **more)

        return call

    monkeypatch.setattr(scan_module, "read_file", counting(scan_module.read_file))
    first = read_session(capture)
    assert len(read) == 3
    assert read_session(capture) == first
    assert len(read) == 3
    os.utime(capture / "00002.fits", ns=(1, 1))
    read_session(capture)
    assert read[3:] == ["00002.fits"]


def test_a_scan_reports_and_can_be_stopped(capture: Path) -> None:
    events: list[Progress] = []
    drive(scan(capture.parent), report=events.append)
    assert events[-1] == Progress("Reading headers of Dark30s", 2, 3)
    with pytest.raises(Cancelled):
        drive(scan(capture.parent), cancelled=lambda: True)


def test_nothing_in_the_capture_folder_is_touched(capture: Path) -> None:
    before = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in capture.iterdir()}
    read_session(capture)
    assert {
        p: (p.stat().st_mtime_ns, p.read_bytes()) for p in capture.iterdir()
    } == before


@needs_real_data
def test_real_captures() -> None:
    sessions = drive(scan(REAL_DATA / "captures"))
    assert [(s.title, len(s.frames), s.exposure_s) for s in sessions] == [
        ("2017-07-12 / 19_09_40 / Fe55Dark2s", 4, 2.0),
        ("2017-07-12 / 16_44_51 / Dark12s", 1, 11.999),
        ("2017-07-12 / 16_38_19 / Dark2s", 3, 1.999),
    ]
    assert {s.kind for s in sessions} == {"dark"}


def write_cube(path: Path, planes: int = 4) -> Path:
    cube = np.arange(planes * 24, dtype="u2").reshape(planes, 4, 6)
    hdu = fits.PrimaryHDU(cube)
    hdu.header["EXPTIME"] = 1.0
    hdu.writeto(path)
    return path


def test_a_cube_is_a_series(tmp_path: Path) -> None:
    write_cube(tmp_path / "kinetic.fits")
    for where in (tmp_path, tmp_path / "kinetic.fits"):
        session = read_session(where)
        assert [f.plane for f in session.frames] == [1, 2, 3, 4]
        assert (session.shape, session.exposure_s) == ((4, 6), 1.0)
        assert session.health.level == "ok"


def test_planes_are_bounded_like_frames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_module, "_MOST_FRAMES", 6)
    monkeypatch.setattr(scan_module, "_STEP", 2)
    for name in "ab":
        write_cube(tmp_path / f"{name}.fits")
    session = read_session(tmp_path)
    names = [f.name for f in session.frames]
    assert names[3:] == ["a.fits[plane 4]", "b.fits[plane 1]", "b.fits[plane 2]"]
    (reason,) = session.health.reasons
    assert reason == (
        "2 of 8 frames are left out: a capture has at most 6; save them as several "
        "files"
    )
    steps = [step for step in scan(tmp_path) if step.stage.endswith("in a.fits")]
    assert [step.done for step in steps] == [2]


def write_amplifiers(path: Path, count: int = 4) -> Path:
    images = [
        fits.ImageHDU(np.full((4, 6), 1000 + 100 * number, "u2"), name=f"IM{number}")
        for number in range(1, count + 1)
    ]
    fits.HDUList([fits.PrimaryHDU(), *images]).writeto(path)
    return path


def test_each_image_of_a_file_is_a_series(tmp_path: Path) -> None:
    for number in range(3):
        write_amplifiers(tmp_path / f"{number}.fits")
    sessions = read_all_series(tmp_path)
    assert [[f.extension for f in one.frames] for one in sessions] == [
        [f"IM{number}"] * 3 for number in (1, 2, 3, 4)
    ]
    for one in sessions:
        assert one.health.level == "ok"
        assert "4 images in each file: each is a series of its own" in one.notes
    assert [one.series for one in sessions] == [
        "frames",
        "frames-im2",
        "frames-im3",
        "frames-im4",
    ]
    write_amplifiers(tmp_path / "x.fits", 2)
    assert [len(one.frames) for one in read_all_series(tmp_path)] == [4, 4, 3, 3]
    assert "4 images in a file: each is a series of its own" in (
        read_session(tmp_path).notes
    )


def test_one_file_with_several_images_is_a_look_at_each(tmp_path: Path) -> None:
    sessions = read_all_series(write_amplifiers(tmp_path / "a.fits"))
    assert [one.health.level for one in sessions] == ["ok"] * 4
    assert [f.name for one in sessions for f in one.frames] == [
        f"a.fits[IM{number}]" for number in (1, 2, 3, 4)
    ]


def test_a_mask_beside_the_frame_is_a_note(tmp_path: Path) -> None:
    for number in range(3):
        path = write_frame(tmp_path / f"{number}.fits")
        if number:
            fits.append(path, np.zeros((4, 6), "u1"), fits.Header({"EXTNAME": "MASK"}))
    session = read_session(tmp_path)
    assert session.health.level == "ok"
    assert (
        "images of another size, type or purpose in 2 of 3 files: they are not used"
    ) in session.notes
