"""A real hub on the loopback, and a real program that is connected to it."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it is deprecated in favour of pyvo.samp
    from astropy import samp


class Receiver:
    """Takes files of some kinds, and remembers what it was told."""

    def __init__(self, name: str, *kinds: str) -> None:
        self.told: list[tuple[str, dict[str, str]]] = []
        self.heard = threading.Event()
        self.client = samp.SAMPIntegratedClient(name=name, addr="127.0.0.1")
        self.client.connect()
        for kind in kinds:
            self.client.bind_receive_notification(kind, self._take)

    def _take(self, _key: str, sender: str, kind: str, what: Any, _more: Any) -> None:
        self.sender = sender
        self.told.append((kind, dict(what)))
        self.heard.set()

    def close(self) -> None:
        if self.client.is_connected:
            self.client.disconnect()


@contextmanager
def hub_in(folder: Path) -> Iterator[samp.SAMPHubServer]:
    """Announced in a file there, as SAMP_HUB says, and nowhere else."""
    lock = folder / "hub.lock"
    samp.conf.use_internet = False
    os.environ["SAMP_HUB"] = f"std-lockurl:{lock.as_uri()}"
    hub = samp.SAMPHubServer(addr="127.0.0.1", web_profile=False)
    hub.start()
    try:
        yield hub
    finally:
        hub.stop()
        del os.environ["SAMP_HUB"]
