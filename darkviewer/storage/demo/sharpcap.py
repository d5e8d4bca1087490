"""Files as SharpCap Pro writes them: FITS frames and CameraSettings.txt.

Cards, their comments and the oddities (DATE-OBS in year 1, seven digits of a second,
no IMAGETYP) follow headers of real captures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

__all__ = ["Shot", "camera_settings", "fits_bytes"]

_CAMERA = "QHY42PRO"
_VERSION = "4.1.11962.0"
_BLOCK = 2880

_Card = tuple[str, str | int | float | bool, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """Header values of one frame.

    Attributes
    ----------
    object : str
        Name of the target, as typed into SharpCap.
    exposure_s, temperature_c, set_temperature_c : float
        The temperature is what the camera reports.
    end : datetime
        UTC, naive.
    origin : tuple of int
        (x, y) of the region read out.
    gain_e_per_adu : float
        At the depth of the converter.
    adc_bits : int
        Depth of the converter; the file has 16 bits.
    """

    object: str
    exposure_s: float
    temperature_c: float
    set_temperature_c: float
    end: datetime
    origin: tuple[int, int] = (0, 0)
    gain_e_per_adu: float = 1.39
    adc_bits: int = 12


def fits_bytes(raw: NDArray[np.uint16], shot: Shot) -> bytes:
    """A whole FITS file: uint16 pixels, shape (ny, nx), as int16 with BZERO 32768."""
    header = b"".join(_card(*item) for item in _cards(raw.shape, shot))
    header += (
        b"COMMENT Synthetic: written by Darkviewer, no camera took this frame.".ljust(
            80
        )
    )
    header += b"END".ljust(80)
    data = (raw ^ np.uint16(0x8000)).astype(">u2").tobytes()
    return _padded(header, b" ") + _padded(data, b"\0")


def camera_settings(
    shape: tuple[int, int], shot: Shot, *, n_frames: int, subtract_dark: str = "None"
) -> str:
    """The text of CameraSettings.txt for a capture that began with `shot`."""
    start = shot.end - timedelta(seconds=shot.exposure_s)
    end = start + n_frames * timedelta(seconds=shot.exposure_s)
    settings = {
        "FrameType": "Bias" if shot.object.startswith("Bias") else "Dark",
        "Output Format": "FITS files (*.fits)",
        "Binning": "1",
        "Capture Area": f"{shape[1]}x{shape[0]}",
        "Colour Space": "MONO16",
        "Temperature": f"{shot.temperature_c:g}",
        "Target Temperature": f"{shot.set_temperature_c:g}",
        "Gain": "5",
        "Offset": "140",
        "Exposure": _duration(shot.exposure_s),
        "Background Subtraction": "Off",
        "Banding Suppression": "0",
        "Apply Flat": "None",
        "Subtract Dark": subtract_dark,
        "SharpCapVersion": _VERSION,
        "StartCapture": f"{_time(start)}Z",
        "EndCapture": f"{_time(end)}Z",
        "FrameCount": str(n_frames),
        "TimeZone": "+0.00",
    }
    lines = [f"[{_CAMERA}]", *(f"{key}={value}" for key, value in settings.items())]
    return "\n".join(lines) + "\n"


def _cards(shape: tuple[int, ...], shot: Shot) -> tuple[_Card, ...]:
    ny, nx = shape
    saved_step = shot.gain_e_per_adu / 2 ** (16 - shot.adc_bits)
    clock = "System Clock:Est. Frame"
    return (
        ("SIMPLE", True, "C# FITS"),
        ("BITPIX", 16, ""),
        ("NAXIS", 2, "Dimensionality"),
        ("NAXIS1", nx, ""),
        ("NAXIS2", ny, ""),
        ("EXTEND", True, "Extensions are permitted"),
        ("BZERO", 32768, ""),
        ("BSCALE", 1, ""),
        ("OBJECT", shot.object, ""),
        ("INSTRUME", _CAMERA, ""),
        ("EXPTIME", shot.exposure_s, "seconds"),
        ("GAIN", 5, ""),
        ("OFFSET", 140, ""),
        ("BLKLEVEL", 140, ""),
        ("EGAIN", shot.gain_e_per_adu, "Electrons per ADU at true ADC bit depth"),
        ("EGAINSAV", saved_step, "Electrons per ADU at saved bit depth"),
        ("ADCBITS", shot.adc_bits, "Bit depth of camera sensor ADC in current mode"),
        ("CCD-TEMP", shot.temperature_c, "C"),
        ("SET-TEMP", shot.set_temperature_c, "C"),
        ("XBINNING", 1, ""),
        ("YBINNING", 1, ""),
        ("XORGSUBF", shot.origin[0], ""),
        ("YORGSUBF", shot.origin[1], ""),
        ("XPIXSZ", 11, "microns, includes binning if any"),
        ("YPIXSZ", 11, "microns, includes binning if any"),
        ("ROWORDER", "TOP-DOWN", ""),
        ("DATE-OBS", "0001-01-01T00:00:00.0000000", f"{clock} Start"),
        ("DATE-END", _time(shot.end), f"{clock} End"),
        ("SWCREATE", f"SharpCap v{_VERSION}, 64 bit", ""),
    )


def _card(keyword: str, value: str | int | float | bool, comment: str) -> bytes:
    """One card of 80 characters, numbers right-aligned to column 30."""
    if isinstance(value, bool):
        text = f"{'T' if value else 'F':>20}"
    elif isinstance(value, str):
        text = f"'{value:<8}'".ljust(20)
    else:
        text = f"{value:>20.12g}" if isinstance(value, float) else f"{value:>20}"
    return f"{keyword:<8}= {text} / {comment}".ljust(80).encode("ascii")


def _padded(content: bytes, fill: bytes) -> bytes:
    return content + fill * (-len(content) % _BLOCK)


def _time(moment: datetime) -> str:
    """Seven digits of a second, as .NET writes them."""
    return f"{moment.isoformat(timespec='microseconds')}0"


def _duration(exposure_s: float) -> str:
    if exposure_s < 1:
        return f"{exposure_s * 1000:.4f}ms"
    return f"{exposure_s:.3f}s"
