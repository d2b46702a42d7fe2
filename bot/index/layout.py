"""A document -> the fields tantivy keeps of it, and what was kept -> a hit.

All that is read back of a statement lies together in one field of bytes (``held``): a third of the time of seven
fields. What is searched for and ordered by is not stored a second time.
"""

from typing import TYPE_CHECKING

from bot.index.documents import Document
from bot.ports import Hit

if TYPE_CHECKING:
    import tantivy

ANY = "*"
"""A second value of the party field, borne by every statement of some party."""

STAMP = "stamp"
"""The field, and its only value, of the one document that says what the index has seen."""

_KEYS = ("source", "party", "speaker", "voice", "when", "year", STAMP)
_TEXTS = {"statement": "position", "question": "position", "office": "position", "all": "freq"}
"""``all`` is the statement with everything around it (question, title, neighbours), without positions: it finds what
one field each would, at a fraction of the work, and takes a third less of index than with them."""


def schema(builder: "tantivy.SchemaBuilder") -> "tantivy.Schema":
    """The fields; ``day`` and ``last`` are the ordinals a statement's day lies between, ``day`` 0 if unknown."""
    for name in _KEYS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name, option in _TEXTS.items():
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    builder.add_bytes_field("held", stored=True)
    for name in ("day", "last"):
        builder.add_integer_field(name, fast=True)
    return builder.build()


def fields(made: Document) -> "tantivy.Document":
    """The document as tantivy takes it."""
    import tantivy

    document = tantivy.Document()
    add = document.add_text
    around = " ".join(text for text in (made.statement, made.question, made.title, made.near) if text)
    for name, value in (("source", made.source), ("voice", made.voice), ("statement", made.statement),
                        ("question", made.question), ("office", made.office), ("all", around)):
        if value:
            add(name, value)
    if made.party:
        add("party", made.party)
        add("party", ANY)
    for key in made.speakers:
        add("speaker", key)
    for when in made.when:
        add("when", when)
    if made.when[0].isdigit():
        add("year", made.when[0])
    # add_integer, not a keyword: Document(id=…) takes the number for an unsigned one and kills the writer.
    document.add_integer("day", made.first or 0)
    if made.last is not None:
        document.add_integer("last", made.last)
    numbers = map(str, (made.id, made.first or 0, made.span.start, made.span.end))
    held = (*numbers, made.source, made.party or "", made.statement, made.question, made.title, made.near)
    document.add_bytes("held", "\n".join(held).encode())
    return document


def hit(document: "tantivy.Document", score: float) -> Hit:
    """What was kept of a statement. Raises ValueError when it is not what ``fields`` made."""
    held: bytes | None = document.get_first("held")
    ident, day, start, end, source, party, statement, question, title, near = (held or b"").decode().split("\n")
    return Hit(int(ident), score, source, int(day), statement, question, title, near, party or None, int(start),
               int(end))


def stamp(ident: str, seq: int) -> "tantivy.Document":
    """The document that says: this store, up to this change."""
    import tantivy

    made = tantivy.Document()
    made.add_text(STAMP, STAMP)
    made.add_bytes("held", f"{ident}:{seq}".encode())
    return made


def read_stamp(document: "tantivy.Document") -> tuple[str, int]:
    """The inverse of ``stamp``. Raises ValueError."""
    held: bytes | None = document.get_first("held")
    ident, _, seq = (held or b"").decode().partition(":")
    return ident, int(seq)
