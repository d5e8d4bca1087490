"""How much memory is free, asked of the system before a large amount is taken.

By the standard library alone: psutil would be one more compiled package in every bundle
for one number, and it knows neither the limits of a container nor those of a process.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import sys
from pathlib import Path

__all__ = [
    "available_bytes",
    "give_back",
    "give_back_blocks_from",
    "in_words",
    "share_one_heap",
]

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
"""Of malloc.h."""

_CGROUPS = (
    ("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory.current"),
    (
        "sys/fs/cgroup/memory/memory.limit_in_bytes",
        "sys/fs/cgroup/memory/memory.usage_in_bytes",
    ),
)
"""Limit and use of a container, of either version of control groups."""


def available_bytes(root: Path = Path("/")) -> int | None:
    """Bytes that can be taken without swapping; None where that cannot be known.

    Parameters
    ----------
    root : Path
        Where the files of the system begin.
    """
    if sys.platform == "win32":
        return _of_windows()
    known = [_of_linux(root), *_of_containers(root), _of_process(root)]
    found = [size for size in known if size is not None]
    return max(min(found), 0) if found else _half_of_all()


def give_back() -> None:
    """Return to the system what was freed here, where the C library keeps it.

    That of Linux (glibc) keeps freed memory for each thread that took some: after
    several runs as much as the results themselves. Takes some tens of milliseconds.
    """
    _of_glibc("malloc_trim", 0)


def give_back_blocks_from(size: int) -> None:
    """Return blocks of at least this size to the system as soon as they are freed.

    By itself glibc learns to keep blocks of up to 32 MiB. In between lie small blocks
    that live on, so that what is kept cannot be used for much else, and grows with
    every run that needs blocks of other sizes. To take each block anew costs some time:
    worth it where runs follow each other for hours.

    Parameters
    ----------
    size : int
        Bytes.
    """
    _of_glibc("mallopt", _M_MMAP_THRESHOLD, size)


def share_one_heap() -> None:
    """Let all threads take their memory from one heap; for a program that runs long.

    By itself glibc gives each thread one of up to eight heaps per processor, each with
    its own freed blocks, which other threads cannot use.
    """
    _of_glibc("mallopt", _M_ARENA_MAX, 1)


def _of_glibc(name: str, *arguments: int) -> None:
    """Call a function that not every C library has."""
    if sys.platform == "linux":
        function = getattr(ctypes.CDLL(None), name, None)
        if function is not None:
            function(*arguments)


def in_words(size: float) -> str:
    """A size for a sentence: ``1.2 GiB`` or ``340 MiB``."""
    return f"{size / 2**30:.1f} GiB" if size >= 2**30 else f"{size / 2**20:.0f} MiB"


def _of_linux(root: Path) -> int | None:
    for line in _text(root / "proc/meminfo").splitlines():
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            return int(value.split()[0]) * 1024
    return None


def _of_containers(root: Path) -> list[int]:
    found = []
    for limit, used in _CGROUPS:
        most, now = _text(root / limit).strip(), _text(root / used).strip()
        if most.isdecimal() and now.isdecimal():  # "max" where there is no limit
            found.append(int(most) - int(now))
    return found


def _of_process(root: Path) -> int | None:
    """Bytes left below the limit of the address space."""
    if sys.platform == "win32":
        return None
    import resource

    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    pages = _text(root / "proc/self/statm").split()
    if most == resource.RLIM_INFINITY or not pages:
        return None
    return most - int(pages[0]) * mmap.PAGESIZE


def _half_of_all() -> int | None:
    if sys.platform == "win32":
        return None
    try:
        return os.sysconf("SC_PHYS_PAGES") * mmap.PAGESIZE // 2
    except (ValueError, OSError):
        return None


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


if sys.platform == "win32":

    class _Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            ("total", ctypes.c_ulonglong),
            ("available", ctypes.c_ulonglong),
            ("total_page_file", ctypes.c_ulonglong),
            ("available_page_file", ctypes.c_ulonglong),
            ("total_virtual", ctypes.c_ulonglong),
            ("available_virtual", ctypes.c_ulonglong),
            ("extended", ctypes.c_ulonglong),
        )

    def _of_windows() -> int | None:
        status = _Status()
        status.length = ctypes.sizeof(status)
        known = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return min(status.available, status.available_page_file) if known else None

else:

    def _of_windows() -> int | None:
        return None
