"""Names that hold what is typed: the quick way finds what the obvious one does."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.names.near import allowed_errors
from bot.search.beginnings import Names, nearly

WORDS = (
    "session", "statement", "state", "sea", "sun", "debate", "debates", "general", "generous", "oslo", "os",
    "commission", "commision", "comision",
)  # fmt: skip
TYPED = (
    "sesion", "dbate", "genral", "generuos", "s", "oslo", "debates", "x", "osol", "comisison", "commmision",
)  # fmt: skip


def errors(typed: str, lines: Sequence[Sequence[str]]) -> dict[str, int]:
    """The words of the lines that begin with what is typed, or nearly, with their errors."""
    known = sorted({word for line in lines for word in line})
    if begun := [word for word in known if word.startswith(typed)]:
        return dict.fromkeys(begun, 0)
    near = nearly(typed, [word for word in known if word[0] == typed[0]], max(1, allowed_errors(typed)))
    found: dict[str, int] = {}
    for word, wrong in near if len(typed) > 3 else ():
        found[word] = min(wrong, found.get(word, wrong))
    return found


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), max_size=12),
    st.lists(st.sampled_from(TYPED), min_size=2, max_size=4),
)
def test_misspelled_words_are_found_in_the_order_of_their_errors(lines: list[list[str]], typed: list[str]) -> None:
    """Each name once, with the fewest errors it can have been meant with."""
    near = [errors(each, lines) for each in typed]
    expected = sorted(
        (sum(min(words[word] for word in line if word in words) for words in near), at)
        for at, line in enumerate(lines)
        if all(any(word in words for word in line) for words in near)
    )

    assert list(Names(lines).misspelled(" ".join(typed))) == expected
