"""``darkviewer opinions``."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from darkviewer.cli import main, opinions
from darkviewer.core.opinions.events import KIND, VERDICT, Opinion, standing
from darkviewer.core.review.classes import EVENT
from darkviewer.core.review.verdict import Verdict
from darkviewer.storage.opinions.lines import as_lines
from darkviewer.storage.opinions.store import (
    add_opinions,
    kept_opinions,
    opinions_path,
)

FIRST = Opinion(KIND, "a", {"kind": "dark"}, at="1", id="1", who="ann")
SECOND = Opinion(KIND, "b", {"kind": "bias"}, at="2", id="2", who="bert")


def test_a_backup_is_made_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["opinions", "backup"]) == 1
    assert "nobody has said anything" in capsys.readouterr().err
    add_opinions([FIRST])
    assert main(["opinions", "backup"]) == 0
    copy = Path(capsys.readouterr().out.strip())
    assert kept_opinions(copy) == [FIRST]


def test_a_check_says_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    add_opinions([FIRST])
    assert main(["opinions", "check"]) == 0
    assert capsys.readouterr().out == "1 opinion can be read\n"
    opinions_path().write_bytes(b"no database" * 1000)
    assert main(["opinions", "check"]) == 3
    assert "was damaged" in capsys.readouterr().out


def test_what_is_exported_is_imported_elsewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_opinions([FIRST, SECOND])
    file = tmp_path / "said.jsonl"
    assert main(["opinions", "export", str(file)]) == 0
    assert main(["opinions", "export", str(file)]) == 0
    assert (tmp_path / "said-2.jsonl").is_file()
    opinions_path().unlink()
    add_opinions([SECOND])
    capsys.readouterr()
    assert main(["opinions", "import", str(file)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{file}: 2 opinions, 1 of them new",
        "1 opinion added",
    ]
    assert {said.id for said in kept_opinions()} == {"1", "2"}


def test_lines_that_are_no_opinions_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "said.jsonl"
    file.write_bytes(as_lines([FIRST]) + b"\nhello\n")
    assert main(["opinions", "import", str(file)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{file}: 1 opinion, 1 of them new",
        "  1 row is no opinion: left out",
        "1 opinion added",
    ]
    file.write_bytes(as_lines([FIRST]) + b"hello\nthere")
    assert main(["opinions", "import", str(file)]) == 0
    assert "  2 rows are no opinion: left out" in capsys.readouterr().out


def test_a_table_goes_to_another_computer_as_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_opinions([FIRST, SECOND])
    files = [tmp_path / "said.ecsv", tmp_path / "said.txt", tmp_path / "said.jsonl"]
    assert main(["opinions", "export", str(files[0])]) == 0
    assert main(["opinions", "export", str(files[1]), "--format", "ecsv"]) == 0
    assert main(["opinions", "export", str(files[2])]) == 0
    assert [file.read_bytes()[:6] for file in files] == [
        b"# %ECS",
        b"# %ECS",
        b'{"at":',
    ]
    opinions_path().unlink()
    capsys.readouterr()
    assert main(["opinions", "import", str(files[0]), str(files[2])]) == 0
    assert "2 opinions added" in capsys.readouterr().out
    assert kept_opinions() == [FIRST, SECOND]


def test_a_look_at_a_file_adds_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_opinions([FIRST])
    other = replace(FIRST, value={"kind": "flat"})
    file = tmp_path / "said.jsonl"
    file.write_bytes(as_lines([other, SECOND]))
    assert main(["opinions", "import", "--check", str(file)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{file}: 2 opinions, 1 of them new",
        "  1 opinion kept otherwise: left out",
        "1 opinion would be added; nothing was changed",
    ]
    assert kept_opinions() == [FIRST]


def test_nothing_is_added_if_one_file_is_another(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_bytes(as_lines([FIRST]))
    bad.write_text("hello")
    assert main(["opinions", "import", str(good), str(bad)]) == 1
    assert kept_opinions() == []


def said(reviewer: str, name: str, x: int) -> Opinion:
    verdict = Verdict(reviewer, EVENT, "f" * 64, x, 5, name)
    return Opinion(VERDICT, verdict.subject, verdict.as_value(), who=reviewer)


def test_reviewers_are_compared_with_those_of_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["opinions", "agreement"]) == 1
    assert "nobody has given a verdict yet" in capsys.readouterr().err
    add_opinions([said("ann", "hot", 10), said("ann", "noise", 20)])
    file = tmp_path / "bert.jsonl"
    file.write_bytes(as_lines([said("bert", "hot", 10), said("bert", "psf-like", 20)]))
    before = kept_opinions()
    assert main(["opinions", "agreement", str(file)]) == 0
    out = capsys.readouterr().out
    assert "ann and bert, Cohen's kappa: 0.33" in out
    assert "ann: noise, bert: PSF-like" in out
    assert main(["opinions", "agreement", str(file), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["reviewers"] == {"ann": 2, "bert": 2}
    assert kept_opinions() == before


def test_another_file_is_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "said.jsonl"
    file.write_text("hello\n")
    assert main(["opinions", "import", str(file)]) == 1
    assert "holds no opinions" in capsys.readouterr().err
    monkeypatch.setattr(opinions, "_MOST_BYTES", 3)
    assert main(["opinions", "import", str(file)]) == 1
    assert "larger than a gigabyte" in capsys.readouterr().err
    assert main(["opinions", "import", str(tmp_path / "none")]) == 1
    assert "none cannot be read" in capsys.readouterr().err


def test_without_a_command_it_says_what_to_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["opinions"])
    assert "name what to do" in capsys.readouterr().err


events = st.builds(
    Opinion,
    st.just(KIND),
    st.sampled_from("ab"),
    st.none() | st.fixed_dictionaries({"kind": st.sampled_from(["dark", "bias"])}),
    supersedes=st.sampled_from(["", "1", "2", "1 2"]),
    who=st.sampled_from(["ann", "bert"]),
    at=st.sampled_from(["1", "2"]),
    id=st.just(""),
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(events, min_size=3, max_size=6))
def test_files_of_several_people_may_come_in_any_order_and_twice(
    tmp_path: Path, said: list[Opinion]
) -> None:
    each = [replace(one, id=str(number)) for number, one in enumerate(said, 1)]
    parts = [each[:2], each[1:], each[::2]]
    outcomes = []
    for order in permutations(parts):
        path = tmp_path / "opinions.sqlite"
        path.unlink(missing_ok=True)
        for part in (*order, order[0]):
            add_opinions(part, path)
        outcomes.append(standing(kept_opinions(path)))
    assert all(outcome == standing(each) for outcome in outcomes)
