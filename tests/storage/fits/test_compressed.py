from __future__ import annotations

import gzip
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from darkviewer.core.errors import FrameError, IncompleteError
from darkviewer.storage.fits import compressed
from darkviewer.storage.fits.frame import FitsFrame, read_info
from tests.helpers.fits_bytes import IMAGE, header, padded, stored


@pytest.fixture
def image() -> np.ndarray[Any, Any]:
    return np.random.default_rng(7).integers(1000, 1400, (60, 50)).astype("u2")


def gzipped(path: Path, image: Any) -> Path:
    plain = path.with_name("plain.fits")
    fits.PrimaryHDU(image).writeto(plain, overwrite=True)
    path.write_bytes(gzip.compress(plain.read_bytes()))
    return path


def tiled(path: Path, image: Any, **options: Any) -> Path:
    compressed_hdu = fits.CompImageHDU(image, **options)
    compressed_hdu.header["EXPTIME"] = 30.0
    fits.HDUList([fits.PrimaryHDU(), compressed_hdu]).writeto(path)
    return path


def pixels(path: Path) -> np.ndarray[Any, Any]:
    frame = FitsFrame(read_info(path))
    return np.concatenate([frame.read_rows(0, 17), frame.read_rows(17, frame.shape[0])])


def test_gzip(tmp_path: Path, image: Any) -> None:
    path = gzipped(tmp_path / "x.fits.gz", image)
    np.testing.assert_array_equal(pixels(path), image, strict=True)
    # Told by its content, not by its name.
    path = path.rename(tmp_path / "y.fits")
    np.testing.assert_array_equal(pixels(path), image)


def test_several_gzip_members(tmp_path: Path, image: Any) -> None:
    whole = gzip.decompress(gzipped(tmp_path / "x.fits.gz", image).read_bytes())
    path = tmp_path / "y.fits.gz"
    path.write_bytes(gzip.compress(whole[:-100]) + gzip.compress(whole[-100:]))
    np.testing.assert_array_equal(pixels(path), image)


@pytest.mark.parametrize("kind", ["RICE_1", "GZIP_1", "GZIP_2"])
@pytest.mark.parametrize("dtype", ["u2", "i2", "i4", "u1"])
def test_tiles(tmp_path: Path, image: Any, kind: str, dtype: str) -> None:
    image = (image % 250).astype(dtype)
    path = tiled(
        tmp_path / "x.fits.fz", image, compression_type=kind, tile_shape=(20, 25)
    )
    assert read_info(path).exposure_s == 30.0
    np.testing.assert_array_equal(pixels(path), image, strict=True)


def test_an_unsafe_decoder_is_not_used(tmp_path: Path, image: Any) -> None:
    path = tiled(tmp_path / "x.fits.fz", image, compression_type="HCOMPRESS_1")
    with pytest.raises(FrameError, match=r"compressed by HCOMPRESS_1.*with funpack"):
        pixels(path)


