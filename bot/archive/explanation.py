"""An excerpt -> why it is given to its speaker, each reason with its evidence on the page."""

from dataclasses import dataclass

from bot.domain.answer import Excerpt
from bot.domain.source import Kind, digest
from bot.ports import Store


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an excerpt is given to its speaker and why it was found, each fact with its evidence on the page.

    ``speaker_words`` and ``cue_words`` are the page's own words; ``verified`` tells that the slice, the text and
    the original bytes were just checked against their hashes.
    """

    excerpt: Excerpt
    rule: str
    confidence: float
    speaker_words: str | None
    cue_words: str | None
    question: str | None
    kind: Kind
    why: tuple[str, ...]
    verified: bool


def explained(excerpt: Excerpt, store: Store) -> Explanation:
    """The evidence for an excerpt. Raises ArchiveCorrupt when the stored bytes fail their check."""
    unit = excerpt.statement.unit
    source = excerpt.source
    store.original(source.id)
    intact = digest(source.text.encode()) == source.text_hash
    return Explanation(
        excerpt=excerpt,
        rule=unit.rule,
        confidence=unit.confidence,
        speaker_words=source.slice(unit.speaker_span) if unit.speaker_span else None,
        cue_words=source.slice(unit.cue) if unit.cue else None,
        question=source.slice(unit.answers) if unit.answers else None,
        kind=source.kind,
        why=source.why,
        verified=intact and source.text[excerpt.start : excerpt.end] == excerpt.text,
    )
