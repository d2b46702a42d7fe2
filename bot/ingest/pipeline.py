"""A document received -> a page read: source, blocks and units. A pure function of its bytes and the names."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain.errors import InputError
from bot.domain.party import Form, Mention, Term
from bot.domain.source import Block, Facts, Kind, Received, Role, Source, Span, digest
from bot.domain.statement import Page, Speaker, Unit
from bot.ingest.attribute import Attribution, plain_units
from bot.ingest.blocks import blocks
from bot.ingest.layout import Layout, Paragraph, layout
from bot.ingest.title import title_of
from bot.ingest.cast import Cast
from bot.ingest.clauses import Clauses
from bot.ingest.dates import find_dates
from bot.ingest.facts import completed
from bot.ingest.dateline import dateline
from bot.ingest.issuer import issuer_of
from bot.ingest.kind import Reading, reading
from bot.ingest.letterhead import home_letterhead, letterhead, noun_labels, publisher_party
from bot.ingest.phrase import Sort
from bot.ingest.plain import plain
from bot.ingest.quotes import masked, quotations
from bot.ingest.turns import Turns
from bot.names import Registry

READER = "1"
"""The version of the rules; raise it when a change of theirs makes old pages worth reading again."""


def reader(registry: Registry) -> str:
    """The stamp of rules and names that a page is read with."""
    return f"{READER}.{registry.digest[:12]}"


def read_page(received: Received, registry: Registry) -> Page:
    """A page with its blocks and units. Raises InputError for a page that holds only headlines."""
    return _Reader(received, registry).read()


@dataclass(slots=True)
class _Reader:
    received: Received
    registry: Registry
    twin: str = ""
    names: dict[int, list[Mention]] | None = None

    def read(self) -> Page:
        self.twin, self.names = plain(self.received.text), {}
        official = _memo(lambda label: noun_labels(label, self.registry))
        seen = layout(self.twin, find_dates, official)
        stated = self.received.facts.title.value if self.received.facts.title else None
        heading = title_of(seen.paragraphs, stated, _memo(lambda line: letterhead(line, self.registry) is not None))
        title = stated or (" ".join(heading.text.split()) if heading else "")
        facts = completed(self.received.facts, title, seen.paragraphs, find_dates, self.registry)
        kind = reading(seen, title, facts, self.registry)
        if kind.kind is Kind.LISTING:
            raise InputError(f"{self.received.name}: a listing of headlines, not a page ({kind.why[0]})", hint="ingest the pages it links to instead")
        made, units = self._units(seen, heading, title, facts, kind)
        return Page(self._source(facts, kind), tuple(made), tuple(self._in_office(units, facts)))

    def _in_office(self, units: Sequence[Unit], facts: Facts) -> Iterator[Unit]:
        """The post a registered person held on the page's date, where the page itself does not say it."""
        when = facts.shown_date.date if facts.shown_date else None
        for unit in units:
            speaker = unit.speaker
            if speaker is None or speaker.role is not None or speaker.entity is None or when is None or when.year is None:
                yield unit
                continue
            entity = self.registry.get(speaker.entity)
            roles = {term.role for term in entity.terms if _held(term, when.value)} if entity else set()
            yield replace(unit, speaker=replace(speaker, role=roles.pop())) if len(roles) == 1 else unit

    def _source(self, facts: Facts, kind: Reading) -> Source:
        got = self.received
        return Source(digest(got.data), got.name, got.origin, got.text, digest(got.text.encode("utf-8", "surrogatepass")), got.media_type, got.encoding, kind.kind, kind.why, facts, reader(self.registry))

    def mentions(self, span: Span) -> Sequence[Mention]:
        """The names in a paragraph, at their places in the text; found once."""
        assert self.names is not None  # noqa: S101
        if span.start not in self.names:
            found = self.registry.find(self.twin[span.start : span.end])
            self.names[span.start] = [replace(m, start=m.start + span.start, end=m.end + span.start) for m in found]
        return self.names[span.start]

    def _units(self, seen: Layout, heading: Paragraph | None, title: str, facts: Facts, kind: Reading) -> tuple[list[Block], list[Unit]]:
        cast = self._cast(seen, title, facts, kind)
        presider = self._presider(seen, title, facts, kind, cast) if seen.transcript else None
        intro = " ".join([title, *(par.text for par in seen.paragraphs[:12] if par.label is None)])
        turns = Turns(seen.labels, intro, cast, self.registry, cast.home, presider)
        made = sorted([*self._parted(blocks(seen, heading, turns.answers)), *self._tags()], key=lambda block: block.start)
        stretches = [block for block in made if block.role in (Role.PARAGRAPH, Role.ANSWER)]
        rows = quotations(self.twin, [Span(block.start, block.end) for block in stretches])
        quotes = {block.start: row for block, row in zip(stretches, rows, strict=True)}
        blanked = masked(self.twin, (quote for row in rows for quote in row))
        text = Clauses(self.twin, blanked, quotes, self.mentions)
        own = Attribution(text, kind.kind, cast, self._issuer(title, kind, cast), kind.spoken)
        by_label = {label.span: turns.speaker(label) for label in seen.labels}
        return made, list(_walk(self.twin, made, own, kind.kind, by_label, presider))

    def _issuer(self, title: str, kind: Reading, cast: Cast) -> Speaker | None:
        if kind.kind is not Kind.STATEMENT:
            return None
        if kind.issuer is None:
            return None
        issuer = kind.issuer.speaker
        if not issuer.name:
            return None
        return issuer if issuer.party or kind.issuer.several else replace(issuer, party=cast.home)

    def _cast(self, seen: Layout, title: str, facts: Facts, kind: Reading) -> Cast:
        """Everyone the page introduces, and the party its bare offices belong to."""
        cast = Cast()
        shown = title.title() if title.isupper() else title
        cast.learn(shown, Span(0, len(shown)), self.registry.find(shown))
        body = [par for par in seen.paragraphs if par.role is None and par.mark is None]
        cast.home = self._home(seen, body, title, facts, kind)
        for par in _introducing(body, kind.kind):
            cast.learn(self.twin, par.body, self.mentions(Span(par.body.start, par.span.end)))
        return cast

    def _home(self, seen: Layout, body: Sequence[Paragraph], title: str, facts: Facts, kind: Reading) -> str | None:
        """The party whose page it is, or under whose dateline it stands: never just the one it talks about."""
        own = publisher_party(facts, self.registry) or (kind.issuer.speaker.party if kind.issuer else None)
        if own is not None:
            return own
        for par in body[:4]:
            line = dateline(par.text)
            if line is not None:
                place = self.registry.find(line["place"].title())
                party = next((m.entity.party for m in place if m.form in (Form.CAPITAL, Form.NAME)), None)
                if party is not None:
                    return party
        letter = home_letterhead(seen, self.registry)
        if letter is not None:
            return letter.speaker.party
        shown = title.title() if title.isupper() else title
        titled = {m.entity.party for m in self.registry.find(shown) if m.form in (Form.PERSON, Form.INSTITUTION) and m.entity.party}
        if len(titled) == 1:
            return next(iter(titled))
        return None

    def _presider(self, seen: Layout, title: str, facts: Facts, kind: Reading, cast: Cast) -> Speaker | None:
        """Who answers under a bare "A": the one official whom title or introduction name, else the issuer."""
        first = seen.labels[0].span.start
        opening = [par for par in seen.paragraphs if par.span.end <= first and par.role is not Role.FURNITURE and par.mark is None]
        named = Cast(home=cast.home)
        shown = title.title() if title.isupper() else title
        named.learn(shown, Span(0, len(shown)), self.registry.find(shown))
        for par in opening:
            named.learn(self.twin, par.span, self.mentions(Span(par.body.start, par.span.end)))
        people = {w.speaker.name.split()[-1]: w.speaker for w in named.order if w.sort is Sort.PERSON}
        if len(people) == 1:
            only = next(iter(people.values()))
            return only if only.party else replace(only, party=cast.home)
        issuer = issuer_of(title, facts, self.registry)
        if issuer is not None and (issuer.speaker.party or cast.home):
            return issuer.speaker if issuer.speaker.party else replace(issuer.speaker, party=cast.home)
        for par in opening:
            offices = issuer_of(par.text, Facts(), self.registry)
            if offices is not None and offices.speaker.party:
                return offices.speaker
        letter = home_letterhead(seen, self.registry)
        return letter.speaker if letter is not None else None

    def _parted(self, made: Sequence[Block]) -> Iterator[Block]:
        """Blocks with a dateline before them and an agency's end mark behind them as blocks of their own."""
        for block in made:
            if block.role not in (Role.PARAGRAPH, Role.ANSWER):
                yield block
                continue
            start, end = block.start, block.end
            line = dateline(self.twin[start:end]) if block.role is Role.PARAGRAPH else None
            if line is not None:
                yield Block(start, start + len(line[0].rstrip()), Role.META)
                start += line.end()
            mark = _END_MARK.search(self.twin, start, end)
            if mark is not None:
                end = mark.start()
            yield replace(block, start=start, end=end)
            if mark is not None:
                yield Block(mark.start(1), mark.end(1), Role.FURNITURE)

    def _tags(self) -> Iterator[Block]:
        """Lines that hold nothing but left-over tags."""
        for line in re.finditer(r"[^\n]+", self.received.text):
            left = len(line[0]) - len(line[0].lstrip())
            if line[0].strip() and not self.twin[line.start() : line.end()].strip(" \u2022\u00b7|"):
                yield Block(line.start() + left, line.start() + len(line[0].rstrip()), Role.FURNITURE)


