"""A report as Chromium loads, draws and prints it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from darkviewer.reports.certificate_kind import certified_document
from darkviewer.reports.page.certificate_page import render_certificate
from darkviewer.reports.page.report_page import render
from darkviewer.reports.report_document import report_document
from darkviewer.runs.certificate import certificate_of
from darkviewer.runs.reported import Reported
from tests.helpers.reports import MOMENT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")

OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--hide-scrollbars", "--enable-logging=stderr"),
)


OWN = (".google.com", ".googleapis.com", ".gstatic.com", "google.com")


def browse(page: Path, *options: str) -> str:
    """Load a page in a profile of its own; returns what it logs."""
    profile = page.with_name("profile")
    run = subprocess.run(
        [
            str(CHROMIUM),
            *OPTIONS,
            f"--user-data-dir={profile}",
            *options,
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=90,
    )
    return run.stderr


def strangers(log: Path) -> set[str]:
    """Hosts that were asked for; Chromium itself asks Google."""
    asked = re.findall(r'"url":"(\w+)://([^"/:]*)', log.read_text(errors="replace"))
    hosts = {host for scheme, host in asked if scheme.startswith(("http", "ws"))}
    return {host for host in hosts if not host.endswith(OWN)}


@pytest.fixture(scope="module")
def page(found: Reported, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browser") / "report.html"
    path.write_text(render(report_document(found, MOMENT)), encoding="utf-8")
    return path


def test_it_is_drawn_without_errors_and_asks_no_network(page: Path) -> None:
    picture, log = page.with_suffix(".png"), page.with_name("net.json")
    said = browse(
        page,
        "--window-size=1000,1600",
        f"--screenshot={picture}",
        f"--log-net-log={log}",
    )
    assert "CONSOLE" not in said
    with Image.open(picture) as image:
        grey = np.asarray(image.convert("L"))
    assert grey.shape == (1600, 1000)
    assert (grey < 100).mean() > 0.01  # text
    assert (grey > 200).mean() > 0.5  # paper
    assert strangers(log) == set()


def test_it_prints(page: Path) -> None:
    printed = page.with_suffix(".pdf")
    browse(page, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    content = printed.read_bytes()
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) >= 4


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="there is no pdftotext here")
def test_no_heading_is_left_at_the_end_of_a_page(page: Path) -> None:
    """However far down the last parts begin."""
    path, printed = page.with_name("spaced.html"), page.with_name("spaced.pdf")
    content, space = page.read_text("utf-8"), '<h2 id="parameters">'
    for points in range(280, 400, 20):
        more = f'<div style="height: {points}pt"></div>{space}'
        path.write_text(content.replace(space, more), encoding="utf-8")
        browse(path, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
        words = ["pdftotext", "-layout", str(printed), "-"]
        text = subprocess.run(words, capture_output=True, text=True, check=True).stdout
        last = [
            [line.strip() for line in one.splitlines() if line.strip()][-2:]
            for one in text.split("\f")
        ]
        ends = {words[0] for words in last if len(words) == 2}
        assert not ends & {"Parameters and versions", "Inputs", "MASTER"}, points


def test_a_certificate_of_several_sessions_is_one_page(
    found: Reported, page: Path
) -> None:
    """With more to be said of it than there is room for."""
    part = found.certificate.parts[0]
    document = certified_document(certificate_of([part] * 4), MOMENT)
    assert pages_of(document, page) == 1
    few, many = document["sessions"][:1], document["sessions"] * 8
    reason = "clouds came over the hill, as they will " * 6
    left = [{"name": "x", "reason": reason, "exposure_s": 30.0}] * 9
    share = {"hits": 1, "trials": 2, "value": 0.5, "low": 0.1, "high": 0.9}
    steps = [{"flux_e": [500.0, 900.0], **share}] * 3
    eve = {"reviewer": "eve", "judged": 3, "of": 5, "psf_like": 1, "share": share}
    reviewers = [eve | {"completeness": steps, "false_alarms": share}] * 5
    for sessions in (few, many):
        one = sessions[0] | {"title": "a long title " * 12, "left_out": left}
        full = document | {
            "sessions": [one, *sessions[1:]],
            "cautions": ["what is to be known before these numbers are used " * 9] * 9,
            "reviewers": reviewers,
            "completeness": {
                key: value * 20 if isinstance(value, list) else value
                for key, value in document["completeness"].items()
            },
        }
        assert pages_of(full, page) == 1


def pages_of(document: dict[str, Any], beside: Path) -> int:
    path, printed = beside.with_name("c.html"), beside.with_name("c.pdf")
    path.write_text(render_certificate(document), encoding="utf-8")
    browse(path, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    return len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes()))


def test_the_log_of_the_network_would_tell(page: Path) -> None:
    """What the other test looks for is there when a page asks for something."""
    log, asking = page.with_name("net2.json"), page.with_name("asking.html")
    asking.write_text('<img src="http://127.0.0.1:9/x.png">', encoding="utf-8")
    browse(asking, f"--screenshot={page.with_name('x.png')}", f"--log-net-log={log}")
    assert strangers(log) == {"127.0.0.1"}
