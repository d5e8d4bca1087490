"""The program's own log: a few files that rotate, and one for crashes below Python."""

from __future__ import annotations

import faulthandler
import logging
import os
import platform
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

from darkviewer import __version__

__all__ = ["journal", "journal_files", "journal_folder"]

_LOG, _CRASH = "darkviewer.log", "crash.log"
_BYTES = 1_000_000
_OLDER = 3

_log = logging.getLogger(__name__)


def journal_folder() -> Path:
    """Where the platform keeps the logs of a user's programs."""
    return Path(platformdirs.user_log_dir("darkviewer", appauthor=False))


def journal_files() -> list[Path]:
    """All logs there are, the newest first of each kind."""
    return sorted(journal_folder().glob("*.log*"))


@contextmanager
def journal() -> Iterator[None]:
    """Write what the program logs into its files; warnings go to stderr as well.

    Where the files cannot be written the program goes on without them.
    """
    with ExitStack() as stack:
        for handler in _handlers():
            stack.enter_context(_added(handler))
        stack.enter_context(_level(logging.INFO))
        stack.enter_context(_crashes())
        _log.info("Darkviewer %s on %s", __version__, platform.platform())
        yield


class _Files(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        """The log names the user's folders: nobody else may read it."""
        stream = super()._open()
        with suppress(OSError):
            os.chmod(self.baseFilename, 0o600)
        return stream

    def close(self) -> None:
        """What a full disk does not take is lost, and no reason to fail."""
        with suppress(OSError):
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk must not end in a traceback for every line of the log."""


def _handlers() -> Iterator[logging.Handler]:
    if logging.lastResort is not None:  # what Python does where nobody listens
        yield logging.lastResort
    with suppress(OSError):  # read-only home: the program works, without a log
        journal_folder().mkdir(parents=True, exist_ok=True)
        files = _Files(
            journal_folder() / _LOG,
            maxBytes=_BYTES,
            backupCount=_OLDER,
            encoding="utf-8",
            errors="backslashreplace",
            delay=True,
        )
        files.setFormatter(
            logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
        )
        yield files


@contextmanager
def _added(handler: logging.Handler) -> Iterator[None]:
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        if handler is not logging.lastResort:
            handler.close()


@contextmanager
def _level(level: int) -> Iterator[None]:
    ours = logging.getLogger("darkviewer")
    before = ours.level
    ours.setLevel(level)
    try:
        yield
    finally:
        ours.setLevel(before)


@contextmanager
def _crashes() -> Iterator[None]:
    """Stacks of all threads when the process dies in C or C++."""
    if faulthandler.is_enabled():  # whoever started us wants them elsewhere
        yield
        return
    try:
        file = open(  # noqa: SIM115
            journal_folder() / _CRASH,
            "a",
            encoding="utf-8",
            opener=partial(os.open, mode=0o600),
        )
    except OSError:
        yield
        return
    with file:
        with suppress(OSError):  # an older version let everybody read it
            os.chmod(journal_folder() / _CRASH, 0o600)
        faulthandler.enable(file)
        try:
            yield
        finally:
            faulthandler.disable()
