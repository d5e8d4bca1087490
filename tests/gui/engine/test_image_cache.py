from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis.strategies import booleans, integers, lists, tuples

from darkviewer.core.layers.layer_image import LayerImage
from darkviewer.gui.engine import image_cache
from darkviewer.gui.engine.image_cache import ImageCache


def image(frame: int, pixels: int = 100) -> LayerImage:
    values = np.zeros((1, pixels), np.uint8)
    return LayerImage(frame, "raw", "ADU", "a.fits", (values,), values)


def fill(cache: ImageCache, *frames: int, wanted: int) -> None:
    for frame in frames:
        cache.add((frame, "raw"), image(frame), wanted=(wanted, "raw"))


def frames_in(cache: ImageCache) -> list[int]:
    return [frame for frame in range(20) if (frame, "raw") in cache]


def test_what_was_not_shown_for_longest_goes() -> None:
    cache = ImageCache(300)
    fill(cache, 0, 1, 2, wanted=2)
    cache.touch((0, "raw"))
    fill(cache, 3, wanted=3)
    assert frames_in(cache) == [0, 2, 3]
    assert cache.nbytes == 300


def test_what_is_on_show_stays() -> None:
    cache = ImageCache(300)
    fill(cache, 0, 1, 2, 3, 4, wanted=0)
    assert frames_in(cache) == [0, 3, 4]


def test_two_images_stay_whatever_their_size() -> None:
    cache = ImageCache(1)
    fill(cache, 0, 1, 2, wanted=1)
    assert frames_in(cache) == [1, 2]
    assert cache.room_beside(image(0)) == 1
    assert cache.reaches_bytes == 200


@given(
    limit=integers(1, 1000),
    steps=lists(tuples(integers(0, 9), integers(1, 400), booleans()), max_size=40),
)
def test_the_limit_holds(limit: int, steps: list[tuple[int, int, bool]]) -> None:
    cache, wanted = ImageCache(limit), 0
    for frame, pixels, shown in steps:
        wanted = frame if shown else wanted
        cache.add((frame, "raw"), image(frame, pixels), wanted=(wanted, "raw"))
        assert cache.nbytes <= cache.reaches_bytes
        assert cache.reaches_bytes <= max(limit, 800)


@pytest.mark.parametrize(
    ("free", "limit"),
    [(None, 256), (0, 256), (1 << 30, 256), (4 << 30, 512), (1 << 40, 1024)],
)
def test_the_limit_follows_the_memory_that_is_free(
    free: int | None, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_cache, "available_bytes", lambda: free)
    assert image_cache.cache_limit() == limit << 20


def test_there_is_room_for_as_many_as_the_limit_allows() -> None:
    assert ImageCache(1000).room_beside(image(0)) == 9


def test_clearing_forgets_everything() -> None:
    cache = ImageCache(300)
    fill(cache, 0, 1, wanted=1)
    cache.clear()
    assert len(cache) == cache.nbytes == 0
    assert cache.get((1, "raw")) is None