def test_a_tile_does_not_fill_the_memory(tmp_path: Path) -> None:
    image = np.zeros((2, 50), "i2")
    path = tiled(tmp_path / "x.fits.fz", image, compression_type="GZIP_1")
    bomb = gzip.compress(bytes(30_000_000))
    with fits.open(path, disable_image_compression=True) as hdus:
        table = hdus[1]
        columns = fits.ColDefs(
            [
                fits.Column(
                    "COMPRESSED_DATA",
                    "1PB()",
                    array=[np.frombuffer(bomb, "u1"), np.frombuffer(bomb, "u1")],
                )
            ]
        )
        new = fits.BinTableHDU.from_columns(columns, header=table.header)
        fits.HDUList([fits.PrimaryHDU(), new]).writeto(tmp_path / "bomb.fits.fz")
    frame = FitsFrame(read_info(tmp_path / "bomb.fits.fz"))
    tracemalloc.start()
    with pytest.raises(FrameError, match="damaged or hostile: its tile 1 has"):
        frame.read_rows(0, 2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_quantised_floats_are_those_of_astropy(tmp_path: Path, image: Any) -> None:
    path = tiled(tmp_path / "x.fits.fz", image.astype("f4") / 7, quantize_level=16)
    with fits.open(path) as hdus:
        expected = hdus[1].data
    np.testing.assert_array_equal(pixels(path), expected)


def test_odd_cards_do_not_reach_astropy(tmp_path: Path, image: Any) -> None:
    path = tiled(tmp_path / "x.fits.fz", image)
    content = path.read_bytes()
    assert content.count(b"EXPTIME =") == 1
    path.write_bytes(content.replace(b"EXPTIME =", b"EXP\xe9\x00ME ="))
    np.testing.assert_array_equal(pixels(path), image)


def test_tiles_without_pixels_do_not_reach_astropy(tmp_path: Path, image: Any) -> None:
    path = tiled(tmp_path / "x.fits.fz", image)
    with fits.open(path, mode="update", disable_image_compression=True) as hdus:
        hdus[1].header["ZTILE1"] = 0  # astropy divides by it and warns
    with pytest.raises(FrameError, match="damaged header: ZTILE1 is 0"):
        pixels(path)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_what_is_cut_off(tmp_path: Path, image: Any, part: float) -> None:
    for path in (
        gzipped(tmp_path / "x.fits.gz", image),
        tiled(tmp_path / "x.fits.fz", image),
    ):
        content = path.read_bytes()
        if path.suffix == ".fz":  # without its fill
            content = content.rstrip(b"\0")
        path.write_bytes(content[: int(len(content) * part)])
        with pytest.raises(FrameError, match=f"^{path.name} "):
            pixels(path)


def test_damaged_bytes_are_one_sentence(tmp_path: Path, image: Any) -> None:
    for path in (
        gzipped(tmp_path / "x.fits.gz", image),
        tiled(tmp_path / "x.fits.fz", image, compression_type="GZIP_1"),
    ):
        content = bytearray(path.read_bytes())
        start = content.rindex(b"\x1f\x8b") + 30  # inside the last stream
        content[start : start + 20] = bytes(range(200, 220))
        path.write_bytes(content)
        with pytest.raises(FrameError, match=f"^{path.name} "):
            pixels(path)


def test_a_small_file_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compressed, "_FREE_BYTES", 1 << 20)
    path = gzipped(tmp_path / "bomb.fits.gz", np.zeros((3000, 3000), "u1"))
    with pytest.raises(FrameError, match=r"bomb\.fits\.gz has \d+ bytes and would"):
        pixels(path)
    endless = zlib.compressobj(9, zlib.DEFLATED, 31)
    header = fits.PrimaryHDU().header.tostring().encode().replace(b"END", b"   ")
    bomb = endless.compress(header + b" " * (1 << 24)) + endless.flush()
    path.write_bytes(bomb)
    with pytest.raises(FrameError, match=r"would expand|no END"):
        read_info(path)


def test_decoded_frames_are_bounded(
    tmp_path: Path, image: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compressed, "_CACHE_BYTES", 3 * image.nbytes)
    for number in range(6):
        folder = tmp_path / str(number)
        folder.mkdir()
        pixels(gzipped(folder / "x.fits.gz", image))
    assert sum(kept.nbytes for kept in compressed._kept.values()) <= 3 * image.nbytes


def test_a_cut_gzip_is_incomplete(tmp_path: Path, image: Any) -> None:
    path = gzipped(tmp_path / "x.fits.gz", image)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(IncompleteError):
        read_info(path)


@pytest.mark.parametrize("extra", [0, 1, 500, 3000])
def test_parameters_behind_the_pixels_are_left_alone(
    tmp_path: Path, extra: int
) -> None:
    # Bytes that PCOUNT counts lie between the pixels and the fill.
    behind = bytes(range(256)) * 24
    pixels_only = stored()[: IMAGE.nbytes]
    content = header(PCOUNT=extra, GCOUNT=1) + pixels_only + behind[: 2 * extra]
    path = tmp_path / "x.fits.gz"
    path.write_bytes(gzip.compress(padded(content, b"\0")))
    np.testing.assert_array_equal(pixels(path), IMAGE)
    path = tmp_path / "x.fits"
    path.write_bytes(padded(content, b"\0"))
    np.testing.assert_array_equal(pixels(path), IMAGE)


def test_groups_of_nothing_do_not_stop_a_session(tmp_path: Path) -> None:
    short = header(PCOUNT=0, GCOUNT=0) + stored()[:2880]
    for name, content in (("x.fits", short), ("x.fits.gz", gzip.compress(short))):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(IncompleteError, match=f"^{name} "):
            read_info(tmp_path / name)
