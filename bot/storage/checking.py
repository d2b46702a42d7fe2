"""An archive into its faults: everything the store promises, looked at once more."""

from collections.abc import Iterator

from bot.domain.errors import ArchiveCorrupt
from bot.storage import reading
from bot.storage.coherence import faults, short
from bot.storage.neighbours import neighbours
from bot.storage.rows import READ_UNIT, unpack_unit
from bot.storage.session import Session

SHOWN = 20
"""Faults of the file itself that are listed: past these it needs a backup, not a longer list."""

MISCOUNTED = """
    SELECT id FROM sources WHERE no IN (
        SELECT source FROM (
            SELECT source, speaker, count(*) FROM units WHERE quotable GROUP BY source, speaker
            EXCEPT SELECT source, speaker, statements FROM spoken) AS fewer
        UNION SELECT source FROM (
            SELECT source, speaker, statements FROM spoken
            EXCEPT SELECT source, speaker, count(*) FROM units WHERE quotable GROUP BY source, speaker) AS more)"""


def all_faults(db: Session, name: str) -> Iterator[str]:
    """What is wrong with the database itself, as far as it can tell, and with each source."""
    yield from (f"{name}: {fault}" for fault in db.faults(SHOWN))
    yield from page_faults(db)


def page_faults(db: Session) -> Iterator[str]:
    """What is wrong with each source: bytes, text, spans, neighbours, counts."""
    for no, source in db.execute("SELECT no, id FROM sources ORDER BY no").fetchall():
        try:
            page = reading.page(db, no)
            yield from faults(page, reading.original(db, no))
        except ArchiveCorrupt as fault:
            yield fault.message
            continue
        rows = db.execute(f"SELECT {READ_UNIT} WHERE u.source = ? ORDER BY u.ordinal", (no,))
        stored = [around for unit, around in map(unpack_unit, rows) if unit.quotable]
        arounds = zip(page.units, neighbours(page.blocks, page.units), strict=True)
        if stored != [around for unit, around in arounds if unit.quotable]:
            yield f"source {short(source)}: what stands around its statements is not what the page says"
    for (source,) in db.execute(MISCOUNTED):
        yield f"source {short(source)}: its statements are miscounted"
