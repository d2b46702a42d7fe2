"""A reading twin -> its lines, and hard-wrapped lines put together again."""

import pytest

from bot.domain.source import Span
from bot.ingest.lines import lines, paragraphs


def never(_row: Span) -> bool:
    """No line opens anything or stands for itself."""
    return False


def joined(text: str) -> list[str]:
    return [text[start:end] for start, end in paragraphs(text, lines(text), never, never)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("one\ntwo", ["one", "two"]),
        ("  one  \n\n \n\ttwo\n", ["one", "two"]),
        ("\u2022 one\n\u00b7 two\n| three", ["one", "two", "three"]),
        ("- one", ["- one"]),
        ("\u00bb\u00bb \n", []),
        ("", []),
    ],
)
def test_lines_are_trimmed_of_space_and_bullets(text: str, found: list[str]) -> None:
    """A dash stays: it may open speech."""
    assert [text[start:end] for start, end in lines(text)] == found


def test_a_line_is_a_paragraph_where_nothing_is_wrapped() -> None:
    """Long lines, each a paragraph of its own."""
    text = "The ministers of the three states met on Monday in the old town hall until late at night.\nThey left."

    assert joined(text) == text.split("\n")


WRAPPED = """\
The foreign ministers of the three Baltic states met on Monday in the old
town hall of Tartu and stayed until late at night, because none of them
wanted to be the first to leave, and the host had promised that there was
more to come before the night was over and the trains had gone.

They left at dawn and nobody knows what they had agreed upon in the end
or whether they had agreed upon anything at all that night."""


def test_hard_wrapped_lines_are_put_together() -> None:
    """An empty line parts the paragraphs; a full line that breaks off goes on in the next."""
    assert joined(WRAPPED) == WRAPPED.split("\n\n")


def test_what_opens_a_turn_is_never_put_behind_another_line() -> None:
    """Whatever the width: "Q:" begins its own paragraph."""
    rows = lines(WRAPPED)
    opening = rows[2]

    found = paragraphs(WRAPPED, rows, lambda row: row == opening, never)

    assert found[1] == Span(opening.start, rows[3].end)


def test_nothing_is_put_behind_what_stands_for_itself() -> None:
    """A date line, page furniture."""
    rows = lines(WRAPPED)

    found = paragraphs(WRAPPED, rows, lambda row: row == rows[0], lambda row: row == rows[0])

    assert found[0] == rows[0]


def test_a_line_in_lower_case_goes_on_the_one_before() -> None:
    """Also where the page is not wrapped throughout."""
    assert joined("The minister of Chile said that\nnobody was hurt.") == [
        "The minister of Chile said that\nnobody was hurt."
    ]


def test_a_form_feed_parts_paragraphs() -> None:
    """A page of a PDF ends."""
    assert len(joined(WRAPPED.replace("old\ntown", "old\n\ftown"))) == 3
