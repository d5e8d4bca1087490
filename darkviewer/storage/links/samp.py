"""Telling programs of this computer about a file by SAMP; only sending.

SAMP 1.3 (IVOA recommendation, 2012), standard profile: a hub that runs already writes
where it listens into a file of the user's. A client that only notifies needs no port of
its own, so nothing listens here. No hub is started, and none on another computer used.

`astropy.samp`, which could do more, is deprecated since astropy 8.0, and asks the
internet how this computer is called.
"""

from __future__ import annotations

import http.client
import ipaddress
import os
import socket
import time
import xmlrpc.client
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import ParseResult, unquote, urlparse
from xml.parsers.expat import ExpatError

from darkviewer import __version__
from darkviewer.core.errors import DarkviewerError
from darkviewer.core.foreign_text import shown
from darkviewer.core.progress import Job, Progress

__all__ = ["IMAGE", "TABLE", "notify", "notifying"]

IMAGE, TABLE = "image.load.fits", "table.load.votable"
"""What can be sent."""

_TAKERS = {IMAGE: ("images", "DS9 or Aladin"), TABLE: ("tables", "TOPCAT")}
_PATIENCE_S = 5.0
_MOST_S, _LOOK_S = 20.0, 0.1  # all of it; between two looks
_MOST_ANSWER = 2**20  # bytes
_MOST_BYTES = 65_536  # of the file in which a hub says where it is
_LOCK = "std-lockurl:"
_NAME, _MOST_WORDS = 60, 120
_NO_HUB = (
    "no SAMP hub runs on this computer: start TOPCAT or Aladin, or the hub of DS9 "
    "(File > SAMP), and send again"
)
_BROKEN = (
    OSError,
    xmlrpc.client.Error,
    http.client.HTTPException,
    ExpatError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
)
"""What a hub may do that dies, hangs or is none."""


class _Impatient(xmlrpc.client.Transport):
    """A hub that hangs is given up, and none fills the memory."""

    def make_connection(self, host: Any) -> http.client.HTTPConnection:
        connection = super().make_connection(host)
        connection.timeout = _PATIENCE_S
        return connection

    def parse_response(self, response: Any) -> Any:
        content = response.read(_MOST_ANSWER + 1)
        if len(content) > _MOST_ANSWER:
            raise xmlrpc.client.ResponseError("its answer has no end")
        parser, answer = self.getparser()
        parser.feed(content)
        parser.close()
        return answer.close()


def notifying(what: str, path: Path, *, name: str) -> Job[tuple[str, ...]]:
    """`notify`, which can be cancelled; a hub that is too slow is given up."""
    answer: Future[tuple[str, ...]] = Future()
    asking = partial(notify, what, path, name=name)
    # No pool: at its end Python would wait for it.
    Thread(target=_answer, args=(answer, asking), name="SAMP", daemon=True).start()
    until = time.monotonic() + _MOST_S
    while time.monotonic() < until:
        yield Progress("Asking the SAMP hub", 0, 0)
        wait([answer], _LOOK_S)
        if answer.done():
            return answer.result()
    raise DarkviewerError(
        f"the SAMP hub has not answered in {_MOST_S:.0f} s: start it again, and send "
        "again"
    )


def _answer(
    answer: Future[tuple[str, ...]], asking: Callable[[], tuple[str, ...]]
) -> None:
    try:
        answer.set_result(asking())
    except Exception as error:  # it is raised where the answer is asked for
        answer.set_exception(error)


