"""Arguments that several commands have."""

from __future__ import annotations

import argparse
from pathlib import Path

__all__ = ["add_session"]


def add_session(parser: argparse.ArgumentParser) -> None:
    """The session that a command is about."""
    parser.add_argument(
        "session", type=Path, metavar="SESSION", help="folder of frames"
    )
