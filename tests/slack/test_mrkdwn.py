"""Words become Slack's text that shows exactly those words, whatever they are."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack import mrkdwn
from bot.desk.card import Passage
from bot.domain.source import Span
from tests.desk.hostile import SNIPPETS, TURNS, as_read, joined, long_texts, texts
from tests.desk.replies import passages
from tests.slack.reading import Seen, kinds, of_kind, read, read_notice


def rich(*elements: mrkdwn.Element) -> Seen:
    return read([mrkdwn.rich(elements)])


@pytest.mark.parametrize("snippet", SNIPPETS)
@pytest.mark.parametrize("frame", ["{}", "a {} b", "{}x{}", "\n{}\n", "{0}{0}{0}"])
def test_an_escaped_text_is_read_as_nothing_but_its_words(snippet: str, frame: str) -> None:
    words = frame.format(snippet, snippet)
    seen = read([{"type": "context", "elements": [mrkdwn.plain_text(words, 1000)]}])

    assert (kinds(seen), seen.shown) == ({"context", "object"}, words)


@given(texts)
def test_a_notification_mentions_nobody_and_links_nowhere(words: str) -> None:
    seen = read_notice(mrkdwn.escaped(words), mrkdwn=False)

    assert kinds(seen) <= {"emoji"}
    assert seen.shown == words


@given(texts, st.integers(2, 300))
def test_a_plain_text_is_no_longer_than_it_may_be(words: str, most: int) -> None:
    assert len(mrkdwn.plain_text(words, most)["text"]) <= most


@given(passages())
def test_a_quotation_holds_the_words_in_quotation_marks(passage: Passage) -> None:
    seen = rich(mrkdwn.quote(mrkdwn.quoted(passage)))

    (quoted,) = of_kind(seen, "quotation")
    assert kinds(seen) <= {"rich", "quotation", "bold"}
    assert (quoted.shown[:1], quoted.shown[-1:]) == ("“", "”")
    assert joined(quoted.shown[1:-1]) == as_read(passage.text)
    assert not TURNS & set(seen.shown)


@given(passages())
def test_a_paraphrase_gets_no_quotation_marks(passage: Passage) -> None:
    seen = rich(mrkdwn.quote(mrkdwn.quoted(passage, marks=False)))

    assert joined(seen.shown) == (as_read(passage.text) or "…")


@given(passages())
def test_a_passage_on_one_line_stays_on_one_line(passage: Passage) -> None:
    shown = "".join(element["text"] for element in mrkdwn.inline(passage, "italic"))

    assert "\n" not in shown
    assert joined(shown) == as_read(passage.text)


@given(long_texts)
def test_no_element_is_empty_and_no_two_neighbours_are_alike(words: str) -> None:
    marks = tuple(Span(at, at + 1) for at in range(0, min(len(words), 40), 2))
    elements = mrkdwn.quoted(Passage(words, marks))

    assert all(element["text"] for element in elements)
    styles = ["style" in element for element in elements]
    assert all(one != other for one, other in pairwise(styles))


@pytest.mark.parametrize(
    ("words", "marked", "shown"),
    [
        ("We hope Norway will act.", [(8, 14)], [("“We hope ", 0), ("Norway", 1), (" will act.”", 0)]),
        ("Norway", [(0, 6)], [("“", 0), ("Norway", 1), ("”", 0)]),
        ("a\n\nb c", [(3, 4)], [("“a\n", 0), ("b", 1), (" c”", 0)]),
        ("a b", [(0, 3)], [("“", 0), ("a b", 1), ("”", 0)]),
        ("e\u0301a", [(1, 3)], [("“e\u0301", 0), ("a", 1), ("”", 0)]),
        ("*x*", [], [("“*x*”", 0)]),
    ],
)
def test_what_matched_stands_in_bold(words: str, marked: list[tuple[int, int]], shown: list[tuple[str, int]]) -> None:
    elements = mrkdwn.quoted(Passage(words, tuple(Span(*mark) for mark in marked)))

    assert [(element["text"], int("style" in element)) for element in elements] == shown


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://a.example/x#:~:text=a%20b", "https://a.example/x#:~:text=a%20b"),
        ("https://a.example/a|b>c<d", "https://a.example/a%7Cb%3Ec%3Cd"),
        ("https://a.example/ b", ""),
        ("https://me:pass@a.example/", ""),
        ("javascript:alert(1)", ""),
        ("slack://open", ""),
        ("", ""),
    ],
)
def test_a_link_leads_to_a_web_address_or_is_words(url: str, leads: str) -> None:
    element = mrkdwn.link("a|b", url)

    assert (element["text"], element.get("url", "")) == ("a|b", leads)


@pytest.mark.parametrize("ident", ["C0123ABC", "D1", "G9"])
def test_a_channel_is_named_by_slack(ident: str) -> None:
    assert mrkdwn.channel(ident) == {"type": "channel", "channel_id": ident}


@pytest.mark.parametrize(
    ("ident", "shown"), [("12", "12"), ("C1|x", "C1|x"), ("U1", "U1"), ("<!here>", "<!here>"), (" ", "?")]
)
def test_what_is_no_channel_of_slack_is_shown_as_words(ident: str, shown: str) -> None:
    assert mrkdwn.channel(ident) == {"type": "text", "text": shown}
