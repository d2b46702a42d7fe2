"""The typed form: what each field is read as, what it finds, and what is said of a field that cannot be read."""

from collections.abc import Callable

import pytest

from bot.archive import Archive
from bot.domain.errors import Ambiguous, NotFound, UsageError
from bot.domain.question import Form
from bot.domain.statement import Voice
from tests.builders import ANALYST, GENG, HUA, SOREIDE, a_page, direct, official, question, reported, transcript

Make = Callable[..., Archive]


@pytest.fixture
def held(archive: Make) -> Archive:
    return archive(
        a_page(
            question("Reuters: What about fisheries?"),
            transcript("We oppose cyber theft in all its forms.", GENG),
            transcript("Norway is a good neighbour in the Arctic.", GENG),
            name="press.txt",
            said="2019-02-18",
        ),
        a_page(
            direct("Fisheries remain a field of good cooperation with China.", SOREIDE),
            reported("Norway welcomes evidence of cyber theft.", SOREIDE),
            direct("The market will fall.", ANALYST),
            name="news/oslo.txt",
            said="2021-07-19",
        ),
        a_page(official("The Olympics of 2022 open a new page.", HUA), name="remarks.txt", said="2022-02-04"),
    )


@pytest.mark.parametrize(
    ("form", "read_as", "found"),
    [
        (Form(who="China"), "statements by China", ["remarks.txt", "press.txt"]),
        (Form(who="beijing", about="norwey"), "statements by China about Norway", ["press.txt"]),
        (Form(who="Hua Chunying"), "statements by Hua Chunying (China)", ["remarks.txt"]),
        (Form(who="“Geng Shuang”", about="cyber theft"), "statements by Geng Shuang (China) about cyber theft",
         ["press.txt"]),
        (Form(who="Li Wei"), "statements by Li Wei", ["news/oslo.txt"]),
        (Form(about='"cyber theft"'), "statements holding the words “cyber theft”", ["press.txt", "news/oslo.txt"]),
        (Form(who="China", about="theft but not Norway"), "statements by China about theft but not Norway",
         ["press.txt"]),
        (Form(about="fisheries", since="2020"), "statements about fisheries, since 2020", ["news/oslo.txt"]),
        (Form(since="2019", until="2019"), "statements, in 2019", ["press.txt"]),
        (Form(until="before July 2021"), "statements, until June 2021", ["press.txt"]),
        (Form(voice="reported"), "reported statements", ["news/oslo.txt"]),
        (Form(voice="Official text", who="China"), "official statements by China", ["remarks.txt"]),
        (Form(source="remarks.txt"), "statements in remarks.txt", ["remarks.txt"]),
        (Form(about="fisheries", source="oslo"), "statements about fisheries in news/oslo.txt", ["news/oslo.txt"]),
    ],
)
def test_fields_are_read_and_find(held: Archive, form: Form, read_as: str, found: list[str]) -> None:
    answer = held.said(form)

    assert answer.question.read_as == read_as
    assert {excerpt.source.name for excerpt in answer.excerpts} == set(found)


def test_words_of_the_topic_are_no_speaker_and_no_period(held: Archive) -> None:
    """``ask`` reads the same words as China's statements of 2019."""
    question = held.said(Form(about="what did China say in 2019")).question

    assert (question.party, question.speaker, question.since, question.until) == (None, None, None, None)
    assert [topic.text for topic in question.topics] == ["China", "2019"]
    assert held.ask("what did China say in 2019").question.party == "CN"


def test_a_speaker_nobody_knows_is_reported_as_in_a_question(held: Archive) -> None:
    typed, asked = held.said(Form(who="Stan Marsh")), held.ask("what did Stan Marsh say")

    assert (typed.excerpts, typed.nothing) == ((), asked.nothing)
    assert typed.question.read_as == asked.question.read_as
    assert typed.question.unknown_speaker == "Stan Marsh"


def test_what_was_mended_is_told(held: Archive) -> None:
    question = held.said(Form(who="Geng Shaung", about="norwey fisheries")).question

    assert question.corrections == {"Geng Shaung": "Geng Shuang", "norwey": "Norway"}


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("February 2019", "2019-02-01", "2019-02-28"),
        ("feb 2019", "2019-02-01", "2019-02-28"),
        ("2019-02", "2019-02-01", "2019-02-28"),
        ("2019-02-18", "2019-02-18", "2019-02-18"),
        ("18 February 2019", "2019-02-18", "2019-02-18"),
        ("February 18, 2019", "2019-02-18", "2019-02-18"),
        ("18.2.2019", "2019-02-18", "2019-02-18"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("yesterday", "2025-06-09", "2025-06-09"),
        ("March", "2025-03-01", "2025-03-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
        ("2019年", "2019-01-01", "2019-12-31"),
        (" in 2019. ", "2019-01-01", "2019-12-31"),
    ],
)
def test_a_date_begins_a_period_with_its_first_day_and_ends_one_with_its_last(
    held: Archive, typed: str, since: str, until: str
) -> None:
    assert str(held.said(Form(since=typed)).question.since) == since
    assert str(held.said(Form(until=typed)).question.until) == until


