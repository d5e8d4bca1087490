"""Folders as they were met in the wild, opened in the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits

from darkviewer.gui.models.session_model import SessionModel
from tests.helpers.scene import PATIENCE_MS
from tests.helpers.windows import Driver, written

USUAL = {"IMAGETYP": "DARK", "EXPTIME": 60.0, "EGAIN": 1.39 / 16}
SENTENCE = "dark_4 (1).fit is the same as dark_4.fit: used once"


def pixels(name: str, level: float = 1000) -> np.ndarray:
    """Noise of 5 ADU; of every frame its own."""
    noise = np.random.default_rng(list(name.encode())).normal(level, 5, (32, 48))
    return np.rint(noise).clip(0).astype("u2")


def write(path: Path, level: float = 1000, **cards: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    hdu = fits.PrimaryHDU(pixels(path.name, level))
    for key, value in (USUAL | cards).items():
        hdu.header[key.replace("_", "-")] = value
    hdu.writeto(path)


def darks(folder: Path, count: int = 6, level: float = 1000, **cards: Any) -> None:
    for number in range(1, count + 1):
        write(folder / f"dark_{number}.fit", level, **cards)


def copied(folder: Path) -> None:
    darks(folder)
    with fits.open(folder / "dark_4.fit") as hdus:
        hdus[0].header["OBSERVER"] = "another"
        hdus.writeto(folder / "dark_4 (1).fit")


def two_gains(folder: Path) -> None:
    darks(folder, 4, GAIN=100)
    for number in range(3):
        write(folder / f"x_{number}.fit", GAIN=200)


def kinds(folder: Path) -> None:
    for number in range(4):
        write(folder / f"a_{number}.fit", IMAGETYP="LIGHT", EXPTIME=10.0)
        write(folder / f"b_{number}.fit", IMAGETYP="BIAS", EXPTIME=0.0)
        write(folder / f"c_{number}.fit")


def stack(folder: Path) -> None:
    darks(folder, 4)
    write(folder / "dark_stacked.fit", STACKCNT=4)


def planes(folder: Path) -> None:
    folder.mkdir()
    cube = fits.PrimaryHDU(np.stack([pixels(str(n)) for n in range(5)]))
    cube.header.update(USUAL)
    cube.writeto(folder / "kinetic.fits")


def leaking(folder: Path) -> None:
    darks(folder, 5)
    write(folder / "dark_6.fit", 1200)


def clipped(folder: Path) -> None:
    darks(folder, level=4)


def flats_by_name(folder: Path) -> None:
    for number in range(4):
        write(folder / f"flat_{number}.fits", 30_000, IMAGETYP="", EXPTIME=2.0)


@dataclass(frozen=True)
class Right:
    """What is right for a folder: series, frames of the first, words above it."""

    build: Callable[[Path], None]
    series: tuple[str, ...]
    used: int
    words: str


RIGHT = (
    Right(copied, ("dark-60s",), 6, SENTENCE),
    Right(two_gains, ("dark-60s", "dark-60s-gain200"), 4, "3 others are a series of"),
    Right(kinds, ("dark-60s", "bias-0s", "light-10s"), 4, ""),
    Right(stack, ("dark-60s", "master-dark-60s"), 4, "a stack of 4, not one"),
    Right(planes, ("dark-60s",), 5, ""),
    Right(leaking, ("dark-60s",), 6, "the level of dark_6.fit is"),
    Right(clipped, ("dark-60s",), 6, "of the pixels are at 0 in all frames"),
    Right(flats_by_name, ("flat-2s",), 4, "the file names say that these are flat"),
)


def test_folders_are_shown_as_what_they_are(driver: Driver, tmp_path: Path) -> None:
    for right in RIGHT:
        root = tmp_path / right.build.__name__
        root.mkdir()
        check_what_is_shown(driver, root / "night", right)


def check_what_is_shown(driver: Driver, folder: Path, right: Right) -> None:
    window, at = open_checked(driver, folder, right.build)
    assert tuple(one.series for one in at.sessions[at.session.path]) == right.series
    assert at.session.series == right.series[0]
    assert len(at.calibration.used) == at.frames.used == right.used
    assert right.words in window.banner.words.text()
    row = window.browser.model.index_of(at.session.path, at.session.series)
    assert (row.data(SessionModel.LEVEL) == "ok") == (not right.words)
    for other in right.series[1:]:
        at.request_capture(at.session.path, other)
        driver.settle()
        assert (at.session.series, len(at.session.skipped)) == (other, 0)


def test_a_copy_is_struck_out_wherever_frames_are_listed(
    driver: Driver, tmp_path: Path
) -> None:
    window, at = open_checked(driver, tmp_path / "darks", copied)
    assert window.status.used.text() == "6 of 7 frames used, 1 skipped"
    window.places.go("frames")
    driver.settle()
    assert window.frames.sentence.text() == "Usable: 6 of 7 frames"
    assert SENTENCE in window.frames.reason.text()
    row = next(r for r in window.frames.table.frames.rows if r.left_out)
    assert (row.name, row.words) == (
        "dark_4 (1).fit",
        "left out: the same as dark_4.fit",
    )
    at.set_frame(row.place)
    assert at.frame_info.name == "dark_4 (1).fit"
    window.actions_by_name["take_back"].trigger()
    assert window.status.message.text() == SENTENCE
    table = written(driver, tmp_path)
    assert table.meta["skipped"] == [{"name": "dark_4 (1).fit", "reason": SENTENCE}]
    assert any(SENTENCE in sentence for sentence in table.meta["checks"]["sentences"])


def test_a_frame_and_its_copy_are_left_out_together(
    driver: Driver, tmp_path: Path
) -> None:
    window, at = open_checked(driver, tmp_path / "darks", copied)
    original = next(i for i in at.session.frames if i.name == "dark_4.fit")
    window.judgements.exclude((original,), "cloud")
    driver.qtbot.waitUntil(lambda: len(at.frames.reasons) == 2, timeout=PATIENCE_MS)
    assert at.frames.reasons == ("cloud", "cloud")
    assert not any(map(at.frames.copied, range(7)))


def open_checked(
    driver: Driver, folder: Path, build: Callable[[Path], None]
) -> tuple[Any, Any]:
    build(folder)
    driver.open(folder.parent)
    window, at = driver.window, driver.workspace
    driver.qtbot.waitUntil(lambda: at.checks is not None, timeout=PATIENCE_MS)
    driver.settle()
    return window, at
