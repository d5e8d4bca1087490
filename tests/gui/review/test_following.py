"""The evidence follows the pixel in hand."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.helpers.reviews import at_the_desk, rest
from tests.helpers.windows import Driver


def known(at: Driver) -> None:
    """Wait until everything is known of the pixel in hand."""
    rest(at)
    entry = at.window.reviewing.current

    def there() -> bool:
        found = at.window.examining.dossier
        return found is not None and (found.x, found.y) == (entry.x, entry.y)

    at.qtbot.waitUntil(there)
    rest(at)


def test_it_follows_queue_frame_and_verdict(opened: Driver) -> None:
    at_the_desk(opened)
    evidence, review = opened.window.evidence, opened.window.reviewing
    known(opened)
    label = evidence.verdict.text()
    assert label == review.current.label or not review.current.label
    assert label != "–"
    first = evidence.line.accessibleDescription()
    assert first.startswith(f"frame {review.frame + 1}: ")
    review.set_frame((review.frame + 1) % 3)
    known(opened)
    assert evidence.line.accessibleDescription().startswith(f"frame {review.frame + 1}")
    opened.qtbot.waitUntil(lambda: evidence.figures.text("frame") != "–")
    review.home()
    evidence.blind.click()
    assert review.blind
    assert evidence.verdict.text() == "–"
    review.give("noise", stay=True)
    opened.qtbot.waitUntil(lambda: evidence.verdict.text() == label)
    review.next()
    known(opened)
    assert evidence.verdict.text() == "–"
    opened.workspace.text_size_changed.emit()


def test_explaining_it_goes_to_the_image(opened: Driver) -> None:
    at_the_desk(opened)
    known(opened)
    opened.window.evidence.explain.click()
    assert opened.window.places.current == "image"
    assert opened.window.parts.aside.isVisible()
    opened.press(Qt.Key.Key_F7)
    opened.workspace.set_session(None)
    opened.qtbot.waitUntil(lambda: opened.window.evidence.verdict.text() == "–")
