"""Who said this: copies found however they were garbled, and nobody named for what is merely about the same."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive import Archive, read_documents
from bot.domain.source import digest
from bot.domain.statement import Page
from bot.names import Registry
from bot.search.likeness import share_of, without_markup
from bot.search.terms import words
from tests.builders import GENG, SOREIDE, a_page, direct, narration, official, question, transcript

Make = Callable[..., Archive]
SEEDS = Path(__file__).resolve().parents[2] / "seeds"

CYBER = "China is a staunch upholder of cyber security and one of the major victims of hacking."
URGE = "We urge the relevant parties to stop smearing China with fabricated accusations."
SHORT = "We oppose this."
FISH = "Fisheries remain a field of good cooperation between our two countries for many years."
COMMON = "All parties should exercise restraint and return to the negotiating table without delay."


@pytest.fixture
def held(archive: Make) -> Archive:
    return archive(
        a_page(
            question("Reuters: Does the ministry accept that the hackers who stole the plans were paid by the state?"),
            transcript(CYBER, GENG),
            transcript(URGE, GENG),
            transcript(SHORT, GENG),
            narration("The spokesman then left the room without taking any of the further questions put to him."),
            transcript("我们坚决反对一切形式的网络攻击和网络窃密行为。", GENG),
            said="2019-02-18",
        ),
        a_page(official(FISH, SOREIDE), official(COMMON, SOREIDE), name="no.txt", said="2021-07-19"),
        a_page(official(COMMON, GENG), name="cn.txt", said="2022-07-19"),
    )


VERBATIM = [
    CYBER,
    CYBER.upper(),
    f"> {CYBER}",
    f"> **{CYBER[:30]}**{CYBER[30:]}\n<@123> what is this? :thinking: https://example.org/x?y=1",
    f"```\n{CYBER}\n```",
    f"||{CYBER}||",
    CYBER.replace("cyber security", "[cyber security](https://example.org/a)"),
    CYBER.replace("cyber security", "<https://example.org/a|cyber security>"),
    CYBER.replace(" ", "  \n"),
    CYBER.replace("hacking", "hack\u200bing\u00ad"),
    f"“{CYBER}”, the spokesman told them, and everybody in the room wrote it down at once, as one does.",
    "China is a staunch upholder of cyber security and one",
    "one of the major victims of hacking",
    f"{CYBER}\n\n{FISH}",
    f"{SHORT}\n\nIt is said that {CYBER}",
]


@pytest.mark.parametrize("message", VERBATIM)
def test_a_copy_is_found_word_for_word(held: Archive, message: str) -> None:
    found = held.who_said(message)

    assert found is not None
    assert (found.verbatim, found.share, found.others) == (True, 1.0, ())
    assert (found.excerpt.text, found.excerpt.speaker) in ((CYBER, GENG), (FISH, SOREIDE))


@pytest.mark.parametrize("message", [SHORT, "we oppose this", f"> {SHORT}", f"They say “{SHORT}” every single day now"])
def test_a_short_statement_is_found_where_it_is_all_that_is_quoted(held: Archive, message: str) -> None:
    found = held.who_said(message)

    assert found is not None
    assert (found.excerpt.text, found.verbatim) == (SHORT, True)


NEAR = [
    CYBER.replace("staunch", "staunhc").replace("victims", "victms"),
    CYBER.replace("one of the major victims", "one of main victims"),
    "China is a staunch upholder … major victims of hacking",
    CYBER.replace("China is a", "China is not a"),
    URGE.replace("We urge", "We do not urge"),
    URGE.replace("with fabricated accusations", "with its fabricated accusations"),
    "Our spokesman yesterday: " + URGE.replace("smearing", "smaering") + " And that was all he had to say.",
]


@pytest.mark.parametrize("message", NEAR)
def test_a_garbled_copy_is_near_but_not_word_for_word(held: Archive, message: str) -> None:
    found = held.who_said(message)

    assert found is not None
    assert found.excerpt.text in (CYBER, URGE)
    assert not found.verbatim
    assert 0.75 <= found.share < 1


NOBODYS = [
    "",
    "???",
    "China",
    "cyber security",
    "one of the major",
    "we urge the relevant",
    "I read that China upholds cyber security and was often hacked itself.",
    "Beijing says it is a victim of hacking, and a defender of security in cyberspace.",
    "Stop accusing China of hacking without evidence, the spokesman urged the parties concerned.",
    "Do you think China is one of the major powers in hacking, or a victim of it?",
    "Norway and China have cooperated well on fisheries.",
    "We oppose this plan and everything it stands for",
    "what did China say about cyber security",
    "Reuters: Does the ministry accept that the hackers who stole the plans were paid by the state?",
    "The spokesman then left the room without taking any of the further questions put to him.",
    "我们支持网络安全合作。",
    "<@1> :smile: https://example.org/we/urge/the/relevant/parties/to/stop/smearing/China",
    "x" * 4000,
    "We " * 2000,
]


@pytest.mark.parametrize("message", NOBODYS)
def test_what_is_about_the_same_or_not_a_statement_is_nobodys(held: Archive, message: str) -> None:
    assert held.who_said(message) is None


IMPERIALISM = "It is imperialism, plain and simple."


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("It is imperialism, plain and simple", True),
        ("it is imperialsm, plain and simple!", True),
        ("It was imperialism, plain and simple", True),
        ("It is sabotage, plain and simple", False),
        ("It is love, plain and simple", False),
        ("This is it, plain and simple", False),
        ("and it is what it is for all of us", False),
        ("it is what it is for all", False),
    ],
)
def test_a_short_copy_has_all_the_words_that_tell_something(
    archive: Make, message: str, found: bool  # noqa: FBT001  a table's column
) -> None:
    held = archive(
        a_page(official(IMPERIALISM, SOREIDE), official("And so it is what it is for all of us and for them.", SOREIDE))
    )

    likeness = held.who_said(message)

    assert (likeness.excerpt.text if likeness else None) == (IMPERIALISM if found else None)


def test_words_without_spaces_are_compared_letter_by_letter(held: Archive) -> None:
    copied = held.who_said("发言人说：“坚决反对一切形式的网络攻击和网络窃密行为”")
    negated = held.who_said("我们不坚决反对一切形式的网络攻击和网络窃密行为。")

    assert copied is not None
    assert negated is not None
    assert not negated.verbatim
    assert copied.share < 1 or copied.verbatim


def test_words_that_two_have_said_are_given_to_neither_alone(held: Archive) -> None:
    found = held.who_said(COMMON)

    assert found is not None
    assert (found.excerpt.speaker, found.others) == (SOREIDE, (GENG,))


def test_the_same_words_in_another_source_are_told(archive: Make) -> None:
    held = archive(
        a_page(direct(CYBER, GENG), name="a.txt", said="2019-02-18"),
        a_page(direct(CYBER, GENG), narration("Elsewhere."), name="b.txt", said="2019-02-19"),
    )

    found = held.who_said(CYBER)

    assert found is not None
    assert (found.excerpt.source.name, len(found.excerpt.also_in), found.others) == ("a.txt", 1, ())


def test_an_excerpt_it_shows_is_the_exact_words(held: Archive) -> None:
    found = held.who_said(f"he said: {URGE.upper()}")

    assert found is not None
    excerpt = found.excerpt
    assert excerpt.source.text[excerpt.start : excerpt.end] == excerpt.text == URGE


def test_every_statement_of_the_seeds_is_found_by_itself(archive: Make, registry: Registry) -> None:
    pages = [page for _, page, _ in read_documents([SEEDS], registry) if page is not None]
    held = archive(*(a_fresh(page) for page in pages))
    texts = [page.source.slice(unit.span) for page in pages for unit in page.units if unit.quotable]

    found = {text: held.who_said(text) for text in texts if len(text.split()) > 2}

    assert {text for text, likeness in found.items() if likeness is None or not likeness.verbatim} == set()


def a_fresh(page: Page) -> Page:
    """The page as if its bytes were its text's UTF-8, as the builders keep them."""
    return replace(page, source=replace(page.source, id=digest(page.source.text.encode())))


