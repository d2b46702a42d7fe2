"""The choice: the same for the same, nothing twice before all came once, anniversaries first, and variety."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.post import Candidate, Shown
from bot.domain.statement import FACT, Voice
from bot.schedule.choice import LOOKED_AT, Choice, choose, key_of
from bot.schedule.eligible import eligible
from tests.schedule.pools import WORDS, ListedPool, a_candidate

DAY = date(2026, 11, 22)
LEANING = "This is why the government of Norway keeps its embassy in the capital open, number {}."


def numbers(choice: Choice) -> list[int]:
    return [one.statement for one in choice.chosen]


def days_of(pool: ListedPool, days: int, history: Sequence[Shown] = (), count: int = 1) -> list[Choice]:
    """What a channel is shown day by day, from ``DAY`` on."""
    shown, choices = list(history), []
    for passed in range(days):
        choice = choose(DAY + timedelta(days=passed), shown, pool, count)
        shown += [one.shown() for one in choice.chosen]
        choices.append(choice)
    return choices


def test_an_empty_pool_gives_nothing() -> None:
    """Nor does one that holds only what must not be chosen, or what does not stand any more."""
    gone = ListedPool([a_candidate(1)])
    gone.look = lambda number: None  # type: ignore[method-assign, assignment]  # noqa: ARG005

    assert choose(DAY, (), ListedPool([])) == Choice()
    assert choose(DAY, (), ListedPool([a_candidate(1)]), without=frozenset([1])) == Choice()
    assert choose(DAY, (), gone) == Choice()


def test_all_channels_with_a_fresh_history_get_the_same_and_another_one_the_next_day() -> None:
    """The date alone says where in the pool's order the choice begins."""
    pool = ListedPool(map(a_candidate, range(500)))

    firsts = [numbers(choose(DAY + timedelta(days=passed), (), pool)) for passed in range(30)]

    assert firsts == [numbers(choose(DAY + timedelta(days=passed), (), pool)) for passed in range(30)]
    assert len({tuple(first) for first in firsts}) > 25


def test_an_anniversary_comes_first() -> None:
    """Said on this day of an earlier year; not this year's, not a month's, not one of an unknown year."""
    others = [a_candidate(number, said="2020-05-01") for number in range(100)]
    near = [
        a_candidate(200, said="2026-11-22"),
        a_candidate(201, said="2027-11-22"),
        a_candidate(202, said="2019-11"),
        a_candidate(203, said="--11-22"),
        a_candidate(204, "It is an honour to be here among so many friends of my country.", said="2018-11-22"),
    ]

    without = choose(DAY, (), ListedPool(others + near))
    found = choose(DAY, (), ListedPool([*others, *near, a_candidate(300, said="2019-11-22")]))

    assert without.anniversary is False
    assert (numbers(found), found.anniversary) == ([300], True)


def test_anniversaries_that_were_shown_wait_like_all_others() -> None:
    """The same day a year later brings another statement while there is one."""
    pool = ListedPool([a_candidate(1, said="2019-11-22"), *map(a_candidate, range(10, 30))])
    first = choose(DAY, (), pool)

    next_year = choose(DAY.replace(year=2027), [first.chosen[0].shown()], pool)

    assert numbers(first) == [1]
    assert (next_year.anniversary, numbers(next_year) == [1]) == (False, False)


def test_in_a_later_round_the_anniversary_is_first_again() -> None:
    """Once all was shown equally often."""
    pool = ListedPool([a_candidate(1, said="2019-11-22"), a_candidate(2), a_candidate(3)])
    shown = [pool.by_number[number].shown() for number in (1, 2, 3)]

    choice = choose(DAY, shown, pool)

    assert (numbers(choice), choice.anniversary, choice.round) == ([1], True, 1)


def test_whoever_spoke_longest_ago_is_next() -> None:
    """Of three speakers each has its turn, though one has nearly all the statements."""
    pool = ListedPool(
        [a_candidate(number, speaker="often") for number in range(40)]
        + [a_candidate(number, speaker="seldom") for number in range(100, 110)]
        + [a_candidate(number, speaker="rarely") for number in range(200, 210)]
    )

    speakers = [choice.chosen[0].speaker for choice in days_of(pool, 18)]

    turns = [set(speakers[at : at + 3]) for at in range(0, 18, 3)]
    # Now and then a rare one is not among those looked at.
    assert sum(turn == {"often", "seldom", "rarely"} for turn in turns) >= 5


def test_of_one_speaker_the_source_shown_longest_ago_is_next() -> None:
    """Pages take turns too."""
    pool = ListedPool(a_candidate(number, source=f"page {number % 3}") for number in range(60))

    sources = [choice.chosen[0].source for choice in days_of(pool, 12)]

    assert [len(set(sources[at : at + 3])) for at in range(0, 12, 3)] == [3, 3, 3, 3]


