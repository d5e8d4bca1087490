"""Documents that commands print, with how they were made, and made again by that."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkviewer.core.errors import DarkviewerError
from darkviewer.core.evidence.comparison import EXACT
from darkviewer.core.plain_values import plain
from darkviewer.core.provenance.record import Findings, provenance, seal_of
from darkviewer.reports.documents import named
from darkviewer.reports.page_items import document_in, document_items, record_items
from darkviewer.runs.verifying.kinds import Kind, UncheckableError, rules_of_record
from darkviewer.storage.exports.folder import MANIFEST

if TYPE_CHECKING:
    from darkviewer.core.evidence.comparison import Item
    from darkviewer.core.frames.session import Session
    from darkviewer.core.gain.said import ChosenGain
    from darkviewer.core.health.table import SessionChecks
    from darkviewer.core.parameters import Parameters
    from darkviewer.core.progress import Job
    from darkviewer.runs.gain import GainTruth
    from darkviewer.runs.injection import Trial
    from darkviewer.runs.session import Outcome
    from darkviewer.runs.verifying.rebuilt import Rebuilt

__all__ = [
    "document_kind",
    "documented",
    "documented_frames",
    "documented_gain",
    "documented_trial",
    "other_kind",
]

_BEGIN = re.compile(rb'\s*\{\s*"schema":\s*"darkviewer-([a-z]+)(?:-1)?"')
"""How a file says what it is, whatever its name."""

_ASKED = "asked"
"""What of a record holds what a command was asked for, beyond parameters."""


def documented(
    kind: str,
    document: Mapping[str, Any],
    found: Sequence[Findings],
    asked: Mapping[str, Any] | None = None,
    *,
    moment: datetime | None = None,
) -> Job[dict[str, Any]]:
    """A document with the record of each of its sessions, and a seal over all of it.

    Parameters
    ----------
    kind : str
        The command that prints it.
    document : mapping
        What it says.
    found : sequence of Findings
        Of its sessions; every frame is read once more, for its hash.
    asked : mapping, optional
        What was asked for, beyond parameters.
    moment : datetime, optional
        UTC, when; now by default.
    """
    from darkviewer.storage.exports.inputs import input_document, inputs

    moment, records = moment or datetime.now(UTC), []
    for one in found:
        rows = yield from inputs(one.calibration, one.session)
        whole = replace(one, inputs=input_document(rows))
        records.append(
            provenance(whole, moment=moment, also={_ASKED: dict(asked or {})})
        )
    return _sealed(kind, document, records)


def _sealed(
    kind: str, document: Mapping[str, Any], records: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    whole = named(kind, document) | {"provenance": list(records)}
    known = dict(plain(whole))
    return {**known, "seal": seal_of(known)}


Made = dict[str, Any] | tuple[dict[str, Any], Findings]
"""A document, and where a session was searched otherwise, what was found so."""

Make = Callable[[Sequence["Rebuilt"], Mapping[str, Any]], "Job[Made]"]
"""Of results that were calculated again, and what was asked for."""


def _process(
    results: Sequence[Rebuilt], asked: Mapping[str, Any]
) -> Job[dict[str, Any]]:
    from darkviewer.reports.documents import process_document

    yield from ()
    if asked["engine"] != "fast":
        raise DarkviewerError(
            "it compares with ccdproc: print it again without --engine ccdproc"
        )
    outcome = replace(_searched(results[0]), all_leaders=asked["all_leaders"])
    return process_document(outcome)


def _searched(again: Rebuilt) -> Outcome:
    if again.outcome is None:
        raise DarkviewerError("it does not say what was searched for")
    return again.outcome


def _inject(
    results: Sequence[Rebuilt], asked: Mapping[str, Any]
) -> Job[tuple[dict[str, Any], Findings]]:
    from darkviewer.core.parameters import Parameters
    from darkviewer.reports.injection import injection_document
    from darkviewer.runs.injection_rounds import inject_in_rounds

    if not 1 <= asked["rounds"] <= asked["per_flux"]:
        raise DarkviewerError("it was altered: no stars come in so many rounds")
    again, outcome = results[0], _searched(results[0])
    trial = yield from inject_in_rounds(
        outcome.calibration,
        outcome.session,
        Parameters(**asked["searched"]),
        per_flux=asked["per_flux"],
        fluxes_e=asked["fluxes_e"],
        rounds=asked["rounds"],
        seed=asked["seed"],
        psf=again.psf,
        profile="" if again.psf is None else again.origin.profile,
    )
    trial = replace(trial, parameters=outcome.parameters)
    found = replace(again.found, table=trial.candidates)
    return injection_document(trial), found


def documented_trial(trial: Trial) -> Job[dict[str, Any]]:
    """The document of ``inject --json``; see `injection_document`."""
    from darkviewer.reports.injection import injection_document

    outcome, plan = trial.outcome, trial.plan
    asked = {
        "per_flux": plan.per_flux,
        "fluxes_e": list(plan.fluxes_e),
        "seed": plan.seed,
        "rounds": trial.rounds,
        "searched": trial.examination.examiner.stack.parameters.as_dict(),
    }
    found = Findings(outcome.session, outcome.calibration, trial.candidates)
    return (yield from documented("inject", injection_document(trial), [found], asked))


def documented_gain(truth: GainTruth) -> Job[dict[str, Any]]:
    """The document of ``gain --json``; see `truth_document`."""
    from darkviewer.reports.gain import truth_document

    found = Findings(truth.session, truth.calibration)
    return (yield from documented("gain", truth_document(truth), [found]))


def _gain(
    results: Sequence[Rebuilt], _asked: Mapping[str, Any]
) -> Job[tuple[dict[str, Any], Findings]]:
    from darkviewer.reports.gain import truth_document
    from darkviewer.runs.gain import truth_of

    again = results[0]
    truth = yield from truth_of(again.session, again.calibration)
    return truth_document(truth), replace(again.found, calibration=truth.calibration)


def _sensor(
    results: Sequence[Rebuilt], _asked: Mapping[str, Any]
) -> Job[dict[str, Any]]:
    from darkviewer.reports.sensor import sensor_document
    from darkviewer.runs.sensor import sensor_of

    again = results[0]
    found = yield from sensor_of(again.calibration, again.session)
    return sensor_document(found, again.calibration, again.session)


def _mask(results: Sequence[Rebuilt], asked: Mapping[str, Any]) -> Job[dict[str, Any]]:
    from darkviewer.core.hazard.mask import changed
    from darkviewer.reports.mask import mask_document
    from darkviewer.runs.mask import MaskPlan, WrittenMask, surveyed_mask

    again = results[0]
    by_hand = [(x, y) for x, y in asked["by_hand"]]
    plan = MaskPlan(asked["unusable"], by_hand)
    mask, n_frames = yield from surveyed_mask(again.calibration, again.session, plan)
    older = _older(asked["older"])
    change = None if older is None else changed(mask, older)
    paths = tuple(Path(name) for name in asked["files"])
    written = WrittenMask(mask, change, n_frames, paths)
    return mask_document(written, again.calibration, again.session)


def _older(said: Mapping[str, Any] | None) -> Any:
    """The mask that it was compared with, as it was then."""
    from darkviewer.storage.fits.file_digest import file_digest
    from darkviewer.storage.lights.mask_reader import read_mask

    if said is None:
        return None
    path = Path(said["path"])
    if file_digest(path) != said["sha256"]:
        raise DarkviewerError(f"the older mask {path} was changed: its hash is another")
    return read_mask(path)


def _rates(results: Sequence[Rebuilt], asked: Mapping[str, Any]) -> Job[dict[str, Any]]:
    from darkviewer.reports.rates import session_rates_document
    from darkviewer.runs.rates import session_rates

    yield from ()
    outcomes = [_searched(again) for again in results]
    found = session_rates(outcomes, stars_per_frame=asked["stars"])
    own = replace(outcomes[0].parameters, **asked["before_headers"])
    return session_rates_document(found, own)


def _master(
    results: Sequence[Rebuilt], _asked: Mapping[str, Any]
) -> Job[dict[str, Any]]:
    from darkviewer.reports.master_sources import master_document
    from darkviewer.runs.master_sources import MasterRun, sources_of

    first, *others = results
    earlier = others[0] if others else None
    sources = yield from sources_of(
        first.calibration, None if earlier is None else earlier.calibration
    )
    run = MasterRun(
        first.session,
        first.calibration,
        sources,
        None if earlier is None else earlier.session,
        None if earlier is None else earlier.calibration,
    )
    return master_document(run)


def _frames(
    results: Sequence[Rebuilt], asked: Mapping[str, Any]
) -> Job[dict[str, Any]]:
    from darkviewer.core.gain.said import ChosenGain, gain_of
    from darkviewer.reports.frames import frames_document

    yield from ()
    again, own = results[0], results[0].origin.parameters
    gain = ChosenGain(gain_of(own), asked["said"])
    shown = own if asked["shown"] else None
    return frames_document(again.session, again.judged, gain, shown)


def documented_frames(
    session: Session,
    checks: SessionChecks,
    gain: ChosenGain,
    parameters: Parameters | None = None,
) -> Job[dict[str, Any]]:
    """The document of ``frames --json``; see `frames_document`."""
    from darkviewer.core.parameters import Parameters
    from darkviewer.reports.frames import frames_document

    own = gain.put_into(Parameters()) if parameters is None else parameters
    document = frames_document(session, checks, gain, parameters)
    found = Findings(session, checks=checks, asked=own)
    asked = {"said": gain.said, "shown": parameters is not None}
    return (yield from documented("frames", document, [found], asked))


@dataclass(frozen=True, slots=True)
class _Form:
    words: str
    make: Make
    said: Mapping[str, str] = field(default_factory=dict)


_FORMS = {
    "process": _Form("candidates of `process --json`", _process),
    "inject": _Form("recovered stars of `inject --json`", _inject),
    "frames": _Form("frames of `frames --json`", _frames),
    "gain": _Form("sources of e-/ADU of `gain --json`", _gain),
    "sensor": _Form("classes of `sensor --json`", _sensor),
    "mask": _Form("bad pixels of `mask --json`", _mask),
    "rates": _Form("false sources of `rates --json`", _rates),
    "master": _Form("sources in the master of `master --json`", _master),
}

_UNCHECKED = {
    "check": "checks look at a few rows of each frame, and hash none: verify the table "
    "Checks of `darkviewer process SESSION --out FOLDER --parts checks`",
    "sessions": "it lists what is in the headers, and hashes no frame: verify what "
    "`darkviewer process SESSION --json` prints",
    "agreement": "it counts what reviewers said, and no frame can show that",
    "batch": "it is the record of one series of a batch: verify the summary of that",
    "verify": "it says what was found of another file: verify that file again",
}
"""Of documents that name no frames by hash: why, and what does."""


_PICTURE = (
    "a picture holds no numbers that could be calculated again: verify a table, or the "
    "report, of the same session"
)
_OTHERS = {
    **dict.fromkeys((".png", ".apng", ".svg", ".mp4"), _PICTURE),
    ".jsonl": "it holds what people said, and no frame can show that",
    ".html": "a page of ours shows its numbers, and this is no report or certificate: "
    "of a batch verify the summary beside it",
    "": f"check the files of an export by `sha256sum -c {MANIFEST}`, and verify them",
}


def other_kind(content: bytes, path: Path) -> Kind | None:
    """Of what we write and nothing can be calculated of; None for another file."""
    ending = path.suffix.lower()
    known = {"": path.name == MANIFEST, ".html": b"Darkviewer" in content}
    if ending not in _OTHERS or not known.get(ending, True):
        return None
    return _kind_of_unchecked("a file without a record", _OTHERS[ending])


def document_kind(content: bytes, _path: Path) -> Kind | None:
    """That of a document that a command printed; None for another file."""
    found = _BEGIN.match(content)
    return None if found is None else _KINDS.get(found[1].decode())


def _kind_of_unchecked(name: str, why: str) -> Kind:
    return Kind(name, partial(_unchecked, why), partial(_content, ""), EXACT)


def _unchecked(why: str, _content: bytes, path: Path) -> tuple[dict[str, Item], Any]:
    raise UncheckableError(f"{path.name} cannot be checked: {why}")


def _read(name: str, content: bytes, path: Path) -> tuple[dict[str, Item], Any]:
    text = content.decode("utf-8", "surrogateescape")
    if b'"provenance"' not in content:
        raise UncheckableError(
            f"{path.name} does not say of which frames it was made: write it by "
            f"`darkviewer {name} SESSION --json`"
        )
    document = document_in(text, path.name)
    of_records = record_items(document, path.name)
    return {**document_items(document, name), **of_records}, document["provenance"]


def _content(
    name: str, results: Sequence[Rebuilt], _said: Mapping[str, Item]
) -> Job[bytes]:
    from darkviewer.reports.documents import as_json

    asked = results[0].origin.record[_ASKED]
    found = [again.found for again in results]
    made = yield from _FORMS[name].make(results, asked)
    if isinstance(made, tuple):
        made, found[0] = made
    records = [
        provenance(one, moment=again.origin.moment, also={_ASKED: asked})
        for one, again in zip(found, results, strict=True)
    ]
    return as_json(_sealed(name, made, records)).encode()


_KINDS = {
    name: Kind(
        form.words,
        partial(_read, name),
        partial(_content, name),
        rules_of_record("provenance.", said=form.said, measured=(f"{name}.",)),
    )
    for name, form in _FORMS.items()
} | {
    name: _kind_of_unchecked(f"what `{name}` says", why)
    for name, why in _UNCHECKED.items()
}
