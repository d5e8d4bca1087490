"""The command line."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from darkviewer.cli.interruption import leaving_at_once, restored

__all__ = ["main", "start"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the result is the exit status."""
    with restored():
        leaving_at_once()
        from darkviewer.cli.parser import main as run

        return run(argv)


def start(argv: Sequence[str] | None = None) -> NoReturn:
    """The program: `main`, then the end of the process, which nothing interrupts."""
    status = main(argv)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(status)
