"""The command line."""

from darkviewer.cli.parser import main

__all__ = ["main"]
