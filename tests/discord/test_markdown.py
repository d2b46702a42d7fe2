"""Words become Markdown that shows exactly those words, whatever they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord import markdown
from bot.desk.card import Passage
from bot.domain.source import Span
from tests.desk.hostile import SNIPPETS, as_read, joined, long_texts, texts
from tests.discord.reading import Seen, kinds, of_kind, read


def both(text: str) -> list[Seen]:
    """The text as either sort of client reads it."""
    return [read(text, careful=True), read(text, careful=False)]


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    """Hostile words with marks anywhere, in order, some touching."""
    text = draw(long_texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return Passage(text, tuple(Span(start, end) for start, end in pairs if start < end))


@pytest.mark.parametrize("snippet", SNIPPETS)
@pytest.mark.parametrize("frame", ["{}", "a {} b", "{}x{}", "\n{}\n", "{0}{0}{0}"])
def test_escaped_words_are_read_as_nothing_but_words(snippet: str, frame: str) -> None:
    words = frame.format(snippet, snippet)

    for seen in both(markdown.escaped(words)):
        assert (kinds(seen), joined(seen.shown)) == (set(), as_read(words))


@given(texts)
def test_any_words_escaped_show_as_they_are(words: str) -> None:
    for seen in both(markdown.escaped(words)):
        assert (kinds(seen), joined(seen.shown)) == (set(), as_read(words))


@given(texts)
def test_bold_adds_nothing_but_bold(words: str) -> None:
    for seen in both(f"{markdown.bold(words)} \\*"):
        assert kinds(seen) <= {"bold"}
        assert joined(seen.shown) == joined(f"{as_read(words)} *")


@given(texts)
def test_italics_show_the_words_slanted_or_upright(words: str) -> None:
    for seen in both(markdown.italic(words)):
        assert kinds(seen) <= {"italic"}
        assert joined(seen.shown) == as_read(words)


@given(passages())
def test_a_quotation_holds_the_words_in_quotation_marks(passage: Passage) -> None:
    for seen in both(f"before\n{markdown.quotation(passage)}\nafter"):
        (quoted,) = of_kind(seen, "quotation")
        assert kinds(seen) <= {"quotation", "bold"}
        assert joined(quoted.shown) in (f"“{as_read(passage.text)}”", joined(f"“{as_read(passage.text)}”"))
        assert seen.shown.startswith("before")
        assert seen.shown.endswith("after")


@given(passages())
def test_a_paraphrase_gets_no_quotation_marks(passage: Passage) -> None:
    for seen in both(markdown.quotation(passage, marks=False)):
        assert kinds(seen) <= {"quotation", "bold"}
        assert joined(seen.shown) == as_read(passage.text)


@given(passages())
def test_a_passage_on_one_line_stays_on_one_line(passage: Passage) -> None:
    shown = markdown.inline(passage)

    assert "\n" not in shown
    for seen in both(f"label: {shown}"):
        assert kinds(seen) <= {"bold"}
        assert joined(seen.shown) == joined(f"label: {as_read(passage.text)}")


@given(passages())
def test_marks_change_no_word(passage: Passage) -> None:
    for marked, bare in zip(
        both(markdown.quotation(passage)), both(markdown.quotation(Passage(passage.text))), strict=True
    ):
        assert marked.shown == bare.shown


@pytest.mark.parametrize(
    ("text", "marked", "shown"),
    [
        ("We hope Norway will act.", [(8, 14)], "We hope **Norway** will act."),
        ("Norway", [(0, 6)], "**Norway**"),
        ("a Norway's", [(1, 9)], "a **Norway'**s"),
        ("(Norway), yes", [(0, 9)], "**(Norway),** yes"),
        ("a b c", [(0, 2), (2, 5)], "**a b c**"),
        ("a b c", [(1, 2), (3, 4)], "a b c"),
        ("ab", [(0, 1), (1, 2)], "**ab**"),
        ("a*b*", [(1, 4)], r"a**\*b\***"),
        ("*a", [(0, 2)], r"**\*a**"),
        ("a\\", [(0, 2)], r"**a\\**"),
        ("one\ntwo", [(0, 7)], "**one two**"),
        ("e\u0301a", [(1, 3)], "e\u0301**a**"),
        ("ab", [(-5, 1), (1, 99)], "**ab**"),
    ],
)
def test_highlights_stand_around_the_marked_words(text: str, marked: list[tuple[int, int]], shown: str) -> None:
    passage = Passage(text, tuple(Span(*mark) for mark in marked))

    assert markdown.inline(passage) == shown


def test_an_empty_line_starts_a_new_line_of_the_quotation() -> None:
    words = "First of all,\nwe oppose.\n\n1. We sign.\r\n\r\n- Or not.\n\u202e\n"

    assert markdown.quotation(Passage(words)) == "> “First of all, we oppose.\n> 1\\. We sign.\n> \\- Or not.”"


def test_a_mark_over_two_paragraphs_is_closed_and_opened_again() -> None:
    assert markdown.quotation(Passage("a b\n\nc d", (Span(2, 6),))) == "> “a **b**\n> **c** d”"


@pytest.mark.parametrize(
    ("label", "url", "shown"),
    [
        ("Press Conference, 18 February", "https://a.example/x_y", "[Press Conference, 18 February](https://a.example/x_y)"),
        ("A *star*", "https://a.example", r"A \*star\* [open](https://a.example)"),
        ("🔴 Live", "https://a.example", "🔴 Live [open](https://a.example)"),
        ("english.news.cn", "https://a.example", "english.news.cn [open](https://a.example)"),
        ("https://b.example", "https://a.example", r"https\://b.example [open](https://a.example)"),
        ("", "https://a.example", "[open](https://a.example)"),
        ("a||b||", "https://a.example", r"a\|\|b\|\| [open](https://a.example)"),
        ("a [b", "https://a.example", r"a \[b [open](https://a.example)"),
        ("a] b", "https://a.example", r"a\] b [open](https://a.example)"),
        ("Xinhua | News", "https://a.example", "[Xinhua | News](https://a.example)"),
        ("Title", "https://a.example/(x)'*|<>", "[Title](https://a.example/%28x%29%27%2A%7C%3C%3E)"),
        ("Title", "https://a.example/挪威", "[Title](https://a.example/%E6%8C%AA%E5%A8%81)"),
        ("Title", "javascript:alert(1)", "Title"),
        ("Title", "https://user:word@a.example/", "Title"),
        ("Title", "https://a.example/a b", "Title"),
        ("Title", "https://a.example/\u202e", "Title"),
        ("Title", "https://[::1", "Title"),
        ("Title", "https://a.example:99999/", "Title"),
        ("Title", "", "Title"),
    ],
)
def test_a_link_is_masked_only_by_a_title_that_can_be(label: str, url: str, shown: str) -> None:
    assert markdown.link(label, url) == shown


@given(texts, texts)
def test_a_link_shows_its_words_and_leads_nowhere_else(label: str, tail: str) -> None:
    url = f"https://a.example/{tail}"
    target = markdown.address(url)

    for seen in both(markdown.link(label, url)):
        assert [each.leads for each in of_kind(seen, "link")] == ([target] if target else [])
        assert kinds(seen) <= {"link"}
        assert joined(seen.shown.removesuffix("open") if target else seen.shown) == as_read(label) or (
            joined(seen.shown) == as_read(label)
        )


@pytest.mark.parametrize(
    ("ident", "shown"), [("123", "<#123>"), ("1>x", "1>x"), ("", ""), ("<@1>", r"\<\@1>"), ("1" * 21, "1" * 21)]
)
def test_only_ids_become_mentions(ident: str, shown: str) -> None:
    assert markdown.channel(ident) == shown
