"""Verdicts of reviewers on the candidates of a run."""

from __future__ import annotations

from dataclasses import replace

from darkviewer.core.opinions.events import VERDICT, Opinion
from darkviewer.core.progress import drive
from darkviewer.core.review.classes import EVENT, PIXEL
from darkviewer.core.review.sensor_place import camera_of
from darkviewer.core.review.verdict import Verdict
from darkviewer.runs.exclusion import Contents
from darkviewer.runs.reported import Reported
from darkviewer.runs.reviewed import nobody, reviewed
from tests.helpers.reports import STARS, salted_opinion


def opinion(verdict: Verdict) -> Opinion:
    return Opinion(VERDICT, verdict.subject, verdict.as_value())


def test_found_by_the_pixels_of_the_frame_and_by_the_camera(found: Reported) -> None:
    outcome = found.outcome
    frame, x, y = STARS[0]
    info = outcome.session.frames[frame]
    own = Verdict("eve", EVENT, Contents().of(info), x, y, "noise", note="faint")
    of_pixel = Verdict("ann", PIXEL, camera_of(info), STARS[1][1], STARS[1][2], "hot")
    elsewhere = Verdict("bob", EVENT, "another frame", x, y, "hot")
    held = [opinion(one) for one in (own, of_pixel, elsewhere)]
    salted = [salted_opinion("eve", n, "psf-like") for n in range(3)]
    known = drive(reviewed(outcome, [*held, *salted], Contents()))
    table = outcome.table
    said = {
        (int(table.frame[row]), int(table.x[row]), int(table.y[row])): names
        for row, names in known.verdicts.items()
    }
    assert said == {STARS[0]: {"eve": own}, STARS[1]: {"ann": of_pixel}}
    assert known.reviewers == ("ann", "eve")
    assert known.skills["eve"].reviewer[0].hits == 3
    assert known.skills["ann"].reviewer == ()


def test_frames_are_read_for_verdicts_on_events_only(found: Reported) -> None:
    class Unread(Contents):
        def of(self, info: object) -> str:
            raise AssertionError(info)

    frame, x, y = STARS[0]
    camera = camera_of(found.outcome.session.frames[frame])
    held = [opinion(Verdict("ann", PIXEL, camera, x, y, "hot"))]
    assert drive(reviewed(found.outcome, held, Unread())).reviewers == ("ann",)


def test_nobody_said_anything(found: Reported) -> None:
    assert nobody().reviewers == ()
    assert drive(reviewed(found.outcome, [], Contents())).verdicts == {}
    table = found.outcome.table
    none = replace(found.outcome, table=table.taken(table.accepted.nonzero()[0][:0]))
    held = [salted_opinion("eve", 1, "hot")]
    assert drive(reviewed(none, held, Contents())).verdicts == {}


def test_a_frame_whose_header_is_not_known(found: Reported) -> None:
    session = found.outcome.session
    frame, x, y = STARS[0]
    content = Contents().of(session.frames[frame])
    held = [opinion(Verdict("eve", EVENT, content, x, y, "hot"))]
    fewer = replace(session, frames=session.frames[frame + 1 :])
    outcome = replace(found.outcome, session=fewer)
    assert drive(reviewed(outcome, held, Contents())).verdicts == {}
