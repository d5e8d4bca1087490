"""Files announced to a real hub, heard by a real program."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest

from darkviewer.core.errors import DarkviewerError
from darkviewer.storage.links import samp
from darkviewer.storage.links.samp import IMAGE, TABLE, notify
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
        assert notify(TABLE, path, name="candidates") == ("Everything",)
        for one in (images, both):
            assert one.heard.wait(30)
            kind, what = one.told[0]
            assert kind == IMAGE
            assert what["name"] == "frame 3 ? e?"  # other letters are no SAMP string
            place = urlparse(what["url"])
            assert (place.scheme, Path(unquote(place.path))) == ("file", path)
        known = images.client.get_registered_clients()
        assert len(known) == 2  # the hub and the other one: we have gone
    finally:
        images.close()
        both.close()


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
    for said in ("web:https://a", "std-lockurl:https://a/b"):
        monkeypatch.setenv("SAMP_HUB", said)
        with pytest.raises(DarkviewerError, match="no SAMP hub runs"):
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
    "url", ["http://192.0.2.1:80/", "http://hub.example.org/", "http://[2001:db8::1]/"]
)
def test_a_hub_elsewhere_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    announce(tmp_path, monkeypatch, f"samp.secret=s\nsamp.hub.xmlrpc.url={url}\n")
    with pytest.raises(DarkviewerError, match="not on this computer: nothing was sent"):
        notify(IMAGE, tmp_path / "a.fits", name="")


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "ftp://127.0.0.1/", "", "http:"])
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
