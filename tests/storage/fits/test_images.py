"""Files with several images and cubes, written by astropy and read plane by plane."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from numpy.typing import NDArray

from darkviewer.core.errors import FrameError, IncompleteError
from darkviewer.storage.fits import compressed, images, members
from darkviewer.storage.fits.frame import FitsFrame, read_file
from tests.helpers.fits_bytes import IMAGE, astropy_file

CUBE = np.stack([IMAGE + 1000 * n for n in range(5)])
AMPLIFIERS = [IMAGE + n for n in range(3)]


def frames_of(path: Path) -> dict[str, NDArray[Any]]:
    """Every frame by its name, read in two parts."""
    found = {}
    for info in read_file(path).frames():
        frame = FitsFrame(info)
        parts = [frame.read_rows(0, 7), frame.read_rows(7, info.shape[0])]
        found[info.name] = np.concatenate(parts)
    return found


def written(path: Path, *hdus: Any) -> Path:
    path.write_bytes(astropy_file(*hdus))
    return path


def cube_file(tmp_path: Path, packing: str) -> Path:
    path = tmp_path / f"cube.{packing}"
    if packing == "fits":
        return written(path, fits.PrimaryHDU(CUBE))
    if packing == "fits.gz":
        path.write_bytes(gzip.compress(astropy_file(fits.PrimaryHDU(CUBE))))
        return path
    tiles = {"rows": (1, 1, 50), "planes": (1, 60, 50), "all": (5, 60, 25)}
    packed = fits.CompImageHDU(CUBE, tile_shape=tiles[packing.partition(".")[0]])
    return written(path, fits.PrimaryHDU(), packed)


@pytest.mark.parametrize(
    "packing", ["fits", "fits.gz", "rows.fits.fz", "planes.fits.fz", "all.fits.fz"]
)
def test_every_plane_of_a_cube_is_a_frame(tmp_path: Path, packing: str) -> None:
    path = cube_file(tmp_path, packing)
    found = frames_of(path)
    assert list(found) == [f"{path.name}[plane {n}]" for n in range(1, 6)]
    for plane, pixels in zip(CUBE, found.values(), strict=True):
        np.testing.assert_array_equal(pixels, plane, strict=True)


@pytest.mark.parametrize("packing", ["fits.gz", "rows.fits.fz"])
def test_a_packed_cube_is_decoded_once(
    tmp_path: Path, packing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded = []
    original = compressed._decoded

    def counting(*given: Any, **more: Any) -> Any:
        decoded.append(given)
        return original(*given, **more)

    monkeypatch.setattr(compressed, "_decoded", counting)
    frames_of(cube_file(tmp_path, packing))
    assert len(decoded) == 1


@pytest.mark.parametrize("extensions", [0, 3])
def test_a_gzipped_file_is_expanded_once_for_its_pixels(
    tmp_path: Path, extensions: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = np.random.default_rng(1).integers(0, 65536, (400, 300), "u2")
    hdus = [fits.PrimaryHDU(image), *(fits.ImageHDU(image) for _ in range(extensions))]
    path = tmp_path / "a.fits.gz"
    path.write_bytes(gzip.compress(astropy_file(*hdus), 1))
    info = next(read_file(path).frames())
    restarts = []
    original = members.MemberStream._restart

    def counting(stream: members.MemberStream) -> None:
        restarts.append(stream)
        original(stream)

    frame = FitsFrame(info)
    frame.read_rows(0, 1)  # the places of the images are known
    compressed.forget()
    monkeypatch.setattr(members.MemberStream, "_restart", counting)
    np.testing.assert_array_equal(frame.read_rows(0, 400), image)
    assert len(restarts) <= 2  # the first six bytes are read, then all in one go


def test_tiles_across_planes_are_refused_in_words(tmp_path: Path) -> None:
    packed = fits.CompImageHDU(CUBE, tile_shape=(2, 7, 50))
    path = written(tmp_path / "cube.fits.fz", fits.PrimaryHDU(), packed)
    with pytest.raises(FrameError, match="in tiles of 50x7x2, which cannot be read"):
        read_file(path)


def test_a_cube_of_one_plane_is_a_frame(tmp_path: Path) -> None:
    path = written(tmp_path / "a.fits", fits.PrimaryHDU(CUBE[:1]))
    assert list(frames_of(path)) == ["a.fits"]


def test_a_colour_picture_is_refused_as_ever(tmp_path: Path) -> None:
    for planes, cards in ((3, {}), (4, {"CTYPE3": "RGB"})):
        hdu = fits.PrimaryHDU(CUBE[:planes])
        hdu.header.update(cards)
        path = written(tmp_path / f"{planes}.fits", hdu)
        with pytest.raises(FrameError, match="values, not one plane of pixels: save"):
            read_file(path)


def amplifier_hdus(names: list[str]) -> list[Any]:
    pairs = zip(AMPLIFIERS, names, strict=True)
    return [fits.ImageHDU(image, name=name) for image, name in pairs]


@pytest.mark.parametrize("packed", [False, True])
def test_every_amplifier_is_a_frame(tmp_path: Path, packed: bool) -> None:
    content = astropy_file(fits.PrimaryHDU(), *amplifier_hdus(["A1", "A2", "B1"]))
    path = tmp_path / "a.fits"
    path.write_bytes(gzip.compress(content) if packed else content)
    found = frames_of(path)
    assert list(found) == ["a.fits[A1]", "a.fits[A2]", "a.fits[B1]"]
    for image, pixels in zip(AMPLIFIERS, found.values(), strict=True):
        np.testing.assert_array_equal(pixels, image, strict=True)
    assert [info.hdu for info in read_file(path).frames()] == [1, 2, 3]


def test_images_that_have_no_names_are_told_apart(tmp_path: Path) -> None:
    hdus = amplifier_hdus(["SCI", "SCI", "SCI"])
    for version, hdu in enumerate(hdus, start=1):
        hdu.ver = version
    path = written(tmp_path / "a.fits", fits.PrimaryHDU(), *hdus)
    assert list(frames_of(path)) == [
        "a.fits[SCI,1]",
        "a.fits[SCI,2]",
        "a.fits[SCI,3]",
    ]
    nameless = [fits.ImageHDU(image) for image in AMPLIFIERS]
    path = written(tmp_path / "b.fits", fits.PrimaryHDU(), *nameless)
    assert list(frames_of(path)) == ["b.fits[HDU 1]", "b.fits[HDU 2]", "b.fits[HDU 3]"]


def test_cards_of_each_image_win_over_those_of_the_primary(tmp_path: Path) -> None:
    primary = fits.PrimaryHDU()
    primary.header["EXPTIME"], primary.header["GAIN"] = 30.0, 7
    hdus = amplifier_hdus(["A", "B", "C"])
    hdus[1].header["EXPTIME"] = 60.0
    hdus[1].header.append(("EXPTIME", 999.0), end=True)
    path = written(tmp_path / "a.fits", primary, *hdus)
    frames = list(read_file(path).frames())
    assert [info.exposure_s for info in frames] == [30.0, 60.0, 30.0]
    assert [info.gain for info in frames] == [7, 7, 7]


def test_a_card_of_the_image_wins_over_another_one_of_the_file(tmp_path: Path) -> None:
    primary = fits.PrimaryHDU()
    primary.header.update({"EXPTIME": 30.0, "IMAGETYP": "LIGHT", "CCD-TEMP": -9.8})
    image = fits.ImageHDU(IMAGE)
    image.header.update({"EXPOSURE": 60.0, "FRAME": "Dark", "SET-TEMP": -10.0})
    (info,) = read_file(written(tmp_path / "a.fits", primary, image)).frames()
    assert (info.exposure_s, info.sources["exposure_s"]) == (60.0, "EXPOSURE")
    assert (info.kind, info.contradictions) == ("dark", ())
    assert (info.temperature_c, info.set_temperature_c) == (-9.8, -10.0)


@pytest.mark.parametrize(
    ("image", "name"),
    [
        (IMAGE[:9, :9], "THUMBNAIL"),
        (IMAGE, "UNCERT"),
        (IMAGE, "err"),
        (IMAGE.astype("u1"), "im2"),
        (CUBE, "im2"),
    ],
)
def test_companions_of_an_image_are_no_frames(
    tmp_path: Path, image: Any, name: str
) -> None:
    more = fits.ImageHDU(image, name=name)
    path = written(tmp_path / "a.fits", fits.PrimaryHDU(IMAGE), more)
    held = read_file(path)
    assert [info.name for info in held.frames()] == ["a.fits"]
    assert held.others == 1


def test_a_file_is_incomplete_until_its_last_amplifier_is(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.fits", fits.PrimaryHDU(), *amplifier_hdus(["A", "B", "C"])
    )
    path.write_bytes(path.read_bytes()[:-5000])
    with pytest.raises(IncompleteError, match="cut off or still being written"):
        read_file(path)


def test_what_follows_the_frames_need_not_be_sound(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.fits", fits.PrimaryHDU(), *amplifier_hdus(["A", "B", "C"])
    )
    whole = path.read_bytes()
    for rest in (b"XTENSION= 'IMAGE'", whole[2880:5760].replace(b"16", b"17", 1)):
        path.write_bytes(whole + rest)
        assert len(read_file(path).images) == 3


def test_so_many_images_are_no_mosaic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "_MOST_IMAGES", 2)
    path = written(
        tmp_path / "a.fits", fits.PrimaryHDU(), *amplifier_hdus(["A", "B", "C"])
    )
    assert list(frames_of(path)) == ["a.fits[A]", "a.fits[B]"]


def test_a_frame_whose_place_is_gone_says_so(tmp_path: Path) -> None:
    path = cube_file(tmp_path, "fits")
    last = FitsFrame(list(read_file(path).frames())[-1])
    written(path, fits.PrimaryHDU(CUBE[:4]))
    with pytest.raises(FrameError, match=r"plane 5\] is gone: the file was replaced"):
        last.read_rows(0, 1)


def test_layouts_are_kept_for_a_few_files_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from darkviewer.storage.fits import frame

    monkeypatch.setattr(frame, "_MOST_SEVERAL", 1)
    frame._several.clear()
    for name in ("a", "b"):
        frames_of(written(tmp_path / f"{name}.fits", fits.PrimaryHDU(CUBE)))
    ((path, _version),) = frame._several
    assert path.name == "b.fits"
