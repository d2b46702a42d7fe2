"""The graders can fail: a page read wrongly and an answer that is wrong are counted as such."""

from dataclasses import replace

import pytest

from bot.domain.answer import Answer, Excerpt, Nothing
from bot.domain.source import Span
from bot.domain.statement import Label, Page, Speaker, Unit
from tests.builders import CHINA_MFA, GENG, SOREIDE, a_page, direct, furniture, heading, narration, question, transcript
from tests.cli.excerpts import answer_of, excerpt_of
from tests.quality import pages, questions, un
from tests.quality.bm25 import Bm25, Shown
from tests.quality.floors import Grade
from tests.quality.gold import Asked, Gold, Place, located

PAGE = a_page(
    heading("Regular press conference"),
    question("AFP: Norway says it was you. Will you answer?"),
    transcript("China opposes cyber attacks.", GENG),
    narration("He left the room."),
    direct("It was China", SOREIDE),
    said="2019-02-18",
)
HEADING, QUESTION, GENG_SAYS, NARRATION, SOREIDE_SAYS = range(5)


def gold_of(page: Page) -> list[Gold]:
    """The page's own units as its labels."""
    return [
        Gold(f"{unit.start}", unit.label, unit.speaker.party if unit.speaker else None, words, unit.span)
        for unit, words in ((unit, page.source.slice(unit.span)) for unit in page.units)
    ]


def counts(grades: list[Grade]) -> dict[str, tuple[int, int]]:
    return {grade.what: (grade.count, grade.of) for grade in grades}


def read_as(number: int, unit: Unit) -> Page:
    """The page with one unit read otherwise."""
    return replace(PAGE, units=(*PAGE.units[:number], unit, *PAGE.units[number + 1 :]))


def spoken(number: int, speaker: Speaker, label: Label = Label.TRANSCRIPT, confidence: float = 0.9) -> Unit:
    return replace(PAGE.units[number], label=label, speaker=speaker, confidence=confidence)


def test_a_page_read_as_labelled_is_right_throughout() -> None:
    grades = pages.graded("test", pages.judged(PAGE, gold_of(PAGE)))

    assert counts(grades) == {"label right": (5, 5), "party found": (2, 2), "misattributed": (0, 5)}


@pytest.mark.parametrize(
    ("number", "speaker", "found", "detail"),
    [
        pytest.param(QUESTION, GENG, 2, "question 1", id="a journalist's question in the spokesman's mouth"),
        pytest.param(HEADING, CHINA_MFA, 2, "heading 1", id="a heading in the ministry's mouth"),
        pytest.param(SOREIDE_SAYS, GENG, 1, "direct 1", id="one party's words in another's mouth"),
    ],
)
def test_words_in_a_wrong_mouth_are_counted(number: int, speaker: Speaker, found: int, detail: str) -> None:
    page = read_as(number, spoken(number, speaker))

    label, party, astray = pages.graded("test", pages.judged(page, gold_of(PAGE)))

    assert (label.count, party.count, astray.count, astray.detail) == (4, found, 1, detail)
    assert len(astray.failures) == 1


def test_a_fragment_in_a_wrong_mouth_is_counted_although_the_rest_is_right() -> None:
    """The unit that covers most of the question is a question, but a piece of it is quoted as China's."""
    start = PAGE.units[QUESTION].start
    piece = Unit(start + 5, start + 12, Label.DIRECT, "cue", GENG, 0.9)
    page = replace(PAGE, units=(*PAGE.units, piece))

    grades = pages.graded("test", pages.judged(page, gold_of(PAGE)))

    assert counts(grades) == {"label right": (5, 5), "party found": (2, 2), "misattributed": (1, 5)}


@pytest.mark.parametrize(
    "unit",
    [
        pytest.param(spoken(GENG_SAYS, GENG, confidence=0.5), id="unsure"),
        pytest.param(spoken(GENG_SAYS, replace(GENG, party=None)), id="vague"),
        pytest.param(spoken(GENG_SAYS, GENG, Label.NARRATION), id="no statement"),
    ],
)
def test_a_statement_that_would_not_be_quoted_as_its_party_s_is_missed_and_not_misattributed(unit: Unit) -> None:
    _, party, astray = pages.graded("test", pages.judged(read_as(GENG_SAYS, unit), gold_of(PAGE)))

    assert (party.count, party.of, astray.count) == (1, 2, 0)


def test_of_a_refused_page_only_the_statements_are_wrong() -> None:
    grades = pages.graded("test", pages.judged(None, gold_of(PAGE)))

    assert counts(grades) == {"label right": (3, 5), "party found": (0, 2), "misattributed": (0, 5)}


def test_furniture_may_be_left_out_of_a_page_and_a_statement_may_not() -> None:
    menu = Gold("menu", Label.FURNITURE, None, "Home", None)
    words = Gold("words", Label.DIRECT, "CN", "No", None)

    grades = pages.graded("test", pages.judged(PAGE, [*gold_of(PAGE), menu, words]))

    assert counts(grades) == {"label right": (6, 7), "party found": (2, 3), "misattributed": (0, 7)}


