"""JSON with each key once."""

from __future__ import annotations

import pytest

from darkviewer.core.strict_json import strict_json


def test_plain_json() -> None:
    text = '{"a": [1, 2.5, null, {"a": true}], "b": "x"}'
    assert strict_json(text) == {"a": [1, 2.5, None, {"a": True}], "b": "x"}


@pytest.mark.parametrize("text", ['{"a": 1, "a": 1}', '[{"b": {"a": 1, "a": 2}}]'])
def test_a_key_twice_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="it says a twice"):
        strict_json(text)


def test_what_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        strict_json("{")
