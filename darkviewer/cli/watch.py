"""``darkviewer watch``: a night without a window, one line for each event."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from darkviewer.cli.commands import parameters_of, say
from darkviewer.cli.gain_choice import gain_of
from darkviewer.cli.interruption import jobs_stop
from darkviewer.cli.said import hearing
from darkviewer.core.errors import Cancelled
from darkviewer.core.foreign_text import shown
from darkviewer.core.plain_values import plain
from darkviewer.core.progress import drive

if TYPE_CHECKING:
    from darkviewer.core.frames.reading import Reading

__all__ = ["watch"]


def watch(arguments: argparse.Namespace) -> None:
    """Print events until Ctrl+C, which is how a watch ends."""
    from darkviewer.runs.night import watch_night

    tell = _tell_json if arguments.json_lines else _tell_words
    with jobs_stop() as pressed, hearing(arguments, say=say) as heard:

        def listen() -> Reading:
            heard.listen()
            return heard.reading()

        job = watch_night(
            arguments.root,
            parameters_of(arguments),
            tell=tell,
            listen=listen,
            # as said by then
            gain=lambda session: gain_of(arguments, say=say)(session),
            check=heard.verdicts.checked,
        )
        try:
            drive(job, cancelled=pressed)
        except Cancelled:
            return


def _tell_json(event: dict[str, Any]) -> None:
    print(json.dumps(plain(event), allow_nan=False), flush=True)


def _tell_words(event: dict[str, Any]) -> None:
    facts = " ".join(
        f"{name}={_words(value)}"
        for name, value in event.items()
        if name not in ("event", "time") and value is not None
    )
    print(shown(f"{event['time']} {event['event']}: {facts}"), flush=True)


def _words(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)
