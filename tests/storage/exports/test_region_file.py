"""Regions for DS9, read again by the `regions` package."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import regions

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
