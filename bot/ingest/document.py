"""A document found -> received: its bytes decoded by its format, with what a curator said of it."""

from dataclasses import dataclass, field

from bot.domain.errors import InputError
from bot.domain.source import Received
from bot.ingest.formats.jsonl import Record
from bot.ingest.formats.read import read
from bot.ingest.limits import Limits
from bot.ingest.manifest import Entry, apply
from bot.ingest.walk import Refused


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes found, whose format is yet to be read: the work that any process can do.

    ``name`` and ``origin`` are as in Received. ``record`` holds the text and facts of a line of JSON Lines, ``entry``
    is a curator's; ``called`` is its name in a refusal of its format, if another than ``name``.
    """

    name: str
    origin: str
    data: bytes = field(repr=False)
    record: Record | None = field(default=None, repr=False)
    entry: Entry | None = None
    called: str = ""

    def received(self, limits: Limits) -> tuple[Received, tuple[str, ...]]:
        """The document decoded, and a warning for each fact on which page and curator differ. Raises InputError."""
        if self.record is not None:
            text, facts = self.record.text, self.record.facts
            got = Received(self.name, self.origin, self.data, text, "application/json", "utf-8", facts)
        else:
            got = read(self.name, self.origin, self.data, limits=limits)
        return (got, ()) if self.entry is None else apply(got, self.entry)

    def refused(self, error: InputError) -> Refused:
        """What is said of it when its format cannot be read."""
        return Refused(self.called or self.name, error.message, error.hint)
