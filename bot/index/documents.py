"""A page and its statements -> what is indexed of each statement: stems by field, and the values filtered by."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import NamedTuple

from bot.domain.source import PartialDate, Role, Source, Span
from bot.domain.statement import Label, Page, Speaker, Statement
from bot.search.terms import Cut, counted, cut, stems, terms

SCHEMA = "4"
"""Raise it whenever the fields or what is put into them change: an index of another schema is rebuilt."""

_READ = frozenset(Label) - {Label.META, Label.FURNITURE, Label.COMMENT}


class Document(NamedTuple):
    """A statement as indexed. ``first`` and ``last`` bound its day (ordinals), None when it has no year.

    ``when``: see ``moments``.
    """

    id: int
    source: str
    span: Span
    party: str | None
    speakers: tuple[str, ...]
    office: str
    voice: str
    first: int | None
    last: int | None
    when: tuple[str, ...]
    statement: str
    question: str
    title: str
    near: str


VAGUE = "~"
"""Before a date that is no day: the year or month itself, not a day in it; alone for one without a year."""


def moments(day: PartialDate | None) -> tuple[str, ...]:
    """The year, month and day that hold all a date can mean, the longest first; and the date itself where it is vague.

    ``2019-02-18`` -> ``2019``, ``2019-02``, ``2019-02-18``; ``2019-02`` -> ``2019``, ``2019-02``, ``~2019-02``.
    """
    if day is None or day.year is None:
        return (VAGUE,)
    value = day.value
    inside = tuple(value[:length] for length in (4, 7, 10) if length <= len(value))
    return inside if len(value) == 10 else (*inside, f"{VAGUE}{value}")


def name_key(name: str) -> str:
    """The key a speaker is filtered by when only the name is known."""
    return "name:" + " ".join(token.word for token in terms(name))


def speaker_keys(speaker: Speaker) -> tuple[str, ...]:
    """The keys a speaker answers to: the name, the entity, and the bodies above it (``cn.mfa`` for its spokesman)."""
    keys = [name_key(speaker.name)]
    if speaker.entity:
        parts = speaker.entity.split(".")
        keys += [".".join(parts[:length]) for length in range(2, len(parts) + 1)] or [speaker.entity]
    return tuple(keys)


def heading(page: Page) -> str:
    """The title stated for the source, else its first heading."""
    if page.source.facts.title:
        return page.source.facts.title.value
    first = next((block for block in page.blocks if block.role is Role.HEADING), None)
    return page.source.text[first.start : first.end] if first else ""


class Cuts(dict[Span, Cut]):
    """The spans of a source as they are asked for, each cut once however often it is needed."""

    def __init__(self, source: Source) -> None:
        """Nothing is cut yet."""
        super().__init__()
        self._text = source.text

    def __missing__(self, span: Span) -> Cut:
        """Cut it."""
        made = self[span] = cut(self._text[span.start : span.end])
        return made

    def stems(self, span: Span | None) -> str:
        """The stems there; none of no span."""
        return self[span].stems if span else ""


def documents(page: Page, statements: list[Statement], cuts: Cuts) -> Iterator[Document]:
    """What is indexed of a page's statements, in their order.

    Near is what a statement may be about: not a question it does not answer, nor the heading of what follows it.
    """
    source, title = page.source, stems(heading(page))
    shown = source.facts.shown_date
    bounds = shown.date.bounds() if shown else None
    first, last = (day.toordinal() for day in bounds) if bounds else (None, None)
    when = moments(shown.date if shown else None)
    who = cache(_who)
    asked = _spans(page, Label.QUESTION)
    ahead = asked | _spans(page, Label.HEADING)
    for statement in statements:
        unit = statement.unit
        if unit.speaker is None or unit.label.voice is None:
            continue
        keys, office = who(unit.speaker)
        before = statement.before if statement.before not in asked else None  # what it answers has its own field
        after = statement.after if statement.after not in ahead else None
        yield Document(
            id=statement.id,
            source=source.id,
            span=unit.span,
            party=unit.speaker.party,
            speakers=keys,
            office=office,
            voice=unit.label.value,
            first=first,
            last=last,
            when=when,
            statement=cuts.stems(unit.span),
            question=cuts.stems(unit.answers),
            title=title,
            near=f"{cuts.stems(before)} {cuts.stems(after)}".strip(),
        )


def _spans(page: Page, label: Label) -> set[Span]:
    return {unit.span for unit in page.units if unit.label is label}


def words(page: Page, cuts: Cuts) -> Counter[str]:
    """The folded words of a page's title and readable units (not furniture, comments, meta), counted."""
    read = [cuts[unit.span].chunks for unit in page.units if unit.label in _READ]
    title = page.source.facts.title
    return counted(chain(title.value.split() if title else (), *read))


def _who(speaker: Speaker) -> tuple[tuple[str, ...], str]:
    return speaker_keys(speaker), stems(f"{speaker.name} {speaker.role or ''}")
