"""A document received -> a page read: source, blocks and units. A pure function of its bytes and the names."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.errors import InputError
from bot.domain.party import Mention, Term
from bot.domain.source import Block, Facts, Kind, Received, Role, Source, Span, digest
from bot.domain.statement import Page, Speaker, Unit
from bot.ingest.attribute import Attribution, plain_units
from bot.ingest.blocks import blocks
from bot.ingest.cast import Cast
from bot.ingest.clauses import Clauses
from bot.ingest.dates import find_dates
from bot.ingest.facts import completed
from bot.ingest.home import Home
from bot.ingest.kind import Reading, reading
from bot.ingest.layout import Layout, Paragraph, layout
from bot.ingest.letterhead import letterhead, noun_labels
from bot.ingest.plain import plain
from bot.ingest.quotes import masked, quotations
from bot.ingest.title import title_of
from bot.ingest.trim import tag_lines, trimmed
from bot.ingest.turns import Turns
from bot.ingest.words import spaced
from bot.names import Registry

READER = "1"
"""The version of the rules; raise it when a change of theirs makes old pages worth reading again."""
_HEAD = 12
"""How many paragraphs from the top may list who is on the page."""
_SPACE = re.compile(r"\s+")


def reader(registry: Registry) -> str:
    """The stamp of rules and names that a page is read with."""
    return f"{READER}.{registry.digest[:12]}"


def read_page(received: Received, registry: Registry) -> Page:
    """A page with its blocks and units. Raises InputError for a page that holds only headlines."""
    return _Reader(received, registry, plain(received.text)).read()


@dataclass(frozen=True, slots=True)
class _Reader:
    """A page being read: ``twin`` is its reading twin, ``names`` those found, by where their paragraph starts."""

    received: Received
    registry: Registry
    twin: str
    names: dict[int, list[Mention]] = field(default_factory=dict)

    def read(self) -> Page:
        got, registry = self.received, self.registry
        seen = layout(self.twin, find_dates, _memo(lambda label: noun_labels(label, registry)))
        stated = got.facts.title.value if got.facts.title else None
        heading = title_of(seen.paragraphs, stated, _memo(lambda line: letterhead(line, registry) is not None))
        title = stated or (spaced(heading.text) if heading else "")
        facts = completed(got.facts, title, seen.paragraphs, find_dates, registry)
        kind = reading(seen, title, facts, registry)
        if kind.kind is Kind.LISTING:
            message = f"{got.name}: a listing of headlines, not a page ({kind.why[0]})"
            raise InputError(message, hint="ingest the pages it links to instead")
        home = Home(self.twin, seen, title, facts, kind, self.mentions, registry)
        made, units = self._units(home, heading)
        return Page(self._source(facts, kind), tuple(made), tuple(self._in_office(units, facts)))

    def mentions(self, span: Span) -> Sequence[Mention]:
        """The names in a paragraph, at their places in the text; found once."""
        if span.start not in self.names:
            found = self.registry.find(self.twin[span.start : span.end])
            at = span.start
            self.names[at] = [Mention(m.start + at, m.end + at, m.entity, m.form) for m in found]
        return self.names[span.start]

    def _source(self, facts: Facts, kind: Reading) -> Source:
        got = self.received
        return Source(
            id=digest(got.data),
            name=got.name,
            origin=got.origin,
            text=got.text,
            text_hash=digest(got.text.encode("utf-8", "surrogatepass")),
            media_type=got.media_type,
            encoding=got.encoding,
            kind=kind.kind,
            why=kind.why,
            facts=facts,
            reader=reader(self.registry),
        )

    def _units(self, home: Home, heading: Paragraph | None) -> tuple[list[Block], list[Unit]]:
        seen, kind, cast = home.seen, home.kind, home.cast()
        presider = home.presider(cast.home) if seen.transcript else None
        turns = Turns(seen.labels, _introduction(home.title, seen), cast, self.registry, cast.home, presider)
        own = trimmed(self.twin, blocks(seen, heading, turns.answers))
        made = sorted([*own, *tag_lines(self.received.text, self.twin)], key=lambda block: block.start)
        said = Attribution(self._clauses(made), kind.kind, cast, _issuer(kind, cast), kind.spoken)
        speakers = {label.span: turns.speaker(label) for label in seen.labels}
        return made, list(_walk(made, said, speakers, presider))

    def _clauses(self, made: Sequence[Block]) -> Clauses:
        stretches = [block for block in made if block.role in (Role.PARAGRAPH, Role.ANSWER)]
        rows = quotations(self.twin, [Span(block.start, block.end) for block in stretches])
        quotes = {block.start: row for block, row in zip(stretches, rows, strict=True)}
        blanked = masked(self.twin, (quote for row in rows for quote in row))
        return Clauses(self.twin, blanked, quotes, self.mentions)

    def _in_office(self, units: Sequence[Unit], facts: Facts) -> Iterator[Unit]:
        """The post a registered person held on the page's date, where the page itself does not say it."""
        when = facts.shown_date.date if facts.shown_date else None
        day = when.value if when is not None and when.year is not None else None
        posts: dict[str, str | None] = {}
        for unit in units:
            speaker = unit.speaker
            if day is None or speaker is None or speaker.entity is None or speaker.role is not None:
                yield unit
                continue
            if speaker.entity not in posts:
                posts[speaker.entity] = self._post(speaker.entity, day)
            role = posts[speaker.entity]
            yield replace(unit, speaker=replace(speaker, role=role)) if role else unit

    def _post(self, person: str, day: str) -> str | None:
        """The one post a registered person held on a day."""
        entity = self.registry.get(person)
        roles = {term.role for term in entity.terms if _held(term, day)} if entity is not None else set()
        return roles.pop() if len(roles) == 1 else None


