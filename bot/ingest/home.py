"""A page's layout, title and facts -> the party whose page it is, the people it introduces, and who presides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.domain.party import Form, Mention
from bot.domain.source import Facts, Kind, Role, Span
from bot.domain.statement import Speaker
from bot.ingest.cast import Cast
from bot.ingest.dateline import dateline
from bot.ingest.issuer import issuer_of
from bot.ingest.kind import Reading
from bot.ingest.layout import Layout, Paragraph
from bot.ingest.letterhead import home_letterhead, publisher_party
from bot.ingest.phrase import Sort
from bot.ingest.words import uncapped
from bot.names import Registry

_OPENING = 16
"""Paragraphs at the head of a transcript that introduce who is there."""
_DATELINES = 4
"""Paragraphs at the head of a story that may hold its dateline."""
_QUOTES = '"\u201c\u201e\u00ab'


@dataclass(frozen=True, slots=True)
class Home:
    """A page as it introduces itself. ``mentions`` finds the names in a paragraph of ``twin``."""

    twin: str
    seen: Layout
    title: str
    facts: Facts
    kind: Reading
    mentions: Callable[[Span], Sequence[Mention]]
    registry: Registry

    def cast(self) -> Cast:
        """Everyone the page introduces, and the party its bare offices belong to."""
        body = [par for par in self.seen.paragraphs if par.plain]
        home = self._party(body)

        def read(cast: Cast) -> None:
            cast.home = None  # whose page it is tells nothing of a title
            self._learn_title(cast)
            cast.home = home
            for par in _introducing(body, self.kind.kind):
                cast.learn(self.twin, par.body, self.mentions(par.body))

        return Cast(home, unread=read)

    def _learn_title(self, cast: Cast) -> None:
        shown = uncapped(self.title)
        cast.learn(shown, Span(0, len(shown)), self.registry.find(shown))

    def _party(self, body: Sequence[Paragraph]) -> str | None:
        """The party whose page it is, or under whose dateline it stands: never just the one it talks about."""
        issuer = self.kind.issuer
        own = publisher_party(self.facts, self.registry) or (issuer.speaker.party if issuer else None)
        party = own or self._dateline_party(body)
        if party is not None:
            return party
        letter = home_letterhead(self.seen, self.registry)
        return letter.speaker.party if letter is not None else self._titled_party()

    def _dateline_party(self, body: Sequence[Paragraph]) -> str | None:
        for line in (dateline(par.text) for par in body[:_DATELINES]):
            place = self.registry.find(line["place"].title()) if line is not None else ()
            party = next((m.entity.party for m in place if m.form in (Form.CAPITAL, Form.NAME)), None)
            if party is not None:
                return party
        return None

    def _titled_party(self) -> str | None:
        """The one party whose people or bodies the title names."""
        named = (m for m in self.registry.find(uncapped(self.title)) if m.form in (Form.PERSON, Form.INSTITUTION))
        parties = {m.entity.party for m in named if m.entity.party}
        return next(iter(parties)) if len(parties) == 1 else None

    def presider(self, home: str | None) -> Speaker | None:
        """Who answers under a bare "A": the one official whom title or introduction name, else the issuer.

        ``home`` is the party of the page, which the page's own officials speak for.
        """
        first = self.seen.labels[0].span.start
        before = [par for par in self.seen.paragraphs if par.span.end <= first]
        opening = [par for par in before if par.role is not Role.FURNITURE and par.mark is None]
        only = self._only_person(opening, home)
        if only is not None:
            return only if only.party else replace(only, party=home)
        issuer = issuer_of(self.title, self.facts, self.registry)
        if issuer is not None and (issuer.speaker.party or home):
            return issuer.speaker if issuer.speaker.party else replace(issuer.speaker, party=home)
        for par in opening:
            office = issuer_of(par.text, Facts(), self.registry)
            if office is not None and office.speaker.party:
                return office.speaker
        letter = home_letterhead(self.seen, self.registry)
        return letter.speaker if letter is not None else None

    def _only_person(self, opening: Sequence[Paragraph], home: str | None) -> Speaker | None:
        """The one official whom title and introduction name, if there is only one."""
        named = Cast(home=home)
        self._learn_title(named)
        for par in opening:
            named.learn(self.twin, par.span, self.mentions(par.body))
        people = [found.speaker for found in named.order if found.sort is Sort.PERSON]
        last_names = {speaker.name.rsplit(maxsplit=1)[-1] for speaker in people}
        return people[-1] if len(last_names) == 1 else None


def _introducing(body: Sequence[Paragraph], kind: Kind) -> Sequence[Paragraph]:
    """The paragraphs that may introduce people the page later names shortly: all of a story, the head of the rest."""
    if kind in (Kind.REPORT, Kind.SUMMARY):
        return body
    if kind is Kind.STATEMENT:
        return [par for par in body if any(mark in par.text for mark in _QUOTES)]
    return body[:_OPENING]
