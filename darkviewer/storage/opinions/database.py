"""Opening a SQLite file that nobody may lose: safely, privately, or not at all."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from darkviewer.core.errors import DarkviewerError

__all__ = [
    "DAMAGE",
    "Schema",
    "copy_database",
    "data_folder",
    "open_database",
    "open_to_read",
    "shared_words",
    "why_not",
]

BUSY_S = 2.0
"""How long to wait for another window that writes."""

_NETWORK = frozenset(
    {
        *("9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "gpfs"),
        *("lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "smb3", "smbfs"),
        *("fuse.ceph", "fuse.davfs", "fuse.glusterfs", "fuse.gvfsd-fuse"),
        *("fuse.rclone", "fuse.sshfs", "fuse.vmhgfs-fuse", "vboxsf"),
    }
)

_NO_SHARED_MEMORY = frozenset(
    {
        sqlite3.SQLITE_IOERR_SHMLOCK,
        sqlite3.SQLITE_IOERR_SHMMAP,
        sqlite3.SQLITE_IOERR_SHMOPEN,
        sqlite3.SQLITE_IOERR_SHMSIZE,
        sqlite3.SQLITE_PROTOCOL,
    }
)
"""A drive that is none of these and cannot have the log's index in memory says so."""

_COMPANIONS = ("-wal", "-shm", "-journal")

DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


@dataclass(frozen=True, slots=True)
class Schema:
    """What a file of ours holds.

    Attributes
    ----------
    name : str
        File name; also what messages call it, without the suffix.
    application_id : int
        Written into the file: nobody else's file is opened as ours.
    steps : tuple of tuple of str
        The statements of ``steps[n]`` bring a file of version n to version n + 1.
    copied : bool
        Whether the file is copied before a newer version changes it.
    """

    name: str
    application_id: int
    steps: tuple[tuple[str, ...], ...]
    copied: bool = True

    @property
    def version(self) -> int:
        """Of a file that is up to date."""
        return len(self.steps)


def data_folder() -> Path:
    """Where the platform keeps the data of a user's programs."""
    return Path(platformdirs.user_data_dir("darkviewer", appauthor=False))


def open_database(
    path: Path, schema: Schema, *, mounts: Path = Path("/proc/mounts")
) -> tuple[sqlite3.Connection, str]:
    """Open or make a file, checked and up to date; for one thread at a time.

    A file that is damaged is set aside, by a new name, and a new one is begun. On a
    network drive, or where memory cannot be shared, a transaction is written with a
    rollback journal instead of a log: what is committed is kept all the same.

    Returns
    -------
    connection : sqlite3.Connection
        In autocommit: every statement outside BEGIN is a transaction.
    message : str
        One sentence if a file was set aside or converted; else empty.

    Raises
    ------
    DarkviewerError
        If it cannot be used: one sentence.
    """
    try:
        _make_private(path)
        log = _file_system(path, mounts) not in _NETWORK
        opened = path.stat()
        try:
            return _opened(path, schema, log=log)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in DAMAGE:
                raise
            if not os.path.samestat(opened, path.stat()):  # another window was first
                return _opened(path, schema, log=log)
            aside = _set_aside(path)
            connection, _ = _opened(path, schema, log=log)
            kept = f"{path.name} was damaged and was renamed to {aside}"
            return connection, f"{kept}; a new one was begun"
    except (OSError, sqlite3.Error) as error:
        raise DarkviewerError(f"{path} cannot be used: {why_not(error)}") from error


def open_to_read(path: Path, schema: Schema) -> sqlite3.Connection:
    """Open a file that cannot be written, as on a disk that was mounted to be read.

    Raises
    ------
    DarkviewerError
        If it cannot be read, or is none of ours.
    """
    uri = path.absolute().as_uri()
    failed: sqlite3.Error | None = None
    # Where no log can be made beside it; half a transaction would be read as it is.
    begun = path.with_name(f"{path.name}-journal").exists()
    for how in ("mode=ro",) if begun else ("mode=ro", "immutable=1"):
        try:
            with ExitStack() as ends:
                connection = sqlite3.connect(f"{uri}?{how}", uri=True)
                ends.callback(connection.close)
                connection.execute("PRAGMA trusted_schema = OFF")
                _refuse_foreign(connection, path, schema)
                ends.pop_all()
                return connection
        except sqlite3.Error as error:
            failed = error
    assert failed is not None
    raise DarkviewerError(f"{path} cannot be read: {why_not(failed)}") from failed


