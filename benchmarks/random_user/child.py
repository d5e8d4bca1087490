"""One round in a process of its own; `rounds` starts it and reads what it prints."""

from __future__ import annotations

import argparse
import faulthandler
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks.random_user import faults, stand_ins
from benchmarks.random_user.captures import Captures
from benchmarks.random_user.user import RandomUser
from darkviewer.gui.startup.app import make_application, run

__all__: list[str] = []


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--moves", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    asked = parser.parse_args()
    faulthandler.enable()
    faulthandler.dump_traceback_later(faults.HUNG_S, exit=True)
    application = make_application()  # before the application's own hooks
    faults.listen()
    captures = Captures(asked.folder / "captures")
    with open(asked.folder / "moves.log", "w", encoding="utf-8") as log:
        user = RandomUser(
            asked.seed, captures, log, moves=asked.moves, seconds=asked.seconds
        )
        stand_ins.put_in_place(
            captures.paths, asked.folder, lambda: user.rng, user.hands.note
        )
        heartbeat = faults.Heartbeat(user.what)
        heartbeat.start()
        user.begin()
        path: Path | None = captures.root
        while not user.finished:
            run(path)
            heartbeat.pause()
            path = None  # started again, it opens what was open last
    print(f"{user.done - 1} moves, {user.rests} rests", flush=True)
    del application
    if user.cut:
        print("FOUND texts that are cut off:", *user.cut.values(), sep="\n  ")
        return faults.FOUND
    return 0


if __name__ == "__main__":
    sys.exit(main())
