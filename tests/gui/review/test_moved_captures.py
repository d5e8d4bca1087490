"""Verdicts are found again by the pixels of the frames, wherever the files are."""

from __future__ import annotations

import gzip
from pathlib import Path

from astropy.io import fits

from tests.helpers.reviews import at_the_desk, rest
from tests.helpers.windows import Driver


def changed(files: list[Path], to: Path) -> None:
    """Renamed, compressed, or compressed by tiles, in turn."""
    for number, file in enumerate(files):
        if number % 3 == 0:
            file.rename(to / f"other name {number}.fits")
            continue
        if number % 3 == 1:
            (to / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        else:
            with fits.open(file) as whole:
                image = fits.CompImageHDU(whole[0].data, whole[0].header)
                image.writeto(to / f"{file.name}.fz")
        file.unlink()


def test_verdicts_of_a_moved_and_compressed_capture_are_found(
    opened: Driver, tmp_path: Path
) -> None:
    at = at_the_desk(opened)
    review = at.window.reviewing
    judged = {}
    for name in ("noise", "hot", "psf-like"):
        judged[review.current.x, review.current.y] = name
        review.give(name)
    rest(at)
    assert at.window.judgements.opinions.wait_saved(20)
    before = at.workspace.session.path
    elsewhere = tmp_path / "elsewhere" / "Dark30s"
    elsewhere.mkdir(parents=True)
    changed(sorted(before.rglob("*.fits")), elsewhere)
    assert not list(before.rglob("*.fits"))
    at.open(elsewhere)
    rest(at)
    assert at.workspace.session.path == elsewhere
    assert len(at.workspace.session.frames) == 5
    found = {
        (entry.x, entry.y): verdict.name
        for entry in review.all_entries
        if (verdict := review.verdict_of(entry)) is not None
    }
    assert found == judged
    assert review.progress.judged == 3
