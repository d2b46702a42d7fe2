"""Rows into lists of sources, speakers, outlines and changes, within one reading transaction."""

# ruff: noqa: S608  what is put into SQL here are this package's own column names, never a value

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from bot.domain.source import Kind
from bot.domain.statement import Speaker, Voice
from bot.ports import Change, Outline, SourceLine
from bot.storage import lookup
from bot.storage.reading import readable
from bot.storage.rows import pack_name, unpack_facts, unpack_name, unpack_speaker
from bot.storage.schema import CALLED_SINCE
from bot.storage.session import Row, Session
from bot.storage.tally import by_weight, parties

CURRENT, ANY = "superseded_by IS NULL", "no > 0"

LAST = chr(0x10FFFF)
"""The last of all characters: what begins with some letters stands before these and it."""

ALL = 2**63 - 1
"""A limit that is none."""


def lines(db: Session, *, superseded: bool, first: int = 0, limit: int | None = None) -> list[SourceLine]:
    """The sources in the order they came, from number ``first`` on, at most ``limit``."""
    # Those passed over are counted in the index alone.
    portion = f"SELECT no FROM sources WHERE {ANY if superseded else CURRENT} ORDER BY no LIMIT ? OFFSET ?"
    rows = db.execute(
        f"SELECT {_LINE} WHERE s.no IN ({portion}) ORDER BY s.no",
        (ALL if limit is None else max(limit, 0), max(first, 0)),
    ).fetchall()
    between = (rows[0][0], rows[-1][0]) if rows else (0, 0)
    return _lines(rows, db.execute(f"SELECT {_SPOKEN} WHERE n.source BETWEEN ? AND ?", between))


def lines_of(db: Session, ids: Sequence[str]) -> list[SourceLine]:
    """The sources with these ids, in the order given."""
    wanted = "SELECT value FROM json_each(?)"
    rows = db.execute(f"SELECT {_LINE} WHERE s.id IN ({wanted})", (db.many(ids),)).fetchall()
    numbers = db.many([row[0] for row in rows])
    speaking = db.execute(f"SELECT {_SPOKEN} WHERE n.source IN ({wanted})", (numbers,))
    found = {line.id: line for line in _lines(rows, speaking)}
    return [found[each] for each in ids if each in found]


_LINE = (
    "s.no, s.id, s.name, s.kind, s.facts, newer.id FROM sources s LEFT JOIN sources newer ON newer.no = s.superseded_by"
)
_SPOKEN = (
    "n.source, n.statements, p.name, p.role, p.party, p.entity, p.named "
    "FROM spoken n JOIN speakers p ON p.no = n.speaker"
)


def _lines(rows: Iterable[Row], speaking: Iterable[Row]) -> list[SourceLine]:
    """Of rows of ``_LINE``, and of ``_SPOKEN`` for all of their sources."""
    spoken: dict[int, list[tuple[Speaker, int]]] = {}
    for no, times, *speaker in speaking:
        spoken.setdefault(no, []).append((unpack_speaker(speaker), times))
    with readable("the sources"):
        return [_line(row, spoken.get(no, ())) for no, *row in rows]


def source_count(db: Session, *, superseded: bool) -> int:
    """How many ``lines`` there are."""
    return int(db.execute(f"SELECT count(*) FROM sources WHERE {ANY if superseded else CURRENT}").fetchone()[0])


def _line(row: Sequence[Any], spoken: Sequence[tuple[Speaker, int]]) -> SourceLine:
    source, name, kind, facts, newer = row
    total = sum(times for _, times in spoken)
    return SourceLine(source, unpack_name(name), Kind(kind), unpack_facts(facts), total, parties(spoken), newer)


def find(db: Session, name: str) -> str:
    """The id of the source this name means, see ``lookup.find``. Raises NotFound, Ambiguous."""
    wanted = lookup.wanted(name)

    def begun() -> list[str]:
        rows = db.execute(
            f"SELECT id FROM sources WHERE name >= ? AND name < ? /*! AND length(name) <= 600 */ AND {CURRENT} LIMIT 2",
            (pack_name(name), pack_name(name + LAST)),
        )
        return [source for (source,) in rows]

    def names() -> Iterator[str]:
        rows = db.stream(f"SELECT name FROM sources WHERE {CURRENT} ORDER BY no LIMIT ?", (lookup.COMPARED,))
        return (unpack_name(each) for (each,) in rows)

    return lookup.find(wanted, _known(db, wanted), begun, names)


