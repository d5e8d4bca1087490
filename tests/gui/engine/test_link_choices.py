"""Choices of what may be sent."""

from __future__ import annotations

from darkviewer.gui.engine.link_choices import LinkChoices


def test_nothing_is_sent_until_it_is_switched_on() -> None:
    choices, changed = LinkChoices(), []
    choices.changed.connect(lambda: changed.append(1))
    assert choices.state() == {"samp": False, "ds9": ""}
    choices.set_samp(True)
    choices.set_ds9("/opt/ds9")
    assert choices.state() == {"samp": True, "ds9": "/opt/ds9"}
    other = LinkChoices()
    other.restore(choices.state())
    assert (other.samp, other.ds9) == (True, "/opt/ds9")
    other.restore({"samp": "yes", "ds9": 7})
    assert (other.samp, other.ds9) == (True, "/opt/ds9")
    assert len(changed) == 2
