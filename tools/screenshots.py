"""Regenerate the pictures in docs/images from the real window on real sessions.

    python -m tools.screenshots [NAME ...]      all, or only those named

The demo is written into the user's cache first. Pictures of real
frames are left as they are where there are none (see `tests.helpers.places`).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QWidget
from scipy.spatial import cKDTree

from darkviewer.core.progress import drive
from darkviewer.gui.actions import commands
from darkviewer.gui.dialogs.bad_pixels import BadPixelsDialog
from darkviewer.gui.dialogs.error import FaultDialog, show_fault
from darkviewer.gui.dialogs.export import ExportDialog
from darkviewer.gui.dialogs.recovery import RecoveryWindow
from darkviewer.gui.main_window import MainWindow
from darkviewer.gui.startup.app import make_application, make_window
from darkviewer.gui.threads.jobs import Failure
from darkviewer.storage.appdata.settings import Settings
from darkviewer.storage.demo.demo import demo_folder, write_demo
from darkviewer.storage.demo.sharpcap import fits_bytes
from tests.helpers.places import REAL_DATA, ROOT
from tests.helpers.shots import SHOT
from tools import archive_pictures

IMAGES = ROOT / "docs" / "images"
PATIENCE_S = 60
FOLDER = "D:/Documents/Darkviewer/2024-05-08_03_38_48_Dark30s"


def settle(window: MainWindow) -> None:
    """Let jobs, images and layouts come to rest."""
    application = make_application()
    deadline = time.monotonic() + PATIENCE_S
    quiet = 0
    while quiet < 20 and time.monotonic() < deadline:
        application.processEvents()
        time.sleep(0.01)
        quiet = 0 if window.tasks.busy or not _idle(window) else quiet + 1


def _idle(window: MainWindow) -> bool:
    return window.store.idle and window.examining.idle and window.reviewing.idle


def nothing(window: MainWindow) -> None:
    """The window as it opens."""


def tabs(window: MainWindow) -> None:
    """Large text: the parameters in their tab, the pixels below the image."""
    for part in (window.parameters, window.cutout):
        window.parts.bring_forward(part)


def unpadded(window: MainWindow) -> None:
    """Values that are ADU as they come: no padding, one electron per ADU."""
    workspace = window.workspace
    workspace.set_parameters(
        replace(workspace.parameters, padding_bits=0, gain_e_per_adu=1.0)
    )


def no_fits(window: MainWindow) -> None:
    """A folder without frames."""
    commands.tell_empty(window, "No .fits, .fit or .fts file in D:/Documents or below")


def missing(window: MainWindow) -> None:
    """A folder that is not there any more."""
    text = "E:/Raw cannot be opened: it does not exist or is not readable; choose "
    window.tasks.failed.emit("Opening the folder", Failure(f"{text}another folder"))


def vanish(window: MainWindow) -> None:
    """A frame that went before it was looked at, on a drive that tells nothing."""
    window.arrivals.close()
    window.workspace.session.frames[-1].path.unlink()
    window.workspace.set_layer("raw")
    window.workspace.set_frame(window.workspace.frame_count - 1)


def fault(window: MainWindow) -> None:
    """A fault of the program."""
    show_fault(window, "Calibrating", "ZeroDivisionError: division by zero")


def fault_dialog(window: MainWindow) -> QWidget:
    dialog = window.findChild(FaultDialog)
    assert dialog is not None
    return dialog


def capture(folder: Path, good: int) -> Path:
    """A capture with good frames, one cut off, one of another size, one not FITS."""
    path = folder / "2024-05-08" / "03_38_48" / "Dark30s"
    path.mkdir(parents=True)
    rng = np.random.default_rng(1)
    raw = np.rint(rng.normal(9_000, 120, (512, 512))).astype(np.uint16)
    content = fits_bytes(raw, SHOT)
    for number in range(1, good + 1):
        noise = rng.integers(0, 200, raw.shape, dtype=np.uint16)
        (path / f"{number:05}.fits").write_bytes(fits_bytes(raw + noise, SHOT))
    (path / "00021.fits").write_bytes(content[:200_000])
    (path / "00022.fits").write_bytes(b"not FITS")
    if good:
        (path / "00023.fits").write_bytes(fits_bytes(raw[:256], SHOT))
    return path.parents[2]


def star_test(window: MainWindow) -> None:
    """The second criterion, with its best candidate selected."""
    window.workspace.set_parameter("criterion", "psf")
    settle(window)
    window.workspace.select_candidate(None)
    window.candidates.select_first()
    settle(window)


def fe55_star_test(window: MainWindow) -> None:
    unpadded(window)
    settle(window)
    star_test(window)


def significance(window: MainWindow) -> None:
    star_test(window)
    window.workspace.set_layer("significance")


def classes(window: MainWindow) -> None:
    """What each pixel of the sensor does, where it glows."""
    window.actions_by_name["layer_classes"].trigger()
    settle(window)
    window.image.show_region(300, 499, 1740, 1939)
    part = window.workspace.classes.severity[1740:1940, 300:500]
    y, x = np.argwhere(part == 4)[0]  # telegraph
    window.image.pointing._hover((int(x) + 300, int(y) + 1740))


def recovery(window: MainWindow) -> None:
    """After an injection, beside the window."""
    star_test(window)
    window.actions_by_name["recovery"].trigger()
    window.findChild(RecoveryWindow).start()


def recovery_window(window: MainWindow) -> QWidget:
    return window.findChild(RecoveryWindow)


def export(window: MainWindow) -> None:
    """What can be taken away, with a folder that stays the same."""
    window.actions_by_name["export"].trigger()
    export_dialog(window).folder.setText(FOLDER)


def export_dialog(window: MainWindow) -> ExportDialog:
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    return dialog


def bad_pixels(window: MainWindow) -> None:
    """Which reasons count, with a folder that stays the same."""
    window.actions_by_name["export_bad_pixels"].trigger()
    bad_pixels_dialog(window).folder.setText(f"{FOLDER}_bad-pixels")


def bad_pixels_dialog(window: MainWindow) -> BadPixelsDialog:
    dialog = window.findChild(BadPixelsDialog)
    assert dialog is not None
    return dialog


def review(window: MainWindow) -> None:
    """The desk, with some verdicts given."""
    star_test(window)
    window.actions_by_name["place_review"].trigger()
    settle(window)
    window.reviewing.go(0)
    for name in ("psf_like", "cosmic_ray", "psf_like", "noise"):
        window.actions_by_name[f"verdict_{name}"].trigger()
        settle(window)


def fe55_review(window: MainWindow) -> None:
    unpadded(window)
    settle(window)
    review(window)


@dataclass(frozen=True)
class Shot:
    """One picture: what is opened, how it looks, what is done before."""

    name: str
    path: Path | None
    palette: str = "dark"
    size: tuple[int, int] = (1440, 900)
    prepare: Callable[[MainWindow], None] = nothing
    scale: int = 1
    text: float = 1.0
    fresh: bool = False  # nobody has judged anything, and nothing is kept
    part: Callable[[MainWindow], QWidget] = lambda window: window
    at_rest: bool = True


def shots(demo: Path, spare: Path) -> list[Shot]:
    fe55 = REAL_DATA / "captures" / "2017-07-12" / "19_09_40" / "Fe55Dark2s"
    darks = REAL_DATA / "captures" / "2017-07-12" / "16_38_19" / "Dark2s"
    small, laptop, large = (1280, 800), (1366, 768), (2560, 1440)
    nights = archive_pictures.archive(spare / "d", 9)
    return [
        Shot("demo-dark", demo),
        Shot("demo-light", demo, "light"),
        Shot("demo-night", demo, "night"),
        Shot("demo-small-dark", demo, "dark", small),
        Shot("demo-small-light", demo, "light", small),
        Shot("demo-laptop-dark", demo, "dark", laptop),
        Shot("demo-laptop-light", demo, "light", laptop),
        Shot("demo-large-dark", demo, "dark", large, prepare=star_test),
        Shot("demo-200", demo, "light", small, scale=2),
        Shot("demo-300", demo, "dark", (1024, 700), scale=3),
        Shot("text-200", demo, "dark", small, tabs, text=2.0),
        Shot("demo-psf-dark", demo, "dark", prepare=star_test),
        Shot("demo-psf-night", demo, "night", small, prepare=star_test),
        Shot("demo-significance", demo, "light", small, prepare=significance),
        Shot("demo-classes", demo, "light", small, prepare=classes),
        Shot("injection", demo, "dark", prepare=recovery, part=recovery_window),
        Shot("export", demo, "light", small, prepare=export, part=export_dialog),
        Shot(
            *("bad-pixels", demo, "light", small),
            prepare=bad_pixels,
            part=bad_pixels_dialog,
        ),
        Shot("fe55-psf-light", fe55, "light", prepare=fe55_star_test),
        Shot("review-dark", demo, "dark", prepare=review, fresh=True),
        Shot("review-light", demo, "light", small, prepare=review, fresh=True),
        Shot("review-200", demo, "light", small, prepare=review, fresh=True, text=2.0),
        Shot("review-fe55-light", fe55, "light", prepare=fe55_review, fresh=True),
        Shot("empty-dark", None, "dark", small),
        Shot("empty-light", None, "light", small),
        Shot("fe55-dark", fe55, "dark", prepare=unpadded),
        Shot("fe55-light", fe55, "light", prepare=unpadded),
        Shot("ccd-darks", darks, "light", small),
        Shot(
            "single-frame", REAL_DATA / "single" / "asi1600mm-pro.fits", "dark", small
        ),
        Shot("no-fits-here", None, "light", small, no_fits),
        Shot("folder-missing", None, "light", small, missing),
        Shot("frames-skipped", capture(spare / "a", 6), "dark", small),
        Shot("nothing-usable", capture(spare / "b", 0), "dark", small),
        Shot("frame-vanished", capture(spare / "c", 6), "light", small, vanish),
        Shot("fault", None, "light", small, fault, part=fault_dialog),
        *(archive_shot(nights, palette, "done") for palette in ("dark", "light")),
        *(archive_shot(nights, palette, "running") for palette in ("dark", "light")),
    ]


def archive_shot(nights: Path, palette: str, moment: str) -> Shot:
    """Of the dialog that processes an archive."""
    return Shot(
        f"archive-{moment}-{palette}",
        nights,
        palette,
        (1280, 800),
        getattr(archive_pictures, moment),
        part=archive_pictures.panel,
        at_rest=False,
    )


def take(shot: Shot) -> None:
    settings = Settings(options={"text_scale": shot.text})
    window = make_window(settings, fresh=shot.fresh)
    window.theme_choice.choose(shot.palette)
    window.resize(*shot.size)
    window.show()
    if shot.path is not None:
        window.open_path(shot.path)
    settle(window)
    shot.prepare(window)
    if shot.at_rest:
        settle(window)
    file = IMAGES / f"{shot.name}.png"
    shot.part(window).grab().save(str(file))
    window.close()
    window.deleteLater()
    finish(file)


def take_overview(nights: Path) -> None:
    """The page about the archive that was processed last."""
    file = IMAGES / "archive-overview.png"
    page = archive_pictures.results_of(nights) / "index.html"
    if archive_pictures.overview(page, file):
        finish(file)
    else:
        print("archive-overview: there is no Chromium here, left as it is")


def finish(file: Path) -> None:
    reduce_colours(file)
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1024} kB", flush=True)


def reduce_colours(file: Path) -> None:
    """Keep 256: the most frequent as they are, grounds above all, and some between."""
    with Image.open(file) as opened:
        picture = opened.convert("RGB")
    pixels = np.asarray(picture).astype(np.int32) @ (1 << 16, 1 << 8, 1)
    found, place, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    between = picture.quantize(64, Image.Quantize.MAXCOVERAGE).getpalette()
    frequent = _parts(found[np.argsort(-counts)[:192]])
    kept = np.vstack([frequent, np.reshape(between, (-1, 3))])
    nearest = cKDTree(kept).query(_parts(found))[1].astype(np.uint8)
    reduced = Image.fromarray(nearest[place].reshape(pixels.shape), "P")
    reduced.putpalette(kept.astype(np.uint8).tobytes())
    reduced.save(file, optimize=True)


def _parts(colours: np.ndarray) -> np.ndarray:
    return np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=-1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="pictures to make; default: all")
    names = parser.parse_args().names
    demo = demo_folder()
    drive(write_demo(demo))
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as spare:
        all_shots = shots(demo, Path(spare))
        make([shot for shot in all_shots if not names or shot.name in names])
    return 0


def make(wanted: list[Shot]) -> None:
    for shot in wanted:
        if shot.path is not None and not shot.path.exists():
            print(f"{shot.name}: {shot.path.name} is not here, left as it is")
        elif shot.scale != 1 and "QT_SCALE_FACTOR" not in os.environ:
            # The scale is read once, when Qt starts.
            os.environ["QT_SCALE_FACTOR"] = str(shot.scale)
            os.spawnv(os.P_WAIT, sys.executable, [sys.executable, __file__, shot.name])
            del os.environ["QT_SCALE_FACTOR"]
        else:
            make_application()
            take(shot)
            if shot.name == "archive-done-light":
                take_overview(shot.path)


if __name__ == "__main__":
    sys.exit(main())
