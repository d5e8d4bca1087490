"""Regions for DS9, read again by the `regions` package."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import regions
from astropy.io import fits

from benchmarks.xorg_screen import Screen
from darkviewer.core.candidates.labels import RULES
from darkviewer.storage.exports.region_file import REGION_MARKS, as_regions

LABELS = [rule.label for rule in RULES]


def table(**columns: object) -> SimpleNamespace:
    """One tested leader of each label, in one frame after the other."""
    place = np.arange(len(LABELS))
    made = {
        "accepted": np.array(LABELS) == "PSF-like",
        "frame": place % 2,
        "x": 10 + 20 * place,
        "y": 5 + place,
        "synthetic": place == LABELS.index("noise"),  # drawn as a point, undashed
        "classification": SimpleNamespace(words=np.array(LABELS)),
    }
    return SimpleNamespace(**{**made, **columns})


@pytest.fixture
def parsed() -> regions.Regions:
    content = as_regions(table(), ["a.fits", "b{1}.fits"], all_leaders=True)
    return regions.Regions.parse(content.decode(), format="ds9")


def test_every_label_is_known() -> None:
    assert set(REGION_MARKS) == {*LABELS, "PSF candidate", "leader"}


def test_no_two_labels_look_alike(parsed: regions.Regions) -> None:
    looks = {
        (
            type(region).__name__,
            getattr(region, "angle", None),
            *map(region.visual.get, ("marker", "color", "edgecolor")),
        )
        for region in parsed
    }
    assert len(looks) == len(parsed) == len(LABELS)


def test_each_is_where_and_what_the_table_says(parsed: regions.Regions) -> None:
    for n, (region, label) in enumerate(zip(parsed, LABELS, strict=True)):
        box = region.bounding_box
        middle = (box.ixmin + box.ixmax - 1) / 2, (box.iymin + box.iymax - 1) / 2
        assert middle == (10 + 20 * n, 5 + n)
        frame = "b_1_.fits" if n % 2 else "a.fits"
        assert region.meta["tag"][:2] == [frame, label]
        assert ("synthetic" in region.meta["tag"]) == (label == "noise")


def test_only_candidates_are_written_unless_asked() -> None:
    content = as_regions(table(), ["a.fits", "b.fits"]).decode()
    (star,) = regions.Regions.parse(content, format="ds9")
    assert star.meta["tag"][1] == "PSF-like"


def test_untested_leaders_have_marks_too() -> None:
    plain = table(classification=None)
    content = as_regions(plain, ["a.fits", "b.fits"], all_leaders=True).decode()
    labels = [r.meta["tag"][1] for r in regions.Regions.parse(content, format="ds9")]
    assert labels.count("PSF candidate") == 1
    assert labels.count("leader") == len(LABELS) - 1
    assert content.count(" dash=1 ") == 1


@pytest.mark.skipif(
    not all(map(shutil.which, ("ds9", "Xvfb", "openbox"))),
    reason="ds9, Xvfb or openbox is not installed",
)
def test_ds9_itself_draws_every_mark(tmp_path: Path) -> None:
    path, image = tmp_path / "marks.reg", tmp_path / "image.fits"
    record = {"checks": {"sentence": "x; text(1,2) { } " * 99}, "inputs": [{}] * 60}
    names = ["a.fits", "b.fits"]
    path.write_bytes(as_regions(table(), names, all_leaders=True, record=record))
    fits.writeto(image, np.zeros((64, 400), np.uint8))
    back = tmp_path / "back.reg"
    command = ["ds9", str(image), "-regions", "load", str(path), "-regions", "system"]
    command += ["image", "-regions", "save", str(back), "-exit"]
    with Screen(tmp_path) as screen:
        subprocess.run(command, env=screen.env, timeout=90, check=True)
    found = regions.Regions.read(back, format="ds9")
    wanted = regions.Regions.read(path, format="ds9")
    assert len(found) == len(wanted) == len(LABELS)
    for mine, theirs in zip(wanted, found, strict=True):
        assert type(mine) is type(theirs)
        assert mine.meta["tag"] == theirs.meta["tag"]
        # Boxes and circles come back with rounded digits.
        box, other = mine.bounding_box, theirs.bounding_box
        assert (box.ixmin, box.iymax) == (other.ixmin, other.iymax)
