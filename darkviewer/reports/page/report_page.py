"""The pages of a report, from its document and from nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from darkviewer.core.health.check_entries import nothing_to_judge
from darkviewer.core.parameters import PARAMETERS, spec
from darkviewer.reports.page.environment import environment
from darkviewer.reports.page.numbers import UNKNOWN, count_of, figure, interval
from darkviewer.reports.page.plots import curves_of, strips_of
from darkviewer.reports.page.stamps import CELL, cells_of
from darkviewer.reports.page.transfer_plot import transfer_plot

__all__ = ["render"]

MOST_MARKED = 300
"""Candidates marked in a picture."""

_VERDICTS = {
    "pass": "Sound: {passed} passed{open}.",
    "warn": "Used, with remarks: {warned} not passed{open}.",
    "fail": "Do not quote numbers from it: {failed} failed{open}.",
}

_SPOKEN = ("fail", "warn")

_INTERVAL = re.compile(r"\[(.+?), (.+?)\]")

_RATES = (
    ("per frame", "per_frame"),
    ("per million pixels and frame", "per_mpx"),
    ("per hour of open shutter", "per_hour"),
    ("per square degree and frame", "per_square_degree"),
)


def render(document: Mapping[str, Any]) -> str:
    """The HTML of a report.

    Parameters
    ----------
    document : mapping
        From `report_document`, or read from a report: the same document always gives
        the same page.
    """
    record, run = document["provenance"], document["run"]
    frames, marks = list(_frames(document)), _marks(document)
    ny, nx = record["master"]["shape"]
    checks = _checks(record["checks"]["entries"])
    candidates = document["candidates"]
    kept = _criteria(document["completeness"])
    return (
        environment()
        .get_template("report.html")
        .render(
            document=document,
            record=record,
            title=record["session"]["title"],
            created=document["created"].replace("T", " ").replace("Z", " UTC"),
            verdict=_verdict(record["checks"]["status"], checks),
            tiles=list(_tiles(document)),
            spoken=[one["sentence"] for one in checks if one["state"] in _SPOKEN],
            notes=[*_settled(record["checks"]), *run["notes"], *document["missing"]],
            checks=checks,
            checks_words=_checks_words(checks),
            certificate=document["certificate"],
            pictures=document["pictures"],
            picture_of_frame=document["picture_of_frame"],
            marks=marks[:MOST_MARKED],
            marks_left=max(0, len(marks) - MOST_MARKED),
            frames=frames,
            frames_words=_frames_words(record, run["other_series"]),
            strips=strips_of([one for one in frames if one["measured"]]),
            gallery=[
                {**one, "cells": cells_of(one["pixels_e"])}
                for one in candidates["shown"]
            ],
            cell=CELL,
            candidates_words=_candidates_words(candidates),
            rates=_known_rates(run["false_positives"]),
            rates_words=list(_rates_words(run["false_positives"])),
            completeness=document["completeness"],
            criteria=kept,
            curves=curves_of(kept) if kept else None,
            fluxes=next(iter(kept.values()))["flux_e"] if kept else [],
            gain=document["gain"],
            transfer=transfer_plot(document["gain"]),
            bad_pixels=document["bad_pixels"],
            pixels=ny * nx,
            parameters=list(_parameters(record["parameters"])),
        )
    )


def _verdict(status: str, checks: list[dict[str, Any]]) -> str:
    """In one sentence; a check that nobody could make has not passed."""
    states = Counter(one["state"] for one in checks)
    left = f"{states['open']:,} could not be made"
    return _VERDICTS[status].format(
        passed="all checks that could be made" if states["open"] else "all checks",
        warned=count_of(states["warn"], "check"),
        failed=count_of(states["fail"], "check"),
        open=f", {left}" if states["open"] else "",
    )


def _settled(checks: Mapping[str, Any]) -> Iterator[str]:
    """What failed, and does no more without the frames that are left out."""
    known = {one["sentence"] for one in checks["entries"]}
    return (one for one in checks["sentences"] if one not in known)


def _tiles(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    record, run = document["provenance"], document["run"]
    session, rates = record["session"], run["false_positives"]
    ny, nx = record["master"]["shape"]
    used = len(record["frames"])
    yield "frames used", f"{used:,} of {session['frames']:,}"
    yield "exposure of each", f"{figure(session['exposure_s'], 5)} s"
    yield "size", f"{nx:,} × {ny:,} px"
    yield "sensor", _temperature(document["measures"])
    yield "level of the master", f"{figure(run['master']['median_e'], 5)} e⁻"
    yield "e⁻ per saved ADU", figure(record["gain"]["e_per_saved_adu"], 5)
    yield "candidates accepted", f"{document['candidates']['accepted']:,}"
    yield "false sources per frame, 95 %", interval(rates["per_frame"])


def _temperature(frames: list[Mapping[str, Any]]) -> str:
    known = [one["temperature_c"] for one in frames if one["temperature_c"] is not None]
    if not known:
        return UNKNOWN
    low, high = (f"{end:.1f}".replace("-", "−") for end in (min(known), max(known)))
    return f"{low} °C" if low == high else f"{low} to {high} °C"


def _checks(entries: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The worst first, those that found nothing to judge last."""
    order = ("fail", "warn", "pass", "open")
    states = [
        {
            **one,
            "state": "open" if nothing_to_judge(one) else one["status"],
            "unit": one["unit"].removesuffix("s") if one["value"] == 1 else one["unit"],
        }
        for one in entries
    ]
    return sorted(states, key=lambda one: order.index(one["state"]))


