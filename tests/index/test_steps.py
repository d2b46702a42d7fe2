"""The steps of a search: what meets everything comes first, what is frequent is not gone through for its own sake."""

from collections.abc import Sequence
from datetime import date
from itertools import product

import pytest
import tantivy
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.source import PartialDate, Span
from bot.index.documents import Document, moments
from bot.index.layout import fields, hit, schema
from bot.index.query import Queries
from bot.index.steps import Steps
from bot.ports import Hit, Wanted
from bot.search.plan import Asked, Plan
from bot.search.rank import ENOUGH, Rarity, rank


def a_document(
    number: int, statement: str, *, near: str = "", said: str | None = None, party: str | None = "NO"
) -> Document:
    day = PartialDate.parse(said) if said else None
    bounds = day.bounds() if day else None
    first, last = (bound.toordinal() for bound in bounds) if bounds else (None, None)
    return Document(id=number, source="s", span=Span(0, 1), party=party, speakers=("name:x",), office="",
                    voice="official", first=first, last=last, when=moments(day), statement=statement, question="",
                    title="", near=near)


def some_steps(documents: Sequence[Document], *, narrow: int = 0, spent: int = 20_000) -> Steps:
    index = tantivy.Index(schema(tantivy.SchemaBuilder()))
    writer = index.writer(15_000_000, 1)
    for document in documents:
        writer.add_document(fields(document))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return Steps(index.searcher(), Queries(index.schema), narrow=narrow, spent=spent)


def found(steps: Steps, *words: str, **more: object) -> list[int]:
    wanted = Wanted(groups=tuple({word: 1.0} for word in words), **more)  # type: ignore[arg-type]
    return [hit(steps.read(place), score).id for score, place in steps.find(wanted)]


def test_what_holds_all_that_is_asked_for_comes_before_what_holds_the_rarest_ever_so_often() -> None:
    documents = [
        a_document(1, "whale whale whale"),
        a_document(2, "whale and a long list of other things that were said on that day about fish"),
        *(a_document(number, "fish") for number in range(3, 30)),
    ]

    assert found(some_steps(documents), "whale", "fish", limit=2) == [2, 1]


def test_a_word_in_a_neighbour_counts_less_than_ones_own() -> None:
    documents = [a_document(1, "we like it", near="whale"), a_document(2, "whale we like")]

    assert found(some_steps(documents), "whale") == [2, 1]
    assert found(some_steps(documents), "whale", own=True) == [2]


def test_what_holds_only_what_is_too_frequent_to_tell_is_not_looked_for() -> None:
    documents = [a_document(number, "fish") for number in range(50)]
    documents += [a_document(100, "whale fish"), a_document(101, "whale")]

    assert found(some_steps(documents), "whale", "fish") == [100, 101]
    assert len(found(some_steps(documents, narrow=1000), "whale", "fish")) == 52


def test_when_all_words_are_frequent_the_rarest_is_looked_for_nonetheless() -> None:
    documents = [a_document(number, "fish" if number % 3 else "whale") for number in range(60)]

    assert len(found(some_steps(documents, spent=1), "whale", "fish", limit=100)) == 20


def test_frequent_words_count_where_a_rare_one_stands_even_if_they_are_too_dear_to_be_looked_for() -> None:
    documents = [a_document(number, "fish boat net" if number < 50 else "coal and iron") for number in range(99)]
    rare = ["whale oil sea", "whale fish boat", "whale fish oil"]
    documents += [a_document(number, words) for number, words in enumerate(rare, 100)]

    order = found(some_steps(documents, spent=5), "whale", "fish", "boat", "net", limit=100)

    assert order[:3] == [101, 102, 100]


def test_a_word_that_nobody_has_said_does_not_hide_what_holds_all_the_others() -> None:
    documents = [a_document(number, "boat net") for number in range(50)]
    documents += [*(a_document(number, "fish") for number in range(50, 100)), a_document(100, "net fish")]

    assert found(some_steps(documents, spent=1), "net", "fish", "saxophone", limit=5)[0] == 100


