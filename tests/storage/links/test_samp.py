"""Files announced to a real hub, heard by a real program."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlparse
from xmlrpc.server import SimpleXMLRPCServer

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.progress import drive
from darkviewer.storage.links import samp
from darkviewer.storage.links.samp import IMAGE, TABLE, notify, notifying
from tests.helpers.samp import Receiver, hub_in

pytestmark = pytest.mark.filterwarnings("ignore")  # those of the hub's library


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[None]:
    with hub_in(tmp_path):
        yield


def announce(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    lock = folder / "announced"
    lock.write_text(text)
    monkeypatch.setenv("SAMP_HUB", f"std-lockurl:{lock.as_uri()}")


@pytest.mark.usefixtures("hub")
def test_all_who_take_such_files_are_told(tmp_path: Path) -> None:
    images = Receiver("Picture Viewer", IMAGE)
    both = Receiver("Everything", IMAGE, TABLE)
    path = tmp_path / "a frame é.fits"
    path.write_bytes(b"")
    try:
        names = notify(IMAGE, path, name="frame 3 · e⁻")
        assert names == ("Picture Viewer", "Everything")
        for one in (images, both):
            assert one.heard.wait(30)
            kind, what = one.told[0]
            assert kind == IMAGE
            assert what["name"] == "frame 3 ? e?"  # other letters are no SAMP string
            place = urlparse(what["url"])
            assert (place.scheme, Path(unquote(place.path))) == ("file", path)
        assert notify(TABLE, path, name="candidates") == ("Everything",)
        known = images.client.get_registered_clients()
        assert len(known) == 2  # the hub and the other one: we have gone
    finally:
        images.close()
        both.close()


@pytest.mark.parametrize("alive", [("b",), ()])
def test_a_program_that_crashed_keeps_nothing_from_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alive: tuple[str, ...]
) -> None:
    """The hub of TOPCAT still knows DS9 then, and says that it cannot reach it."""
    told: list[str] = []

    def take(_key: str, client: str, _message: object) -> str:
        if client not in alive:
            raise RuntimeError("Connection refused")
        told.append(client)
        return ""

    answers = {
        "register": lambda _secret: {"samp.private-key": "k"},
        "declareMetadata": lambda *_: "",
        "getSubscribedClients": lambda *_: {one: {} for one in ("a", *alive)},
        "getMetadata": lambda _key, client: {"samp.name": f"Program {client}"},
        "notify": take,
        "unregister": lambda *_: "",
    }
    with SimpleXMLRPCServer(("127.0.0.1", 0), logRequests=False) as hub:
        for name, answer in answers.items():
            hub.register_function(answer, f"samp.hub.{name}")
        thread = threading.Thread(target=hub.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{hub.server_address[1]}/"
        announce(tmp_path, monkeypatch, f"samp.secret=s\nsamp.hub.xmlrpc.url={url}\n")
        try:
            if alive:
                assert notify(IMAGE, tmp_path / "a", name="") == ("Program b",)
            else:
                with pytest.raises(DarkviewerError, match="Program a is connected"):
                    notify(IMAGE, tmp_path / "a", name="")
        finally:
            hub.shutdown()
            thread.join(30)
    assert told == list(alive)


@pytest.mark.usefixtures("hub")
def test_nobody_who_takes_tables(tmp_path: Path) -> None:
    images = Receiver("Picture Viewer", IMAGE)
    try:
        with pytest.raises(DarkviewerError, match="no program that takes tables"):
            notify(TABLE, tmp_path / "a.vot", name="")
    finally:
        images.close()
    assert not images.told


def test_no_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAMP_HUB", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(DarkviewerError, match="no SAMP hub runs"):
        notify(IMAGE, tmp_path / "a.fits", name="")
    monkeypatch.setenv("SAMP_HUB", "std-lockurl:file:///a%00b")
    with pytest.raises(DarkviewerError, match="no SAMP hub runs"):
        notify(IMAGE, tmp_path / "a.fits", name="")


@pytest.mark.parametrize(
    "said", ["web:https://a", "std-lockurl:https://a/b", "std-lockurl:file://other/b"]
)
def test_where_the_hub_is_said_to_be_is_a_file_of_this_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv("SAMP_HUB", said)
    with pytest.raises(DarkviewerError, match="names no file of this computer"):
        notify(IMAGE, tmp_path / "a.fits", name="")


def test_a_hub_that_died(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hub_in(tmp_path):
        lock = (tmp_path / "hub.lock").read_text()
    announce(tmp_path, monkeypatch, lock)  # as a hub that was killed leaves it
    with pytest.raises(DarkviewerError, match=r"answers no more .* start it again"):
        notify(IMAGE, tmp_path / "a.fits", name="")


DYING = """
import os, sys
server = SimpleXMLRPCServer(("127.0.0.1", 0), logRequests=False)
answers = {"register": {"samp.private-key": "k"}, "declareMetadata": {}}
for name, answer in answers.items():
    server.register_function(lambda *_, a=answer: a, f"samp.hub.{name}")
