"""Answers as cards: what is shown, how the voices differ, and that no page can do more than be read."""

import re
from dataclasses import replace

import pytest

from bot.adapters.terminal.cards import Cards
from bot.adapters.terminal.page import page_lines
from bot.adapters.terminal.paint import Paint
from bot.adapters.terminal.screen import cells
from bot.desk.cards import highlights
from bot.desk.dates import day
from bot.domain.answer import Answer, Context, Match, Nothing
from bot.domain.question import Question
from bot.domain.source import Basis, Fact, Facts, PartialDate, Span, When
from bot.domain.statement import Page
from tests.builders import ANALYST, GENG, HUA, a_page, a_when, direct, official, question, reported, transcript
from tests.cli.excerpts import answer_of, excerpt_of

NAMES = {"CN": "China", "NO": "Norway"}
COLOURS = Paint(marks=True, colours=True)
ATTRIBUTES = Paint(marks=True, colours=False)


def drawn(answer: Answer, width: int = 80, paint: Paint | None = None) -> str:
    return Cards(paint or Paint(), width, NAMES.__getitem__).answer(answer)


def a_briefing(**facts: object) -> Page:
    return a_page(
        question("Reuters: Does China have any comment on Norway?"),
        transcript("We urge the Norwegian side to stop.", GENG),
        reported("Geng said China opposes theft.", GENG, confidence=0.7),
        direct("This is nothing but a smear", HUA),
        name="briefing.txt",
        **facts,  # type: ignore[arg-type]
    )


def test_a_card_shows_words_speaker_question_date_publisher_title_link_place_and_reason() -> None:
    facts = Facts(
        title=Fact("Regular Press Conference", Basis.PAGE),
        publisher=Fact("Embassy of China in Australia", Basis.MANIFEST),
        url=Fact("https://example.org/a", Basis.PAGE),
        said=a_when("2019-02-18", Basis.MANIFEST),
    )
    page = a_briefing(facts=facts)

    text = drawn(answer_of(excerpt_of(page, 1, matched=[("Norwegian", "Norway", "statement")])))

    assert text == (
        "Read as: statements by China about Norway\n"
        "\n"
        "1 Geng Shuang, Foreign Ministry Spokesperson, China                   transcript\n"
        "  a journalist asked: Reuters: Does China have any comment on Norway?\n"
        "  │ “We urge the Norwegian side to stop.”\n"
        "  18 February 2019 (date stated by the curator) · Embassy of China in Australia\n"
        "  Regular Press Conference\n"
        "  https://example.org/a\n"
        f"  briefing.txt · {page.source.id[:8]} · 49–84\n"
        "  found by “Norwegian” for Norway"
    )


def test_direct_speech_official_text_and_paraphrase_look_different_without_colour() -> None:
    page = a_page(
        official("We protest.", GENG), direct("We protest loudly", HUA), reported("China protested.", HUA),
        facts=Facts(agency=Fact("Xinhua", Basis.PAGE)),
    )  # fmt: skip

    shown = [drawn(answer_of(excerpt_of(page, number))) for number in range(3)]

    badges = re.findall("official text|direct quotation|paraphrased by .*", "\n".join(shown))
    assert badges == ["official text", "direct quotation", "paraphrased by Xinhua"]
    assert "│ “We protest.”" in shown[0]
    assert "┊ China protested." in shown[2]
    assert "“China protested" not in shown[2]


def test_an_unsure_attribution_is_called_likely() -> None:
    page = a_briefing()

    assert "1 likely Geng Shuang" in drawn(answer_of(excerpt_of(page, 2)))
    assert "likely" not in drawn(answer_of(excerpt_of(page, 3)))


def test_a_speaker_for_no_party_is_given_none() -> None:
    page = a_page(direct("They are wrong", ANALYST))

    assert "1 Li Wei, analyst " in drawn(answer_of(excerpt_of(page, 0)))


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        (PartialDate(2019, 2, 18), "18 February 2019"),
        (PartialDate(2019, 2), "February 2019"),
        (PartialDate(2019), "2019"),
        (PartialDate(None, 2, 18), "18 February (year not stated)"),
    ],
)
def test_a_date_shows_its_precision(date: PartialDate, shown: str) -> None:
    assert day(date) == shown


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        (Facts(), "date unknown"),
        (Facts(said=a_when("2019-02")), "  February 2019\n"),
        (Facts(published=a_when("2019-02-13", Basis.URL)), "published 13 February 2019 (date from the link)"),
        (Facts(said=a_when("--02-18", Basis.INFERRED)), "18 February (year not stated) (date inferred)"),
        (Facts(said=When(PartialDate(2019), Basis.STATED)), "  2019\n"),
    ],
)
def test_a_date_shows_its_basis_and_an_unknown_one_says_so(facts: Facts, shown: str) -> None:
    assert shown in drawn(answer_of(excerpt_of(a_briefing(facts=facts), 1)))


def test_matched_words_are_marked_and_named_so_that_no_colour_loses_nothing() -> None:
    excerpt = excerpt_of(a_briefing(), 1, matched=[("Norwegian", "Norway", "statement")])

    assert "\x1b[1;4mNorwegian\x1b[0m" in drawn(answer_of(excerpt), paint=COLOURS)
    assert "\x1b[1;4mNorwegian\x1b[0m" in drawn(answer_of(excerpt), paint=ATTRIBUTES)
    assert "found by “Norwegian” for Norway" in drawn(answer_of(excerpt))