def shared_words(connection: sqlite3.Connection, path: Path) -> str:
    """What to know of a file without a log, in a sentence; empty where it has one."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return ""
    return (
        f"{path} is on a network drive or one like it, where verdicts are kept as "
        "safely but more slowly; use it from one computer at a time"
    )


def why_not(error: OSError | sqlite3.Error) -> str:
    """A failure in a few words, and what to do."""
    if isinstance(error, OSError):
        return str(error.strerror or error)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    known = {
        sqlite3.SQLITE_BUSY: "another program holds it; close that program",
        sqlite3.SQLITE_LOCKED: "another program holds it; close that program",
        sqlite3.SQLITE_READONLY: "it can only be read; allow writing",
        sqlite3.SQLITE_FULL: "the disk is full; free disk space",
        sqlite3.SQLITE_IOERR: "the disk does not answer; check it",
        sqlite3.SQLITE_CANTOPEN: "it cannot be opened; allow writing to its folder",
    }
    return known.get(code, str(error))


def _make_private(path: Path) -> None:
    """There from now on, ours, a plain file, readable by nobody else."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("", *_COMPANIONS):  # SQLite would follow links of these names
        companion = path.with_name(path.name + name)
        if companion.is_symlink():
            raise DarkviewerError(
                f"{companion} is a symbolic link, which is not followed; remove it"
            )
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise DarkviewerError(f"{path} is no plain file; move it away")
        if os.name == "posix":
            os.fchmod(handle, 0o600)
    finally:
        os.close(handle)


def _file_system(path: Path, mounts: Path) -> str:
    """Its type; empty where the system does not say."""
    if sys.platform == "win32":
        return "cifs" if _is_remote_drive(path) else ""
    path, found, longest = path.parent.resolve(), "", -1
    with suppress(OSError):
        for line in mounts.read_text("utf-8", "replace").splitlines():
            parts = line.split(" ")
            where = parts[1].replace("\\040", " ") if len(parts) > 2 else ""
            if where and len(where) > longest and path.is_relative_to(where):
                found, longest = parts[2], len(where)
    return found


if sys.platform == "win32":

    def _is_remote_drive(path: Path) -> bool:
        import ctypes

        remote = 4  # DRIVE_REMOTE
        return ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == remote


def _opened(path: Path, schema: Schema, *, log: bool) -> tuple[sqlite3.Connection, str]:
    try:
        return _opened_as(path, schema, log=log)
    except sqlite3.OperationalError as error:
        if not log or error.sqlite_errorcode not in _NO_SHARED_MEMORY:
            raise
    return _opened_as(path, schema, log=False)


def _opened_as(
    path: Path, schema: Schema, *, log: bool
) -> tuple[sqlite3.Connection, str]:
    connection = sqlite3.connect(
        path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )
    try:
        return connection, _prepared(connection, path, schema, log=log)
    except BaseException:
        connection.close()
        raise


def _prepared(
    connection: sqlite3.Connection, path: Path, schema: Schema, *, log: bool
) -> str:
    """Nothing is written before it is known to be ours."""
    if not log:  # a log that is there is read without shared memory then
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    version = _refuse_foreign(connection, path, schema)
    for name, value in (_PRAGMAS | (_LOG if log else _JOURNAL)).items():
        connection.execute(f"PRAGMA {name} = {value}")
    answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if answer != "ok":
        damage = sqlite3.DatabaseError(answer)
        damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise damage
    return _brought_up(connection, path, schema) if version < schema.version else ""


def _refuse_foreign(connection: sqlite3.Connection, path: Path, schema: Schema) -> int:
    """The version of a file that is ours, or empty."""
    version = _number(connection, "user_version")
    if _number(connection, "application_id") != schema.application_id:
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if version or tables[0]:
            raise DarkviewerError(f"{path} belongs to another program; move it away")
    if version > schema.version:
        raise DarkviewerError(
            f"{path} is from a newer version of Darkviewer; start that version"
        )
    return version


_PRAGMAS = {"trusted_schema": "OFF", "cell_size_check": "ON"}
_LOG = {"journal_mode": "WAL", "synchronous": "FULL"}
_JOURNAL = {
    "journal_mode": "DELETE",
    "synchronous": "EXTRA",  # FULL, and the end of the journal is on the disk, too
    "locking_mode": "NORMAL",
}


def _brought_up(connection: sqlite3.Connection, path: Path, schema: Schema) -> str:
    """All steps in one transaction: a kill leaves the old version or the new one."""
    message = ""
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _number(connection, "user_version")  # another window was first?
        if 0 < version < schema.version and schema.copied:
            copy = path.with_name(f"{path.name}.version-{version}")
            copy_database(path, copy)
            message = (
                f"{path.name} was converted from an older version; {copy} is a copy"
            )
        for step in schema.steps[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {schema.application_id}")
        connection.execute(f"PRAGMA user_version = {schema.version}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return message


def copy_database(path: Path, copy: Path) -> None:
    """What was committed last, whole; made under another name first.

    Raises
    ------
    OSError or sqlite3.Error
        If it cannot be read or written.
    """
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with (
        closing(sqlite3.connect(path, timeout=BUSY_S)) as old,
        closing(sqlite3.connect(part)) as new,
    ):
        old.backup(new)
    os.replace(part, copy)


def _set_aside(path: Path) -> Path:
    """The file and the log beside it, which belongs to it."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    aside = path.with_name(f"{path.name}.corrupt-{stamp}")
    for name in _COMPANIONS:
        with suppress(FileNotFoundError):
            os.replace(path.with_name(path.name + name), f"{aside}{name}")
    os.replace(path, aside)
    _make_private(path)
    return aside


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
