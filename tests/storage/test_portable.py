"""A whole archive moved from one database into another: nothing is lost, nothing is changed."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from bot.domain.errors import ArchiveError
from bot.domain.place import Place, PlaceSettings
from bot.domain.post import Post, Shown, Stage
from bot.domain.remembered import Flag
from bot.domain.schedule import Schedule
from bot.domain.statement import Voice
from bot.storage.portable import LAYOUT, NUMBERS
from bot.storage.postgres import PostgresStore
from bot.storage.sqlite import SqliteStore
from tests.builders import ANALYST, GENG, a_page, direct, heading, keep, official, question, transcript
from tests.postgres import Passing, postgres

Either = SqliteStore | PostgresStore

KINDS: dict[str, Callable[[Path], Either]] = {
    "file": SqliteStore,
    "database": lambda _: Passing(postgres()),
}

HERE = Place("slack", "T1\ud800", "C1\x00")
GENG_SHOWN = Shown("words\x1a", "ab" * 32, "cn.mfa.geng_shuang", 7, 10, 90)
SCHEDULE = Schedule("abcdefghijkl", HERE, time(9), "Europe/Oslo", person="person-1", since=date(2026, 11, 24))
POST = Post("mnop", SCHEDULE.id, date(2026, 11, 24), HERE, 1_795_507_200, Stage.CLAIMED, "me", 9, shown=(GENG_SHOWN,))


def told(store: Either) -> list[list[object]]:
    """Every table, as it is moved."""
    with store.tables() as tables:
        return [[name, columns, list(rows)] for name, columns, rows in tables]


def timeless(store: Either) -> list[list[object]]:
    """Every table but for the moment a source was received, which is another where it is received twice."""
    with store.tables() as tables:
        return [
            [name, [[value for at, value in enumerate(row) if columns[at] != "received"] for row in rows]]
            for name, columns, rows in tables
        ]


def full(store: Either) -> Either:
    """The store with something odd in every table."""
    page = a_page(heading("Title"), question("Well?\x00"), transcript("No. 😀", GENG), name="\udce9/a.txt", said="2019")
    old, new = a_page(official("Old.")), a_page(official("New."), direct("Taken.", ANALYST))
    keep(store, page, old, new, a_page(official("Gone."), name="b.txt"), a_page(official("Goes."), name="b.txt"))
    packed = a_page(official("Packed."), name="c.html", data=b"<p>Packed." * 99)
    store.add(packed, b"<p>Packed." * 99)
    unit = new.units[1]
    store.withdraw(new.source.id, unit.start, unit.end, "not theirs\ud83d")
    ledger = store.ledger
    ledger.set_place(HERE, PlaceSettings(private=True))
    ledger.set_note("key\x00", "value\x1a0000")
    ledger.first_time("event", 2**62)
    ledger.install("slack", "T1", "secret")
    ledger.keep_schedule(SCHEDULE)
    ledger.put_posts([POST, replace(POST, version=2, wrong="words", stage=Stage.POSTED)])
    return store


@pytest.fixture(params=[(one, other) for one in KINDS for other in KINDS], ids="-".join)
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Either, Either]]:
    """A full store and an empty one."""
    one, other = request.param
    with closing(KINDS[one](tmp_path / "one.db")) as source, closing(KINDS[other](tmp_path / "other.db")) as target:
        yield full(source), target


def test_what_is_moved_is_as_it_was(pair: tuple[Either, Either]) -> None:
    """Every table, row and value, whichever database it comes from and goes to; the name is the target's own."""
    source, target = pair
    ident = target.ident

    with source.tables() as tables:
        target.fill(tables)

    assert told(target) == told(source)
    assert [name for name, _, _ in told(target)] == [*LAYOUT, NUMBERS]
    assert (target.ident, target.head(sure=True), target.check()) == (ident, source.head(), [])
    assert target.sources(superseded=True) == source.sources(superseded=True)
    assert [target.page(line.id) for line in target.sources()] == [source.page(line.id) for line in source.sources()]
    assert list(target.outlines(list(Voice), 0, 0, 99)) == list(source.outlines(list(Voice), 0, 0, 99))
    assert target.ledger.posts(SCHEDULE.id, 9) == source.ledger.posts(SCHEDULE.id, 9)


def test_new_numbers_follow_those_that_were_moved(pair: tuple[Either, Either]) -> None:
    """Also those of rows that are gone: a button under an old answer must not name another statement."""
    source, target = pair
    newer = a_page(official("Two."), official("Six."), name="c.txt")
    keep(source, a_page(official("One."), name="c.txt"))
    flag = Flag(7, newer.source.id, 0, 4, "Geng Shuang", "Two.", "wrong\x00", HERE, "person-1", 9)
    source.ledger.flag(flag)
    with source.tables() as tables:
        target.fill(tables)

    keep(source, newer)
    keep(target, newer)
    for store in (source, target):
        store.ledger.put_posts([replace(POST, schedule="next")])
        store.ledger.set_note("next", "note")

    assert (source.ledger.flag(flag), target.ledger.flag(flag)) == (2, 2)
    assert target.of_source(newer.source.id) == source.of_source(newer.source.id)
    assert timeless(target) == timeless(source)


def test_an_archive_with_something_in_it_is_not_filled(pair: tuple[Either, Either]) -> None:
    """It stays as it is."""
    source, target = pair
    target.ledger.set_note("key", "value")

    with source.tables() as tables, pytest.raises(ArchiveError, match="is not empty"):
        target.fill(tables)

    assert (target.count(), target.ledger.note("key")) == (0, "value")


@pytest.mark.parametrize("harm", ["a table less", "another column", "a row pointing at nothing"])
def test_what_is_no_whole_archive_is_not_kept(pair: tuple[Either, Either], harm: str) -> None:
    """Nothing of it."""
    source, target = pair
    tables = [(name, tuple(columns), list(rows)) for name, columns, rows in told(source)]  # type: ignore[call-overload]
    at = next(number for number, (name, _, _) in enumerate(tables) if name == "texts")
    if harm == "a table less":
        del tables[at]
    elif harm == "another column":
        tables[at] = ("texts", ("source", "words"), tables[at][2])
    else:
        tables[at] = ("texts", tables[at][1], [*tables[at][2], (99, b"text")])

    with pytest.raises((ArchiveError, *broken_references())):
        target.fill((name, columns, iter(rows)) for name, columns, rows in tables)

    assert (target.count(), target.head(sure=True), target.sources()) == (0, 0, [])


def broken_references() -> tuple[type[Exception], ...]:
    """What the databases say themselves: it would be a fault of ours."""
    import sqlite3

    import psycopg

    return sqlite3.IntegrityError, psycopg.IntegrityError
