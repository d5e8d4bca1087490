"""Entry point of the bundle: a double click opens the window."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

# A Windows program without a console has no streams to print to.
for stream in ("stdout", "stderr"):
    if getattr(sys, stream) is None:
        setattr(sys, stream, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115

from darkviewer.cli import start  # noqa: E402


def arguments(given: list[str]) -> list[str]:
    """Open a path dropped on the icon or passed by file association."""
    if len(given) == 1 and Path(given[0]).is_absolute():
        return ["open", *given]
    return given


if __name__ == "__main__":
    multiprocessing.freeze_support()  # a worker of a batch is this program, too
    start(arguments(sys.argv[1:]))
