"""Workers of a batch on an existing engine: dask.distributed, or what starts it.

Only plain functions are sent. A task that is lost with its worker runs again elsewhere,
which is why a unit may run twice. Needs the extra ``darkviewer[cluster]``.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from darkviewer import __version__
from darkviewer.core.errors import DarkviewerError
from darkviewer.core.versions import RESULT_VERSION, version_of
from darkviewer.runs.batch.unit import run_unit
from darkviewer.storage.batches.records import FAILED, Record

if TYPE_CHECKING:
    from pathlib import Path

    from darkviewer.runs.batch.unit import Unit

__all__ = ["PATIENCE_S", "Cluster", "Tls", "local_cluster", "scheduler"]

_NEEDED = "install it with `pip install darkviewer[cluster]`"
PATIENCE_S = 20.0
"""To reach a scheduler, and to see a first worker."""
_SECOND_CHANCE_S = 5.0
"""For a worker that can be used, where the first could not."""
_FETCH_S = 5.0
"""For a small result."""
_LOOK_AGAIN_S = 5.0
"""For workers that joined."""
_DEATHS = 4
"""After so many dask gives up on a unit by itself; fewer workers never get there."""
_TRIES = 2
"""Of a unit alone, where workers are fewer: they die of it."""


@dataclass(frozen=True, slots=True)
class Tls:
    """Files of an encrypted connection, passed on to dask.distributed.

    Attributes
    ----------
    ca_file, cert, key : str
        Certificate of the authority, own certificate and its key; empty: none.
    """

    ca_file: str = ""
    cert: str = ""
    key: str = ""

    def check(self, address: str) -> None:
        """Say in one sentence what dask would fail of.

        Raises
        ------
        DarkviewerError
            If address and files do not go together, or a file is not there.
        """
        given = [name for name in (self.ca_file, self.cert, self.key) if name]
        gone = [name for name in given if not os.path.isfile(name)]
        encrypted = address.startswith("tls://")
        if gone:
            raise DarkviewerError(f"{gone[0]} is not a file: name a file of TLS in PEM")
        if encrypted and not (self.ca_file and self.cert):
            raise DarkviewerError(
                f"{address} is encrypted: give --tls-ca-file, --tls-cert and --tls-key"
            )
        if given and not encrypted:
            raise DarkviewerError(
                f"files of TLS were given, but {address} is not encrypted: give "
                "tls://... or leave them out"
            )

    def security(self) -> Any:
        """For the client; None without a file."""
        if not self.ca_file:
            return None
        return _distributed().security.Security(
            tls_ca_file=self.ca_file,
            tls_client_cert=self.cert,
            tls_client_key=self.key,
            require_encryption=True,
        )


def scheduler(
    address: str, places: Sequence[Path], *, tls: Tls, say: Callable[[str], object]
) -> Callable[[], Cluster]:
    """Workers of a scheduler that runs already, for `run_batch`."""

    def start() -> Cluster:
        tls.check(address)
        try:
            client = _distributed().Client(
                address, security=tls.security(), timeout=PATIENCE_S
            )
        except (OSError, ValueError) as error:
            raise DarkviewerError(
                f"there is no scheduler at {address} ({error}): start one with `dask "
                "scheduler`, and workers with `dask worker`"
            ) from error
        return Cluster(client, places, say=say)

    return start


def local_cluster(
    workers: int, places: Sequence[Path], *, say: Callable[[str], object]
) -> Callable[[], Cluster]:
    """A scheduler and workers on this computer only, without a dashboard."""

    def start() -> Cluster:
        engine = _distributed().LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=logging.ERROR,
        )
        return Cluster(_distributed().Client(engine), places, say=say, engine=engine)

    return start


class Cluster:
    """The workers of one client that have our versions and see our folders.

    Parameters
    ----------
    client : distributed.Client
        Closed at the end.
    places : sequence of Path
        Folders that every worker must see.
    say : callable
        Called with a sentence for each worker that is refused.
    engine : cluster, optional
        Started for this, and closed at the end.
    keep_up : callable, optional
        Called now and then with the number of workers there are, to start others;
        they may take their time to come.
    """

    def __init__(
        self,
        client: Any,
        places: Sequence[Path],
        *,
        say: Callable[[str], object],
        engine: Any = None,
        keep_up: Callable[[int], object] | None = None,
    ) -> None:
        self._keep_up = keep_up
        self._client, self._engine, self._places, self._say = (
            client,
            engine,
            places,
            say,
        )
        self._units: dict[Any, Unit] = {}
        self._given: dict[Any, frozenset[str]] = {}
        self._suspects: deque[Unit] = deque()
        self._tries: dict[tuple[str, str], int] = {}
        self._lost: list[Unit] = []
        self._workers: set[str] = set()
        self._refused: set[str] = set()
        self._begun, self._looked, self._came = time.monotonic(), 0.0, False

    @property
    def room(self) -> int:
        """One unit more than there are workers; none while there are none."""
        self._look()
        if not self._workers or self._suspects or self._tries:
            return 0
        return len(self._workers) + 1 - len(self._units)

    @property
    def busy(self) -> int:
        """Units given and not returned."""
        return len(self._units) + len(self._suspects) + len(self._lost)

    @property
    def running(self) -> tuple[str, ...]:
        """Captures with the address of the worker that has them."""
        where = {future.key: unit.record.where for future, unit in self._units.items()}
        given = self._client.processing()
        return tuple(
            f"{where[key]} on {address}"
            for address, keys in given.items()
            for key in keys
            if key in where
        )

    def submit(self, unit: Unit) -> None:
        """Give it to the workers."""
        workers = sorted(self._workers)
        future = self._client.submit(run_unit, unit, pure=False, workers=workers)
        self._units[future] = unit
        self._given[future] = frozenset(workers)

    def finished(self, timeout_s: float, /) -> Iterator[tuple[Unit, Record]]:
        """Those that ended; lost ones run again by themselves."""
        self._look()
        while self._lost:
            unit = self._lost.pop()
            yield unit, _failed(unit, f"{_TRIES} times while it was alone")
        if self._suspects and self._workers and not self._units:
            self.submit(self._suspects.popleft())
        if not self._units:
            time.sleep(timeout_s)
            return
        with suppress(TimeoutError):
            _distributed().wait(
                list(self._units), timeout=timeout_s, return_when="FIRST_COMPLETED"
            )
        for future in [future for future in self._units if future.done()]:
            unit = self._units[future]
            try:
                record = self._record(future, unit)
            except TimeoutError:  # lost with its worker before it was fetched
                continue
            self._forget(future)
            self._tries.pop(_place(unit), None)
            yield unit, record

    def _record(self, future: Any, unit: Unit) -> Record:
        if future.status == "finished":
            found: Record = future.result(timeout=_FETCH_S)
            return found
        error = future.exception() if future.status == "error" else None
        if isinstance(error, DarkviewerError):
            raise error
        if error is None:
            raise DarkviewerError(
                "the scheduler has ended: start it, and the batch again, which goes on "
                "from here"
            )
        return _failed(unit, type(error).__name__)

    def _forget(self, future: Any) -> None:
        del self._units[future], self._given[future]

    def close(self) -> None:
        """Take back what is not finished, and end what was started for this."""
        self._client.cancel(list(self._units))
        self._units.clear()
        self._given.clear()
        self._suspects.clear()
        self._client.close()
        if self._engine is not None:
            self._engine.close()

    def _check_patience(self) -> None:
        """Whether it makes sense to wait for a first worker."""
        waited = time.monotonic() - self._begun
        if self._refused and waited > _SECOND_CHANCE_S:
            raise DarkviewerError(
                "no worker can be used, see above: mend that, and start again"
            )
        if self._keep_up is None and waited > PATIENCE_S:
            raise DarkviewerError(
                f"no worker has come in {PATIENCE_S:.0f} s: start one with `dask "
                "worker`"
            )

    def _look(self) -> None:
        """Welcome workers that joined, and forget those that left."""
        if self._came and time.monotonic() - self._looked < _LOOK_AGAIN_S:
            return
        self._looked = time.monotonic()
        there = set(self._client.scheduler_info(n_workers=-1)["workers"])
        self._workers &= there
        self._welcome(sorted(there - self._workers - self._refused))
        self._came = self._came or bool(self._workers)
        if not self._came:
            self._check_patience()
        self._give_again(there)
        if self._keep_up is not None:
            self._keep_up(len(self._workers))

    def _give_again(self, there: set[str]) -> None:
        """Units whose workers have all gone are given to those that came.

        Where those were few, one at a time, to see of which of them workers die.
        """
        alone = len(self._units) == 1
        for future, given in list(self._given.items()):
            if self._workers and not given & there:
                unit = self._units[future]
                future.cancel()
                self._forget(future)
                if len(given) < _DEATHS:
                    self._suspect(unit, alone=alone)
                else:
                    self.submit(unit)

    def _suspect(self, unit: Unit, *, alone: bool) -> None:
        tries = self._tries.get(_place(unit), 0) + alone
        if tries < _TRIES:
            self._tries[_place(unit)] = tries
            self._suspects.append(unit)
        else:
            del self._tries[_place(unit)]
            self._lost.append(unit)

    def _welcome(self, new: list[str]) -> None:
        if not new:
            return
        places = [str(place) for place in self._places]
        answers = self._client.run(_facts, places, workers=new, on_error="return")
        for address, answer in answers.items():
            why = _why_not(answer, _facts(places))
            if why:
                self._refused.add(address)
                self._say(f"worker {address} is not used: {why}")
            else:
                self._workers.add(address)


def _place(unit: Unit) -> tuple[str, str]:
    return unit.record.where, unit.record.series


def _failed(unit: Unit, how: str) -> Record:
    reason = (
        f"the workers that it was given to were lost ({how}), most likely for want of "
        "memory: give them more, or process it alone"
    )
    return replace(unit.record, state=FAILED, reason=reason)


def _facts(places: Sequence[str]) -> dict[str, str]:
    """What decides whether a worker can be used; runs there."""
    return {
        "Darkviewer": __version__,
        "version of results": str(RESULT_VERSION),
        "Python": ".".join(map(str, sys.version_info[:2])),
        **{name: version_of(name) for name in ("numpy", "astropy")},
        **{f"folder {place}": _seen(place) for place in places},
    }


def _seen(place: str) -> str:
    return "seen" if os.path.isdir(place) else "not seen"


def _why_not(answer: Any, own: dict[str, str]) -> str:
    if isinstance(answer, BaseException):
        return f"it has no Darkviewer of this version ({answer})"
    other = [
        f"{name} is {answer.get(name)} there and {value} here"
        for name, value in own.items()
        if answer.get(name) != value
    ]
    return "; ".join(other)


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError as error:
        raise DarkviewerError(f"dask.distributed is missing: {_NEEDED}") from error
