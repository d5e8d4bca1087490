"""A certificate on one page."""

from __future__ import annotations

import json

from darkviewer.core.plain_values import plain, printable
from darkviewer.reports.certificate import certificate_document
from darkviewer.reports.page.certificate_page import render_certificate
from darkviewer.runs.reported import Reported
from tests.helpers.reports import CAMERA, MOMENT


def test_the_document_is_inside(found: Reported) -> None:
    document = printable(plain(certificate_document(found.certificate, MOMENT)))
    page = render_certificate(document)
    head, _, rest = page.partition('id="darkviewer-certificate">')
    assert json.loads(rest.partition("</script>")[0]) == document
    assert "Certified" in head
    assert CAMERA not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in head
    assert page.count("<script") == 1


def test_many_sessions_reviewers_and_cautions(found: Reported) -> None:
    document = json.loads(
        json.dumps(printable(plain(certificate_document(found.certificate, MOMENT))))
    )
    left = [{"name": "x", "reason": f"no {n}", "exposure_s": 30.0} for n in range(8)]
    left[0]["exposure_s"] = None
    document["sessions"][0]["left_out"] = left
    document |= {
        "standing": "not certified",
        "cautions": [f"caution {n}" for n in range(9)],
        "square_degree_frames": 0.5,
        "more": {"frames": 12, "sessions": 2},
    }
    rate = {"value": 1.0, "low": 0.5, "high": 2.0}
    document["false_sources"] |= {
        "dispersion": 2.5,
        "per_square_degree": rate,
        "by_exposure": {"per_frame": rate, "per_second": rate, "dispersion": 1.0},
    }
    share = {"hits": 2, "trials": 4, "value": 0.5, "low": 0.15, "high": 0.85}
    eve = {"reviewer": "eve", "judged": 3, "of": 5, "psf_like": 1, "share": rate}
    steps = [{"flux_e": [500.0, 900.0], **share}]
    untested = share | {"hits": 0, "trials": 0, "value": None}
    document["reviewers"] = [
        eve | {"completeness": steps, "false_alarms": share},
        eve | {"reviewer": "ann", "completeness": [], "false_alarms": untested},
    ]
    page = render_certificate(document)
    for words in (
        "Left out: 8 frames, 210 s of open shutter",
        "and 4 more",
        "and 6 more",
        "2.5 times that of chance",
        "in 2 more sessions like these",
        "per second of open shutter",
        "synthetic stars called PSF-like: 2 of 4 of 500 to 900 e⁻, 0.5 (0.15 to 0.85)",
        "how well this reviewer sees is not known",
        "0.5 square degrees",
    ):
        assert words in page, words
