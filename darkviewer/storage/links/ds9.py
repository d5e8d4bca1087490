"""SAOImage DS9: found and started with an image, its stretch and regions."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.foreign_text import shown

__all__ = ["NOT_FOUND", "Shown", "ds9_command", "find_ds9", "start_ds9"]

NOT_FOUND = (
    "DS9 is not on this computer's PATH: install it, or say where it is in File > "
    "Other programs > Where DS9 is…"
)
_USUAL = (
    "/Applications/SAOImageDS9.app/Contents/MacOS/ds9",
    "C:/Program Files/SAOImageDS9/ds9.exe",
    "C:/SAOImageDS9/ds9.exe",
)
_PATIENCE_S = 2.0
"""Whoever ends sooner has not started."""

_MOST = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """How an image is shown.

    Attributes
    ----------
    kind : str
        A curve that DS9 calls so: ``"linear"``, ``"log"``, ``"asinh"``, ``"sqrt"``.
    black, white : float
        In the unit of the pixels.
    title : str
        Of the window.
    """

    kind: str
    black: float
    white: float
    title: str


def find_ds9(chosen: str = "") -> Path | None:
    """The program: the one that was chosen, on PATH, or where it usually lies."""
    places = [chosen, shutil.which("ds9") or "", *_USUAL]
    found = (Path(one) for one in places if one and os.access(one, os.X_OK))
    return next((one for one in found if one.is_file()), None)


def ds9_command(
    program: Path, image: Path, regions: Path | None, how: Shown
) -> list[str]:
    """What is run: only options that DS9 has had since version 7.

    Parameters
    ----------
    program : Path
        From `find_ds9`.
    image : Path
        FITS file.
    regions : Path or None
        DS9 regions.
    how : Shown
        Curve and limits.
    """
    command = [str(program), "-title", how.title, str(image)]
    command += ["-scale", how.kind]
    command += ["-scale", "limits", repr(how.black), repr(how.white)]
    if regions is not None:
        command += ["-regions", "load", str(regions)]
    return [*command, "-zoom", "to", "fit"]


def start_ds9(command: Sequence[str]) -> None:
    """Start it, on its own from then on.

    Raises
    ------
    DarkviewerError
        If it does not start, or ends at once with an error.
    """
    with tempfile.TemporaryFile() as said:
        try:
            run = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
            )
        except OSError as error:
            raise DarkviewerError(
                f"{shown(command[0], _MOST)} cannot be started "
                f"({error.strerror or error}): say where DS9 is in File > Other "
                "programs > Where DS9 is…"
            ) from error
        try:
            code = run.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            # It runs on; at its end somebody has to take notice of it.
            Thread(target=run.wait, name="DS9", daemon=True).start()
            return
        if code:
            said.seek(0)
            last = said.read().decode("utf-8", "replace").strip().split("\n")[-1]
            raise DarkviewerError(
                f"DS9 ended at once with code {code} ({shown(last, _MOST)}): try it "
                "by itself"
            )
