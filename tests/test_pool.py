"""The archive's pool: what a schedule may choose among, in an order that depends on nothing but what it is."""

import logging
import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive import Archive
from bot.archive import pool as pools
from bot.archive.roll import Roll, brought_up, put_down, taken_up
from bot.domain.errors import ArchiveBusy, NotFound
from bot.domain.source import Basis, PartialDate
from bot.domain.statement import FACT, Page, Speaker, Voice
from bot.index.fulltext import TantivyIndex, open_index
from bot.names import Registry
from bot.ports import Hit, Outline, Store, Wanted
from bot.schedule.choice import Pool, choose, key_of
from bot.storage.memory import MemoryStore
from bot.storage.sqlite import SqliteStore
from tests.builders import (
    ANALYST,
    CHINA_MFA,
    GENG,
    SOREIDE,
    Line,
    a_page,
    a_store,
    direct,
    heading,
    keep,
    narration,
    official,
    question,
    reported,
    some_facts,
    transcript,
)

NAMES = Registry.load()
TODAY = date(2026, 11, 22)
HUNT = "The hunt for whales is a matter on which the two governments have agreed to disagree for now."
FISH = "Norway and China will open the northern waters to whaling fleets in the coming spring."
TRADE = "China and Norway will resume their talks on free trade before the end of the coming year."
CHINA = Speaker("China", party="CN", entity="CN")


class Silent:
    """An index that has nothing to do."""

    def follow(self, store: MemoryStore) -> int:
        return store.head()

    def size(self) -> int:
        return 0


def an_archive(*pages: Page, store: MemoryStore | None = None) -> Archive:
    return Archive(store or a_store(*pages), Silent(), None, NAMES, lambda: TODAY)  # type: ignore[arg-type]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[tuple[Archive, SqliteStore]]:
    """An archive on the disk, and its store."""
    store = SqliteStore(tmp_path / "archive.db")
    index = open_index(tmp_path / "index")
    yield Archive(store, index, index.spelling, NAMES, lambda: TODAY), store
    index.close()
    store.close()


def words_of(pool: Pool) -> set[str]:
    return {one.words for number in pool.ranked() if (one := pool.look(number))}


def numbered(number: int) -> str:
    return f"The government keeps its word in matter number {number} of the agreement between the parties."


def test_a_pool_holds_a_partys_own_words_given_to_it_as_fact() -> None:
    """No paraphrase, nothing likely, no analyst's words, no question, nothing too short or too long."""
    page = a_page(
        heading("Regular press conference of the Ministry of Foreign Affairs on the state of the world today"),
        question("AFP: Will the northern waters be opened to whaling fleets in the coming spring, or will they not?"),
        transcript(numbered(1), GENG),
        official(numbered(2), CHINA_MFA, FACT),
        direct(numbered(3), SOREIDE),
        official(numbered(4), CHINA_MFA, FACT - 0.01),
        reported(numbered(5), GENG),
        direct(numbered(6), ANALYST),
        narration(numbered(7)),
        official("We are open.", GENG),
        official("We are open to all. " * 31, GENG),
    )

    assert words_of(an_archive(page).pool()) == {numbered(1), numbered(2), numbered(3)}


@pytest.mark.parametrize(
    ("party", "voice", "expected"),
    [
        (None, None, {1, 2, 3, 4}),
        ("CN", None, {1, 2, 4}),  # its bodies and people too
        ("NO", None, {3}),
        ("CN", Voice.TRANSCRIPT, {1}),
        (None, Voice.OFFICIAL, {2, 3, 4}),
        (None, Voice.REPORTED, set()),
        ("FR", None, set()),
        ("", None, set()),
    ],
)
def test_a_pool_may_be_of_a_party_and_of_a_voice(party: str | None, voice: Voice | None, expected: set[int]) -> None:
    """By the id of the party that is spoken for."""
    pages = (
        a_page(question("AFP: And?"), transcript(numbered(1), GENG), official(numbered(2), CHINA), name="cn.txt"),
        a_page(official(numbered(3), SOREIDE), official(numbered(4), CHINA_MFA), name="no.txt"),
    )

    assert words_of(an_archive(*pages).pool(party, voice=voice)) == set(map(numbered, expected))