def _held(term: Term, day: str) -> bool:
    """Whether a post was held on a day ("2019-02-18"), as far as both are known; the months of change count."""
    return (term.since is not None and term.since <= day[: len(term.since)]) and (term.until is None or day[: len(term.until)] <= term.until)


def _introducing(body: Sequence[Paragraph], kind: Kind) -> Sequence[Paragraph]:
    """The paragraphs that may introduce people the page later names shortly: all of a story, the head of the rest."""
    if kind in (Kind.REPORT, Kind.SUMMARY):
        return body
    if kind is Kind.STATEMENT:
        return [par for par in body if any(mark in par.text for mark in '"\u201c\u201e\u00ab')]
    return body[:_OPENING]


_OPENING = 16
"""Paragraphs at the head of a transcript that introduce who is there."""
_END_MARK = re.compile(r"(?<=[.!?\"\u201d])\s+((?:Endi(?:tem)?|ENDS?|\(END\)|###|-30-|Enditem/\w+)\.?)$")


def _walk(twin: str, made: Sequence[Block], own: Attribution, kind: Kind, by_label: dict[Span, Speaker | None], presider: Speaker | None) -> Iterator[Unit]:
    question: Span | None = None
    for number, block in enumerate(made):
        if block.role is Role.QUESTION:
            before = made[number - 1] if number else None
            same = before is not None and before.role is Role.QUESTION and before.label == block.label
            question = Span(question.start, block.end) if same and question else Span(block.start, block.end)
            yield from plain_units(twin, block)
        elif block.role is Role.ANSWER:
            speaker = by_label.get(block.label) if block.label else presider
            yield from own.answer(block, speaker, question)
        elif block.role is Role.PARAGRAPH and kind is Kind.STATEMENT:
            yield from own.statement(block)
        elif block.role is Role.PARAGRAPH:
            yield from own.report(block, number)
        else:
            yield from plain_units(twin, block)


def _memo(ask: Callable[[str], bool]) -> Callable[[str], bool]:
    known: dict[str, bool] = {}

    def asked(label: str) -> bool:
        if label not in known:
            known[label] = ask(re.sub(r"\s+", " ", label))
        return known[label]

    return asked
