"""What a call on a platform's API brought: how far the clocks are apart, or why there was no answer."""

import errno

import pytest

from bot.desk.enquiring import Unreached, ahead

WORDS = Unreached(nowhere=LookupError, unsafe=(ValueError, ArithmeticError), dropped=EOFError, seconds=5.0)


@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        (100.0, 100.2, 0.0),  # the date's second itself
        (100.9, 101.9, 0.0),  # asked within it
        (100, 101, 0),
        (99.0, 100.5, 0.0),  # it came in between
        (50, 100.5, 0),
        (101, 140, 0),
        (102, 103, 1),
        (104.5, 104.6, 3.5),  # the latest the other clock can show is 101
        (97.0, 97.5, -2.5),
        (90, 91, -9),
    ],
)
def test_only_as_much_as_is_sure_counts_as_a_wrong_clock(asked: float, answered: float, expected: float) -> None:
    assert ahead(asked, answered, 100) == expected


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (TimeoutError(), "no answer from api.example within 5 s"),
        (LookupError("s3cret"), "no address is known for api.example"),
        (ValueError("s3cret"), "no safe connection with api.example: its certificate is not trusted here"),
        (ArithmeticError("s3cret"), "no safe connection with api.example: its certificate is not trusted here"),
        (EOFError("s3cret"), "api.example hung up without an answer"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "s3cret"), "no connection with api.example: connection refused"),
        (OSError("s3cret"), "no connection with api.example"),
    ],
)
def test_why_there_was_no_answer_is_said_in_our_own_words(error: Exception, text: str) -> None:
    assert WORDS.why(error, "api.example") == text
