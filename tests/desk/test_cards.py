"""Cards: what an excerpt shows anywhere, in plain words on single lines, and nothing that is not on its page."""

import re
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.card import Card, Passage
from bot.desk.cards import card_of
from bot.domain.answer import Context, Excerpt, Match
from bot.domain.source import Basis, Fact, Facts, Span
from bot.domain.statement import Speaker, Voice
from tests.builders import ANALYST, CHINA_MFA, GENG, a_page, a_when, direct, official, question, reported, transcript
from tests.cli.excerpts import excerpt_of

NAMES = {"CN": "China", "NO": "Norway"}

FACTS = Facts(
    title=Fact("Regular\n Press Conference", Basis.PAGE),
    publisher=Fact("Embassy of China in Australia", Basis.MANIFEST),
    agency=Fact("Xinhua", Basis.PAGE),
    url=Fact("https://example.org/a", Basis.PAGE),
    said=a_when("2019-02-18", Basis.MANIFEST),
)
PAGE = a_page(
    question("Reuters: Does China have any comment on Norway?"),
    transcript("We urge the Norwegian side to stop.", GENG),
    reported("Geng said China opposes theft.", GENG, confidence=0.7),
    direct("This is a smear", GENG),
    official("China protests.", CHINA_MFA),
    name="briefing.txt",
    facts=FACTS,
)


def card(number: int, **more: object) -> Card:
    return card_of(excerpt_of(PAGE, number, **more), NAMES.__getitem__)


def test_a_card_holds_all_there_is_to_show() -> None:
    excerpt = excerpt_of(PAGE, 1, matched=[("Norwegian", "Norway", "statement")], also_in=("ab" * 32,))

    made = card_of(excerpt, NAMES.__getitem__, number=2, of=5, more=True, language="nb")

    asked = "Reuters: Does China have any comment on Norway?"
    assert made == Card(
        voice=Voice.TRANSCRIPT,
        badge="transcript",
        name="Geng Shuang",
        about=("Foreign Ministry Spokesperson", "China"),
        likely=False,
        words=Passage("We urge the Norwegian side to stop.", (Span(12, 21),)),
        date="18. februar 2019 (date stated by the curator)",
        carried=("Embassy of China in Australia", "Xinhua"),
        title="Regular Press Conference",
        url="https://example.org/a#:~:text=We%20urge%20the%20Norwegian%20side%20to%20stop%2E",
        place=f"briefing.txt · {PAGE.source.id[:8]} · 49–84",
        found_by=("“Norwegian” for Norway",),
        also_in=("abababab",),
        beside_label="a journalist asked",
        beside=Passage(asked),
        answers=True,
        number=2,
        of=5,
        more=True,
    )


@pytest.mark.parametrize(
    ("number", "voice", "badge", "likely"),
    [
        (1, Voice.TRANSCRIPT, "transcript", False),
        (2, Voice.REPORTED, "paraphrased by Xinhua", True),
        (3, Voice.DIRECT, "direct quotation", False),
        (4, Voice.OFFICIAL, "official text", False),
    ],
)
def test_the_badge_says_how_the_words_reach_us(number: int, voice: Voice, badge: str, *, likely: bool) -> None:
    made = card(number)

    assert (made.voice, made.badge, made.likely) == (voice, badge, likely)


@pytest.mark.parametrize(
    ("speaker", "about"),
    [
        (GENG, ("Foreign Ministry Spokesperson", "China")),
        (CHINA_MFA, ("China",)),
        (ANALYST, ("analyst",)),
        (Speaker("Embassy of china in Norway", party="CN"), ()),
        (Speaker("Odd\nname", role=" two\n lines "), ("two lines",)),
    ],
)
def test_role_and_party_stand_beside_the_name_unless_it_says_them(speaker: Speaker, about: tuple[str, ...]) -> None:
    page = a_page(official("We protest.", speaker))

    assert card_of(excerpt_of(page, 0), NAMES.__getitem__).about == about


def test_what_is_unknown_is_empty_and_an_unknown_date_says_so() -> None:
    made = card_of(excerpt_of(a_page(official("We protest.", GENG)), 0), NAMES.__getitem__)

    assert (made.title, made.url, made.carried, made.found_by, made.also_in) == ("", "", (), (), ())
    assert (made.beside, made.beside_label, made.answers) == (None, "", False)
    assert (made.number, made.of, made.more) == (None, None, False)
    assert made.date == "date unknown"


