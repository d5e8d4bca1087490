"""Classes of pixels in words."""

from __future__ import annotations

import numpy as np

from darkviewer.core.hazard.alerts import ClassAlerts
from darkviewer.core.hazard.class_map import SEVERITIES, ClassMap
from darkviewer.gui.text.class_words import class_rows, class_text, codes_words

PIXELS = (996_995, 2000, 1000, 0, 4, 0, 0, 0, 1)
ALERTS = (57.4, 0.004, 123.4, 0.0, 1.25, 0.0, 0.0, 0.0, 0.0)


def known() -> ClassMap:
    alerts = tuple(
        ClassAlerts(rule.name, pixels, expected, pixels, expected)
        for rule, pixels, expected in zip(SEVERITIES, PIXELS, ALERTS, strict=True)
    )
    return ClassMap(np.zeros((1000, 1000), np.uint8), alerts, 10)


def test_the_worst_class_is_first_and_all_together_last() -> None:
    rows = class_rows(known())
    assert [row.cells for row in rows] == [
        ("saturated", "1", "< 0.001", "0.00"),
        ("dead", "0", "0", "–"),
        ("no data", "0", "0", "–"),
        ("bad column", "0", "0", "–"),
        ("telegraph", "4", "< 0.001", "1.25"),
        ("noisy", "0", "0", "–"),
        ("hot", "1,000", "0.100", "123"),
        ("warm", "2,000", "0.200", "< 0.01"),
        ("ordinary", "996,995", "99.7", "57.4"),
        ("all", "1,000,000", "100", "182"),
    ]
    assert [row.severity for row in rows] == [*range(8, -1, -1), None]
    assert rows[4].tip.startswith("it varies more")


def test_of_a_part_pixels_are_counted_and_no_alerts_are_known() -> None:
    rows = class_rows(known(), (10, 0, 0, 0, 0, 0, 0, 0, 30))
    assert rows[0].cells == ("saturated", "30", "75.0", "–")
    assert rows[-1].cells == ("all", "40", "100", "–")


def test_all_digits_are_copied() -> None:
    lines = class_text(known(), PIXELS).splitlines()
    assert lines[0].split("\t")[1] == "pixels"
    assert lines[1].split("\t") == ["ordinary", "996995", "57.4"]
    assert len(lines) == 1 + len(SEVERITIES)


def test_codes_are_told() -> None:
    assert codes_words().startswith("0 ordinary, 1 warm, 2 hot")
    assert codes_words().endswith("8 saturated")
