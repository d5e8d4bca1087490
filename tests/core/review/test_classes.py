from __future__ import annotations

import pytest

from darkviewer.core.candidates.labels import RULES
from darkviewer.core.review.classes import CLASSES, PIXEL, class_named, suggested


def test_every_label_of_the_program_suggests_one_verdict() -> None:
    labels = [label for one in CLASSES for label in one.labels]
    assert sorted(labels) == sorted(rule.label for rule in RULES)


def test_keys_and_names_are_different() -> None:
    assert len({one.key for one in CLASSES}) == len(CLASSES)
    assert [one.key for one in CLASSES] == ["1", "2", "3", "4", "5", "6", "U"]
    assert class_named("hot") is CLASSES[1]
    assert class_named("star") is None


@pytest.mark.parametrize(
    ("label", "name"),
    [("ambiguous", "psf-like"), ("warm", "hot"), ("pair event", "cosmic-ray")],
)
def test_a_label_suggests_its_verdict(label: str, name: str) -> None:
    assert suggested(label).name == name


def test_defects_of_the_sensor_are_about_the_pixel() -> None:
    about_pixels = [one.name for one in CLASSES if one.scope == PIXEL]
    assert about_pixels == ["hot", "telegraph", "artefact"]
