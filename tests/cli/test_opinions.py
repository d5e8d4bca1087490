"""``darkviewer opinions``."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from darkviewer.cli import main, opinions
from darkviewer.core.opinions.events import KIND, Opinion, standing
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
    assert "2 opinions, 1 of them new" in capsys.readouterr().out
    assert {said.id for said in kept_opinions()} == {"1", "2"}


def test_lines_that_are_no_opinions_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "said.jsonl"
    file.write_bytes(as_lines([FIRST]) + b"\nhello\n")
    assert main(["opinions", "import", str(file)]) == 0
    assert "1 opinion, 1 of them new; 1 lines are none" in capsys.readouterr().out


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