def test_a_candidate_is_the_statement_with_all_that_the_choice_depends_on() -> None:
    """The day is that of its source, the speaker its id or folded name; a question that it answers is known."""
    source = a_page(
        question("AFP: Will you talk to Norway about fish?"),
        transcript(FISH, GENG),
        official(TRADE, Speaker("Tânia Ávila", party="BR")),
        said="2019-02-18",
    )
    store = a_store(source)
    pool = an_archive(store=store).pool()
    first, second = sorted((pool.look(number) for number in pool.ranked()), key=lambda one: one.start if one else 0)

    assert first is not None
    assert second is not None
    statement = store.statements([first.statement])[0]
    assert (first.source, first.start, first.end) == (source.source.id, statement.unit.start, statement.unit.end)
    assert (first.words, first.key, first.confidence) == (FISH, key_of(FISH), 0.97)
    assert (first.voice, first.party, first.speaker) == (Voice.TRANSCRIPT, "CN", "cn.mfa.geng_shuang")
    assert (first.said, first.asked) == (PartialDate(2019, 2, 18), True)
    assert (second.speaker, second.asked) == ("tania avila", False)


@pytest.mark.parametrize(
    ("asked", "expected", "scrap"),
    [
        ("AFP: Will you talk to Norway about fish?", [True, False], False),
        ("AFP: And?", [False, False], True),
        ("", [False, False], False),
    ],
)
def test_only_what_follows_a_whole_question_at_once_is_understood_by_it(
    asked: str, expected: list[bool], *, scrap: bool
) -> None:
    """Not what comes later in the answer, nor what was asked in passing."""
    page = a_page(*([question(asked)] if asked else []), transcript(FISH, GENG), transcript(TRADE, GENG))
    pool = an_archive(page).pool()

    found = sorted(filter(None, map(pool.look, pool.ranked())), key=lambda one: one.start)

    assert [one.asked for one in found] == expected
    assert [one.scrap for one in found] == [scrap, scrap]


def test_days_are_those_known_with_their_year() -> None:
    """Sources of a day in any year; neither of a month, nor of a day without a year, nor of no day."""
    dates = {1: "2019-11-22", 2: "2024-11-22", 3: "2019-11-23", 4: "2019-11", 5: "--11-22", 6: None, 7: "2019"}
    pages = [a_page(official(numbered(at), CHINA), name=f"{at}.txt", said=said) for at, said in dates.items()]
    pool = an_archive(*pages).pool()

    found = [one.words for number in pool.said_on(11, 22) if (one := pool.look(number))]

    assert sorted(found) == [numbered(1), numbered(2)]
    assert [number for number in pool.ranked() if number in pool.said_on(11, 22)] == list(pool.said_on(11, 22))
    assert list(pool.said_on(2, 29)) == []


def test_a_day_that_is_only_inferred_has_no_anniversary() -> None:
    """The year may be another."""
    facts = some_facts(said="2019-11-22", basis=Basis.INFERRED)
    pool = an_archive(a_page(official(numbered(1), CHINA), facts=facts)).pool()

    found = [one.said for number in pool.ranked() if (one := pool.look(number))]

    assert (list(pool.said_on(11, 22)), found) == ([], [None])


def test_the_order_is_the_same_in_every_store_and_parts_neighbours() -> None:
    """Whatever the order in which the pages came, and whatever the store; a page's statements do not follow in turn."""
    pages = [
        a_page(*(official(numbered(10 * page + line), CHINA) for line in range(10)), name=f"{page}.txt")
        for page in range(6)
    ]

    def order(archive: Archive) -> list[str]:
        pool = archive.pool()
        return [one.words for number in pool.ranked() if (one := pool.look(number))]

    there, back = order(an_archive(*pages)), order(an_archive(*reversed(pages)))

    assert there == back
    assert sorted(there) == sorted(map(numbered, range(60)))
    in_turn = {(numbered(number), numbered(number + 1)) for number in range(60)}
    assert len(in_turn.intersection(pairwise(there))) < 10


def test_the_disk_holds_the_same_pool_as_the_memory(kept: tuple[Archive, SqliteStore]) -> None:
    """So every deployment chooses the same."""
    archive, store = kept
    pages = [a_page(*(official(numbered(10 * at + n), CHINA) for n in range(5)), name=f"{at}") for at in range(5)]
    keep(store, *pages)

    def chosen(one: Archive) -> list[str]:
        return [each.words for each in choose(TODAY, (), one.pool(), 5).chosen]

    assert chosen(archive) == chosen(an_archive(*pages))


def test_a_pool_is_made_once_and_anew_when_the_archive_has_changed() -> None:
    """What was begun goes on with what it has."""
    store = a_store(a_page(official(FISH, CHINA), name="fish.txt"))
    archive = an_archive(store=store)
    before = archive.pool()
    assert archive.pool() is before

    keep(store, a_page(official(TRADE, CHINA), name="trade.txt"))

    assert words_of(archive.pool()) == {FISH, TRADE}
    assert len(before.ranked()) == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.booleans()), max_size=12))
