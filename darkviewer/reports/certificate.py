"""A certificate of false positives as a document and as lines for people."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from darkviewer.core.candidates.criterion import RULE_VERSION
from darkviewer.core.candidates.false_positives import Rate, wilson_interval
from darkviewer.core.candidates.rates import ASSUMED, rate_words, rates_document
from darkviewer.core.foreign_text import shown
from darkviewer.core.frames.exclusion import sentences
from darkviewer.core.frames.identity import identity
from darkviewer.core.health.check_entries import check_entries, nothing_to_judge
from darkviewer.core.parameters import spec
from darkviewer.core.review.classes import PSF_LIKE
from darkviewer.core.review.shown import master_hash
from darkviewer.core.versions import software
from darkviewer.reports.documents import columns_of_text, profile_document
from darkviewer.reports.injection import record_document
from darkviewer.runs.certificate import STANDINGS
from darkviewer.storage.exports.inputs import input_document

if TYPE_CHECKING:
    from darkviewer.core.review.salt import Share
    from darkviewer.runs.certificate import Certificate, SessionPart
    from darkviewer.runs.rates import SessionRates
    from darkviewer.runs.reviewed import Reviewed

__all__ = [
    "SCHEMA",
    "TITLE",
    "assumptions",
    "certificate_document",
    "certificate_lines",
    "certificate_name",
]

SCHEMA = "darkviewer-certificate"
SCHEMA_VERSION = 1
TITLE = "Certificate of false positives"


def certificate_document(found: Certificate, moment: datetime) -> dict[str, Any]:
    """The document of ``certify --json``.

    Parameters
    ----------
    found : Certificate
        What is certified.
    moment : datetime
        UTC, when.
    """
    parameters = found.parts[0].outcome.parameters
    several, hours = len(found.parts) > 1, _hours(found)
    cautions = list(_cautions(found))
    per_frame = found.rates.per_frame
    total = sum(one.n_frames for one in found.rates.found)
    return {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "created": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "software": software(),
        "standing": _standing(found, cautions),
        "cautions": cautions,
        "rule": {
            "criterion": parameters.criterion,
            "words": (spec("criterion").choices or {})[parameters.criterion],
            "version": RULE_VERSION,
            "profile": parameters.profile_words,
            **profile_document(found.parts[0].outcome.table),
            "parameters": parameters.as_dict(),
        },
        "sessions": [
            _session(part, found.rates, n) for n, part in enumerate(found.parts)
        ],
        "frames": total,
        "open_shutter_s": _total(part.open_shutter_s for part in found.parts),
        "pixel_frames": sum(part.pixel_frames for part in found.parts),
        "square_degree_frames": _total(p.square_degree_frames for p in found.parts),
        "false_sources": {
            "sources": sum(one.sources for one in found.rates.found),
            "candidates": sum(one.count for one in found.rates.found),
            "level": 0.95,
            "per_frame": asdict(per_frame),
            "per_hour": asdict(_times(per_frame, total).per(hours)),
            "per_square_degree": asdict(_per_sky(found)),
            "scatter_between": "sessions" if several else "frames",
            "dispersion": found.rates.dispersion,
            "by_exposure": found.rates.parts and asdict(found.rates.parts),
            "assumes": list(assumptions(several=several)),
        },
        "completeness": found.kept and record_document(found.kept),
        "reviewers": list(_reviewers(found)),
        "more": {
            "frames": found.more_frames,
            "sessions": found.more_units if several else None,
        },
    }


def _standing(found: Certificate, cautions: Sequence[str]) -> str:
    sound = found.standing == STANDINGS["pass"]
    return STANDINGS["warn"] if sound and cautions else found.standing


def assumptions(*, several: bool) -> Iterator[str]:
    """What the rates and their intervals assume, one sentence each."""
    yield "every accepted candidate is false: the frames are dark"
    yield (
        "candidates within a pixel of each other are one source, in whatever frames of "
        "a session they are"
    )
    scatter = "sessions" if several else "frames"
    yield (
        f"sources come like Poisson events, in lumps as large as the {scatter} scatter "
        "(quasi-Poisson, with Student's t for few of them)"
    )
    if several:
        yield "a pixel that is accepted in several sessions counts in each of them"
    yield "other frames are like these: camera, gain, temperature, exposure, parameters"
    yield f"per hour: {ASSUMED}"


def _hours(found: Certificate) -> float:
    seconds = sum(part.open_shutter_s for part in found.parts)
    return 0.0 if math.isnan(seconds) else seconds / 3600


def _total(values: Any) -> float | None:
    total = math.fsum(values)
    return total if math.isfinite(total) else None


def _times(rate: Rate, amount: float) -> Rate:
    return rate.per(1 / amount)


def _per_sky(found: Certificate) -> Rate:
    frames = sum(one.n_frames for one in found.rates.found)
    area = sum(part.square_degree_frames for part in found.parts)
    return _times(found.rates.per_frame, frames).per(0.0 if math.isnan(area) else area)


def _cautions(found: Certificate) -> Iterator[str]:
    """What is to be known before the numbers are used; what undoes them first."""
    for part, count in found.twice:
        twice = f"{_frames_are(count)} of a session before it: they count twice"
        title = shown(part.outcome.session.title)
        yield f"{title}: {twice}, and the rate and its interval hold for none"
    for what, values in _what_must_agree(found).items():
        if len(values) > 1:
            words = ", ".join(map(shown, sorted(values)))
            yield f"the sessions differ in {what}: {words}; the rate holds for none"
    if found.kept is not None and not found.kept.injected.sum():
        yield "no injected star fell on usable pixels: what the rule keeps is not known"
    for part in found.parts:
        checks, title = part.outcome.checks, part.outcome.session.title
        which = f"{title}: " if len(found.parts) > 1 else ""
        if checks is None:
            yield f"{shown(which)}no check has seen these frames"
            continue
        for sentence in (*checks.sentences, *part.outcome.calibration.doubts):
            yield shown(f"{which}{sentence}")


def _frames_are(count: int) -> str:
    """How many frames are others' too."""
    return "one frame is" if count == 1 else f"{count} frames are"