@pytest.mark.parametrize(
    ("role", "label", "answers"),
    [
        ("question", "a journalist asked", True),
        ("before", "on the page before it", False),
        ("after", "on the page after it", False),
        ("question before", "a question on the page before it", False),
        ("question after", "a question on the page after it", False),
        ("heading", "under the heading", False),
    ],
)
def test_what_stands_beside_it_is_labelled_as_what_it_is(role: str, label: str, *, answers: bool) -> None:
    made = card(3, context=Context("Some words.", Span(0, 11), role))

    assert (made.beside_label, made.beside, made.answers) == (label, Passage("Some words."), answers)


def test_matches_beside_it_are_marked_beside_it_and_in_the_title_nowhere() -> None:
    excerpt = excerpt_of(PAGE, 1)
    matched = (
        Match("Norway", "norway", "context", Span(40, 46)),
        Match("China", "norway", "context"),
        Match("Press", "press", "title"),
        Match("urge", "urge", "statement", Span(52, 56)),
        Match("urge", "urge", "statement", Span(51, 55)),
    )

    made = card_of(replace(excerpt, matched=matched), NAMES.__getitem__)

    assert made.beside is not None
    assert [made.beside.text[mark.start : mark.end] for mark in made.beside.marks] == ["China", "Norway"]
    assert [made.words.text[mark.start : mark.end] for mark in made.words.marks] == ["urge"]
    assert made.found_by == (
        "“Norway” in the words around it", "“China” in the words around it for norway",
        "“Press” in the title", "“urge”",
    )  # fmt: skip


def test_a_url_that_is_no_page_is_not_shown() -> None:
    facts = replace(FACTS, url=Fact("javascript:alert(1)", Basis.PAGE))

    assert card_of(excerpt_of(a_page(official("We protest.", GENG), facts=facts), 0), NAMES.__getitem__).url == ""


def plain(made: Card) -> list[str]:
    """Every text of a card that is not a passage."""
    values = [getattr(made, field.name) for field in fields(made)]
    return [text for value in values for text in (value if isinstance(value, tuple) else [value]) if type(text) is str]


WORDS = st.text(max_size=30)


@given(WORDS.filter(bool), WORDS, WORDS, WORDS)
def test_everything_but_the_passages_is_on_one_line_and_the_passages_are_the_pages(
    words: str, name: str, title: str, asked: str
) -> None:
    page = a_page(
        question(asked), transcript(words, Speaker(name, role=title, party="CN")), name=name or "a",
        facts=Facts(title=Fact(title, Basis.PAGE), agency=Fact(name, Basis.PAGE), published=a_when("2019")),
    )  # fmt: skip
    excerpt: Excerpt = excerpt_of(page, 1)

    made = card_of(replace(excerpt, matched=(Match(asked, title, "context"),)), NAMES.__getitem__)

    assert made.words.text == page.source.text[excerpt.start : excerpt.end]
    assert made.beside is not None
    assert made.beside.text == asked
    assert [text for text in plain(made) if len(text.splitlines()) > 1 or re.search(r"\s\s|\t|\n", text)] == []


def test_letters_of_han_that_matched_in_pairs_are_marked_as_one_word() -> None:
    excerpt = excerpt_of(a_page(official("三文鱼贸易。", GENG)), 0)
    pairs = (Match("三文", "三文鱼", "statement", Span(0, 2)), Match("文鱼", "三文鱼", "statement", Span(1, 3)))

    made = card_of(replace(excerpt, matched=pairs), NAMES.__getitem__)

    assert made.words.marks == (Span(0, 3),)


@pytest.mark.parametrize(
    ("before", "label"),
    [
        ("", "a journalist asked"),
        ("Q: ", "a journalist asked"),
        ("Question (NRK): ", "a journalist asked"),
        ("记者：", "a journalist asked"),
        ("Pat McFadden (Labour): ", "Pat McFadden (Labour) asked"),
        ("Reuters: ", "Reuters asked"),
        ("He went on. ", "a journalist asked"),
        ("x" * 61 + ": ", "a journalist asked"),
    ],
)
def test_a_question_is_called_by_who_asked_it_as_far_as_the_page_names_them(before: str, label: str) -> None:
    excerpt = excerpt_of(a_page(official(f"{before}Will you?", GENG)), 0)
    asked = Context("Will you?", Span(len(before), len(before) + 9), "question")

    assert card_of(replace(excerpt, context=asked), NAMES.__getitem__).beside_label == label