def test_words_without_a_place_are_found_in_their_order() -> None:
    """What stands twice is taken where the order leaves room for it; what is not there stays without a place."""
    page = a_page(heading("Norway"), furniture("Share"), direct("We  said\nso", GENG), furniture("Norway"))
    words = ("Menu", "Norway", "We said so", "said so", "Norway")

    found = located([Gold(text, Label.META, None, text, None) for text in words], page.source.text)

    assert [one.span for one in found] == [None, Span(0, 6), Span(15, 26), Span(19, 26), Span(28, 34)]


def place_of(number: int, page: Page = PAGE) -> Place:
    return Place(page.source.name, page.units[number].start, page.units[number].end)


ASKED = Asked(
    "t1",
    "what did China say about cyber attacks",
    "plain",
    "CN",
    gold=(place_of(GENG_SAYS),),
    must_not=(place_of(QUESTION), place_of(SOREIDE_SAYS)),
    parties=frozenset({"CN"}),
    first="2019-02",
)
UNANSWERABLE = replace(ASKED, gold=(), parties=None, first=None)
REFUSED = answer_of(nothing=Nothing("nothing was found"))


def said(number: int, speaker: Speaker | None = None) -> Excerpt:
    page = read_as(number, spoken(number, speaker)) if speaker else PAGE
    return excerpt_of(page, number)


def test_a_right_answer_is_right_throughout() -> None:
    verdict = questions.judged(ASKED, answer_of(said(GENG_SAYS)))

    assert (verdict.first, verdict.unanswerable, verdict.after, verdict.parties, verdict.dated) == (
        True, None, None, True, True,
    )  # fmt: skip
    assert (verdict.forbidden, verdict.strangers) == ((), ())


def test_a_journalist_s_words_given_to_the_party_are_forbidden() -> None:
    answer = answer_of(said(QUESTION, GENG), said(GENG_SAYS))

    grades = questions.graded("test", [questions.judged(ASKED, answer)])

    assert counts(grades)["first excerpt right"] == (0, 1)
    assert counts(grades)["words that must not show"] == (1, 2)
    assert counts(grades)["words of another party"] == (0, 2)


def test_another_party_s_words_are_strangers() -> None:
    answer = answer_of(said(GENG_SAYS), said(SOREIDE_SAYS))

    grades = questions.graded("test", [questions.judged(replace(ASKED, must_not=()), answer)])

    assert counts(grades)["words of another party"] == (1, 2)
    assert counts(grades)["who all said it"] == (0, 1)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        (REFUSED, True),
        (answer_of(said(GENG_SAYS)), False),
        (answer_of(said(GENG_SAYS), nothing=Nothing("nothing was found")), False),
        (answer_of(), False),
    ],
    ids=["nothing, and why", "an answer", "an answer that is none", "silence"],
)
def test_an_unanswerable_question_must_be_refused_plainly(answer: Answer, right: bool) -> None:  # noqa: FBT001
    assert questions.judged(UNANSWERABLE, answer).unanswerable is right


def test_refusing_an_answerable_question_is_wrong() -> None:
    verdict = questions.judged(ASKED, REFUSED)

    assert (verdict.first, verdict.parties, verdict.dated) == (False, False, False)


def test_a_date_that_is_not_the_first_is_wrong() -> None:
    verdict = questions.judged(replace(ASKED, first="2018"), answer_of(said(GENG_SAYS)))

    assert verdict.dated is False


def test_what_comes_after_must_be_there_and_follow_the_gold() -> None:
    asked = replace(ASKED, after=(place_of(SOREIDE_SAYS),))
    first, second = said(GENG_SAYS), said(SOREIDE_SAYS)

    after = [questions.judged(asked, answer_of(*shown)).after for shown in ((first, second), (second, first), (first,))]

    assert after == [True, False, False]


SPEECHES = {"NOR_76": "NO", "CHN_76": "CN"}
CORPUS = Asked("u1", "norway myanmar", "plain", "NO", (Place("NOR_76", 10, 20, 1), Place("NOR_76", 30, 40, 2)))


def test_the_first_hit_gives_the_rank_and_only_gold_of_the_second_grade_the_recall() -> None:
    shown = [Shown("NOR_76", 20, 30, "NO"), Shown("NOR_76", 12, 18, "NO")]

    mark = un.marked(CORPUS, shown, SPEECHES)

    assert (mark.rank, mark.recall, mark.refused, mark.strangers) == (0.5, 0.0, False, 0)


def test_words_from_another_state_s_speech_are_strangers_whoever_they_are_given_to() -> None:
    shown = [Shown("CHN_76", 30, 40, "NO"), Shown("CHN_76", 30, 40, "CN"), Shown("NOR_76", 30, 40, "NO")]

    mark = un.marked(CORPUS, shown, SPEECHES)

    assert (mark.strangers, mark.recall) == (2, 1.0)


def test_the_baseline_finds_any_word_asked_for_and_keeps_to_a_party_when_it_is_known() -> None:
    norway, china = Shown("NOR_76", 0, 9, "NO"), Shown("CHN_76", 0, 9, "CN")
    plain = Bm25([(norway, "We met."), (china, "Norway and Myanmar met."), (norway, "Myanmar suffers.")])

    everywhere, within = plain.ask(CORPUS, 10), plain.ask_within(CORPUS, 10)
    plain.close()

    assert (everywhere, within) == ([china, norway], [norway])