def _what_must_agree(found: Certificate) -> dict[str, set[str]]:
    sessions = [part.outcome.session for part in found.parts]
    cameras = {info.camera for one in sessions for info in one.frames}
    scales = {p.outcome.calibration.request.parameters.scale for p in found.parts}
    gains = {info.gain for one in sessions for info in one.frames}
    shapes = {part.outcome.calibration.master.shape for part in found.parts}
    return {
        "camera": {camera or "unknown" for camera in cameras},
        "gain": {"unknown" if gain is None else f"{gain:g}" for gain in gains},
        "e-/ADU": {f"{scale:g}" for scale in scales},
        "size": {f"{nx}x{ny}" for ny, nx in shapes},
    }


def _session(part: SessionPart, rates: SessionRates, number: int) -> dict[str, Any]:
    outcome, found = part.outcome, rates.found[number]
    first = outcome.session.frames[0]
    entries = check_entries(outcome.checks)
    unknown = sum(map(nothing_to_judge, entries))
    used, left_out = len(outcome.calibration.used), list(_left_out(part))
    return {
        **identity(outcome.session),
        "frames": used + len(left_out),
        "title": outcome.session.title,
        "camera": first.camera,
        "camera_id": first.camera_id,
        "gain": first.gain,
        "temperature_c": outcome.session.temperature_c,
        "frames_used": used,
        "open_shutter_s": _total([part.open_shutter_s]),
        "left_out": left_out,
        "master_sha256": master_hash(outcome.calibration.master),
        "inputs": input_document(part.inputs),
        "checks": {
            "status": part.status,
            "passed": sum(one["status"] == "pass" for one in entries) - unknown,
            "not_checked": unknown,
            "of": len(entries),
            "not_passed": [one for one in entries if one["status"] != "pass"],
        },
        "false_positives": rates_document(found),
    }