def test_the_words_are_the_same_in_every_paint() -> None:
    answer = answer_of(excerpt_of(a_briefing(), 1, matched=[("Norwegian", "Norway", "statement")]))

    for paint in (COLOURS, ATTRIBUTES):
        assert re.sub("\x1b\\[[0-9;]*m", "", drawn(answer, paint=paint)) == drawn(answer)


def test_a_highlight_that_is_not_on_the_page_is_dropped() -> None:
    page = a_briefing()
    excerpt = excerpt_of(page, 1, matched=[("Swedish", "Sweden", "statement"), ("Norwegian", "Norway", "statement")])

    assert [excerpt.text[span.start : span.end] for span in highlights(excerpt)] == ["Norwegian"]


@pytest.mark.parametrize("width", [1, 20, 21, 33, 60, 80, 200])
def test_a_card_keeps_to_the_width(width: int) -> None:
    """Links are left whole, so that they can be clicked; there is none here."""
    page = a_page(
        official("中国坚决反对一切形式的网络攻击。" * 3 + " China firmly opposes " + "x" * 90, GENG),
        title="A rather long title about many things " * 3, publisher="Embassy of China in Norway",
    )  # fmt: skip
    answer = answer_of(excerpt_of(page, 0, also_in=("ab" * 32,)), left_out={"undated": 2})

    for line in drawn(answer, width).split("\n"):
        assert cells(line) <= max(width, 20), line


def test_escape_sequences_and_direction_overrides_of_a_page_do_not_reach_the_terminal() -> None:
    page = a_page(
        question("A: \x1b[2J?"), transcript("We \x1b[31mprotest\x07 \u202etsetorp\u202c.", GENG), name="odd\x1b.txt",
        title="\x1b]0;owned\x07title", publisher="\x9bpub",
    )  # fmt: skip
    excerpt = excerpt_of(page, 1)

    for text in (drawn(answer_of(excerpt)), "\n".join(page_lines(page, Paint(), 80))):
        assert not set(text) & set("\x1b\x07\x9b\u202e\u202c")
        assert "We ␛[31mprotest␇ ⟨U+202E⟩tsetorp⟨U+202C⟩." in text
    assert excerpt.text == page.source.text[excerpt.start : excerpt.end]


def test_nothing_found_says_why_and_shows_the_nearest() -> None:
    page = a_briefing()
    nothing = Nothing("China said nothing about penguins here", (excerpt_of(page, 1),))

    text = drawn(Answer(Question("what about penguins", "statements by China about penguins"), nothing=nothing))

    assert "Nothing found: China said nothing about penguins here" in text
    assert "Nearest in the archive:\n\n· Geng Shuang" in text


def test_corrections_other_sources_context_and_what_was_left_out_are_told() -> None:
    page = a_briefing()
    before = Context("Earlier he spoke of trade.", Span(0, 26), "before")
    asked = Question("norwey", "statements about Norway", corrections={"norwey": "Norway"})

    text = drawn(
        answer_of(
            excerpt_of(page, 3, context=before, also_in=("ab" * 32, "cd" * 32)),
            question=asked, left_out={"undated": 1, "unsure": 0},
        )
    )  # fmt: skip

    assert "“norwey” read as “Norway”" in text
    assert "on the page before it: Earlier he spoke of trade." in text
    assert "also in 2 other sources: abababab, cdcdcdcd" in text
    assert "left out: 1 statement without a date" in text
    assert "not surely attributed" not in text


def test_excerpts_of_one_page_cite_it_in_full_once() -> None:
    page = a_briefing(title="Regular Press Conference")

    text = drawn(answer_of(excerpt_of(page, 1), excerpt_of(page, 3)))

    assert text.count("Regular Press Conference") == 1
    assert "  the same page as 1 · " in text


def test_a_long_question_is_shown_around_what_was_found_in_it() -> None:
    asked = "One thing first. " * 20 + "Does Norway matter? " + "And one more thing. " * 20
    page = a_page(question(asked.strip()), transcript("We protest.", GENG))
    found = Match("Norway", "norway", "context")

    text = drawn(answer_of(replace(excerpt_of(page, 1), matched=(found,))))

    shown = re.search("a journalist asked: (.*?) *│", text, re.DOTALL)
    assert shown is not None
    kept = " ".join(shown[1].split())
    assert (kept[:2], kept[-2:]) == ("… ", " …")
    assert "Does Norway matter?" in kept


def test_a_page_shows_every_unit_with_its_label_party_and_speaker_in_the_margin() -> None:
    lines = list(page_lines(a_briefing(), Paint(), 80))

    assert "question                  │ Reuters: Does China have any comment on Norway?" in lines
    assert "transcript                │ We urge the Norwegian side to stop." in lines
    assert "CN Geng Shuang            │" in lines
    assert "reported likely 0.70      │ Geng said China opposes theft." in lines


def test_a_page_on_a_narrow_screen_has_its_margin_above() -> None:
    lines = list(page_lines(a_briefing(), Paint(), 30))

    assert "transcript · CN Geng Shuang" in lines
    assert all(cells(line) <= 30 for line in lines if "·" not in line)