def test_words_on_many_pages_leave_room_for_others() -> None:
    """A text that forty pages carry is one of those looked at, not all of them."""
    carried = [a_candidate(number, WORDS.format("of grace"), speaker="often") for number in range(40)]
    pool = ListedPool([*carried, a_candidate(99, speaker="seldom"), a_candidate(98, speaker="often")])
    history = [pool.by_number[98].shown()]

    chosen = [numbers(choose(DAY + timedelta(days=passed), history, pool)) for passed in range(20)]

    assert chosen == [[99]] * 20


def test_what_stands_by_itself_comes_before_what_leans_on_what_was_before() -> None:
    """Unless the question it answers is shown with it; or there is nothing better."""
    leaning = [a_candidate(number, LEANING.format(number)) for number in range(20)]
    answers = [replace(one, statement=one.statement + 500, asked=True) for one in leaning[:1]]

    alone = choose(DAY, (), ListedPool(leaning))
    with_better = [choose(DAY + timedelta(days=n), (), ListedPool([*leaning, a_candidate(99)])) for n in range(20)]
    with_answer = choose(DAY, (), ListedPool([*leaning[1:], *answers]))

    assert len(alone.chosen) == 1
    assert {tuple(numbers(choice)) for choice in with_better} == {(99,)}
    assert numbers(with_answer) == [500]


def test_what_would_be_shown_with_a_scrap_of_a_question_comes_last() -> None:
    """"Go ahead." above a statement is worse than nothing; but better than no post."""
    scraps = [replace(a_candidate(number), scrap=True) for number in range(20)]

    alone = choose(DAY, (), ListedPool(scraps))
    with_better = [choose(DAY + timedelta(days=n), (), ListedPool([*scraps, a_candidate(99)])) for n in range(20)]

    assert len(alone.chosen) == 1
    assert {tuple(numbers(choice)) for choice in with_better} == {(99,)}


def test_words_that_stand_on_two_pages_are_shown_once() -> None:
    """Whatever their capitals, punctuation and spaces."""
    words = WORDS.format("of grace")
    twice = [a_candidate(1, words), a_candidate(2, words.replace(" embassy", "\nEmbassy")), a_candidate(3)]

    keys = [choice.chosen[0].key for choice in days_of(ListedPool(twice), 2)]

    assert sorted(keys) == sorted({one.key for one in twice})


def test_a_digest_holds_different_statements_and_no_more_than_there_are() -> None:
    """Of different speakers where there are any."""
    pool = ListedPool(a_candidate(number, speaker=f"speaker {number % 4}") for number in range(40))

    three = choose(DAY, (), pool, 3)
    few = choose(DAY, (), ListedPool(map(a_candidate, range(2))), 3)

    assert len({one.speaker for one in three.chosen}) == 3
    assert sorted(numbers(few)) == [0, 1]
    assert choose(DAY, (), pool, 0) == Choice()


def test_a_digest_over_a_pool_that_is_used_up_repeats_nothing_within_itself() -> None:
    """Nor when the last new one is part of it."""
    pool = ListedPool(map(a_candidate, range(4)))

    weeks = days_of(pool, 6, count=3)

    assert [len(set(numbers(week))) for week in weeks] == [3] * 6
    assert {*numbers(weeks[0]), *numbers(weeks[1])} == {0, 1, 2, 3}


def test_a_statement_new_to_the_archive_comes_before_repeats_and_then_rests() -> None:
    """It does not come day after day to catch up with what was shown three times."""
    old = list(map(a_candidate, range(10)))
    history = [one.shown() for one in old * 3]

    choices = days_of(ListedPool([*old, a_candidate(99)]), 6, history)

    assert numbers(choices[0]) == [99]
    assert [numbers(choice) for choice in choices[1:]].count([99]) == 0
    assert [choice.round for choice in choices][:1] == [0]


def test_nothing_comes_again_while_half_of_the_pool_was_shown_later() -> None:
    """The second round begins with what came longest ago."""
    pool = ListedPool(map(a_candidate, range(20)))

    came = [numbers(choice)[0] for choice in days_of(pool, 100)]

    for at, number in enumerate(came):
        assert number not in came[max(0, at - 10) : at]


def test_little_of_a_large_pool_is_looked_at() -> None:
    """However long the history: what was shown need not be read again to be passed over."""
    pool = ListedPool(map(a_candidate, range(3000)))
    history = [one.shown() for one in list(pool.by_number.values())[:2950]]
    pool.looked.clear()

    choose(DAY, history, pool)

    assert len(pool.looked) <= LOOKED_AT


# ---- Laws