def test_a_rare_word_that_was_asked_for_is_not_lost_beside_a_frequent_one_like_it() -> None:
    steps = some_steps([*(a_document(number, "fish net") for number in range(200)), a_document(200, "fisch net")])
    wanted = Wanted(groups=({"fisch": 1.0, "fish": 0.8}, {"net": 1.0}), limit=5)

    assert hit(steps.read(steps.find(wanted)[0][1]), 0.0).id == 200


def test_a_phrase_in_what_stands_around_is_found() -> None:
    steps = some_steps([a_document(1, "we agree", near="whale oil"), a_document(2, "fish")])

    assert found(steps, "whale oil") == [1]


ASKED = st.lists(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([1.0, 0.8]), min_size=1, max_size=2),
                 min_size=1, max_size=5)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("abcdefgh", min_size=1, max_size=5), min_size=1, max_size=40), ASKED)
def test_what_has_enough_support_is_always_found(said: list[str], asked: list[dict[str, float]]) -> None:
    """Only what cannot be an answer is left out for being frequent."""
    steps = some_steps([a_document(number, " ".join(words)) for number, words in enumerate(said)])
    groups = [Asked(terms, "", 0) for terms in asked]
    rarity = Rarity(steps.size, {letter: steps.frequency("statement", letter) for letter in "abcdefgh"})
    hits = [Hit(number, 0.0, "s", 0, " ".join(words), "", "", "") for number, words in enumerate(said)]
    answers = {one.hit.id for one in rank(hits, Plan(tuple(groups), (), None, (), ()), rarity, ENOUGH)}

    places = steps.find(Wanted(groups=tuple(asked), limit=100))

    assert answers <= {hit(steps.read(place), score).id for score, place in places}


@pytest.mark.parametrize("narrow", [0, 1000])
def test_the_newest_come_first_year_by_year_as_all_at_once(narrow: int) -> None:
    days = ["2019-05-01", None, "2021", "2019-11-30", "2020-02", "--02-18", "2018-01-01"]
    steps = some_steps([a_document(number, "fish", said=said) for number, said in enumerate(days)], narrow=narrow)

    everything = found(steps)
    assert (everything[:5], sorted(everything[5:])) == ([2, 4, 3, 0, 6], [1, 5])
    assert found(steps, limit=3) == [2, 4, 3]
    assert found(steps, since=date(2019, 6, 1), party="NO") == [2, 4, 3]
    assert found(steps, until=date(2019, 6, 1)) == [0, 6]
    assert found(steps, party="CN") == []


DAYS = st.dates(date(2019, 11, 1), date(2021, 2, 28))
EDGES = st.one_of(DAYS, st.sampled_from([date(2020, 1, 1), date(2020, 12, 31), date(2020, 3, 1), date(2020, 2, 29)]))


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.none(), EDGES), st.one_of(st.none(), EDGES))
def test_a_period_holds_what_lies_inside_and_undated_what_may_not(since: date | None, until: date | None) -> None:
    if (since is None and until is None) or (since and until and since > until):
        return
    lower, upper = since or date.min, until or date.max
    bounds = {number: day.bounds() if day else None for number, day in enumerate(SAID)}

    inside = {number for number, bound in bounds.items() if bound and bound[0] >= lower and bound[1] <= upper}
    vague = {number for number, bound in bounds.items()
             if bound is None or (bound[0] <= upper and bound[1] >= lower and number not in inside)}

    assert set(found(PERIODS, "fish", since=since, until=until, limit=1000)) == inside
    assert set(found(PERIODS, "fish", since=since, until=until, undated=True, limit=1000)) == vague


SAID = [
    None, PartialDate(None, 2, 18),
    *(PartialDate(year) for year in (2019, 2020, 2021)),
    *(PartialDate(year, month) for year, month in product((2019, 2020, 2021), (1, 2, 3, 11, 12))),
    *(PartialDate(year, month, day) for year, month, day in product((2019, 2020, 2021), (1, 2, 12), (1, 28))),
    PartialDate(2020, 2, 29), PartialDate(2020, 12, 31),
]
PERIODS = some_steps([
    a_document(number, "fish", said=day.value if day else None) for number, day in enumerate(SAID)
], narrow=1000)
