"""A sentence in a fixed number of lines."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from darkviewer.gui.review.sentence import Sentence

LONG = "it jumps between levels and it varies more than all but one of the quiet pixels"


def test_its_place_stays_and_what_is_cut_is_the_tip(qtbot: QtBot) -> None:
    sentence = Sentence(2)
    qtbot.addWidget(sentence)
    sentence.resize(300, sentence.sizeHint().height())
    sentence.show()
    before = sentence.sizeHint()
    sentence.setText(LONG)
    sentence.grab()
    assert sentence.shown_lines()[0] + " " + sentence.shown_lines()[1] == LONG
    assert sentence.toolTip() == ""
    sentence.resize(120, sentence.height())
    first, last = sentence.shown_lines()
    assert LONG.startswith(f"{first} {last.removesuffix('…')}")
    assert last.endswith("…")
    assert sentence.toolTip() == LONG == sentence.accessibleName() == sentence.text()
    assert sentence.sizeHint() == sentence.minimumSizeHint() == before


def test_a_single_long_word(qtbot: QtBot) -> None:
    sentence = Sentence(1)
    qtbot.addWidget(sentence)
    sentence.resize(40, 20)
    sentence.setText("unclassifiable whatever")
    assert sentence.shown_lines() == ["unclassifiable…"]
