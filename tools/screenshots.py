"""Make the pictures in docs/images anew, from the real window on real sessions.

    python tools/screenshots.py [NAME ...]      all, or only those named

The demo is written into the user's cache first. Pictures of the frames in
``../shared/data`` are left as they are where that folder is absent.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image

from darkviewer.core.progress import drive
from darkviewer.gui.app import make_application, make_window
from darkviewer.gui.main_window import MainWindow
from darkviewer.storage.demo import demo_folder, write_demo
from darkviewer.storage.settings import Settings

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
REAL = ROOT.parent / "shared" / "data"
PATIENCE_S = 60


def settle(window: MainWindow) -> None:
    """Let jobs, images and layouts come to rest."""
    application = make_application()
    deadline = time.monotonic() + PATIENCE_S
    quiet = 0
    while quiet < 20 and time.monotonic() < deadline:
        application.processEvents()
        time.sleep(0.01)
        quiet = 0 if window.tasks.busy or not window.store.idle else quiet + 1


def nothing(window: MainWindow) -> None:
    """The window as it opens."""


def unpadded(window: MainWindow) -> None:
    """Values that are ADU as they come: no padding, one electron per ADU."""
    workspace = window.workspace
    workspace.set_parameters(
        replace(workspace.parameters, padding_bits=0, gain_e_per_adu=1.0)
    )


@dataclass(frozen=True)
class Shot:
    """One picture: what is opened, how it looks, what is done before."""

    name: str
    path: Path | None
    palette: str = "dark"
    size: tuple[int, int] = (1440, 900)
    prepare: Callable[[MainWindow], None] = nothing
    scale: int = 1


def shots(demo: Path) -> list[Shot]:
    fe55 = REAL / "captures" / "2017-07-12" / "19_09_40" / "Fe55Dark2s"
    darks = REAL / "captures" / "2017-07-12" / "16_38_19" / "Dark2s"
    small = (1280, 800)
    return [
        Shot("demo-dark", demo),
        Shot("demo-light", demo, "light"),
        Shot("demo-night", demo, "night"),
        Shot("demo-small-dark", demo, "dark", small),
        Shot("demo-small-light", demo, "light", small),
        Shot("demo-200", demo, "light", small, scale=2),
        Shot("empty-dark", None, "dark", small),
        Shot("empty-light", None, "light", small),
        Shot("fe55-dark", fe55, "dark", prepare=unpadded),
        Shot("fe55-light", fe55, "light", prepare=unpadded),
        Shot("ccd-darks", darks, "light", small),
        Shot("single-frame", REAL / "single" / "asi1600mm-pro.fits", "dark", small),
    ]


def take(shot: Shot) -> None:
    window = make_window(Settings())
    window.theme_choice.choose(shot.palette)
    window.resize(*shot.size)
    window.show()
    if shot.path is not None:
        window.open_path(shot.path)
    settle(window)
    shot.prepare(window)
    settle(window)
    file = IMAGES / f"{shot.name}.png"
    window.grab().save(str(file))
    window.close()
    window.deleteLater()
    # Greys and a few colours: 256 that cover them all are enough.
    with Image.open(file) as picture:
        reduced = picture.convert("RGB").quantize(
            256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
    reduced.save(file, optimize=True)
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1024} kB", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="pictures to make; default: all")
    names = parser.parse_args().names
    demo = demo_folder()
    drive(write_demo(demo))
    wanted = [shot for shot in shots(demo) if not names or shot.name in names]
    IMAGES.mkdir(parents=True, exist_ok=True)
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
    return 0


if __name__ == "__main__":
    sys.exit(main())
