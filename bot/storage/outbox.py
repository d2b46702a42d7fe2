"""Schedules and their posts into rows, and back: each change of one is made once, whoever else tries to."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from bot.domain.place import Place
from bot.domain.post import Post, Shown
from bot.domain.schedule import Schedule
from bot.storage.packing import pack, unpack
from bot.storage.rows import pack_name, pack_server, unpack_name
from bot.storage.schema import OUTBOX_SINCE
from bot.storage.session import Lock, Row, Session
from bot.storage.settling import by_number
from bot.storage.transactions import Transactions

Value = TypeVar("Value", Schedule, Post)

_log = logging.getLogger(__name__)

_NEXT_NUMBER = "SELECT coalesce(max(number), 0) + 1 FROM schedules WHERE platform = ? AND server = ?"

_LAST_CHANGE = "SELECT coalesce(max(change), 0) FROM schedules"

_NEW_SCHEDULE = """
    INSERT INTO schedules (id, platform, server, number, ended, change, schedule) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO NOTHING"""

_CHANGE_SCHEDULE = """
    UPDATE schedules SET ended = ?, change = ?, schedule = ?
    WHERE id = ? AND platform = ? AND server = ? AND number = ? AND change = ?"""

_NEW_POST = """
    INSERT INTO posts (schedule, day, version, platform, server, channel, due, stage, until, amiss, post)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (schedule, day) DO NOTHING"""

_CHANGE_POST = """
    UPDATE posts SET (version, platform, server, channel, due, stage, until, amiss, post)
        = (?, ?, ?, ?, ?, ?, ?, ?, ?)
    WHERE schedule = ? AND day = ? AND version = ?"""

_UNCONFIRMED = """
    SELECT schedule, day, post FROM posts
    WHERE stage = 'claimed' AND platform = ? AND until < ? ORDER BY due, no LIMIT ?"""

_TO_CORRECT = """
    SELECT schedule, day, post FROM posts
    WHERE stage = 'posted' AND amiss AND platform = ? ORDER BY due, no LIMIT ?"""

_SHOWN_IN = """
    SELECT s.key, s.source, s.speaker, s.statement, s.start, s.length FROM posts p JOIN shown s ON s.post = p.no
    WHERE p.stage IN ('claimed', 'posted') AND p.platform = ? AND p.server = ? AND p.channel = ?
    ORDER BY p.due, p.no, s.ordinal"""

_SHOWING = """
    SELECT p.schedule, p.day, p.post FROM posts p
    WHERE p.stage IN ('claimed', 'posted', 'failed') AND p.no IN (SELECT post FROM shown WHERE source = ?)
    ORDER BY p.due, p.no"""


SHOWN = ("post", "ordinal", "key", "source", "speaker", "statement", "start", "length")


class SqlOutbox(Transactions):
    """The ``bot.ports.Schedules`` and ``bot.ports.Posts`` of an archive in a database."""

    # ---- Schedules

    def keep_schedule(self, schedule: Schedule) -> Schedule | None:
        """Keep a schedule, new (``change`` 0) or changed; as kept, None if it is not as it was read any more.

        Raises ArchiveBusy, ArchiveFull, ArchiveReadOnly.
        """
        ident, server = pack_name(schedule.id), pack_server(schedule.place)
        with self._writing(OUTBOX_SINCE, lock=Lock.LEDGER) as db:
            change = db.number_after(db.execute(_LAST_CHANGE).fetchone()[0]) + 1
            if schedule.change:
                kept = replace(schedule, change=change)
                values = (kept.ended, change, pack(kept), ident, *server, schedule.number, schedule.change)
                done = db.execute(_CHANGE_SCHEDULE, values)
            else:
                (number,) = db.execute(_NEXT_NUMBER, server).fetchone()
                kept = replace(schedule, number=number, change=change)
                done = db.execute(_NEW_SCHEDULE, (ident, *server, number, kept.ended, change, pack(kept)))
            return kept if done.rowcount else None

    def schedule(self, ident: str) -> Schedule | None:
        """The schedule of that id, ended or not."""
        found = "SELECT id, number, schedule FROM schedules WHERE id = ?"
        return _first(_read(self._rows(found, (pack_name(ident),), OUTBOX_SINCE), Schedule))

    def schedules(self, place: Place | None = None) -> list[Schedule]:
        """Those of the place's server that have not ended, by their numbers; of all places by place and number."""
        if place is None:
            rows = self._rows("SELECT id, number, schedule FROM schedules WHERE NOT ended", (), OUTBOX_SINCE)
        else:
            here = "SELECT id, number, schedule FROM schedules WHERE platform = ? AND server = ? AND NOT ended"
            rows = self._rows(here, pack_server(place), OUTBOX_SINCE)
        return sorted(_read(rows, Schedule), key=by_number)

    def schedules_since(self, change: int, limit: int) -> list[Schedule]:
        """Those changed after that change, ended ones too, in the order of their changes; at most ``limit``."""
        found = "SELECT id, number, schedule FROM schedules WHERE change > ? ORDER BY change LIMIT ?"
        return list(_read(self._rows(found, (change, max(limit, 0)), OUTBOX_SINCE), Schedule))

    # ---- Posts

    def put_posts(self, posts: Sequence[Post]) -> list[bool]:
        """Keep posts in one transaction, safe on the disk when it returns; for each whether it was kept.

        Raises as ``keep_schedule``. Where a server was lost while it was keeping them (ArchiveBusy), they are kept all
        or none; asked again, those that were kept are told as not kept this time, so nothing is claimed twice.
        """
        rows = [(post, _pack_post(post)) for post in posts]
        if not rows:
            return []
        with self._writing(OUTBOX_SINCE, lock=Lock.LEDGER) as db:
            return [_put(db, post, row) for post, row in rows]

    def post(self, schedule: str, day: date) -> Post | None:
        """The post of that schedule and local date."""
        found = "SELECT schedule, day, post FROM posts WHERE schedule = ? AND day = ?"
        return _first(_read(self._rows(found, (pack_name(schedule), day.isoformat()), OUTBOX_SINCE), Post))

    def posts(self, schedule: str, limit: int) -> list[Post]:
        """The schedule's newest posts, by date, newest first."""
        found = "SELECT schedule, day, post FROM posts WHERE schedule = ? ORDER BY day DESC LIMIT ?"
        return self._posts(found, (pack_name(schedule), max(limit, 0)))

    def unconfirmed(self, platform: str, before: int, limit: int) -> list[Post]:
        """Posts of a platform that are CLAIMED with ``until`` before that moment; those due first come first."""
        return self._posts(_UNCONFIRMED, (pack_name(platform), before, max(limit, 0)))

    def shown_in(self, place: Place) -> list[Shown]:
        """All that was shown in that channel by posts CLAIMED or POSTED, of any schedule, in the order of ``due``."""
        rows = self._rows(_SHOWN_IN, (*pack_server(place), pack_name(place.channel)), OUTBOX_SINCE)
        return [
            Shown(unpack_name(key), unpack_name(source), unpack_name(speaker), statement, start, start + length)
            for key, source, speaker, statement, start, length in rows
        ]

    def showing(self, source: str) -> list[Post]:
        """The posts CLAIMED, POSTED or FAILED with a statement of that source, in the order of ``due``."""
        return self._posts(_SHOWING, (pack_name(source),))

    def to_correct(self, platform: str, limit: int) -> list[Post]:
        """The POSTED posts of a platform that are ``wrong`` and not ``corrected`` yet; those due first come first."""
        return self._posts(_TO_CORRECT, (pack_name(platform), max(limit, 0)))

    def unsure(self) -> int:
        """The moment up to which posts may have been kept and lost, see ``ports.Posts``."""
        at, new = self._db.read(_turned)
        if not new:
            return at
        with self._writing(OUTBOX_SINCE, lock=Lock.LEDGER) as db:
            db.number_after(0)
        return self._db.read(_turned)[0]

    def _posts(self, query: str, parameters: Row) -> list[Post]:
        return list(_read(self._rows(query, parameters, OUTBOX_SINCE), Post))