def a_pool_of(draw: st.DrawFn, most: int = 30) -> list[Candidate]:
    """Statements of all sorts, some of which may be chosen and some of which have the same words."""
    made = []
    for number in range(draw(st.integers(0, most))):
        words = draw(st.sampled_from([None, None, WORDS.format("same"), LEANING.format(number), "Too short.",
                                      "Thank you all very much for coming to this place on such a cold morning.",
                                      WORDS.format(number).lower()]))  # fmt: skip
        made.append(
            a_candidate(
                number,
                words,
                source=f"page {draw(st.integers(0, 4))}",
                speaker=f"speaker {draw(st.integers(0, 3))}",
                said=draw(st.sampled_from([None, "2019-11-22", "2020-11-23", "2024", "--11-22", "2026-11-22"])),
                voice=draw(st.sampled_from([*Voice, Voice.OFFICIAL, Voice.DIRECT])),
                confidence=draw(st.sampled_from([0.5, FACT - 0.001, FACT, 0.95, 0.95])),
                party=draw(st.sampled_from(["NO", "CN", None, "EU"])),
                asked=draw(st.booleans()),
            )
        )
    return [replace(one, start=one.statement, end=one.statement + len(one.words)) for one in made]


pools = st.composite(a_pool_of)


@settings(max_examples=100, deadline=None)
@given(candidates=pools(), count=st.integers(1, 4), days=st.integers(1, 12), without=st.sets(st.integers(0, 29)))
def test_only_what_is_eligible_is_chosen_and_nothing_excluded(
    candidates: list[Candidate], count: int, days: int, without: set[int]
) -> None:
    """Never a paraphrase, below the confidence, of nobody, a fragment or a courtesy; no two alike in one post."""
    pool, shown = ListedPool(candidates), []
    fitting = {one.key for one in candidates if eligible(one) and one.statement not in without}

    for passed in range(days):
        choice = choose(DAY + timedelta(days=passed), shown, pool, count, frozenset(without))
        shown += [one.shown() for one in choice.chosen]
        assert all(eligible(one) and one.confidence >= FACT and one.party for one in choice.chosen)
        assert all(one.voice in (Voice.DIRECT, Voice.TRANSCRIPT, Voice.OFFICIAL) for one in choice.chosen)
        assert without.isdisjoint(numbers(choice))
        assert len({one.key for one in choice.chosen}) == len(choice.chosen) == min(count, len(fitting))


@settings(max_examples=100, deadline=None)
@given(candidates=pools(), later=st.integers(0, 30), count=st.integers(1, 3), days=st.integers(1, 40))
def test_nothing_is_repeated_until_the_pool_is_used_up_also_as_it_grows(
    candidates: list[Candidate], later: int, count: int, days: int
) -> None:
    """Words that were shown come again only if all words that fit were shown; ``round`` tells how often all were."""
    shown: list[Shown] = []

    for passed in range(days):
        held = [one for one in candidates if one.statement < 10 or passed >= later]
        fitting = {one.key for one in held if eligible(one)}
        before = Counter(each.key for each in shown)
        choice = choose(DAY + timedelta(days=passed), shown, ListedPool(held), count)
        if choice.chosen and before[choice.chosen[0].key]:
            assert fitting <= set(before)
        for at, one in enumerate(choice.chosen):
            if before[one.key]:
                assert fitting <= set(before) | {other.key for other in choice.chosen[:at]}
        assert choice.round == (min(before[key] for key in fitting) if fitting else 0)
        shown += [one.shown() for one in choice.chosen]


@settings(max_examples=60, deadline=None)
@given(candidates=pools(), rounds=st.integers(1, 3))
def test_every_statement_that_fits_gets_its_turn_in_every_round(candidates: list[Candidate], rounds: int) -> None:
    """After so many days as there are words that fit, each was shown; after twice as many, twice."""
    fitting = {one.key for one in candidates if eligible(one)}

    choices = days_of(ListedPool(candidates), rounds * len(fitting))

    assert Counter(choice.chosen[0].key for choice in choices) == dict.fromkeys(fitting, rounds)


@settings(max_examples=60, deadline=None)
@given(candidates=pools(), seed=st.integers(0, 1000), count=st.integers(1, 3), passed=st.integers(0, 400))
def test_the_same_arguments_give_the_same_choice_however_the_pool_was_made(
    candidates: list[Candidate], seed: int, count: int, passed: int
) -> None:
    """The order in which its statements came into the archive means nothing."""
    shuffled = Random(seed).sample(candidates, len(candidates))
    history = [one.shown() for one in candidates[: seed % 7]]
    day = DAY + timedelta(days=passed)

    assert choose(day, history, ListedPool(candidates), count) == choose(day, history, ListedPool(shuffled), count)


# ---- What two statements of the same words share


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("We oppose this.", "“we OPPOSE  this”", True),
        ("We oppose\nthis.", "We oppose this", True),
        ("ﬁne", "Fine", True),
        ("Straße", "STRASSE", True),
        ("We oppose this.", "We oppose that.", False),
        ("In 2019.", "In 2020.", False),
        ("कि", "की", False),  # vowels are marks there
        ("", "…", True),
    ],
)
def test_words_are_known_again_by_their_letters(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    """Not by capitals, spaces, punctuation or the form of a letter."""
    assert (key_of(one) == key_of(other)) is same


@given(st.text())
def test_a_key_is_sixteen_hex_digits(words: str) -> None:
    """Whatever the words, half a surrogate pair among them."""
    assert len(key_of(words)) == len(f"{int(key_of(words), 16):016x}") == 16