def _introduction(title: str, seen: Layout) -> str:
    """The title and what stands above the first turns: it lists who is there."""
    return " ".join([title, *(par.text for par in seen.paragraphs[:_HEAD] if par.label is None)])


def _issuer(kind: Reading, cast: Cast) -> Speaker | None:
    """Whose own text a statement is, the page's party if none is named; None if nobody is."""
    issuer = kind.issuer
    if kind.kind is not Kind.STATEMENT or issuer is None or not issuer.speaker.name:
        return None
    return issuer.speaker if issuer.speaker.party or issuer.several else replace(issuer.speaker, party=cast.home)


def _held(term: Term, day: str) -> bool:
    """Whether a post was held on a day ("2019-02-18"), as far as both are known; the months of change count."""
    if term.since is None or term.since > day[: len(term.since)]:
        return False
    return term.until is None or day[: len(term.until)] <= term.until


def _walk(
    made: Sequence[Block], said: Attribution, speakers: dict[Span, Speaker | None], presider: Speaker | None
) -> Iterator[Unit]:
    """The units of the blocks in order; an answer knows the question before it, which may run over several blocks."""
    question: Span | None = None
    asked: Block | None = None
    for number, block in enumerate(made):
        if block.role is Role.QUESTION:
            goes_on = question is not None and asked is not None and asked.label == block.label
            question = Span(question.start if question is not None and goes_on else block.start, block.end)
            yield from plain_units(said.text.twin, block)
        elif block.role is Role.ANSWER:
            yield from said.answer(block, speakers.get(block.label) if block.label else presider, question)
        elif block.role is not Role.PARAGRAPH:
            yield from plain_units(said.text.twin, block)
        elif said.kind is Kind.STATEMENT:
            yield from said.statement(block)
        else:
            yield from said.report(block, number)
        asked = block if block.role is Role.QUESTION else None


def _memo(ask: Callable[[str], bool]) -> Callable[[str], bool]:
    """The same question, asked once for the same words."""
    known: dict[str, bool] = {}

    def asked(label: str) -> bool:
        if label not in known:
            known[label] = ask(_SPACE.sub(" ", label))
        return known[label]

    return asked
