from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from darkviewer.core.errors import FrameError
from darkviewer.storage import free_memory
from darkviewer.storage.fits import room
from darkviewer.storage.free_memory import available_bytes, give_back, in_words
from tests.helpers.fits_bytes import header
from tests.helpers.hostile_reading import pixels_or_sentence

GIB = 2**30
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")


def made(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_it_agrees_with_psutil() -> None:
    found = available_bytes()
    assert found is not None
    most = psutil.virtual_memory().total
    assert 0 < found <= most
    if sys.platform == "linux" and not Path("/sys/fs/cgroup/memory").exists():
        assert found <= psutil.virtual_memory().available * 1.2 + GIB


@POSIX
def test_the_system_a_container_and_a_limit_count(tmp_path: Path) -> None:
    root = made(tmp_path, proc__meminfo="MemFree: 1 kB\nMemAvailable: 4194304 kB\n")
    assert available_bytes(root) == 4 * GIB
    unbounded = {"sys__fs__cgroup__memory_dot_max": "max\n"}
    made(root, sys__fs__cgroup__memory_dot_current=f"{GIB}\n", **unbounded)
    assert available_bytes(root) == 4 * GIB
    made(root, sys__fs__cgroup__memory_dot_max=f"{3 * GIB}\n")
    assert available_bytes(root) == 2 * GIB


@POSIX
def test_a_limit_of_the_process_counts() -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30));"
        "from darkviewer.storage.free_memory import available_bytes;"
        "print(available_bytes())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True
    )
    assert 0 < int(done.stdout) < GIB


def test_sizes_in_words() -> None:
    assert in_words(3 * GIB // 2) == "1.5 GiB"
    assert in_words(340 * 2**20) == "340 MiB"


def test_a_promise_of_a_sparse_file_is_refused_before_memory_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "available_bytes", lambda: GIB)
    path = tmp_path / "x.fits"
    with path.open("wb") as file:  # rows of two terabytes, a block on the disk
        file.write(header(NAXIS1=10**12, NAXIS2=2))
        file.truncate(5 * 10**12)
    outcome = pixels_or_sentence(path)
    assert outcome == (
        "x.fits needs 1862.6 GiB of memory and 1.0 GiB are free: close other programs "
        "or choose smaller frames"
    )


def test_what_is_not_known_refuses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "available_bytes", lambda: None)
    room.check_room(10**15, "x.fits")
    monkeypatch.setattr(room, "available_bytes", lambda: 10**6)
    room.check_room(10**7, "x.fits")  # small: not asked
    with pytest.raises(FrameError):
        room.check_room(10**8, "x.fits")


def test_where_nothing_is_said_half_of_all_is_taken(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows says it")
    found = free_memory.available_bytes(tmp_path)
    assert found == pytest.approx(psutil.virtual_memory().total / 2, rel=0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux")
def test_freed_memory_goes_back_to_the_system() -> None:
    blocks = [bytearray(60_000) for _ in range(2000)]
    pinned = blocks[-1]  # above all others: what is below stays with the process
    del blocks
    before = psutil.Process().memory_info().rss
    give_back()
    assert before - psutil.Process().memory_info().rss > 60 * 2**20
    assert len(pinned) == 60_000


@pytest.mark.skipif(sys.platform != "linux", reason="a property of glibc")
def test_freed_blocks_between_small_ones_go_back_to_the_system() -> None:
    """8 MiB each, 400 MiB in all, a small block after each stays."""
    code = (
        "import sys, ctypes, psutil;"
        "from darkviewer.storage.free_memory import give_back_blocks_from;"
        "give_back_blocks_from(int(sys.argv[1]));"
        "c = ctypes.CDLL(None); c.malloc.restype = ctypes.c_void_p;"
        "c.malloc.argtypes = [ctypes.c_size_t]; c.free.argtypes = [ctypes.c_void_p];"
        "c.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t];"
        "rss = psutil.Process().memory_info; before = rss().rss;"
        "made = [(c.malloc(2**23), c.malloc(60000)) for _ in range(50)];"
        "[c.memset(large, 1, 2**23) for large, _ in made];"
        "[c.free(large) for large, _ in made];"
        "print((rss().rss - before) // 2**20)"
    )
    kept = [
        int(subprocess.check_output([sys.executable, "-c", code, str(size)], text=True))
        for size in (2**22, 2**25)
    ]
    assert kept[0] < 40 < 300 < kept[1]


@pytest.mark.skipif(sys.platform != "linux", reason="a property of glibc")
def test_threads_share_one_heap() -> None:
    """Four threads at once; glibc counts its heaps."""
    code = (
        "import sys, ctypes; from threading import Barrier, Thread;"
        "from darkviewer.storage.free_memory import share_one_heap;"
        "sys.argv[1] == 'one' and share_one_heap();"
        "c = ctypes.CDLL(None); c.malloc.argtypes = [ctypes.c_size_t];"
        "c.fdopen.restype = ctypes.c_void_p;"
        "c.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p];"
        "barrier = Barrier(4);"
        "work = lambda: (barrier.wait(), c.malloc(1000), barrier.wait());"
        "threads = [Thread(target=work) for _ in range(4)];"
        "[t.start() for t in threads]; [t.join() for t in threads];"
        "c.malloc_info(0, c.fdopen(1, b'w')); c.fflush(None)"
    )
    heaps = [
        subprocess.check_output([sys.executable, "-c", code, how], text=True)
        for how in ("one", "each")
    ]
    assert heaps[0].count("<heap nr") == 1 < heaps[1].count("<heap nr")
