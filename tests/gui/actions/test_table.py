"""The table of actions: names, keys and tips."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from darkviewer.gui.actions.menus import all_specs

# As the product's own table of keys has them.
KEYS = {
    "previous_frame": "Left",
    "next_frame": "Right",
    "back_10": "PgUp",
    "on_10": "PgDown",
    "first_frame": "Home",
    "last_frame": "End",
    "blink": "B",
    "blink_next": "Shift+B",
    "play": "Space",
    "next_candidate": "J Down",
    "previous_candidate": "K Up",
    "zoom_to": "Return Enter",
    "layer_raw": "R",
    "layer_master": "M",
    "layer_residual": "D",
    "linear_or_log": "L",
    "auto": "A",
    "invert": "I",
    "fit": "F",
    "one_to_one": "Z",
    "go_to": "G",
    "previous_zoom": "Backspace",
    "undo": "Ctrl+Z",
    "rescan": "F5",
    "open": "Ctrl+O",
    "export": "Ctrl+E",
    "filter": "Ctrl+F",
    "cancel": "Esc",
    "shortcuts": "F1",
}


def test_names_and_keys_are_unique() -> None:
    specs = [spec for _, spec in all_specs()]
    names = Counter(spec.name for spec in specs)
    keys = Counter((spec.place, key) for spec in specs for key in spec.keys.split())
    assert max(names.values()) == 1
    assert max(keys.values()) == 1


def test_rows_belong_to_a_place_that_there_is() -> None:
    places = {spec.name for _, spec in all_specs() if spec.group == "place"}
    for _, spec in all_specs():
        assert not spec.place or f"place_{spec.place}" in places


def test_keys_are_those_of_the_product() -> None:
    found = {spec.name: spec.keys for _, spec in all_specs()}
    assert {name: found[name] for name in KEYS} == KEYS


def test_every_key_is_one_that_qt_knows() -> None:
    for _, spec in all_specs():
        for key in spec.keys.split():
            sequence = QKeySequence(key)
            assert sequence.count() == 1, key
            assert sequence[0].key() != Qt.Key.Key_unknown, key


def test_every_tip_is_a_sentence() -> None:
    for _, spec in all_specs():
        assert spec.tip.endswith("."), spec.name
        assert spec.tip[0].isupper(), spec.name
