"""Bounds on a process: memory and processor time, by the system's own means.

POSIX: resource limits that the process sets for itself. macOS takes the limit of memory
but does not keep it. Windows: a job object around the process, which also ends it with
the program that started it.
"""

from __future__ import annotations

import mmap
import sys
from contextlib import suppress
from typing import Any

__all__ = ["Job", "limited", "quiet_crashes"]


def quiet_crashes() -> None:
    """Let this process die without a dialog and without a core file."""
    if sys.platform == "win32":
        import ctypes

        # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX
        ctypes.windll.kernel32.SetErrorMode(0x0001 | 0x0002)
    else:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limited(*, memory_bytes: int, cpu_s: float) -> None:
    """Bound what this process may take from now on; 0 seconds end the bound on time.

    Beyond the memory an allocation fails; beyond the time the process ends.
    """
    if sys.platform == "win32":
        return  # its job object does both, from outside
    import resource
    import signal

    signal.setitimer(signal.ITIMER_PROF, cpu_s)  # its signal ends the process
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = _address_space() + memory_bytes
    with suppress(ValueError, OSError):  # not on this system
        within = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (within, hard))


def _address_space() -> int:
    """Bytes of address space in use; where that is not known, a generous guess."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * mmap.PAGESIZE
    except OSError:
        return 1 << 30


class Job:
    """A Windows job object that holds one process; does nothing elsewhere."""

    def __init__(self, process_handle: int | None) -> None:
        self._handle: Any = None
        if sys.platform == "win32" and process_handle is not None:
            self._handle = _job_with(process_handle)

    def limit_memory(self, size: int) -> None:
        """Bound the committed memory of the process."""
        if sys.platform == "win32" and self._handle is not None:
            _limit_job(self._handle, size)

    def close(self) -> None:
        """Give the job back; a process that is still in it ends."""
        if sys.platform == "win32" and self._handle is not None:
            import ctypes

            ctypes.windll.kernel32.CloseHandle(self._handle)
            self._handle = None


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _ACTIVE_PROCESS, _PROCESS_MEMORY = 0x8, 0x100
    _DIE_ON_EXCEPTION, _KILL_ON_CLOSE = 0x400, 0x2000
    _EXTENDED_LIMITS = 9

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("process_time", wintypes.LARGE_INTEGER),
            ("job_time", wintypes.LARGE_INTEGER),
            ("flags", wintypes.DWORD),
            ("least_working_set", ctypes.c_size_t),
            ("most_working_set", ctypes.c_size_t),
            ("active_processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class _Extended(ctypes.Structure):
        _fields_ = (
            ("basic", _Basic),
            ("io", ctypes.c_ulonglong * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process_memory", ctypes.c_size_t),
            ("peak_job_memory", ctypes.c_size_t),
        )

    def _job_with(process_handle: int) -> Any:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
        _limit_job(job, 0)
        kernel.AssignProcessToJobObject(job, wintypes.HANDLE(process_handle))
        return job

    def _limit_job(job: Any, size: int) -> None:
        limits = _Extended()
        limits.basic.flags = _ACTIVE_PROCESS | _DIE_ON_EXCEPTION | _KILL_ON_CLOSE
        limits.basic.active_processes = 1
        if size:
            limits.basic.flags |= _PROCESS_MEMORY
            limits.process_memory = size
        ctypes.windll.kernel32.SetInformationJobObject(
            job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
        )