def _left_out(part: SessionPart) -> Iterator[dict[str, Any]]:
    """Frames, and the exposure lost with each: of the others where it is unknown."""
    session, usual = part.outcome.session, part.outcome.session.exposure_s
    for name, reason in part.outcome.skipped.items():
        yield {"name": name, "reason": reason, "exposure_s": usual}
    for item, sentence in zip(session.excluded, sentences(session), strict=True):
        exposure = item.info.exposure_s
        yield {
            "name": item.info.name,
            "reason": sentence,
            "exposure_s": usual if exposure is None else exposure,
        }


def _reviewers(found: Certificate) -> Iterator[dict[str, Any]]:
    names = sorted({who for part in found.parts for who in part.reviewed.reviewers})
    accepted = sum(one.count for one in found.rates.found)
    for who in names:
        parts = [part.reviewed for part in found.parts if who in part.reviewed.skills]
        given = [c for one in parts for c in _classes(one, who)]
        kept = given.count(PSF_LIKE)
        low, high = wilson_interval(kept, len(given))
        skill = parts[0].skills[who]
        yield {
            "reviewer": who,
            "judged": len(given),
            "of": accepted,
            "psf_like": kept,
            "share": {
                "value": kept / len(given),
                "low": float(low),
                "high": float(high),
            },
            "completeness": [
                {"flux_e": list(step), **_share(one)}
                for step, one in zip(skill.flux_e, skill.reviewer, strict=True)
            ],
            "false_alarms": _share(skill.false_alarms),
        }


def _classes(found: Reviewed, who: str) -> list[str]:
    return [said[who].name for said in found.verdicts.values() if who in said]


def _share(share: Share) -> dict[str, Any]:
    return {**asdict(share), "value": share.value}


def certificate_name(found: Certificate, moment: datetime) -> str:
    """``Certificate_<date>_<time>_<object>_and-1-more_<UTC>.html``, as a report's."""
    from darkviewer.storage.exports.master_cards import file_name

    first, others = found.parts[0].outcome.session, len(found.parts) - 1
    stem = f"Certificate_and-{others}-more" if others else "Certificate"
    return file_name(f"{stem}.html", first, moment)


def certificate_lines(document: dict[str, Any]) -> Iterator[str]:
    """The same as one page of text."""
    rate, rule = document["false_sources"], document["rule"]
    yield f"{TITLE}: {document['standing']}"
    yield f"Darkviewer {document['software']['version']}, {document['created']}"
    yield ""
    for sentence in document["cautions"]:
        yield f"! {sentence}"
    p = rule["parameters"]
    yield (
        f"rule: {rule['words']}, version {rule['version']}; threshold "
        f"{p['threshold_e']:g} e-, ratio {p['ratio']:g}; {rule['profile']}, p at least "
        f"{p['p_min']:g}, dBIC above {p['dbic_min']:g}"
    )
    if "profile_sha256" in rule:
        yield f"SHA-256 of that profile: {rule['profile_sha256']}"
    yield ""
    yield from _session_lines(document["sessions"])
    yield ""
    yield _searched(document)
    yield from _lost(document["sessions"])
    yield (
        f"{rate['sources']} false sources ({rate['candidates']} accepted candidates): "
        f"{_rate(rate['per_frame'])} per frame at 95 %, by the scatter between "
        f"{rate['scatter_between']}{_lumps(rate['dispersion'])}"
    )
    yield from _other_rates(rate)
    yield _more_words(document["more"])
    yield from _completeness_lines(document["completeness"])
    for one in document["reviewers"]:
        yield from _reviewer_lines(one)
    yield ""
    yield "This assumes:"
    for sentence in rate["assumes"]:
        yield f"- {sentence}"