@pytest.mark.parametrize(
    "form",
    [
        Form(),
        Form(who="", about="  "),
        Form(about="???"),
        Form(about="the"),
        Form(since="soon"),
        Form(since="2019 Norway"),
        Form(since="2031"),
        Form(since="until 2019"),
        Form(until="after 2019"),
        Form(until="2019-02-30"),
        Form(since="2021", until="2019"),
        Form(voice="loud"),
        Form(since="\x00\ud800"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_mend(held: Archive, form: Form) -> None:
    with pytest.raises(UsageError) as raised:
        held.said(form)

    assert raised.value.hint
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize(("name", "error"), [("nothing", NotFound), ("\x00", NotFound), ("\ud800", NotFound)])
def test_a_source_that_is_none_is_said(held: Archive, name: str, error: type[UsageError]) -> None:
    with pytest.raises(error):
        held.said(Form(source=name))


def test_a_source_that_may_be_two_is_said(archive: Make) -> None:
    held = archive(a_page(name="a/x.txt"), a_page(official("Other words."), name="b/x.txt"))

    with pytest.raises(Ambiguous):
        held.said(Form(source="x.txt"))


@pytest.mark.parametrize("voice", list(Voice))
def test_every_voice_is_called_by_its_name(held: Archive, voice: Voice) -> None:
    assert held.said(Form(voice=voice.value.upper())).question.voice is voice


@pytest.mark.parametrize(
    ("asked", "read_as"),
    [
        ("cyber theft", "statements by China (as set for this place) about cyber theft"),
        ("what was said about fisheries", "statements by China (as set for this place) about fisheries"),
        ("what did Norway say about fisheries", "statements by Norway about fisheries"),
        ("who mentioned fisheries", "statements by any party mentioning fisheries"),
        ("what did Stan Marsh say", "statements by “Stan Marsh” (nobody of that name is quoted here)"),
        ("???", "a question that names nobody and nothing to look for"),
    ],
)
def test_the_places_party_speaks_where_no_speaker_is_named_and_that_is_told(
    held: Archive, asked: str, read_as: str
) -> None:
    assert held.ask(asked, party="CN").question.read_as == read_as


def test_the_places_party_holds_for_the_form_too_but_not_within_a_source(held: Archive) -> None:
    assert {one.speaker.party for one in held.said(Form(about="cyber theft"), party="CN").excerpts} == {"CN"}
    assert {one.speaker.party for one in held.said(Form(about="cyber theft"), party="NO").excerpts} == {"NO"}
    assert held.said(Form(about="cyber theft", source="press.txt"), party="NO").question.party is None
    assert held.ask("cyber theft", party="nobody").question.party is None


def test_a_guessed_speaker_that_becomes_a_topic_leaves_the_word_to_the_places_party(held: Archive) -> None:
    """Norway says nothing of neighbours here; China does, of Norway."""
    answer = held.ask("norway neighbour", party="CN")

    assert answer.question.read_as == "statements by China (as set for this place) about Norway and neighbour"
    assert {excerpt.speaker for excerpt in answer.excerpts} == {GENG}


def test_further_excerpts_follow_the_first_and_end(archive: Make) -> None:
    days = [f"20{year}-03-04" for year in range(10, 24)]
    held = archive(*(
        a_page(official(f"We met {at} times on fisheries."), name=f"p{at}.txt", said=day) for at, day in enumerate(days)
    ))
    first = held.said(Form(who="China"), 5)

    seen = [excerpt.statement.id for excerpt in first.excerpts]
    while excerpts := held.further(first.question, 5, len(seen)).excerpts:
        seen += [excerpt.statement.id for excerpt in excerpts]

    assert len(seen) == len(set(seen)) == 14
    assert held.further(first.question, 5, 14).nothing is None


def test_further_excerpts_are_read_as_the_first_were(held: Archive) -> None:
    """With no more for the first reading, another one never fills the page."""
    first = held.ask("norway fisheries")
    shown = len(first.excerpts)
    assert {excerpt.speaker for excerpt in first.excerpts} == {SOREIDE}

    assert held.further(first.question, 5, shown).excerpts == ()
    assert held.ask("norway fisheries", more=shown).excerpts == ()