server.register_function(lambda *_: os._exit(1), f"samp.hub.{sys.argv[1]}")
print(server.server_address[1], flush=True)
server.serve_forever()
"""


@pytest.mark.parametrize("dies_at", ["declareMetadata", "getSubscribedClients"])
def test_a_hub_that_dies_in_the_midst(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    command = [sys.executable, "-c", DYING, dies_at]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as hub:
        assert hub.stdout is not None
        port = hub.stdout.readline().strip()
        url = f"http\\://127.0.0.1\\:{port}/"
        said = f"# hub\nsamp.secret=s\nsamp.hub.xmlrpc.url={url}\n"
        announce(tmp_path, monkeypatch, said)
        with pytest.raises(DarkviewerError, match="answers no more"):
            notify(IMAGE, tmp_path / "a.fits", name="")
        assert hub.wait(30) == 1


def test_what_a_hub_refuses_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hub_in(tmp_path):
        lock = (tmp_path / "hub.lock").read_text()
        wrong = [
            "samp.secret=wrong" if line.startswith("samp.secret") else line
            for line in lock.splitlines()
        ]
        announce(tmp_path, monkeypatch, "\n".join(wrong))
        with pytest.raises(DarkviewerError, match="the SAMP hub refused it"):
            notify(IMAGE, tmp_path / "a.fits", name="")
        monkeypatch.undo()


def test_a_hub_that_hangs_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samp, "_PATIENCE_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        announce(
            tmp_path,
            monkeypatch,
            f"samp.secret=s\nsamp.hub.xmlrpc.url=http://127.0.0.1:{port}/\n",
        )
        with pytest.raises(DarkviewerError, match="answers no more"):
            notify(IMAGE, tmp_path / "a.fits", name="")


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1:80/",
        "http://hub.example.org/",
        "http://[2001:db8::1]/",
        "http://224.0.0.1/",  # a socket can be bound to it, though it is no computer's
    ],
)
def test_a_hub_elsewhere_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    announce(tmp_path, monkeypatch, f"samp.secret=s\nsamp.hub.xmlrpc.url={url}\n")
    with pytest.raises(DarkviewerError, match="not on this computer: nothing was sent"):
        notify(IMAGE, tmp_path / "a.fits", name="")


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "ftp://a/", "", "http:", "http://[::1"]
)
def test_what_is_no_hub_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    announce(tmp_path, monkeypatch, f"samp.secret=s\nsamp.hub.xmlrpc.url={url}\n")
    with pytest.raises(DarkviewerError, match="no SAMP hub runs"):
        notify(IMAGE, tmp_path / "a.fits", name="")


def test_names_and_numbers_of_this_computer() -> None:
    own = socket.gethostname()
    for here in ("localhost", "127.0.0.1", "127.1.2.3", "::1", own.upper()):
        assert samp._is_here(here), here
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it only picks an address
            address = probe.getsockname()[0]
        except OSError:
            address = "127.0.0.1"
    assert samp._is_here(address)
    assert os.environ.get("SAMP_HUB") is None


@contextmanager
def answering(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[[socket.socket], None],
) -> Iterator[None]:
    """Something that is announced as a hub, and answers the first call so."""

    def serve() -> None:
        with suppress(OSError):  # who asked has gone
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                answer(connection)

    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        announce(folder, monkeypatch, f"samp.secret=s\nsamp.hub.xmlrpc.url={url}\n")
        thread = threading.Thread(target=serve)
        thread.start()
        yield
        thread.join(30)
        assert not thread.is_alive()


def document(value: str) -> bytes:
    inner = f"<params><param><value>{value}</value></param></params>"
    content = f"<?xml version='1.0'?><methodResponse>{inner}</methodResponse>".encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


@pytest.mark.parametrize(
    "value", ["<int>abc</int>", "<double>q</double>", "<string>a</string>", ""]
)
def test_nonsense_is_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    with (
        answering(tmp_path, monkeypatch, lambda hub: hub.sendall(document(value))),
        pytest.raises(DarkviewerError, match="answers no more"),
    ):
        notify(IMAGE, tmp_path / "a.fits", name="")


def test_an_answer_without_end_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flood(hub: socket.socket) -> None:
        hub.sendall(b"HTTP/1.1 200 OK\r\n\r\n<a>")
        while True:
            hub.sendall(b"<b></b>" * 10_000)

    with (
        answering(tmp_path, monkeypatch, flood),
        pytest.raises(DarkviewerError, match="its answer has no end"),
    ):
        notify(IMAGE, tmp_path / "a.fits", name="")


def test_a_hub_that_never_comes_to_an_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No single part of its answer is late; meanwhile the job can be cancelled."""
    monkeypatch.setattr(samp, "_MOST_S", 0.5)
    over = threading.Event()

    def drip(hub: socket.socket) -> None:
        while not over.wait(0.05):
            hub.sendall(b"H")

    with answering(tmp_path, monkeypatch, drip):
        steps: list[object] = []
        with pytest.raises(DarkviewerError, match="has not answered"):
            drive(notifying(IMAGE, tmp_path / "a.fits", name=""), report=steps.append)
        over.set()
    assert len(steps) >= 3
