"""The process in which tiles are decoded: what happens here cannot harm the window.

It reads one request per line and answers each with one line, both JSON; the compressed
table and the pixels lie in shared memory. It opens no file, and ends when the program
that started it closes its input. `darkviewer.storage.fits.tile_decoder` is that other
end.
"""

from __future__ import annotations

import io
import json
import logging
import math
import mmap
import os
import signal
import warnings
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from darkviewer.storage.fits.cards import BLOCK
from darkviewer.storage.fits.process_limits import limited, quiet_crashes
from darkviewer.storage.fits.shared_block import mapped
from darkviewer.storage.fits.tile_codecs import check_gzipped, unpacked

__all__ = ["serve"]


def serve(block: str) -> None:
    """Answer requests until the input ends.

    Parameters
    ----------
    block : str
        Name of the shared memory.
    """
    quiet_crashes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program
    requests, answers = _channel()
    warnings.simplefilter("ignore")
    logging.disable()
    import astropy.io.fits  # noqa: F401  (takes a while: before the first request)

    for line in requests:
        answers.write(json.dumps(_answer(json.loads(line), block)).encode() + b"\n")


def _channel() -> tuple[IO[bytes], IO[bytes]]:
    """Input and output as they are; stray prints go nowhere."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return os.fdopen(os.dup(0), "rb"), answers


def _answer(request: dict[str, Any], block: str) -> dict[str, str]:
    limited(memory_bytes=request["memory_bytes"], cpu_s=request["cpu_s"])
    try:
        _decode(mapped(block, request["size"]), request)
    except MemoryError:
        return {"fault": "its tiles need more memory than its pixels"}
    except Exception as error:  # the C decoder's own class is private and bare
        return {"fault": f"its tiles do not unpack ({_words(error)})"}
    finally:
        limited(memory_bytes=1 << 30, cpu_s=0)
    return {}


def _words(error: Exception) -> str:
    text = "".join(c if c.isprintable() else " " for c in str(error))
    return f"{type(error).__name__}: {text}"[:100].rstrip(": ")


def _decode(shared: mmap.mmap, request: dict[str, Any]) -> None:
    """From the beginning of the shared memory to its end.

    Nothing is closed here: all views of the memory go with this call.
    """
    shape, dtype = request["shape"], np.dtype(request["dtype"])
    every = memoryview(shared)
    heap = every[slice(*request["heap"])]
    places = list(zip(request["starts"], request["stops"], strict=True))
    size = math.prod(shape) * dtype.itemsize
    out = np.frombuffer(every[request["size"] - size :], dtype).reshape(shape)
    if request["simple"] and unpacked(heap, iter(places), request["cards"], out):
        return
    for index in request["gzipped"]:
        start, stop = places[index]
        check_gzipped(bytes(heap[start:stop]), request["most"])
    out[...] = _by_astropy(every, heap, request, out)


def _by_astropy(
    every: memoryview, heap: memoryview, request: dict[str, Any], out: NDArray[Any]
) -> NDArray[Any]:
    import astropy.io.fits

    fits: Any = astropy.io.fits  # untyped
    header = fits.Header(list(request["cards"].items()))
    blocks = (fits.PrimaryHDU().header.tostring(), header.tostring())
    content = b"".join(block.encode("ascii") for block in blocks)
    content += bytes(every[: request["table_bytes"]]) + bytes(heap)
    content += bytes(-len(content) % BLOCK)
    with fits.open(io.BytesIO(content), do_not_scale_image_data=True) as hdus:
        image: NDArray[Any] = hdus[1].data
    if (image.shape, image.dtype) != (out.shape, out.dtype):
        raise ValueError(f"they give {image.dtype} {image.shape}")
    return image