def notify(what: str, path: Path, *, name: str) -> tuple[str, ...]:
    """Tell all programs that take such files to load one.

    Parameters
    ----------
    what : str
        `IMAGE` or `TABLE`.
    path : Path
        The file; it must stay until they have read it.
    name : str
        That they may show of it.

    Returns
    -------
    tuple of str
        Names of the programs.

    Raises
    ------
    DarkviewerError
        If no hub runs on this computer, it answers no more, or nobody listens.
    """
    lock = _hub()
    hub: Any = xmlrpc.client.ServerProxy(
        lock["samp.hub.xmlrpc.url"], transport=_Impatient()
    ).samp.hub
    try:
        key = hub.register(lock["samp.secret"])["samp.private-key"]
        try:
            hub.declareMetadata(key, _metadata())
            told = _tell(hub, key, what, path, name)
        finally:
            with suppress(*_BROKEN):
                hub.unregister(key)
    except xmlrpc.client.Fault as error:
        raise DarkviewerError(
            f"the SAMP hub refused it ({shown(error.faultString, _MOST_WORDS)}): start "
            "it again, and send again"
        ) from error
    except _BROKEN as error:
        words = shown(str(error), _MOST_WORDS)
        raise DarkviewerError(
            f"the SAMP hub answers no more ({words}): start it again, and send again"
        ) from error
    if not told:
        files, programs = _TAKERS[what]
        raise DarkviewerError(
            f"no program that takes {files} is connected to the SAMP hub: open "
            f"{programs}, connect it, and send again"
        )
    return told


def _tell(hub: Any, key: str, what: str, path: Path, name: str) -> tuple[str, ...]:
    kind = what.split(".")[0]
    url = path.absolute().as_uri()
    parameters = {"url": url, "name": _plain(name), f"{kind}-id": url}
    message = {"samp.mtype": what, "samp.params": parameters}
    told, gone = [], []
    for client in sorted(hub.getSubscribedClients(key, what)):
        known = hub.getMetadata(key, client)
        called = shown(str(known.get("samp.name", client)), _NAME)
        try:
            hub.notify(key, client, message)
        except xmlrpc.client.Fault:  # it crashed, which the hub does not know yet
            gone.append(called)
        else:
            told.append(called)
    if gone and not told:
        raise DarkviewerError(
            f"{', '.join(gone)} is connected to the SAMP hub, but answers no more: "
            "start it again, and send again"
        )
    return tuple(told)


def _plain(text: str) -> str:
    """What a string of SAMP may hold: hubs refuse all but printable ASCII."""
    return shown(text).encode("ascii", "replace").decode("ascii")


def _metadata() -> dict[str, str]:
    return {
        "samp.name": "Darkviewer",
        "samp.description.text": "What a sensor does in the dark",
        "darkviewer.version": __version__,
    }


def _hub() -> Mapping[str, str]:
    """What the running hub says of itself."""
    try:
        with open(_lock_file(), "rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8", "replace")
    except (OSError, ValueError) as error:
        raise DarkviewerError(_NO_HUB) from error
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    known = dict(line.split("=", 1) for line in lines if "=" in line)
    url = known.get("samp.hub.xmlrpc.url", "").replace("\\", "").strip()
    place = _parsed(url)
    if place.scheme != "http" or not place.hostname or "samp.secret" not in known:
        raise DarkviewerError(_NO_HUB)
    if not _is_here(place.hostname):
        raise DarkviewerError(
            f"the SAMP hub is on {shown(place.hostname, _NAME)}, and not on this "
            "computer: nothing was sent"
        )
    return {"samp.secret": known["samp.secret"].strip(), "samp.hub.xmlrpc.url": url}


def _lock_file() -> Path:
    """As the standard profile says."""
    said = os.environ.get("SAMP_HUB", "")
    if not said:
        return Path.home() / ".samp"
    place = _parsed(said.removeprefix(_LOCK))
    here = place.scheme == "file" and place.netloc in ("", "localhost")
    if not said.startswith(_LOCK) or not here:
        raise DarkviewerError(
            f"SAMP_HUB names no file of this computer ({shown(said, _NAME)}): correct "
            "or unset it, and start Darkviewer again; nothing was sent"
        )
    return Path(unquote(place.path))


def _parsed(url: str) -> ParseResult:
    try:
        return urlparse(url)
    except ValueError:
        return urlparse("")


def _is_here(host: str) -> bool:
    """Whether a name or number is this computer's, without asking another one."""
    own = socket.gethostname().lower()
    if host.lower() in ("localhost", own, own.partition(".")[0]):
        return True
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return False
    if number.is_loopback or number.is_multicast:  # which can be taken as well
        return number.is_loopback
    family = socket.AF_INET if number.version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        try:
            probe.bind((host, 0))  # only an address of this computer can be taken
        except OSError:
            return False
    return True
