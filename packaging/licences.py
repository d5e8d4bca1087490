"""Collect the licences of everything a bundle holds.

Run in the bundle's own environment: `licences.py COLLECTED.json FOLDER`, where the JSON
lists the source of every collected file. Each file belongs to an installed package, to
Python, to Darkviewer or to the system; whoever has no licence text fails the build.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

__all__ = ["Component", "components", "write"]

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TEXTS = HERE / "licences"

EXTRA_TEXTS = {
    "pyside6_essentials": ("Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt", "ICU.txt"),
    "shiboken6": ("Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt"),
}
"""Packages whose wheels carry no licence text."""

BOOTLOADER = "pyinstaller"
"""Its start program is in every bundle, though no module of it is."""

_WORDS = ("licen", "copying", "notice")


@dataclass(frozen=True)
class Component:
    """Something in the bundle that has an owner."""

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]


def components(sources: Iterable[Path]) -> list[Component]:
    """Owners of these files, sorted by name.

    Raises
    ------
    ValueError
        If a file has no known owner, or an owner no licence text.
    """
    owners = _owners()
    found: dict[str, Component] = {}
    system: set[Path] = set()
    for source in (*sources, *_bootloader_files()):
        name = owners.get(os.path.realpath(source))
        if name is not None:
            found.setdefault(name, _package(name))
        elif _of_python(source):
            found.setdefault("Python", _python())
        elif not _inside(source, ROOT):
            system.add(source)
    found |= {font.name: font for font in _fonts()}
    found |= {item.name: item for item in _system_packages(system)}
    bare = sorted(name for name, item in found.items() if not item.texts)
    if bare:
        raise ValueError(f"no licence text found for {', '.join(bare)}")
    return sorted(found.values(), key=lambda item: item.name.lower())


def write(found: Iterable[Component], folder: Path) -> None:
    """Copy the texts, one folder for each component, and write a list of them."""
    shutil.rmtree(folder, ignore_errors=True)
    lines = ["What this bundle holds, and under which licence.", ""]
    for item in found:
        place = folder / item.name
        place.mkdir(parents=True)
        for text in item.texts:
            name = text.name if text.suffix else f"{text.name}.txt"
            twice = (place / name).exists()  # a package may hold others' packages
            shutil.copyfile(
                text, place / (f"{text.parent.name}-{name}" if twice else name)
            )
        lines.append(f"{item.name} {item.version}: {item.licence}".rstrip(": "))
    for text in _shared_texts(folder):
        shutil.copyfile(text, folder / f"{text.name}.txt")
    (folder / "README.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _shared_texts(folder: Path) -> set[Path]:
    """Licences that Debian's texts only refer to."""
    pattern = re.compile(r"/usr/share/common-licenses/[A-Za-z]+-[\d.]*\d")
    texts = (
        file.read_text("utf-8", "replace") for file in folder.rglob("copyright.txt")
    )
    named = {Path(name) for text in texts for name in pattern.findall(text)}
    return {path for path in named if path.is_file()}


def _owners() -> dict[str, str]:
    """Installed file -> name of its package."""
    owners = {}
    for distribution in metadata.distributions():
        name, place = distribution.name, os.path.realpath(distribution.locate_file(""))
        for file in distribution.files or ():
            owners[os.path.normpath(os.path.join(place, file))] = name
    return owners


def _bootloader_files() -> list[Path]:
    distribution = metadata.distribution(BOOTLOADER)
    return [
        Path(str(distribution.locate_file(f))) for f in (distribution.files or ())[:1]
    ]


def _package(name: str) -> Component:
    distribution = metadata.distribution(name)
    facts = distribution.metadata
    licence = facts.get("License-Expression") or facts.get("License") or ""
    texts = [
        Path(str(distribution.locate_file(file)))
        for file in distribution.files or ()
        if ".dist-info" in str(file) and any(w in file.name.lower() for w in _WORDS)
    ]
    extra = EXTRA_TEXTS.get(name.lower().replace("-", "_"), ())
    texts += [TEXTS / text for text in extra]
    return Component(name, distribution.version, _short(licence), tuple(texts))


def _short(licence: str) -> str:
    """A few packages put the whole text into this field, or nothing."""
    lines = licence.strip().splitlines()
    return lines[0] if len(lines) == 1 else "see the text"


def _of_python(file: Path) -> bool:
    """Of the standard library or the interpreter itself."""
    folders = [Path(sysconfig.get_path("stdlib"))]
    if sys.platform == "win32":
        folders.append(Path(sys.base_prefix))
    return file.name.startswith("libpython") or _inside(file, *folders)


def _python() -> Component:
    places = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))
    texts = tuple(p / "LICENSE.txt" for p in places if (p / "LICENSE.txt").is_file())
    return Component("Python", sys.version.split()[0], "PSF-2.0", texts[:1])


def _fonts() -> Iterator[Component]:
    for text in sorted((ROOT / "resources" / "fonts").glob("*-LICENSE.txt")):
        name = text.name.removesuffix("-LICENSE.txt")
        yield Component(f"{name} font", "", "see the text", (text,))


def _system_packages(files: Iterable[Path]) -> Iterator[Component]:
    """Debian's packages that own these libraries."""
    names = {_debian_package(file) for file in files}
    for name in sorted(names):
        text = Path("/usr/share/doc", name, "copyright")
        query = ["dpkg-query", "-W", "-f", "${Version}\n", name]
        version = subprocess.run(query, capture_output=True, text=True, check=True)
        texts = (text,) if text.is_file() else ()
        yield Component(name, version.stdout.split()[0], "see the text", texts)


def _debian_package(file: Path) -> str:
    real = file.resolve()
    stray = ValueError(f"{file} belongs to no known package: who wrote it?")
    if shutil.which("dpkg-query") is None:
        raise stray
    # Debian moved /lib below /usr; older packages still know their files as /lib/...
    for place in (real, Path("/", *real.parts[2:])):
        query = subprocess.run(
            ["dpkg-query", "-S", str(place)], capture_output=True, text=True
        )
        if query.returncode == 0:
            return query.stdout.split(":")[0]
    raise stray


def _inside(file: Path, *folders: Path) -> bool:
    return any(file.resolve().is_relative_to(folder.resolve()) for folder in folders)


if __name__ == "__main__":
    collected = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    write(components(map(Path, collected)), Path(sys.argv[2]))