def test_a_roll_brought_up_is_the_roll_made_anew(steps: list[tuple[int, int, bool]]) -> None:
    """Whatever came, was read again, superseded or withdrawn since, and however often that was done, and kept."""
    store, roll = MemoryStore(), Roll()
    for name, lines, now in steps:
        words = [official(numbered(line + 10 * lines), (CHINA, SOREIDE)[line % 2]) for line in range(lines)]
        page = a_page(*words, name=f"{name}.txt", said=f"2019-0{1 + lines}-1{name}" if name % 2 else None)
        keep(store, page)
        if any(each.unit.start < 5 for each in store.of_source(page.source.id)) and lines == 3:
            store.withdraw(page.source.id, 0, 5, "said by somebody else")
        if now:
            roll = brought_up(roll, store)
            roll = taken_up(roll.head, *put_down(roll))

    roll, anew = brought_up(roll, store), brought_up(Roll(), store)

    def told(each: Roll) -> list[object]:
        whose = {at: sort for sort, at in each.sorts.items()}
        hashes = {at: seed for seed, at in each.sources.items()}
        places, numbers, of, kinds = each.columns
        rows = zip(places, numbers, (hashes[at] for at in of), (whose[at] for at in kinds), strict=True)
        return [*rows, *(each.said(line.id) for line in store.sources())]

    assert roll.head == anew.head == store.head()
    assert told(roll) == told(anew)


class Another(MemoryStore):
    """A store of whose history nothing is known that was known before."""

    def holds(self, seq: int) -> bool:
        return not seq


def test_a_roll_of_what_was_lost_is_made_anew() -> None:
    """As after a fail-over without the newest changes, however many came in their place."""
    lost = brought_up(Roll(), a_store(a_page(official(FISH, CHINA), official(TRADE, CHINA), name="fish.txt")))
    store = Another()
    keep(store, a_page(official(HUNT, SOREIDE), name="hunt.txt"), a_page(official(TRADE, CHINA), name="trade.txt"))

    assert lost.head < store.head()
    assert brought_up(lost, store) == brought_up(Roll(), store)


class Slow(MemoryStore):
    """A store in which what has changed is read only when the test says so."""

    go = threading.Event()

    def outlines(
        self, voices: Collection[Voice], least: float, shortest: int, longest: int, *, since: int = 0
    ) -> Iterator[Outline]:
        if since:
            self.go.wait(30)
        return super().outlines(voices, least, shortest, longest, since=since)


def test_a_pool_that_takes_long_to_bring_up_serves_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """While pages are taken in by the thousand nobody waits for what they bring; it may be chosen a little later."""
    monkeypatch.setattr(pools, "LONG", 0.0)
    store = Slow()
    keep(store, a_page(official(HUNT, SOREIDE), name="hunt.txt"))
    archive = an_archive(store=store)
    first = archive.pool()

    keep(store, a_page(official(FISH, GENG), name="fish.txt"))
    meanwhile = [archive.pool(), archive.pool()]
    store.go.set()
    for thread in threading.enumerate():
        if thread.name == "renewing":
            thread.join(30)

    assert meanwhile == [first, first]
    assert words_of(archive.pool()) == {HUNT, FISH}


def test_what_was_withdrawn_is_chosen_no_more() -> None:
    """Neither from a new pool nor from one that was made before."""
    page = a_page(official(FISH, CHINA), official(TRADE, CHINA))
    archive = an_archive(page)
    before = archive.pool()

    taken = archive.withdraw(page.source.id, 0, 5, "said by somebody else")

    assert [one.text for one in taken] == [FISH]
    assert words_of(archive.pool()) == {TRADE}
    assert words_of(before) == {TRADE}
    assert archive.statement(taken[0].id) is None
    with pytest.raises(NotFound):
        archive.withdraw(page.source.id, 0, 5, "said by somebody else")


# ---- About something


def test_a_pool_about_something_is_what_the_archive_finds_on_it(kept: tuple[Archive, SqliteStore]) -> None:
    """In its own words or the question it answers; of that party and voice only, if they are named."""
    archive, store = kept
    keep(
        store,
        a_page(official(FISH, CHINA), official(TRADE, CHINA), name="cn.txt"),
        a_page(official(HUNT, SOREIDE), reported(FISH.replace("open", "shut"), CHINA), name="no.txt"),
        a_page(question("AFP: What about whaling?"), transcript(numbered(1), GENG), name="answer.txt"),
    )

    assert words_of(archive.pool(about="whaling")) == {FISH, HUNT, numbered(1)}
    assert words_of(archive.pool("CN", "whaling")) == {FISH, numbered(1)}
    assert words_of(archive.pool("CN", "whaling", Voice.OFFICIAL)) == {FISH}
    assert words_of(archive.pool(about="whaling", voice=Voice.REPORTED)) == set()
    assert words_of(archive.pool(about="whaling fleets")) == {FISH}  # half of the words is not about it