@pytest.mark.parametrize(
    ("one", "other", "common", "share"),
    [
        ("a b c d", "a b c d", 4, 1.0),
        ("a b c d", "x a b c d y", 4, 1.0),
        ("a b c d", "a b x c d", 4, 0.8),  # one place with more in it
        ("a b c d", "a b x y z c d", 4, 0.8),
        ("a b c d", "a b x d", 3, 0.75),
        ("a b c d", "d c b a", 1, 0.25),
        ("a b", "c d", 0, 0.0),
        ("", "a", 0, 0.0),
    ],
)
def test_the_share_is_of_the_shorters_words_in_order(one: str, other: str, common: int, share: float) -> None:
    assert share_of(one.split(), other.split()) == (common, share)
    assert share_of(other.split(), one.split()) == (common, share)


WORDS = st.lists(st.sampled_from(["a", "b", "c", "the", "of", "we"]), max_size=30)


@given(WORDS, WORDS)
def test_the_share_is_one_only_word_for_word(one: list[str], other: list[str]) -> None:
    short, long = sorted((one, other), key=len)
    stands = any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))

    common, share = share_of(one, other)

    assert (share == 1.0) is (bool(short) and stands)
    assert 0 <= share <= 1
    assert common <= len(short)


@given(st.text(max_size=300))
def test_any_message_loses_its_markup(text: str) -> None:
    assert len(without_markup(text)) <= len(text) + 300


@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_message_can_be_compared(text: str) -> None:
    """Half surrogate pairs, NUL, marks of direction: nothing of it stops the comparison."""
    assert all(word.strip() for word in words(text))
