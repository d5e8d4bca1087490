"""Exclusions of the bundle: modules and files that Darkviewer never opens.

The lists are data for the spec; a test proves that nothing in `darkviewer` imports
what is listed here, and the smoke test proves that the rest is complete.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import PurePath

__all__ = [
    "HIDDEN_MODULES",
    "MANUAL",
    "STAND_INS",
    "UNUSED_FILES",
    "UNUSED_MODULES",
    "orphans",
    "used_file",
    "used_module",
]

MANUAL = ("manual.md", "calibration.md", "tutorial.md", "glossary.md")
"""Pages of `docs` that Help > Manual shows."""

UNUSED_MODULES = (
    # Optional companions of ccdproc, astropy, pyqtgraph and tqdm.
    *("IPython", "OpenGL", "PIL", "asdf", "astropy_healpix", "astroscrappy"),
    *("bottleneck", "bs4", "cupy", "dask", "dask_image", "fsspec", "google_crc32c"),
    *("h5py", "html5lib", "imageio", "jplephem", "lxml", "matplotlib"),
    *("mpmath", "networkx", "numba", "numcodecs", "pandas", "pims", "pint", "pyarrow"),
    *("pyavm", "pytest", "reproject", "rich", "skimage", "sympy"),
    *("tifffile", "tkinter", "zarr"),
    # Tools that only build or look after an environment.
    *("distutils", "ensurepip", "lib2to3", "pip", "pkg_resources", "setuptools"),
    *("idlelib", "pydoc_data", "readline", "turtle", "wheel"),
    # OpenSSL is 5 MB: hashlib has its own digests, and nothing goes to a network.
    *("_hashlib", "_ssl", "ssl"),
    # Parts of astropy that neither ccdproc nor our FITS and tables need.
    *("astropy.cosmology", "astropy.samp", "astropy.timeseries"),
    "astropy.uncertainty",
    # Of scipy what we use remains, and what photutils.psf imports.
    *("scipy.datasets", "scipy.differentiate", "scipy.fftpack", "scipy.io"),
    *("scipy.misc", "scipy.odr", "scipy.signal"),
    # Parts of pyqtgraph and Qt that no widget of ours uses.
    *("pyqtgraph.canvas", "pyqtgraph.console", "pyqtgraph.examples"),
    *("pyqtgraph.flowchart", "pyqtgraph.jupyter", "pyqtgraph.opengl"),
    *("PySide6.QtDesigner", "PySide6.QtHelp", "PySide6.QtOpenGL"),
    *("PySide6.QtOpenGLWidgets", "PySide6.QtPrintSupport", "PySide6.QtQml"),
    *("PySide6.QtQuick", "PySide6.QtSql", "PySide6.QtTest", "PySide6.QtUiTools"),
)

HIDDEN_MODULES = ("photutils.geometry.core",)
"""Imported by compiled code alone, where PyInstaller cannot see it."""

STAND_INS = {
    "PySide6.QtOpenGL": "stand_ins/QtOpenGL.py",
    "PySide6.QtOpenGLWidgets": "stand_ins/QtOpenGLWidgets.py",
}
"""Modules that pyqtgraph imports for a way of drawing we do not use (9 MB)."""

UNUSED_FILES = (
    # Earth rotation tables: only conversions to UT1 read them.
    "*/astropy_iers_data/data/eopc04*",
    "*/astropy_iers_data/data/finals2000A*",
    "*/tests/*",
    "*/astropy/*.c",
    "*/astropy/*.h",
    "*/pyqtgraph/icons/peegee/*",
    # Qt: the window needs one platform, SVG and PNG, and our own English.
    "*/translations/*",
    "*/plugins/egldeviceintegrations/*",
    "*/plugins/generic/*",
    "*/plugins/networkinformation/*",
    "*/plugins/qmltooling/*",
    "*/plugins/tls/*",
    "*/plugins/imageformats/*qgif*",
    "*/plugins/imageformats/*qicns*",
    "*/plugins/imageformats/*qjpeg*",
    "*/plugins/imageformats/*qpdf*",
    "*/plugins/imageformats/*qtga*",
    "*/plugins/imageformats/*qtiff*",
    "*/plugins/imageformats/*qwbmp*",
    "*/plugins/imageformats/*qwebp*",
    "*/plugins/platforminputcontexts/*virtualkeyboard*",
    "*/plugins/platforms/*qeglfs*",
    "*/plugins/platforms/*qlinuxfb*",
    "*/plugins/platforms/*qminimal*",
    "*/plugins/platforms/*qvkkhrdisplay*",
    "*/plugins/platforms/*qvnc*",
    # The GTK theme plugin alone draws in 25 MB of libraries.
    "*/plugins/platformthemes/*qgtk3*",
    # Windows: software OpenGL and shader compiler, for ways of drawing we do not use.
    "*/opengl32sw.dll",
    "*/d3dcompiler_*.dll",
    "*/Qt6OpenGL*.dll",
    "*/Qt6Pdf*.dll",
    "*/Qt6Qml*.dll",
    "*/Qt6Quick*.dll",
    "*/Qt6VirtualKeyboard*.dll",
)


_TESTS_IN_USE = ("astropy.tests", "astropy.tests.runner", "jinja2.tests")
"""The first are imported on start; those of Jinja are what templates ask for."""


def used_file(name: str) -> bool:
    """True if a collected file, named by its place in the bundle, is to stay."""
    path = "/" + PurePath(name).as_posix()
    return not any(fnmatch(path, pattern) for pattern in UNUSED_FILES)


def used_module(name: str) -> bool:
    """True if a module is to stay: tests of libraries are not."""
    parts = name.split(".")
    if "tests" in parts and name not in _TESTS_IN_USE:
        return False
    return not any(
        fnmatch(name, unused) or fnmatch(name, unused + ".*")
        for unused in UNUSED_MODULES
    )


def orphans(needs: dict[str, set[str]], wanted: Iterable[str]) -> set[str]:
    """Libraries that nothing wanted needs, not even through another library.

    Parameters
    ----------
    needs : mapping
        For each library or module: names of the libraries it is linked with.
    wanted : iterable of str
        What stays in any case: modules, plugins, the interpreter.
    """
    reached: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(needs.get(name, ()))
    return set(needs) - reached
