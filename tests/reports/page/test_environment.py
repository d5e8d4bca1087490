"""What a page cannot be broken by."""

from __future__ import annotations

import json

import pytest
from jinja2 import UndefinedError

from darkviewer.reports.page.environment import embedded_json, environment


def test_no_text_ends_the_element() -> None:
    document = {"camera": "</script><!-- & ]]>", "ü": [1.5, None]}
    text = embedded_json(document)
    assert not set(text) & set("<>&")
    assert text.isascii()
    assert json.loads(text) == document


def test_templates_escape_and_know_all_their_names() -> None:
    source = "{{ a }} {{ 1234.5 | figure(5) }} {{ u | prose }}"
    template = environment().from_string(source)
    assert template.render(a="<b>", u="e-") == "&lt;b&gt; 1,234.5 e⁻"
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nobody }}").render()