def _known(db: Session, wanted: lookup.Wanted) -> list[lookup.Known]:
    """The sources, older versions too, that have a part of what is wanted, in the order they came."""
    ways: list[tuple[str, Row]] = [
        ("name = ?", (pack_name(wanted.name),)),
        *(("origin = ?", (pack_name(path),)) for path in wanted.paths),
    ]
    if wanted.prefix is not None:
        ways.append(("id >= ? AND id < ?", (wanted.prefix, wanted.prefix + "g")))  # which follows the last hex digit
    if db.has(CALLED_SINCE):
        called = "no IN (SELECT source FROM called WHERE name = ?)"
        ways += [(called, (pack_name(call),)) for call in wanted.calls]
    else:
        ways = [("no > ?", (0,))]
    found: dict[int, lookup.Known] = {}
    for way, parameters in ways:
        rows = db.execute(f"SELECT no, id, name, origin, {CURRENT} FROM sources WHERE {way}", parameters)
        for no, source, name, origin, current in rows:
            found[no] = lookup.Known(source, unpack_name(name), unpack_name(origin), bool(current))
    return [found[no] for no in sorted(found)]


def count(db: Session) -> int:
    """The statements of current sources: of all, but for those of the few that are superseded."""
    row = db.execute(
        "SELECT (SELECT coalesce(sum(statements), 0) FROM spoken) - (SELECT coalesce(sum(n.statements), 0) "
        "FROM spoken n JOIN sources s ON s.no = n.source WHERE s.superseded_by IS NOT NULL)"
    ).fetchone()
    return int(row[0])


def speakers(db: Session) -> list[tuple[str, str | None, str | None, int]]:
    """The speakers of current sources, most statements first."""
    rows = db.execute(
        "SELECT sum(n.statements), p.name, p.role, p.party, p.entity, p.named "
        "FROM spoken n JOIN sources s ON s.no = n.source JOIN speakers p ON p.no = n.speaker "
        f"WHERE s.{CURRENT} GROUP BY p.no"
    )
    return by_weight((unpack_speaker(speaker), int(times)) for times, *speaker in rows)


def outlines(
    db: Session, voices: Collection[Voice], least: float, shortest: int, longest: int, *, since: int
) -> Iterator[Outline]:
    """The statements of current sources that fit, without their words, as the rows come."""
    # CROSS JOIN keeps the order of the joins: one walk over the sources' units, all else looked up by number.
    rows = db.stream(
        "SELECT u.id, s.id, u.start, u.length, g.label, p.party FROM sources s "
        "CROSS JOIN units u ON u.source = s.no CROSS JOIN grounds g ON g.no = u.ground "
        "CROSS JOIN speakers p ON p.no = u.speaker "
        f"WHERE s.changed > ? AND s.{CURRENT} AND u.quotable AND u.length BETWEEN ? AND ? AND g.confidence >= ? "
        "AND g.label IN (SELECT value FROM json_each(?)) AND p.party IS NOT NULL "
        "/*! ORDER BY s.no */",
        (since, shortest, longest, least, db.many(voice.value for voice in voices)),
    )
    shared: dict[str, str] = {}  # one string for all statements of a party, and of a source: its rows come together
    heard = {voice.value: voice for voice in voices}
    last = ""
    for each, source, start, length, label, party in rows:
        last = last if source == last else source
        yield Outline(each, last, start, length, heard[label], shared.setdefault(party, party))


def head(db: Session) -> int:
    """The number of the newest change; 0 before the first."""
    return int(db.execute("SELECT coalesce(max(changed), 0) FROM sources").fetchone()[0])


def changes(db: Session, since: int, limit: int) -> list[Change]:
    """The newest change of every source changed after ``since``, in order."""
    rows = db.execute(
        "SELECT changed, id, superseded_by IS NOT NULL FROM sources WHERE changed > ? ORDER BY changed LIMIT ?",
        (since, max(limit, 0)),
    )
    return [Change(seq, source, bool(gone)) for seq, source, gone in rows]