def _turned(db: Session) -> tuple[int, bool]:
    return db.turned()


def _pack_post(post: Post) -> Row:
    """The values of the columns from ``version`` on."""
    amiss = bool(post.wrong) and not post.corrected
    where = (*pack_server(post.place), pack_name(post.place.channel))
    return (post.version, *where, post.due, post.stage.value, post.until, amiss, pack(post))


def _put(db: Session, post: Post, row: Row) -> bool:
    day = (pack_name(post.schedule), post.day.isoformat())
    if post.version == 1:
        done = db.execute(_NEW_POST, (*day, *row))
    else:
        done = db.execute(_CHANGE_POST, (*row, *day, post.version - 1))
    if not done.rowcount:
        return False
    (no,) = db.execute("SELECT no FROM posts WHERE schedule = ? AND day = ?", day).fetchone()
    db.execute("DELETE FROM shown WHERE post = ?", (no,))
    db.insert("shown", SHOWN, [(no, ordinal, *_pack_shown(shown)) for ordinal, shown in enumerate(post.shown)])
    return True


def _pack_shown(shown: Shown) -> Row:
    names = (pack_name(shown.key), pack_name(shown.source), pack_name(shown.speaker))
    return (*names, shown.statement, shown.start, shown.end - shown.start)


def _read(rows: Iterable[Any], kind: type[Value]) -> Iterator[Value]:
    """The values of rows that end with one, passing over, loudly, what cannot be read: it is as if it were not there.

    A post that is passed over still holds its day: nothing else can be put there.
    """
    for *key, stored in rows:
        value = unpack(stored, kind)
        if value is None:
            _log.error("the %s %r cannot be read and is passed over", kind.__name__.lower(), tuple(key))
        else:
            yield value


def _first(values: Iterator[Value]) -> Value | None:
    return next(values, None)
