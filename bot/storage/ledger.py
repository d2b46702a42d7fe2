"""What the desk must not forget into rows, and back: the ledger of an archive in a database."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.domain.place import Place, PlaceSettings
from bot.domain.remembered import Flag, Remembered
from bot.storage.outbox import SqlOutbox
from bot.storage.packing import pack, unpack
from bot.storage.rows import pack_name, pack_server, unpack_name
from bot.storage.schema import EVENTS_SINCE
from bot.storage.session import Lock
from bot.storage.settling import REMEMBERED, insist_open

LARGEST = 2**63 - 1
"""The largest number a row can have (https://www.sqlite.org/lang_createtable.html#rowid)."""

PORTION = 5000
"""Answers forgotten in one transaction, which takes some tenths of a second: others want to write as well."""

SWEPT = 100
"""Old events let go with each new one: more than come, so that they never pile up, and too few to be felt."""

_FORGET = "DELETE FROM answers WHERE no IN (SELECT no FROM answers WHERE at < ? LIMIT ?)"

_REMEMBER = """
    INSERT INTO answers (id, platform, server, at, answer) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE
    SET platform = excluded.platform, server = excluded.server, at = excluded.at, answer = excluded.answer"""

_SET_PLACE = """
    INSERT INTO places (platform, server, settings) VALUES (?, ?, ?)
    ON CONFLICT (platform, server) DO UPDATE SET settings = excluded.settings"""

_SET_NOTE = "INSERT INTO notes (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"

_INSTALL = """
    INSERT INTO installations (platform, server, value) VALUES (?, ?, ?)
    ON CONFLICT (platform, server) DO UPDATE SET value = excluded.value"""

_SWEEP = "DELETE FROM events WHERE key IN (SELECT key FROM events WHERE at < ? LIMIT ? /*! FOR UPDATE SKIP LOCKED */)"

_FIRST_TIME = """
    INSERT INTO events (key, at) VALUES (?, ?)
    ON CONFLICT (key) DO UPDATE SET at = excluded.at WHERE events.at < ?"""

_log = logging.getLogger(__name__)


class SqlLedger(SqlOutbox):
    """A ``bot.ports.Ledger`` beside the archive, in the same database.

    Every call is one transaction, seen by all processes once it has returned. An archive of an older On Record that
    cannot be written, and so was not brought up, has an empty one. Schedules and posts are ``outbox``'s.
    """

    # ---- Places

    def place_settings(self, place: Place) -> PlaceSettings:
        """The settings of the place's server; the defaults if it has set none.

        Where they cannot be read, answers are private until they are set anew: it may be what people had chosen.
        """
        rows = self._rows("SELECT settings FROM places WHERE platform = ? AND server = ?", pack_server(place))
        if not rows:
            return PlaceSettings()
        settings = unpack(rows[0][0], PlaceSettings)
        if settings is None:
            _log.error("the settings of %r cannot be read: answers there are private", place.server)
        return settings or PlaceSettings(private=True)

    def set_place(self, place: Place, settings: PlaceSettings) -> None:
        """Keep the settings of the place's server. Raises ArchiveBusy, ArchiveFull, ArchiveReadOnly."""
        with self._writing() as db:
            db.execute(_SET_PLACE, (*pack_server(place), pack(settings)))

    # ---- Answers

    def remember(self, answers: Sequence[Remembered]) -> None:
        """Keep answers in one transaction; one kept already is replaced. Raises as ``set_place``."""
        rows = [(pack_name(each.id), *pack_server(each.place), each.at, pack(each)) for each in answers]
        if not rows:
            return
        with self._writing() as db:
            for row in rows:
                db.execute(_REMEMBER, row)

    def recall(self, answer: str) -> Remembered | None:
        """The answer of that id, None if it is gone (or cannot be read any more)."""
        rows = self._rows("SELECT answer FROM answers WHERE id = ?", (pack_name(answer),))
        return unpack(rows[0][0], Remembered) if rows else None

    def recent(self, place: Place, limit: int) -> list[Remembered]:
        """The newest answers of the place's server, newest first; at most ``limit``."""
        rows = self._rows(
            "SELECT answer FROM answers WHERE platform = ? AND server = ? ORDER BY at DESC, no DESC LIMIT ?",
            (*pack_server(place), max(limit, 0)),
        )
        read = (unpack(stored, Remembered) for (stored,) in rows)
        return [answer for answer in read if answer is not None]

    def forget(self, before: int) -> int:
        """Let go of the answers given before that moment (seconds since 1970); how many."""
        forgotten = 0
        while True:
            with self._writing() as db:
                done = db.execute(_FORGET, (before, PORTION)).rowcount
            forgotten += done
            if done < PORTION:
                return forgotten

    # ---- Flags

    def flag(self, flag: Flag) -> int:
        """Keep a flag; its number, from 1. Raises as ``set_place``."""
        packed = pack(flag)
        with self._writing(lock=Lock.LEDGER) as db:
            number = db.last("flags") + 1
            db.insert("flags", ("no", "flag"), [(number, packed)])
            db.used("flags", number)
            return number

    def flags(self, *, settled: bool = False) -> list[tuple[int, Flag]]:
        """The flags still open (or those settled), oldest first, with their numbers."""
        found = []
        for number, stored in self._rows(
            "SELECT no, flag FROM flags WHERE (settled IS NOT NULL) = ? ORDER BY no", (settled,)
        ):
            flag = unpack(stored, Flag)
            if flag is None:
                _log.error("report %d cannot be read and is passed over", number)
            else:
                found.append((number, flag))
        return found

    def settle(self, number: int) -> None:
        """Close a flag. Raises NotFound for a number that is none, UsageError if it is settled already."""
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with self._writing(lock=Lock.LEDGER) as db:
            found = "SELECT settled IS NOT NULL FROM flags WHERE no = ?"
            row = db.execute(found, (number,)).fetchone() if 0 < number <= LARGEST else None
            insist_open(number, settled=bool(row[0]) if row else None)
            db.execute("UPDATE flags SET settled = ? WHERE no = ?", (now, number))

    # ---- Notes

    def note(self, key: str) -> str | None:
        """What was noted under the key."""
        rows = self._rows("SELECT value FROM notes WHERE key = ?", (pack_name(key),))
        return unpack_name(rows[0][0]) if rows else None

    def set_note(self, key: str, value: str) -> None:
        """Note it in the place of what was there. Raises as ``set_place``."""
        with self._writing() as db:
            db.execute(_SET_NOTE, (pack_name(key), pack_name(value)))

    # ---- Events

    def first_time(self, key: str, at: int) -> bool:
        """Whether this key comes for the first time within a day; exactly one of all who ask is told so.

        It is as sure as the process, not as the disk: after a power cut an event of the last moments may be new again.
        """
        old = max(at - REMEMBERED, -LARGEST - 1)  # the smallest number SQLite has
        with self._writing(EVENTS_SINCE, synced=False) as db:
            db.execute(_SWEEP, (old, SWEPT))
            return db.execute(_FIRST_TIME, (pack_name(key), at, old)).rowcount == 1

    # ---- Installations

    def install(self, platform: str, server: str, value: str) -> None:
        """Keep what is known of the installation in the place of what was there. Raises as ``set_place``."""
        row = (pack_name(platform), pack_name(server), pack_name(value))
        with self._writing(EVENTS_SINCE) as db:
            db.execute(_INSTALL, row)

    def installed(self, platform: str, server: str) -> str | None:
        """What was kept of the installation there."""
        found = "SELECT value FROM installations WHERE platform = ? AND server = ?"
        rows = self._rows(found, (pack_name(platform), pack_name(server)), EVENTS_SINCE)
        return unpack_name(rows[0][0]) if rows else None

    def uninstall(self, platform: str, server: str) -> bool:
        """Let go of it; whether there was one. Raises as ``set_place``."""
        gone = "DELETE FROM installations WHERE platform = ? AND server = ?"
        with self._writing(EVENTS_SINCE) as db:
            return db.execute(gone, (pack_name(platform), pack_name(server))).rowcount == 1

    def installations(self, platform: str) -> list[str]:
        """The servers with an installation, in the order of their ids."""
        found = "SELECT server FROM installations WHERE platform = ?"
        return sorted(unpack_name(server) for (server,) in self._rows(found, (pack_name(platform),), EVENTS_SINCE))
