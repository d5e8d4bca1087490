"""Notes before a verdict: written, read again, and passed over where they are none."""

from __future__ import annotations

from dataclasses import replace

from darkviewer.core.opinions.events import REMARK, VERDICT, Opinion
from darkviewer.core.review.remark import Remark, read_remarks
from darkviewer.core.review.verdict import LONGEST_NOTE

ONE = Remark("anna", "abc", 7, 9, "at the edge of a glow", ("glow", "edge"))


def test_what_was_written_is_read() -> None:
    said = Opinion(REMARK, ONE.subject, ONE.as_value())
    assert list(read_remarks([said])) == [ONE]
    assert ONE.subject == "anna\nabc\n7\n9"
    assert replace(ONE, note="", tags=()).as_value() is None
    assert replace(ONE, note="").as_value() is not None


def test_what_is_no_remark_is_passed_over() -> None:
    value = dict(ONE.as_value() or {})
    wrong = [
        Opinion(VERDICT, ONE.subject, value),
        Opinion(REMARK, ONE.subject, None),
        *(
            Opinion(REMARK, ONE.subject, {**value, **other})
            for other in ({"x": 1.5}, {"y": True}, {"tags": "glow"}, {"note": None})
        ),
    ]
    assert list(read_remarks(wrong)) == []
    long = Opinion(REMARK, "", {**value, "note": "n" * 20_000, "tags": [1]})
    (read,) = read_remarks([long])
    assert (len(read.note), read.tags) == (LONGEST_NOTE, ("1",))
