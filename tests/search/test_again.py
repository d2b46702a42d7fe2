"""An excerpt made again from what is remembered of it, and what stands around a statement."""

import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.archive import Archive
from bot.domain.answer import Context, Match, Neighbour
from bot.domain.remembered import Found
from bot.domain.source import Span
from bot.domain.statement import Label, Page, Statement, Unit
from bot.names import Registry
from bot.search.again import made_again, neighbours
from bot.storage.memory import MemoryStore
from tests.builders import (
    GENG,
    Line,
    a_page,
    a_store,
    comment,
    direct,
    furniture,
    heading,
    keep,
    meta,
    narration,
    question,
    reported,
    transcript,
)

Make = Callable[..., Archive]


def a_conference() -> Page:
    return a_page(
        heading("Regular press conference"),
        meta("18 February 2019"),
        question("AFP: Was it you?"),
        transcript("We firmly oppose cyber attacks.", GENG),
        furniture("Print | Share"),
        transcript("This is known to all.", GENG),
        Line("A doubtful sentence.", Label.DIRECT, GENG, 0.3),
        narration("He left the room."),
        comment("Nonsense!"),
    )


def held(store: MemoryStore, page: Page) -> list[Statement]:
    return store.of_source(page.source.id)


def test_an_excerpt_found_is_made_again_as_it_was(archive: Make) -> None:
    desk = archive(a_conference())
    found = desk.ask("what did China say about cyber attacks").excerpts

    assert [desk.excerpt(Found.of(one)) for one in found] == list(found)


def test_words_that_are_gone_are_not_made_again() -> None:
    store = a_store(a_conference())

    assert made_again(Found(99, 1.0), store) is None


class Tampered(MemoryStore):
    """A store whose pages, or statements, are not what was kept."""

    def __init__(self, *, text: str | None = None, statement: str | None = None) -> None:
        super().__init__()
        self.text, self.statement = text, statement

    def page(self, source: str) -> Page:
        page = super().page(source)
        return page if self.text is None else replace(page, source=replace(page.source, text=self.text))

    def statements(self, ids: object) -> list[Statement]:
        found = super().statements(ids)  # type: ignore[arg-type]
        return [one if self.statement is None else replace(one, text=self.statement) for one in found]


@pytest.mark.parametrize("store", [Tampered(text="We firmly support it." * 9), Tampered(statement="We agree.")])
def test_words_that_fail_their_check_are_not_made_again_and_that_is_logged(
    store: Tampered, caplog: pytest.LogCaptureFixture
) -> None:
    page = a_conference()
    keep(store, page)
    number = held(store, page)[0].id

    with caplog.at_level(logging.ERROR):
        assert made_again(Found(number, 1.0), store) is None
        assert neighbours(number, store, 2, 2) == ()

    assert caplog.text.count(f"statement {number} of source") == 2


def test_what_does_not_stand_at_its_place_any_more_is_left_out() -> None:
    page = a_conference()
    store = a_store(page)
    statement = held(store, page)[0]
    start = statement.unit.start
    right = Match("We", "we", "statement", Span(start, start + 2))
    wrong = Match("They", "they", "statement", Span(start, start + 4))
    title = Match("press", "press", "title")

    made = made_again(
        Found(statement.id, 0.5, (right, wrong, title), Context("AFP: Was it me?", Span(0, 15), "question")), store
    )

    assert made is not None
    assert (made.matched, made.context, made.score) == ((right, title), None, 0.5)


def test_the_units_around_a_statement_say_what_they_are() -> None:
    page = a_conference()
    store = a_store(page)

    found = neighbours(held(store, page)[1].id, store, 2, 2)

    assert found == (
        Neighbour("AFP: Was it you?", Label.QUESTION, None, own=False),
        Neighbour("We firmly oppose cyber attacks.", Label.TRANSCRIPT, GENG, own=False),
        Neighbour("This is known to all.", Label.TRANSCRIPT, GENG, own=True),
        Neighbour("A doubtful sentence.", Label.DIRECT, None, own=False),
        Neighbour("He left the room.", Label.NARRATION, None, own=False),
    )


@pytest.mark.parametrize(
    ("before", "after", "own"), [(0, 0, 0), (1, 0, 1), (99, 99, 2), (-5, -5, 0), (1, 1, 1)]
)
def test_as_many_are_shown_as_are_asked_for(before: int, after: int, own: int) -> None:
    page = a_conference()
    store = a_store(page)

    found = neighbours(held(store, page)[1].id, store, before, after)

    assert [at for at, one in enumerate(found) if one.own] == [own]
    assert len(found) == {0: 1, 1: 2 + (after > 0), 2: 5}[own]


def a_fragment_in_its_sentence() -> Page:
    sentence = 'China said it "firmly opposes" the attack.'
    page = a_page(narration("It was Monday."), reported(sentence, GENG), direct("We do.", GENG))
    inner = page.units[1].start + sentence.index("firmly")
    unit = Unit(inner, inner + len("firmly opposes"), Label.DIRECT, "cue", GENG, 0.95)
    return replace(page, units=(*page.units[:2], unit, *page.units[2:]))


def test_a_fragment_has_its_sentence_before_it_and_a_sentence_not_its_fragments() -> None:
    page = a_fragment_in_its_sentence()
    store = a_store(page)
    whole, fragment, _ = held(store, page)

    of_fragment = neighbours(fragment.id, store, 1, 1)
    of_whole = neighbours(whole.id, store, 1, 1)

    assert [one.text for one in of_fragment] == [whole.text, "firmly opposes", "We do."]
    assert [one.text for one in of_whole] == ["It was Monday.", whole.text, "We do."]


def test_nothing_stands_around_what_is_gone(archive: Make, registry: Registry) -> None:
    assert registry.get("CN") is not None
    assert archive(a_conference()).around(99) == ()