def _session_lines(sessions: list[dict[str, Any]]) -> Iterator[str]:
    rows = [
        (
            f"{one['date']} / {one['time']} / {one['object']}",
            one["camera"] or "?",
            f"{one['frames_used']} of {one['frames']}",
            "?" if one["exposure_s"] is None else f"{one['exposure_s']:g} s",
            f"{one['checks']['passed']} of {one['checks']['of']}",
            str(one["false_positives"]["sources"]),
        )
        for one in sessions
    ]
    head = ("session", "camera", "frames", "exposure", "checks passed", "false sources")
    yield from columns_of_text([head, *rows], right=(2, 3, 4, 5))
    for one in sessions:
        which = f"{one['title']}: " if len(sessions) > 1 else ""
        yield f"{which}SHA-256 of its master: {one['master_sha256']}"
        for out in one["left_out"]:
            lost = out["exposure_s"]
            seconds = "" if lost is None else f" ({lost:g} s)"
            yield f"left out{seconds}: {out['reason']}"


def _lumps(dispersion: float) -> str:
    if dispersion > 1:
        return f", {dispersion:.2g} times that of chance"
    return ", which is that of chance"


def _searched(document: dict[str, Any]) -> str:
    seconds, area = document["open_shutter_s"], document["square_degree_frames"]
    words = f"searched: {document['frames']} frames"
    if seconds is not None:
        words += f", {seconds:g} s of open shutter"
    words += f", {document['pixel_frames'] / 1e6:.4g} million pixels"
    return words if area is None else f"{words}, {area:.3g} square degrees"


def _lost(sessions: list[dict[str, Any]]) -> Iterator[str]:
    """Frames that were left out, and the time that they were open, together."""
    out = [one for session in sessions for one in session["left_out"]]
    seconds = math.fsum(one["exposure_s"] or 0.0 for one in out)
    if out:
        frames = "1 frame" if len(out) == 1 else f"{len(out)} frames"
        shutter = f", {seconds:g} s of open shutter" if seconds else ""
        yield f"left out: {frames}{shutter}"


def _rate(rate: dict[str, Any]) -> str:
    return rate_words(Rate(rate["value"], rate["low"], rate["high"]))


def _known(rate: dict[str, Any]) -> bool:
    return rate["value"] is not None and math.isfinite(rate["value"])


def _other_rates(rate: dict[str, Any]) -> Iterator[str]:
    if _known(rate["per_hour"]):
        yield f"{_rate(rate['per_hour'])} per hour of open shutter"
    if _known(rate["per_square_degree"]):
        yield f"{_rate(rate['per_square_degree'])} per square degree and frame"


def _more_words(more: dict[str, Any]) -> str:
    """What halves the interval."""
    words = f"take {more['frames']} more darks to halve this interval"
    if more["sessions"] is None:
        return words
    return f"{words}, in {more['sessions']} more sessions like these"


def _completeness_lines(kept: dict[str, Any] | None) -> Iterator[str]:
    if kept is None:
        yield "completeness: not measured"
        return
    yield ""
    rows = [
        (f"{flux:.0f}", f"{share:.3f}", f"{low:.3f} to {high:.3f}", str(injected))
        for flux, share, low, high, injected in zip(
            *(kept[name] for name in ("flux_e", "share", "low", "high", "injected")),
            strict=True,
        )
    ]
    head = ("flux e-", "kept", "95 %", "stars")
    yield from columns_of_text([head, *rows], right=range(4))


def _reviewer_lines(one: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield (
        f"{one['reviewer']} judged {one['judged']} of {one['of']} candidates: "
        f"{one['psf_like']} PSF-like"
    )
    for step in one["completeness"]:
        low, high = step["flux_e"]
        flux = f"{low:.0f} to {high:.0f} e-"
        yield f"  of synthetic stars of {flux}: {_of(step)} PSF-like"
    alarms = one["false_alarms"]
    if alarms["trials"]:
        yield f"  of synthetic events that are none: {_of(alarms)} PSF-like"


def _of(share: dict[str, Any]) -> str:
    return (
        f"{share['hits']} of {share['trials']} "
        f"({share['low']:.2f} to {share['high']:.2f} at 95 %)"
    )
