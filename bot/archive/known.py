"""A document found -> its page as the store keeps it, where reading the same bytes again would give the same."""

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from bot.domain.errors import ArchiveCorrupt, NotFound
from bot.domain.source import Basis, Facts, Source, digest
from bot.domain.statement import WITHDRAWN, Page
from bot.names import Registry
from bot.ports import Library

if TYPE_CHECKING:
    from bot.ingest.document import Document

_RECORD = "application/json"


class Known:
    """What a library holds, read by the rules and names of this process.

    A second ingest of a folder then costs a look at its bytes. Pages that a curator speaks of are read again: what he
    says may have changed; so are those of which something was withdrawn, and those whose stored bytes fail their check.
    """

    def __init__(self, library: Library, registry: Registry) -> None:
        from bot.ingest.pipeline import reader  # questions need no reader

        self._library = library
        self._reader = reader(registry)

    def page(self, document: "Document") -> Page | None:
        """The document's page, under the document's own name; None if it must be read."""
        if document.entry is not None:
            return None
        source = digest(document.data)
        try:
            page = self._library.page(source)
            if not self._same(page.source, document) or self._library.original(source) != document.data:
                return None
        except (NotFound, ArchiveCorrupt):
            return None
        if any(unit.rule == WITHDRAWN for unit in page.units):
            return None
        return replace(page, source=replace(page.source, name=document.name, origin=document.origin))

    def _same(self, held: Source, document: "Document") -> bool:
        """Whether what decides the reading is the same: the rules, the format and no curator's word."""
        record = document.record is not None
        return (
            held.reader == self._reader
            and (held.media_type == _RECORD) is record
            and (record or _suffix(held.name) == _suffix(document.name))
            and not _curated(held.facts)
        )


def _suffix(name: str) -> str:
    """What the name tells of the format, which the bytes may leave open."""
    return name[name.rfind(".") :].lower() if "." in name else ""


def _curated(facts: Facts) -> bool:
    values = (getattr(facts, field.name) for field in fields(facts))
    return any(value is not None and value.basis is Basis.MANIFEST for value in values)