def _checks_words(checks: list[dict[str, Any]]) -> str:
    states = [one["state"] for one in checks]
    words = f"{states.count('pass')} of {count_of(len(checks), 'check')} passed"
    counts = (("fail", "failed"), ("warn", "with a remark"), ("open", "not checked"))
    others = [f"{states.count(key)} {said}" for key, said in counts if key in states]
    return ", ".join([words, *others]) + "."


def _frames(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Measured frames in the order of the folder, then those nobody could measure."""
    record, run = document["provenance"], document["run"]
    counts = {one["frame"]: one for one in run["frames"]}
    spoken = {one["sentence"]: one["name"] for one in record["checks"]["entries"]}
    left = {one["name"]: one["reason"] for one in record["skipped"]}
    names = set()
    for one in document["measures"]:
        name = one["frame"]
        names.add(name)
        found = counts.get(name)
        time, said = one["time"], one["sentences"]
        left_out = one["left_out"] or left.get(name) or ""
        yield {
            **one,
            "measured": True,
            "time": time and time.replace("T", " ").split(".")[0],
            "left_out": left_out,
            "below": [*_why(left_out), *_remarks(said, spoken)],
            **_counts(found),
        }
    for name, reason in left.items():
        if name not in names:
            unknown = dict.fromkeys(("time", "temperature_c", "level_adu", "noise_adu"))
            yield {
                "frame": name,
                "measured": False,
                "left_out": reason,
                "below": list(_why(reason)),
                **unknown,
                **_counts(None),
            }


def _remarks(said: Iterable[str], spoken: Mapping[str, str]) -> Iterator[str]:
    """Names of the checks, whose sentences are said above; the sentences of others."""
    said = list(said)
    names = [spoken[one].replace("_", " ") for one in said if one in spoken]
    if names:
        yield ", ".join(names)
    yield from (one for one in said if one not in spoken)


def _why(left_out: str) -> tuple[str, ...]:
    return (f"left out: {left_out}",) if left_out else ()


def _counts(found: Mapping[str, Any] | None) -> dict[str, Any]:
    if found is None:
        return dict.fromkeys(("number", "hot_pixels", "leaders", "candidates"))
    return {
        "number": found["frame_number"],
        "hot_pixels": found["hot_pixels"],
        "leaders": found["leaders"],
        "candidates": len(found["candidates"]) + found["not_listed"],
    }


def _frames_words(
    record: Mapping[str, Any], others: Iterable[Mapping[str, Any]]
) -> str:
    used, out = len(record["frames"]), len(record["skipped"]) + len(record["excluded"])
    words = f"{count_of(used, 'frame')} used"
    words += f", {out:,} left out." if out else ", none left out."
    beside = [f"{count_of(one['frames'], 'frame')} of {one['id']}" for one in others]
    if beside:
        words += f" Other series of the folder: {', '.join(beside)}."
    return words


def _marks(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Candidates of the frame whose residual is shown."""
    frames = document["run"]["frames"]
    of_frame = frames[document["picture_of_frame"] - 1]["candidates"]
    return [
        {"label": one.get("label"), "x": one["x"], "y": one["y"]} for one in of_frame
    ]


def _candidates_words(candidates: Mapping[str, Any]) -> str:
    accepted, left = candidates["accepted"], candidates["not_shown"]
    if not accepted:
        return "No candidate is accepted."
    words = f"{count_of(accepted, 'candidate')} accepted, the most significant first"
    if left:
        return f"{words}: {len(candidates['shown']):,} are shown, {left:,} are not."
    return f"{words}."


def _known_rates(rates: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    pairs = [(words, rates[key]) for words, key in _RATES]
    return [(words, rate) for words, rate in pairs if rate["value"] is not None]


def _rates_words(rates: Mapping[str, Any]) -> Iterator[str]:
    gathered = rates["gathered"]
    labels = ", ".join(
        f"{n:,} {name or 'not tested'}" for name, n in rates["by_label"].items()
    )
    yield (
        f"{count_of(rates['sources'], 'source')} of "
        f"{count_of(rates['count'], 'accepted candidate')} in "
        f"{count_of(rates['frames'], 'frame')}" + (f": {labels}." if labels else ".")
    )
    yield (
        "The number of sources scatters between frames "
        f"{figure(gathered['dispersion'], 2)} times as much as chance alone."
        if gathered["dispersion"] > 1
        else "The number of sources scatters between frames as chance alone does."
    )
    if rates["budget"]:
        words = _INTERVAL.sub(r"(\1 to \2)", rates["budget"])
        yield f"{words[0].upper()}{words[1:]}."
    if gathered["outlying"]:
        frames = ", ".join(map(str, gathered["outlying"]))
        yield (
            f"Without frame {frames}, which holds far more than the others, "
            f"{figure(gathered['without_outlying'])} per frame."
        )
    if rates["noise_alone"] is not None:
        yield f"Noise alone explains {figure(rates['noise_alone'], 2)} per frame."


def _criteria(completeness: Mapping[str, Any] | None) -> dict[str, Mapping[str, Any]]:
    if completeness is None:
        return {}
    words = spec("criterion").choices or {}
    return {words[name]: kept for name, kept in completeness["criteria"].items()}


def _parameters(values: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for item in PARAMETERS:
        value = values.get(item.name)
        if item.choices is not None:
            words = item.choices.get(value, str(value))
        else:
            unit = "" if value is None else item.unit
            words = " ".join(filter(None, (figure(value, 6), unit)))
        yield {
            "name": item.name,
            "label": item.label,
            "value": words,
            "sentence": item.sentence,
        }
