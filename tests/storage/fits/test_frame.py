from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from hypothesis import given
from hypothesis import strategies as st

from darkviewer.core.errors import FrameError, IncompleteError
from darkviewer.storage.fits.frame import FitsFrame, read_info
from tests.helpers.places import REAL_DATA, needs_real_data


def ramp(dtype: str, shape: tuple[int, int] = (7, 5)) -> np.ndarray[Any, Any]:
    """Values over the whole range of a type, extremes included."""
    if np.dtype(dtype).kind == "f":
        return np.linspace(-1e6, 1e6, shape[0] * shape[1]).reshape(shape).astype(dtype)
    limits = np.iinfo(dtype)
    steps = [int(limits.min) + k * (limits.max - limits.min) // 34 for k in range(35)]
    return np.array([*steps[:-1], limits.max], dtype).reshape(shape)


def written(path: Path, data: Any, **cards: Any) -> Path:
    hdu = fits.PrimaryHDU(data)
    hdu.header.update({key.replace("_", "-"): value for key, value in cards.items()})
    hdu.writeto(path)
    return path


def pixels(path: Path) -> np.ndarray[Any, Any]:
    frame = FitsFrame(read_info(path))
    values = frame.read_rows(0, frame.shape[0])
    assert values.dtype == frame.dtype
    assert values.dtype.isnative
    assert values.flags.writeable
    filled = np.zeros_like(values)
    frame.fill_rows(0, frame.shape[0], filled)
    np.testing.assert_array_equal(filled, values)
    return values


@pytest.mark.parametrize(
    "dtype",
    ["u1", "i1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"],
)
def test_every_type_is_read_exactly(tmp_path: Path, dtype: str) -> None:
    data = ramp(dtype)
    path = written(tmp_path / "x.fits", data)
    assert read_info(path).dtype == np.dtype(dtype).name
    np.testing.assert_array_equal(pixels(path), data, strict=True)


def test_rows_are_the_rows_of_the_whole(tmp_path: Path) -> None:
    data = ramp("uint16")
    frame = FitsFrame(read_info(written(tmp_path / "x.fits", data)))
    for start in range(8):
        for stop in range(start, 8):
            np.testing.assert_array_equal(
                frame.read_rows(start, stop), data[start:stop]
            )
    np.testing.assert_array_equal(
        frame.pick_rows((5, 0, 2), 2), data[[5, 6, 0, 1, 2, 3]]
    )
    for start, stop in ((-1, 2), (3, 2), (0, 8)):
        with pytest.raises(ValueError, match="rows"):
            frame.read_rows(start, stop)
        with pytest.raises(ValueError, match="rows"):
            frame.pick_rows((0, start), stop - start)


def test_scaled_values_become_float64(tmp_path: Path) -> None:
    stored = np.array([[0, 1], [-5, 32767]], "i2")
    hdu = fits.PrimaryHDU(stored)
    hdu.header["BSCALE"], hdu.header["BZERO"] = 0.5, 100.0
    path = tmp_path / "x.fits"
    hdu.writeto(path)
    raw = bytearray(path.read_bytes())
    assert read_info(path).dtype == "float64"
    expected = stored * 0.5 + 100.0
    np.testing.assert_array_equal(pixels(path), expected)
    assert raw == path.read_bytes()


def test_blank_pixels_are_nan(tmp_path: Path) -> None:
    stored = np.array([[-32768, 1], [2, 32767]], "i2")
    unsigned = stored.astype("i4") + 32768
    path = tmp_path / "x.fits"
    hdu = fits.PrimaryHDU(stored)
    hdu.header["BLANK"] = -32768
    hdu.writeto(path)
    np.testing.assert_array_equal(pixels(path), [[np.nan, 1], [2, 32767]])
    assert read_info(path).dtype == "float32"
    # Unsigned by BZERO: BLANK speaks of the stored value.
    content = path.read_bytes().replace(
        b"BLANK   =               -32768", b"BZERO   =                32768"
    )
    end = content.index(b"END" + b" " * 77)
    blank = b"BLANK   =               -32768".ljust(80)
    content = (
        content[:end] + blank + content[end:-2880][: 2880 - end - 80] + content[2880:]
    )
    path.write_bytes(content)
    expected = unsigned.astype("f4")
    expected[0, 0] = np.nan
    np.testing.assert_array_equal(pixels(path), expected)


def test_nan_and_infinity_stay(tmp_path: Path) -> None:
    data = np.array([[np.nan, np.inf], [-np.inf, 1.5]], "f4")
    np.testing.assert_array_equal(pixels(written(tmp_path / "x.fits", data)), data)


def test_the_image_may_be_in_a_later_hdu(tmp_path: Path) -> None:
    data = ramp("uint16")
    table = fits.BinTableHDU.from_columns([fits.Column("a", "J", array=[1, 2, 3])])
    hdus = [
        fits.PrimaryHDU(),
        table,
        fits.ImageHDU(np.zeros(9, "u1")),  # 1-D
        fits.ImageHDU(np.zeros((1, 1), "u1")),
        fits.ImageHDU(data),
        fits.ImageHDU(np.zeros((3, 3), "u1")),  # a thumbnail
    ]
    hdus[0].header["EXPTIME"] = 30.0
    path = tmp_path / "x.fits"
    fits.HDUList(hdus).writeto(path)
    assert read_info(path).exposure_s == 30.0
    np.testing.assert_array_equal(pixels(path), data)


def test_a_third_axis_of_length_one_is_no_colour(tmp_path: Path) -> None:
    data = ramp("int16")
    np.testing.assert_array_equal(
        pixels(written(tmp_path / "x.fits", data[np.newaxis])), data
    )


def test_colour_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "x.fits", np.zeros((3, 4, 5), "u2"))
    with pytest.raises(FrameError, match=r"x\.fits holds 5x4x3 values, not one plane"):
        read_info(path)


