"""Images kept for a while, bounded in bytes; what was not shown for longest goes."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from darkviewer.storage.free_memory import available_bytes

if TYPE_CHECKING:
    from darkviewer.core.layers.layer_image import LayerImage, Summary

__all__ = ["ImageCache", "Key", "cache_limit"]

Key = tuple[int, str]
"""Frame and layer."""

AT_LEAST = 2
LEAST_BYTES = 256 * 2**20
MOST_BYTES = 1024 * 2**20
_PART_OF_FREE = 8


def cache_limit() -> int:
    """An eighth of the memory that is free, within bounds."""
    free = available_bytes() or 0
    return min(max(free // _PART_OF_FREE, LEAST_BYTES), MOST_BYTES)


class ImageCache:
    """Images by frame and layer, and the summaries of those among them.

    Two images are kept whatever their size, so that they can alternate.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self._images: OrderedDict[Key, LayerImage] = OrderedDict()
        self.summaries: dict[Key | None, Summary] = {}

    def __contains__(self, key: Key) -> bool:
        return key in self._images

    def __len__(self) -> int:
        return len(self._images)

    @property
    def nbytes(self) -> int:
        """Memory held."""
        return sum(image.nbytes for image in self._images.values())

    @property
    def reaches_bytes(self) -> int:
        """Limit of the memory held, for images of this size."""
        largest = max((image.nbytes for image in self._images.values()), default=0)
        return max(self.limit_bytes, AT_LEAST * largest)

    def get(self, key: Key) -> LayerImage | None:
        """An image, if it is there still."""
        return self._images.get(key)

    def touch(self, key: Key) -> LayerImage:
        """An image that is there, shown again."""
        self._images.move_to_end(key)
        return self._images[key]

    def add(self, key: Key, image: LayerImage, *, wanted: Key | None) -> None:
        """Keep an image; others make room for it, but never the `wanted` one."""
        self._images[key] = image
        held = self.nbytes
        for old in list(self._images):
            if held <= self.limit_bytes or len(self._images) <= AT_LEAST:
                return
            if old not in (wanted, key):
                held -= self._images.pop(old).nbytes
                self.summaries.pop(old, None)

    def room_beside(self, image: LayerImage) -> int:
        """How many more images like this one may be kept with it."""
        most = self.limit_bytes // max(image.nbytes, 1)
        return max(most, AT_LEAST) - 1

    def drop(self, layer: str) -> None:
        """Forget the images of a layer."""
        for key in [key for key in self._images if key[1] == layer]:
            del self._images[key]
            self.summaries.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._images.clear()
        self.summaries.clear()
