from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.frames.reading import Reading
from darkviewer.core.frames.session import Session
from darkviewer.core.opinions.events import KIND, Opinion
from darkviewer.core.progress import drive
from darkviewer.runs import exclusion
from darkviewer.runs.exclusion import Contents
from darkviewer.runs.kinds import kind_opinion, told
from darkviewer.runs.session import read_all


def write(folder: Path, *names: str, kind: str = "LIGHT", exposure: float = 30) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names):
        raw = np.full((5, 6), 100 * exposure + number, "u2")
        cards = fits.Header({"IMAGETYP": kind, "EXPTIME": exposure})
        fits.PrimaryHDU(raw, cards).writeto(folder / name)


def read(folder: Path, *held: Opinion) -> tuple[Session, ...]:
    reading = Reading(lambda frames: told(frames, held, Contents(), me="anna"))
    return drive(read_all(folder, reading=reading))


def say(session: Session, kind: str, *, who: str = "anna") -> list[Opinion]:
    contents = Contents()
    return [
        Opinion(KIND, contents.of(info), kind_opinion(info, kind), who=who)
        for info in session.frames
    ]


def kinds(sessions: tuple[Session, ...]) -> dict[str, int]:
    return {one.kind: len(one.frames) for one in sessions}


def test_a_series_is_found_again_by_its_pixels(tmp_path: Path) -> None:
    write(tmp_path / "a", "1.fits", "2.fits", "3.fits")
    (found,) = read(tmp_path / "a")
    assert found.kind == "light"
    held = say(found, "dark")
    moved = tmp_path / "b"
    moved.mkdir()
    for number in (1, 2, 3):
        packed = gzip.compress((tmp_path / "a" / f"{number}.fits").read_bytes())
        (moved / f"other{number}.fits.gz").write_bytes(packed)
    (again,) = read(moved, *held)
    assert (again.series, again.kind, len(again.frames)) == ("dark-30s", "dark", 3)
    assert again.frames[0].sources["kind"] == "said by you"


def test_frames_that_come_later_belong_to_it(tmp_path: Path) -> None:
    write(tmp_path, "1.fits", "2.fits")
    held = say(read(tmp_path)[0], "flat", who="bob")
    write(tmp_path / "new", "0.fits", "3.fits", "4.fits")
    for path in (tmp_path / "new").iterdir():
        raw = fits.getdata(path) + np.uint16(50)
        head = fits.getheader(path)
        fits.PrimaryHDU(raw, head).writeto(tmp_path / path.name)
        path.unlink()
    (found,) = read(tmp_path, *held)
    assert kinds((found,)) == {"flat": 5}
    assert found.frames[0].sources["kind"] == "said by bob"
    assert found.health.reasons == ("these are flat frames, said by bob, not darks",)


def test_series_of_another_kind_are_joined(tmp_path: Path) -> None:
    write(tmp_path, "1.fits", "2.fits")
    write(tmp_path, "3.fits", kind="DARK")
    write(tmp_path, "9.fits", exposure=60)
    before = read(tmp_path)
    assert [one.series for one in before] == ["dark-30s", "light-30s", "light-60s"]
    after = read(tmp_path, *say(before[1], "dark"))
    assert [one.series for one in after] == ["dark-30s", "light-60s"]
    assert [info.name for info in after[0].frames] == ["1.fits", "2.fits", "3.fits"]


def test_few_frames_are_read_and_none_of_another_shape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a", *(f"{number}.fits" for number in range(9)))
    held = say(read(tmp_path / "a")[0], "dark")
    write(tmp_path / "b", *(f"{number}.fits" for number in range(9)), exposure=60)
    read_names: list[str] = []
    real = exclusion._hash
    monkeypatch.setattr(
        exclusion, "_hash", lambda info: read_names.append(info.name) or real(info)
    )
    assert kinds(read(tmp_path / "a", *held)) == {"dark": 9}
    assert read_names == ["0.fits"]
    read_names.clear()
    assert kinds(read(tmp_path / "b", *held)) == {"light": 9}
    assert read_names == ["0.fits", "1.fits", "2.fits", "8.fits"]
    read_names.clear()
    other = [Opinion(KIND, held[0].subject, {**held[0].value, "shape": [4, 6]})]
    assert kinds(read(tmp_path / "a", *other)) == {"light": 9}
    assert read_names == []


def test_frames_of_another_time_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dated(folder: Path, day: int) -> Path:
        write(folder, "1.fits", "2.fits")
        for path in folder.iterdir():
            fits.setval(path, "DATE-OBS", value=f"2024-05-{day:02}T0{path.stem}:00:00")
        return folder

    first, other = dated(tmp_path / "a", 8), dated(tmp_path / "b", 9)
    held = say(read(first)[0], "dark")
    read_names: list[str] = []
    real = exclusion._hash
    monkeypatch.setattr(
        exclusion, "_hash", lambda info: read_names.append(info.name) or real(info)
    )
    assert kinds(read(other, *held)) == {"light": 2}
    assert read_names == []
    for path in other.iterdir():
        fits.delval(path, "DATE-OBS")  # equal pixels, and no time against it
    assert kinds(read(other, *held)) == {"dark": 2}
    assert kinds(read(first, *held)) == {"dark": 2}
    assert read_names == ["1.fits", "1.fits"]


def test_what_no_version_could_have_said_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "1.fits")
    (said,) = say(read(tmp_path)[0], "dark")
    odd = Opinion(KIND, said.subject, {**said.value, "kind": "cloud"})
    assert kinds(read(tmp_path, odd)) == {"light": 1}
