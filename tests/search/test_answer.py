"""Questions to a small archive: what is quoted, in which order, what is refused, and what is said about it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bot.domain.answer import Match
from bot.domain.source import Span
from bot.domain.statement import Label, Page, Sheet, Speaker, Voice
from bot.search.answer import answer
from bot.search.find import CANDIDATES
from bot.search.standing import Standing
from bot.storage.memory import MemoryStore
from tests.builders import (
    GENG,
    HUA,
    SOREIDE,
    a_page,
    comment,
    direct,
    furniture,
    heading,
    keep,
    narration,
    official,
    question,
    reported,
    transcript,
)
from tests.search.conftest import Desk

Make = Callable[..., Desk]
NORWAY = Speaker("Norway", party="NO", entity="NO")
GERMANY = Speaker("Germany", party="DE", entity="DE")
YEARS = range(2010, 2020)
EMBASSY = Speaker("Chinese Embassy", role="embassy in Norway", party="CN", entity="cn.embassy.no")


def a_press_conference(said: str = "2019-02-18") -> Page:
    return a_page(
        heading("Regular press conference"),
        question("Q: The Australian government says a state actor hacked two parties. Any comment?"),
        transcript("Cyber security should be upheld by all members of the international community.", GENG),
        transcript("We urge certain media to stop tarnishing the image of others.", GENG),
        comment("Penguins should rule Australia, says Stan Marsh."),
        furniture("Table tennis season opens"),
        name="press.txt",
        said=said,
    )


def an_embassy_statement() -> Page:
    return a_page(
        heading("Statement on the claimed attacks"),
        official("The Norwegian side suddenly claimed that the attack on the Storting came from China.", EMBASSY),
        official("We hope that facts and evidence will be provided.", EMBASSY),
        official("Fisheries remain a field of good cooperation.", EMBASSY),
        name="embassy.txt",
        said="2021-07-19",
    )


def test_an_excerpt_is_the_exact_words_with_their_place(desk: Make) -> None:
    found = desk(an_embassy_statement()).ask("what did China say about fisheries").excerpts

    assert found[0].text == "Fisheries remain a field of good cooperation."
    assert found[0].source.text[found[0].start : found[0].end] == found[0].text
    assert found[0].matched == (
        Match("Fisheries", "fisheries", "statement", Span(found[0].start, found[0].start + 9)),
    )
    assert found[0].speaker == EMBASSY


def test_a_name_finds_what_its_aliases_say(desk: Make) -> None:
    archive = desk(an_embassy_statement())

    for asked in ("Norway", "Norwegen", "Oslo", "the Norwegians", "挪威", "norwey"):
        assert archive.texts(f"what did China say about {asked}")[0].startswith("The Norwegian side"), asked


def test_words_found_only_in_the_question_answered_are_said_to_be_context(desk: Make) -> None:
    archive = desk(a_press_conference())

    first = archive.ask("what did China say about Australia").excerpts[0]

    assert first.speaker == GENG
    assert first.context is not None
    assert first.context.role == "question"
    assert [(match.text, match.where) for match in first.matched] == [("Australian", "context")]


def test_what_says_it_itself_comes_before_what_only_stands_beside_it(desk: Make) -> None:
    texts = desk(an_embassy_statement()).texts("what did China say about Norway")

    assert texts[0].startswith("The Norwegian side")
    assert texts[1] == "We hope that facts and evidence will be provided."


@pytest.mark.parametrize(
    "page",
    [
        a_page(transcript("The pipelines hold.", SOREIDE), question("China says they were blown up?"), name="t.txt"),
        a_page(
            question("Are the pipelines safe?"),
            transcript("They are.", SOREIDE),
            transcript("We are sure of it.", SOREIDE),
            question("And what of China?"),
            transcript("We shall see.", HUA),
            name="t.txt",
        ),
        a_page(official("The pipelines are safe.", SOREIDE), heading("China and the whales"), name="t.txt"),
    ],
)
def test_a_question_or_heading_behind_a_statement_does_not_make_an_answer_of_it(desk: Make, page: Page) -> None:
    """It is what somebody asks next, or what comes next."""
    assert desk(page).texts("what did Norway say about China") == []


@pytest.mark.parametrize(
    ("asked", "said", "nearest"),
    [
        ("Taiwan", "Tension in the Taiwan Strait worries us.", "Tension in the Taiwan Strait worries us."),
        ("France", "The Paris Agreement stands.", "Germany likes France."),
    ],
)
def test_a_name_inside_another_is_near_where_it_is_the_word_asked_for(
    desk: Make, asked: str, said: str, nearest: str
) -> None:
    """What a speaker said of the Taiwan Strait is nearer than what others said of Taiwan; a capital is no such word."""
    pages = [
        a_page(official(said, NORWAY), name="no.txt"),
        a_page(official(f"Germany likes {asked}.", GERMANY), name="de.txt"),
    ]

    found = desk(*pages).ask(f"what did Norway say about {asked}")

    assert found.nothing is not None
    assert (found.excerpts, [excerpt.text for excerpt in found.nothing.nearest]) == ((), [nearest])


def test_the_sentences_beside_a_statement_still_tell_what_it_is_about(desk: Make) -> None:
    page = a_page(
        question("Are the pipelines safe?"),
        transcript("They are.", SOREIDE),
        transcript("We have looked at what China sent us.", SOREIDE),
        transcript("We are sure of it.", SOREIDE),
        question("And the whales?"),
        name="t.txt",
    )

    texts = desk(page).texts("what did Norway say about China")

    assert texts == ["We have looked at what China sent us.", "They are.", "We are sure of it."]


def test_a_day_without_a_year_shows_that_day_of_another_year_among_the_nearest(desk: Make) -> None:
    archive = desk(
        a_press_conference("2019-02-18"),
        a_page(direct("We said other things since.", GENG), name="later.txt", said="2025-05-01"),
    )

    found = archive.ask("what did China say on February 18")

    assert found.excerpts == ()
    assert found.nothing is not None
    assert {one.source.name for one in found.nothing.nearest} == {"press.txt"}
    assert found.question.read_as == "statements by China, on 18 February 2025 (the year is a guess)"


def test_the_sentence_before_is_shown_when_the_evidence_stands_there(desk: Make) -> None:
    page = a_page(
        narration("Reports alleged that a Norwegian software firm was hacked."),
        direct("This is nothing but a series of actions to tarnish our image.", HUA),
        name="news.txt",
    )

    found = desk(page).ask("what did China say about Norway").excerpts

    assert [(excerpt.text[:15], excerpt.context and excerpt.context.role) for excerpt in found] == [
        ("This is nothing", "before")
    ]


@pytest.mark.parametrize(
    "asked",
    [
        "what did China say about penguins",
        "what did China say about table tennis",
        "what did China say about Russia",
        "what did China say about trade",
        "what did Australia say about cyber security",
        "what did Stan Marsh say",
        "what did the journalist say about Australia",
        "who mentioned penguins",
        '"a state actor hacked"',
        "asdf qwerty zxcv",
        "what did China say about Australia since 2020",
        "what did Hua Chunying say about cyber security",
        "",
    ],
)
def test_what_nobody_said_is_refused_with_a_reason(asked: str, desk: Make) -> None:
    found = desk(a_press_conference()).ask(asked)

    assert found.excerpts == ()
    assert found.nothing is not None
    assert found.nothing.reason


def test_nothing_found_names_what_others_said_of_it(desk: Make) -> None:
    archive = desk(an_embassy_statement(), a_page(official("We like whales.", NORWAY), name="no.txt"))

    nothing = archive.ask("what did China say about whales").nothing

    assert nothing is not None
    assert nothing.reason == "The archive holds no statement by China about “whales”."
    assert [(excerpt.text, excerpt.speaker.party) for excerpt in nothing.nearest] == [("We like whales.", "NO")]


def test_where_an_office_said_nothing_its_own_party_is_nearest(desk: Make) -> None:
    made = desk(a_page(official("Whales are hunted.", NORWAY), official("Whales are ours.", GERMANY)))

    nothing = made.ask("what did the Norwegian prime minister say about whales").nothing

    assert nothing is not None
    assert nothing.reason == "The archive holds no statement by the Norwegian prime minister."
    assert [excerpt.text for excerpt in nothing.nearest] == ["Whales are hunted."]


def test_a_party_never_quoted_is_said_to_be_absent(desk: Make) -> None:
    nothing = desk(an_embassy_statement()).ask("what did Sweden say about whales").nothing

    assert nothing is not None
    assert nothing.reason == "The archive holds no statement by Sweden."


def test_each_party_is_given_its_own_words_only(desk: Make) -> None:
    told = reported("Whales, said a spokesperson, are protected.", HUA)
    pages = [
        a_page(official("We discuss whales with China.", NORWAY), name="no.txt"),
        a_page(official("We discuss whales with Norway.", GERMANY), name="de.txt"),
        a_page(narration("Whales are big."), told, name="cn.txt"),
    ]

    archive = desk(*pages)

    assert archive.texts("what did Norway say about whales") == ["We discuss whales with China."]
    assert archive.texts("what did China say about whales") == ["Whales, said a spokesperson, are protected."]


def test_a_name_inside_another_name_is_not_the_one_asked_for(desk: Make) -> None:
    page = a_page(official("Freedom of navigation in the South China Sea matters.", NORWAY), name="no.txt")

    assert desk(page).texts("what did Norway say about China") == []


def test_a_body_answers_with_its_spokespeople(desk: Make) -> None:
    archive = desk(an_embassy_statement(), a_press_conference())

    found = archive.ask("what did the Chinese foreign ministry say about cyber security").excerpts

    assert {excerpt.speaker for excerpt in found} == {GENG}


def test_a_body_known_by_a_longer_name_is_found_by_its_own(desk: Make) -> None:
    told = Speaker("a spokesperson for the Chinese Embassy in the Czech Republic", party="CN", named=False)
    page = a_page(reported("Whales were not mentioned, the Embassy said.", told), name="a.txt")

    for asked in ("the Chinese Embassy in the Czech Republic", "the Chinese embassy in Prague", "the Chinese embassy"):
        assert desk(page).texts(f"what did {asked} say about whales") == [page.source.text.strip()], asked


def test_an_office_is_found_by_the_speakers_role(desk: Make) -> None:
    press = Speaker("Jen Psaki", role="White House Press Secretary", party="US")
    guest = Speaker("Brian Deese", role="Director of the National Economic Council", party="US")
    page = a_page(transcript("Jobs are growing.", press), transcript("Jobs are back.", guest), name="brief.md")

    assert desk(page).texts("what did the White House press secretary say about jobs") == ["Jobs are growing."]


def test_a_phrase_must_stand_in_the_statement_word_for_word(desk: Make) -> None:
    pages = [
        a_page(direct("One cannot smear others with groundless guesses.", HUA), name="one.txt"),
        a_page(direct("Such guesses are groundless.", HUA), name="two.txt"),
    ]

    texts = desk(*pages).texts('who said "groundless guesses"')

    assert texts == ["One cannot smear others with groundless guesses."]


def test_a_phrase_is_not_stemmed_and_is_shown_where_it_stands(desk: Make) -> None:
    archive = desk(a_page(direct("One cannot smear others with groundless guesses.", HUA), name="one.txt"))

    assert archive.texts('"groundless guess"') == []
    assert [match.text for match in archive.ask('"Groundless guesses"').excerpts[0].matched] == ["groundless guesses"]


def test_what_is_excluded_is_left_out(desk: Make) -> None:
    archive = desk(an_embassy_statement(), a_press_conference())

    texts = archive.texts("what did China say about attacks but not Norway")

    assert not any("Norwegian" in text for text in texts)
    assert archive.texts("china on cyber security except Geng Shuang") == []
    assert archive.texts("who mentioned evidence except Hua Chunying") == [
        "We hope that facts and evidence will be provided."
    ]


def test_a_period_holds_only_what_surely_lies_in_it_and_counts_the_rest(desk: Make) -> None:
    pages = [
        a_page(official("Whales in February.", NORWAY), name="a.txt", said="2019-02-18"),
        a_page(official("Whales that year.", NORWAY), name="b.txt", said="2019"),
        a_page(official("Whales some day.", NORWAY), name="c.txt", said="--02-18"),
        a_page(official("Whales at no known time.", NORWAY), name="d.txt"),
        a_page(official("Whales later on.", NORWAY), name="e.txt", said="2021"),
    ]

    found = desk(*pages).ask("what did Norway say about whales in February 2019")

    assert [excerpt.text for excerpt in found.excerpts] == ["Whales in February."]
    assert found.left_out == {"undated": 3}


def test_when_first_gives_the_earliest_and_when_last_the_newest(desk: Make) -> None:
    pages = [
        a_page(official(f"Whales in {year}.", NORWAY), name=f"{year}", said=str(year)) for year in (2018, 2016, 2021)
    ]
    archive = desk(*pages)

    assert archive.texts("when did Norway first mention whales") == ["Whales in 2016."]
    assert archive.texts("when did Norway last mention whales")[0] == "Whales in 2021."


@pytest.mark.parametrize(("asked", "said"), [
    ("what did Norway say about Nord Stream 2", ["We stopped Nord Stream 2."]),
    ("what did Norway say about article 2", ["As article 2 of the Charter says, all are equal."]),
    ("what did Norway say about 2 whales", ["We saw 2 whales."]),
    ("what did Norway say about Agenda 3", []),
])
def test_a_small_number_counts_only_beside_its_word(desk: Make, asked: str, said: list[str]) -> None:
    said_there = (
        "We stopped Nord Stream 2.", "As article 2 of the Charter says, all are equal.", "We saw 2 whales.",
        "It has 3 parts.",
    )
    pages = [a_page(official(text, NORWAY), name=str(at)) for at, text in enumerate(said_there)]

    assert desk(*pages).texts(asked) == said


MANY = CANDIDATES + 40
"""More than the index gives to be ranked."""


@pytest.mark.parametrize(("asked", "expected"), [
    ("when did Norway first mention whales", ["Of the things of this year, hunting and fishing and all, whales 1850."]),
    ("when did Norway last mention whales",
     [f"Of the things of this year, hunting and fishing and all, whales {year}." for year in (1989, 1988, 1987)]),
    ("the earliest statement by Norway", ["Of the things of this year, hunting and fishing and all, whales 1850."]),
    ("the latest statements by Norway on whales before 1900",
     [f"Of the things of this year, hunting and fishing and all, whales {year}." for year in (1899, 1898, 1897)]),
])
def test_the_first_and_the_newest_are_those_of_all_not_of_the_best(desk: Make, asked: str, expected: list[str]) -> None:
    """The best hundred are of the years between."""
    best = [a_page(official(f"Whales, whales {year}.", NORWAY), name=f"b{year}", said=str(year))
            for year in range(1901, 1901 + CANDIDATES // 2)]
    others = [a_page(official(f"Of the things of this year, hunting and fishing and all, whales {year}.", NORWAY),
                     name=f"o{year}", said=str(year)) for year in range(1850, 1850 + MANY)]
    undated = [a_page(official("Whales, at no known time.", NORWAY), name="u")]

    found = desk(*best, *others, *undated).ask(asked, limit=len(expected))

    assert [excerpt.text for excerpt in found.excerpts] == expected


def test_the_first_to_mention_it_says_it_in_their_own_words(desk: Make) -> None:
    """However early somebody spoke beside a word of it."""
    early = a_page(narration("Whales were seen that day."), official("We know nothing of it.", NORWAY), name="a",
                   said="2016")
    late = a_page(official("Whales are ours.", GERMANY), name="b", said="2020")

    assert desk(early, late).texts("who was the first to mention whales") == ["Whales are ours."]


def test_greetings_do_not_stand_for_what_was_said(desk: Make) -> None:
    page = a_page(official("Mr. President,", NORWAY), official("Whales are hunted in the north.", NORWAY), said="2021")

    assert desk(page).texts("what did Norway say") == ["Whales are hunted in the north.", "Mr. President,"]


def test_without_a_topic_a_speakers_statements_come_newest_first_and_surest_before(desk: Make) -> None:
    pages = [
        a_page(
            reported("Whales are said to matter.", NORWAY),
            official("Whales matter.", NORWAY),
            name="new.txt",
            said="2021",
        ),
        a_page(official("Seals matter.", NORWAY), name="old.txt", said="2016"),
    ]

    texts = desk(*pages).texts("what did Norway say")

    assert texts == ["Whales matter.", "Whales are said to matter.", "Seals matter."]


def test_what_meets_both_topics_comes_before_what_meets_one(desk: Make) -> None:
    page = a_page(
        official("Attacks, attacks, attacks must stop.", HUA),
        narration("Then followed lunch."),
        narration("And tea."),
        official("We cooperate with Norway.", HUA),
        narration("Then followed dinner."),
        narration("And coffee."),
        official("Norway spoke of many things, among them also of attacks on its networks last year.", HUA),
        name="page.txt",
    )

    assert desk(page).texts("what did China say about Norway and attacks")[0].startswith("Norway spoke")


def test_a_compound_is_found_written_together_or_apart(desk: Make) -> None:
    page = a_page(
        official("We uphold cyber security.", NORWAY),
        narration("A pause."),
        narration("A break."),
        official("Cybersecurity is global.", NORWAY),
        narration("A rest."),
        narration("A stop."),
        official("Landmines kill.", NORWAY),
        narration("A halt."),
        narration("An end."),
        official("Any land mine kills.", NORWAY),
        name="page.txt",
    )
    archive = desk(page)

    for asked in ("cyber security", "cybersecurity", "cyber-security"):
        assert set(archive.texts(f"what did Norway say about {asked}")[:2]) == {
            "We uphold cyber security.", "Cybersecurity is global.",
        }, asked  # fmt: skip
    assert set(archive.texts("what did Norway say about landmines")[:2]) == {"Landmines kill.", "Any land mine kills."}


@pytest.mark.parametrize(("before", "shown"), [("said Hua.", None), ("Hua said, adding that", None),
                                               ("Hua spoke of sabotage in the harbour.", "before")])  # fmt: skip
def test_the_sentence_before_is_shown_where_it_helps(desk: Make, before: str, shown: str | None) -> None:
    """A sentence of "these events" leans on what stands before, unless that is no more than who spoke."""
    asked = desk(a_page(narration(before), direct("These events have sounded the alarm.", HUA)))

    (found,) = asked.ask("who mentioned the alarm").excerpts

    assert (found.context and found.context.role) == shown


def test_the_same_words_in_two_sources_are_one_excerpt(desk: Make) -> None:
    words = "We oppose all forms of cyber attacks and call for dialogue on the basis of mutual respect."
    pages = [
        a_page(direct(words, HUA), name="one.txt", said="2019-02-13"),
        a_page(narration("Xinhua reports."), direct(words, HUA), name="two.txt", said="2019-02-14"),
        a_page(narration("A year later."), direct(words, HUA), name="three.txt", said="2020-02-14"),
    ]

    found = desk(*pages).ask("what did China say about cyber attacks").excerpts

    assert len(found) == 2
    assert sorted(len(excerpt.also_in) for excerpt in found) == [0, 1]


def test_a_fragment_quoted_inside_a_reported_sentence_is_not_shown_twice(desk: Make) -> None:
    page = a_page(
        reported('She warned against attacks, saying such accusation is "not responsible" and attacks nobody.', HUA),
        name="page.txt",
    )
    whole = page.units[0]
    start = page.source.text.index("not responsible")
    page = replace(page, units=(whole, replace(whole, start=start, end=start + 15, label=Label.DIRECT)))

    texts = desk(page).texts("what did China say about attacks not responsible")

    assert texts == [page.source.text[whole.start : whole.end]]


def test_more_goes_on_where_the_first_answer_ended(desk: Make) -> None:
    archive = desk(*(a_page(official(f"Whales in {year}.", NORWAY), name=f"{year}", said=str(year)) for year in YEARS))

    first = archive.texts("what did Norway say about whales", limit=4)
    second = archive.texts("what did Norway say about whales", limit=4, more=4)

    assert len(first) == len(second) == 4
    assert not set(first) & set(second)


def test_a_guessed_speaker_who_said_nothing_is_read_as_a_topic(desk: Make) -> None:
    archive = desk(an_embassy_statement())

    found = archive.ask("norway evidence")

    assert found.excerpts[0].text == "We hope that facts and evidence will be provided."
    assert found.question.read_as == "statements about Norway and evidence"


class Forging(MemoryStore):
    """A store that gives other words than it was given."""

    def sheets(self, sources: Sequence[str]) -> list[Sheet]:
        return [
            replace(sheet, source=replace(sheet.source, text=sheet.source.text.replace("Fisheries", "Penguinss")))
            for sheet in super().sheets(sources)
        ]


def test_a_text_that_is_not_what_was_kept_is_never_shown(desk: Make, caplog: pytest.LogCaptureFixture) -> None:
    archive, forging = desk(an_embassy_statement()), Forging()
    keep(forging, an_embassy_statement())

    asked, standing = archive.read("what did China say about fisheries"), Standing(forging, forging.head())
    found = answer(asked, archive.index, standing, archive.registry, archive.index.spelling)

    assert found.excerpts == ()
    assert "fails its hash" in caplog.text


def test_an_answer_says_how_long_it_took_and_how_it_was_read(desk: Make) -> None:
    found = desk(an_embassy_statement()).ask("what did China say about fisheries")

    assert found.took_ms > 0
    assert found.question.read_as == "statements by China about fisheries"
    assert found.excerpts[0].voice is Voice.OFFICIAL


def test_the_day_asked_for_is_looked_for_in_other_years_only_where_something_was_said(desk: Make) -> None:
    """The nearest is of the latest year that has the day, whatever else was said in the years between."""
    pages = [a_page(official(f"Whales matter in {day[:4]}.", NORWAY), name=day, said=day)
             for day in ("2019-05-03", "2021-05-03", "2022-05-04", "2024")]

    nothing = desk(*pages).ask("what did Norway say about whales on 3 May").nothing

    assert nothing is not None
    assert [excerpt.text for excerpt in nothing.nearest] == ["Whales matter in 2021."]