@pytest.mark.parametrize("about", ["volcanoes", "", " ", "the", "\0", "??"])
def test_a_pool_about_nothing_on_record_is_empty(kept: tuple[Archive, SqliteStore], about: str) -> None:
    """Also where the words name no topic at all."""
    archive, store = kept
    keep(store, a_page(official(FISH, CHINA)))

    assert list(archive.pool(about=about).ranked()) == []


def test_what_is_found_on_a_topic_grows_with_the_archive(kept: tuple[Archive, SqliteStore]) -> None:
    """The next pool has what was kept since."""
    archive, store = kept
    keep(store, a_page(official(FISH, CHINA), name="fish.txt"))
    assert words_of(archive.pool(about="whaling")) == {FISH}

    keep(store, a_page(official(HUNT, CHINA), name="hunt.txt"))

    assert words_of(archive.pool(about="whaling")) == {FISH, HUNT}


# ---- One statement, to be posted


class BeingMade(TantivyIndex):
    """An index that another process rebuilds, as long as it says so: there is next to nothing in it yet."""

    being_made = False

    def follow(self, store: Store) -> int:
        return 0 if self.being_made else super().follow(store)

    def search(self, wanted: Wanted) -> list[Hit]:
        return [] if self.being_made else super().search(wanted)

    def size(self) -> int:
        return 1 if self.being_made else super().size()


def test_while_the_index_is_made_anew_nothing_is_said_not_to_be_on_record(tmp_path: Path) -> None:
    """As a post is due: that nothing is found on its topic yet is no reason to have none that day."""
    store = a_store(a_page(official(HUNT, SOREIDE), name="hunt.txt"), a_page(official(FISH, GENG), name="fish.txt"))
    with closing(BeingMade(tmp_path)) as index:
        archive = Archive(store, index, index.spelling, NAMES, lambda: TODAY)
        assert words_of(archive.pool(about="whales")) == {HUNT, FISH}

        index.being_made = True
        with pytest.raises(ArchiveBusy, match="the index is being made"):
            archive.pool(about="whales")
        assert words_of(archive.pool()) == {HUNT, FISH}

        index.being_made = False
        assert words_of(archive.pool(about="whales")) == {HUNT, FISH}
        assert words_of(archive.pool(about="penguins")) == set()


@pytest.mark.parametrize(
    ("lines", "role", "text"),
    [
        ((question("AFP: Whales?"), transcript(FISH, GENG)), "question", "AFP: Whales?"),
        ((narration(TRADE), official("This has been agreed by both governments.", CHINA)), "before", TRADE),
        ((narration(TRADE), official(FISH, CHINA)), None, None),
        ((narration("He said:"), official("This has been agreed by both governments.", CHINA)), None, None),
    ],
)
def test_a_statement_comes_with_the_question_it_answers_or_the_sentence_it_leans_on(
    lines: tuple[Line, ...], role: str | None, text: str | None
) -> None:
    """And with neither where it stands by itself."""
    page = a_page(*lines)
    store = a_store(page)
    statement = store.of_source(page.source.id)[-1]

    excerpt = an_archive(store=store).statement(statement.id)

    assert excerpt is not None
    assert (excerpt.statement, excerpt.source) == (statement, page.source)
    assert excerpt.text == page.source.text[excerpt.start : excerpt.end] == statement.text
    assert (excerpt.context.role, excerpt.context.text) == (role, text) if excerpt.context else role is None


def test_a_statement_that_is_none_is_not_shown() -> None:
    """Numbers of units that nobody may be quoted with are none either."""
    archive = an_archive(a_page(narration(FISH), official(TRADE, CHINA)))

    shown = [archive.statement(number) for number in (-1, 0, 1, 2, 3, 2**63 - 1)]

    assert [one.text for one in shown if one] == [TRADE]


def test_a_text_that_was_altered_is_neither_chosen_nor_shown_and_the_log_says_so(
    kept: tuple[Archive, SqliteStore], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Loudly: somebody must look after the archive."""
    archive, store = kept
    keep(store, a_page(official(FISH, CHINA)))
    number = next(iter(archive.pool().ranked()))
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db, db:
        db.execute("UPDATE texts SET text = replace(text, 'spring', 'winter')")

    with caplog.at_level(logging.ERROR):
        assert archive.pool().look(number) is None
        assert archive.statement(number) is None

    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