def test_facts_are_those_of_the_header(tmp_path: Path) -> None:
    folder = tmp_path / "2024-05-08" / "03_38_48" / "Dark30s"
    folder.mkdir(parents=True)
    path = written(
        folder / "00001.fits",
        ramp("uint16"),
        EXPTIME=30.0,
        CCD_TEMP=-9.8,
        DATE_OBS="0001-01-01T00:00:00.0000000",
    )
    info = read_info(path, sidecar={"Gain": "5"})
    assert (info.exposure_s, info.temperature_c, info.gain) == (30, -9.8, 5)
    assert (info.shape, info.kind) == ((7, 5), "dark")
    assert info.notes == ("DATE-OBS invalid",)
    status = path.stat()
    assert (info.size_bytes, info.mtime_ns) == (status.st_size, status.st_mtime_ns)


def test_a_complete_file_without_fill_is_accepted(tmp_path: Path) -> None:
    data = ramp("uint16")
    path = written(tmp_path / "x.fits", data)
    path.write_bytes(path.read_bytes()[: 2880 + data.nbytes])
    np.testing.assert_array_equal(pixels(path), data)


def test_a_truncated_file_is_refused_with_both_numbers(tmp_path: Path) -> None:
    path = written(tmp_path / "x.fits", ramp("uint16"))
    path.write_bytes(path.read_bytes()[: 2880 + 69])
    with pytest.raises(IncompleteError, match=r"x\.fits ends after 2949 of 2950 bytes"):
        read_info(path)


def test_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "empty.fits").touch()
    (tmp_path / "folder.fits").mkdir()
    (tmp_path / "text.fits").write_text("hello")
    (tmp_path / "loop.fits").symlink_to(tmp_path / "loop.fits")
    reasons = {
        "empty.fits": "is empty",
        "folder.fits": "is a folder",
        "text.fits": "is not a FITS file",
        "gone.fits": "has vanished",
        "loop.fits": "cannot be read",
    }
    for name, reason in reasons.items():
        with pytest.raises(FrameError, match=f"^{name} {reason}"):
            read_info(tmp_path / name)


def test_other_formats_are_named(tmp_path: Path) -> None:
    path = tmp_path / "x.fits"
    path.write_bytes(b"\x89PNG" + bytes(2000) + b"END".ljust(3000))
    with pytest.raises(FrameError, match=r"x\.fits is not a FITS file"):
        read_info(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.fits")
    with pytest.raises(FrameError, match="not a regular file"):
        read_info(tmp_path / "x.fits")


def test_permission_denied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "x.fits", ramp("uint16"))

    def refuse(*_: Any) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)  # chmod would not stop root
    with pytest.raises(FrameError, match=r"x\.fits cannot be read: ask"):
        read_info(path)


def test_nothing_stays_open(tmp_path: Path) -> None:
    if not Path("/proc/self/fd").exists():
        pytest.skip("no /proc here")
    frame = FitsFrame(read_info(written(tmp_path / "x.fits", ramp("uint16"))))
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        frame.read_rows(0, 7)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_frame_that_vanishes_or_is_replaced(tmp_path: Path) -> None:
    path = written(tmp_path / "x.fits", ramp("uint16"))
    frame = FitsFrame(read_info(path))
    frame.read_rows(0, 7)
    path.unlink()
    with pytest.raises(FrameError, match=r"x\.fits has vanished"):
        frame.read_rows(0, 7)
    written(path, ramp("uint16") + 1)  # another frame of the same kind goes on
    np.testing.assert_array_equal(frame.read_rows(0, 7), ramp("uint16") + 1)
    path.unlink()
    written(path, ramp("uint8", (5, 7)))
    with pytest.raises(FrameError, match="was 5x7 uint16 and is now 7x5 uint8"):
        frame.read_rows(0, 7)


def test_bscale_zero_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "x.fits", ramp("int16"), BSCALE=0.5)
    content = path.read_bytes()
    path.write_bytes(
        content.replace(
            b"BSCALE  =                  0.5", b"BSCALE  =                  0.0"
        )
    )
    with pytest.raises(FrameError, match=r"x\.fits has a damaged header: BSCALE is 0"):
        read_info(path)


@given(st.integers(2, 20), st.integers(2, 20), st.sampled_from(["i2", "u2", "f4"]))
def test_any_size_agrees_with_astropy(
    tmp_path_factory: pytest.TempPathFactory, ny: int, nx: int, dtype: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "x.fits"
    written(path, np.arange(ny * nx).reshape(ny, nx).astype(dtype))
    np.testing.assert_array_equal(pixels(path), fits.getdata(path))


@needs_real_data
def test_real_frames_agree_with_astropy() -> None:
    for path in sorted(REAL_DATA.rglob("*.fits")):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = fits.getdata(path)
        np.testing.assert_array_equal(pixels(path), expected)
