"""Regenerate the pictures of report and certificate, with Chromium and poppler.

    python -m tools.report_pictures

Without `chromium` and `pdftoppm` the pictures are left as they are.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from darkviewer.core.parameters import Parameters
from darkviewer.core.progress import drive
from darkviewer.reports.page.certificate_page import render_certificate
from darkviewer.reports.page_items import embedded_in
from darkviewer.reports.report import written_report
from darkviewer.runs.session import process
from darkviewer.storage.demo.demo import DEMO_SESSION, demo_folder, write_demo
from tools.screenshots import IMAGES, reduce_colours

BROWSER = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--hide-scrollbars"),
)
SCREEN, ONE_PAGE = "1040,1500", "1040,800"
PAGES, ACROSS, RESOLUTION = 6, 3, 72


def main() -> int:
    chromium, pdftoppm = shutil.which("chromium"), shutil.which("pdftoppm")
    if chromium is None or pdftoppm is None:
        print("chromium or pdftoppm is not here: the pictures are left as they are")
        return 0
    demo = demo_folder()
    drive(write_demo(demo))
    with tempfile.TemporaryDirectory() as spare:
        folder = Path(spare)
        outcome = drive(process(demo / DEMO_SESSION, Parameters(criterion="psf")))
        report = drive(written_report(outcome, folder / "report.html"))
        browse = [chromium, *BROWSER, f"--user-data-dir={folder / 'profile'}"]
        page = folder / "certificate.html"
        document = json.loads(embedded_in(report.read_text("utf-8")))
        page.write_text(render_certificate(document["certificate"]), "utf-8")
        pages = ((report, "report", SCREEN), (page, "certificate", ONE_PAGE))
        for shown, name, size in pages:
            picture = IMAGES / f"{name}.png"
            options = [f"--window-size={size}", f"--screenshot={picture}"]
            subprocess.run([*browse, *options, shown.as_uri()], check=True)
            reduce_colours(picture)
        printed = folder / "report.pdf"
        options = ["--no-pdf-header-footer", f"--print-to-pdf={printed}"]
        subprocess.run([*browse, *options, report.as_uri()], check=True)
        _sheet(pdftoppm, printed, IMAGES / "report-printed.png")
    return 0


def _sheet(pdftoppm: str, printed: Path, target: Path) -> None:
    """The first pages side by side, in grey between them."""
    stem = printed.with_suffix("")
    few = ["-r", str(RESOLUTION), "-l", str(PAGES), "-png"]
    subprocess.run([pdftoppm, *few, str(printed), str(stem)], check=True)
    pages = [
        Image.open(path) for path in sorted(stem.parent.glob(f"{stem.name}-*.png"))
    ]
    width, height = (size + 12 for size in pages[0].size)
    rows = -(-len(pages) // ACROSS)
    sheet = Image.new("RGB", (width * ACROSS + 12, height * rows + 12), "#9aa4b0")
    for number, page in enumerate(pages):
        place = 12 + number % ACROSS * width, 12 + number // ACROSS * height
        sheet.paste(page, place)
    sheet.save(target)
    reduce_colours(target)


if __name__ == "__main__":
    sys.exit(main())
