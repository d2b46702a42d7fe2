"""Domain values into table rows, and back; nothing here touches a database."""

import json
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from bot.domain.errors import ArchiveCorrupt
from bot.domain.place import Place
from bot.domain.source import Basis, Block, Fact, Facts, Kind, PartialDate, Role, Source, Span, When, digest
from bot.domain.statement import Label, Page, Speaker, Unit
from bot.storage.coherence import short
from bot.storage.neighbours import Around, neighbours
from bot.storage.session import Row

WORTH_PACKING = 0.9
"""Compressed bytes are kept when they are at most this part of the bytes; more is not worth the unpacking."""

DATES = ("said", "published")


# ---- spans


def pack_span(span: Span | None, origin: int) -> tuple[int | None, int | None]:
    """A span as (start counted from ``origin``, length)."""
    return (None, None) if span is None else (span.start - origin, span.end - span.start)


def unpack_span(at: int | None, length: int | None, origin: int) -> Span | None:
    """The inverse of ``pack_span``."""
    return None if at is None or length is None else Span(origin + at, origin + at + length)


# ---- sources


class Odd(bytes):
    """A text that holds half a character, which no database takes for a text, in UTF-8 that passes it."""

    __slots__ = ()


def pack_name(name: str) -> str | Odd:
    """A name as it is; a file name that was not UTF-8 (lone surrogates stand for its bytes) as a blob."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return Odd(name.encode("utf-8", "surrogatepass"))
    return name


def pack_server(place: Place) -> tuple[str | Odd, str | Odd]:
    """The platform and the server of a place."""
    return pack_name(place.platform), pack_name(place.server)


def unpack_name(stored: str | bytes) -> str:
    """The inverse of ``pack_name``."""
    return stored if isinstance(stored, str) else stored.decode("utf-8", "surrogatepass")


def pack_facts(facts: Facts) -> str:
    """What is known, as JSON; what is not known is left out. A date is [year, month, day, basis]."""
    fields: dict[str, list[Any]] = {}
    for name in Facts.__dataclass_fields__:
        fact: Fact | When | None = getattr(facts, name)
        if isinstance(fact, When):
            fields[name] = [fact.date.year, fact.date.month, fact.date.day, fact.basis.value]
        elif fact is not None:
            fields[name] = [fact.value, fact.basis.value]
    return json.dumps(fields, separators=(",", ":"))


def unpack_facts(stored: str) -> Facts:
    """The inverse of ``pack_facts``."""
    fields: dict[str, Any] = {}
    for name, (*value, basis) in json.loads(stored).items():
        known = When(PartialDate(*value), Basis(basis)) if name in DATES else Fact(value[0], Basis(basis))
        fields[name] = known
    return Facts(**fields)


SOURCE_COLUMNS = "id, name, origin, text_hash, media_type, encoding, kind, why, facts, reader"


def pack_source(source: Source) -> Row:
    """The values of SOURCE_COLUMNS."""
    return (
        source.id,
        pack_name(source.name),
        pack_name(source.origin),
        source.text_hash,
        source.media_type,
        source.encoding,
        source.kind.value,
        json.dumps(source.why),
        pack_facts(source.facts),
        source.reader,
    )


def unpack_source(row: Row, text: str) -> Source:
    """The inverse of ``pack_source``."""
    source, name, origin, text_hash, media_type, encoding, kind, why, facts, reader = row
    return Source(
        source,
        unpack_name(name),
        unpack_name(origin),
        text,
        text_hash,
        media_type,
        encoding,
        Kind(kind),
        tuple(json.loads(why)),
        unpack_facts(facts),
        reader,
    )


def checked_text(data: bytes, text_hash: str, source: str) -> str:
    """A stored text, once its bytes have passed its hash. Raises ArchiveCorrupt."""
    if digest(data) != text_hash:
        raise ArchiveCorrupt(
            f"the text of source {short(source)} does not match its hash",
            hint="ingest the page again, or restore the archive from a backup",
        )
    return data.decode()


# ---- originals


def pack_original(data: bytes, text: str) -> tuple[str, bytes | None]:
    """(packing, bytes): nothing when the bytes are the text itself, compressed when that helps."""
    if data == text.encode():
        return "text", None
    packed = zlib.compress(data)
    return ("zlib", packed) if len(packed) <= WORTH_PACKING * len(data) else ("plain", data)


def unpack_original(packing: str, data: bytes | None, text: bytes, source: str) -> bytes:
    """The bytes as received, checked against the id. Raises ArchiveCorrupt."""
    try:
        original = text if data is None else zlib.decompress(data) if packing == "zlib" else data
    except zlib.error:
        original = b""
    if digest(original) != source:
        raise ArchiveCorrupt(
            f"the original of source {short(source)} does not match its id",
            hint="ingest the page again, or restore the archive from a backup",
        )
    return original


# ---- blocks and units


BLOCK_COLUMNS = "start, length, role, label_at, label_length, speaker"


def pack_block(block: Block) -> Row:
    """The values of BLOCK_COLUMNS."""
    start = block.start
    return (start, block.end - start, block.role.value, *pack_span(block.label, start), block.speaker)


def unpack_block(row: Row) -> Block:
    """The inverse of ``pack_block``."""
    start, length, role, label_at, label_length, speaker = row
    return Block(start, start + length, _ROLES[role], unpack_span(label_at, label_length, start), speaker)


_ROLES = {role.value: role for role in Role}
_LABELS = {label.value: label for label in Label}  # a third of the time of ``Label(…)``, and there are many

Number = Callable[[Row], int]
"""The number under which a store keeps a speaker or a ground, made if need be."""

UNIT_COLUMNS = (
    "start", "length", "ground", "speaker", "quotable",
    "speaker_at", "speaker_length", "cue_at", "cue_length", "answers_at", "answers_length",
    "before_at", "before_length", "after_at", "after_length",
)  # fmt: skip


def pack_speaker(speaker: Speaker) -> Row:
    """(name, role, party, entity, named)."""
    return speaker.name, speaker.role, speaker.party, speaker.entity, speaker.named


def unpack_speaker(row: Sequence[Any]) -> Speaker:
    """The inverse of ``pack_speaker``."""
    return _speaker(*row)


@lru_cache(maxsize=1000)
def _speaker(name: str, role: str | None, party: str | None, entity: str | None, named: object) -> Speaker:
    """Made once for the hundreds of units of a page that are theirs."""
    return Speaker(name, role, party, entity, bool(named))


def pack_unit(unit: Unit, around: Around, ground_no: Number, speaker_no: Number) -> Row:
    """The values of UNIT_COLUMNS."""
    start = unit.start
    speaker = None if unit.speaker is None else speaker_no(pack_speaker(unit.speaker))
    quotable = unit.quotable
    before, after = around if quotable else (None, None)
    return (
        start,
        unit.end - start,
        ground_no((unit.label.value, unit.rule, unit.confidence)),
        speaker,
        quotable,
        *pack_span(unit.speaker_span, start),
        *pack_span(unit.cue, start),
        *pack_span(unit.answers, start),
        *pack_span(before, start),
        *pack_span(after, start),
    )


def pack_units(page: Page, ground_no: Number, speaker_no: Number) -> list[Row]:
    """The units of a page in order, with what stands around each statement."""
    arounds = neighbours(page.blocks, page.units)
    return [pack_unit(unit, around, ground_no, speaker_no) for unit, around in zip(page.units, arounds, strict=True)]


READ_UNIT = """
    u.start, u.length, g.label, g.rule, g.confidence, u.speaker, p.name, p.role, p.party, p.entity, p.named,
    u.speaker_at, u.speaker_length, u.cue_at, u.cue_length, u.answers_at, u.answers_length,
    u.before_at, u.before_length, u.after_at, u.after_length
    FROM units u JOIN grounds g ON g.no = u.ground LEFT JOIN speakers p ON p.no = u.speaker"""
"""What ``unpack_unit`` reads, and whence."""


def unpack_unit(row: Row) -> tuple[Unit, Around]:
    """A unit and, of a statement, what stands around it, from a row of READ_UNIT."""
    start, length, label, rule, confidence, speaker = row[:6]
    name_at, name_length, cue_at, cue_length, answers_at, answers_length = row[11:17]
    before_at, before_length, after_at, after_length = row[17:]
    unit = Unit(
        start,
        start + length,
        _LABELS[label],
        rule,
        None if speaker is None else unpack_speaker(row[6:11]),
        confidence,
        unpack_span(name_at, name_length, start),
        unpack_span(cue_at, cue_length, start),
        unpack_span(answers_at, answers_length, start),
    )
    return unit, (unpack_span(before_at, before_length, start), unpack_span(after_at, after_length, start))
