"""A ``Wanted`` -> the parts of tantivy queries: groups in a field, and everything else a filter that scores nothing."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from bot.index.documents import VAGUE
from bot.index.layout import ANY, STAMP
from bot.ports import Group, Wanted

if TYPE_CHECKING:
    from tantivy import Query, Schema

AROUND, OWN = 0.5, 0.6
"""What a term found in a statement or around it is worth, and what it is worth besides where the statement itself holds
it: together 1.1 to .5, as a neighbour's word counts .5 (EVIDENCE.md)."""

_TIE = 0.2
"""How much of a group's lesser matches counts beside its best: several aliases are not several things asked for."""


class Queries:
    """Builds queries for one schema."""

    def __init__(self, schema: "Schema") -> None:
        import tantivy

        self._make, self._occur, self._types = tantivy.Query, tantivy.Occur, tantivy.FieldType
        self.rising, self.falling = tantivy.Order.Asc, tantivy.Order.Desc
        self._schema = schema

    def stamp(self) -> "Query":
        """The one document that says what the index has seen."""
        return self._is(STAMP, STAMP)

    def filters(self, wanted: Wanted) -> list["Query"]:
        """What every statement wanted must pass, beside the groups."""
        return [self._make.const_score_query(query, 0.0) for query in self._filters(wanted)]

    def _filters(self, wanted: Wanted) -> Iterator["Query"]:
        if wanted.source:
            yield self._is("source", wanted.source)
        if wanted.party:
            yield self._is("party", wanted.party)
        elif wanted.any_party:
            yield self._is("party", ANY)
        if wanted.speakers:
            yield self.any([self._speaker(key) for key in wanted.speakers])
        if wanted.voice:
            yield self._is("voice", wanted.voice.value)
        if wanted.phrase:
            yield self.term("statement", wanted.phrase)
        if moments := self.moments(wanted):
            yield self.any([self._is("when", moment) for moment in moments])
        elif wanted.since or wanted.until:
            yield from self._period(wanted.since, wanted.until)

    def _speaker(self, key: str) -> "Query":
        return self.term("office", key[7:]) if key.startswith("office:") else self._is("speaker", key)

    def moments(self, wanted: Wanted) -> list[str]:
        """The period as terms, of which one must fit; none where only a range of days can say it."""
        if wanted.undated and (wanted.since or wanted.until):
            return _cut(wanted.since, wanted.until)
        whole = _whole(wanted.since, wanted.until) if wanted.since and wanted.until else None
        return [whole] if whole else []

    def _period(self, since: date | None, until: date | None) -> Iterator["Query"]:
        """Wholly inside; each range looks at the days of every candidate."""
        if since:
            yield self._range("day", since.toordinal(), None)
        if until:
            yield self._range("last", None, until.toordinal())

    def within(self, year: str) -> "Query":
        """Said in that year."""
        return self._make.const_score_query(self._is("year", year), 0.0)

    def undated(self) -> "Query":
        """Without a year."""
        return self._make.const_score_query(self._is("when", VAGUE), 0.0)

    def without(self, wanted: Wanted) -> list["Query"]:
        """What no statement wanted may hold."""
        return [self.term(field, term) for term in wanted.without for field in ("statement", "question")]

    def group(self, group: Group, field: str, worth: float) -> "Query":
        """Any of the group's terms in that field, the best counting, each by its weight times ``worth``."""
        parts = [self._make.boost_query(self.term(field, term), worth * weight) for term, weight in group.items()]
        return parts[0] if len(parts) == 1 else self._make.disjunction_max_query(parts, _TIE)

    def all_of(self, must: Sequence["Query"], never: Sequence["Query"] = ()) -> "Query":
        """What fits all of these (everything, for none) and none of those."""
        if len(must) == 1 and not never:
            return must[0]
        parts = [(self._occur.Must, query) for query in must]
        if not must:
            parts, never = [(self._occur.Must, self._make.all_query())], (*never, self.stamp())
        return self._make.boolean_query([*parts, *((self._occur.MustNot, query) for query in never)])

    def any(self, queries: Sequence["Query"]) -> "Query":
        """What fits one of these or several."""
        if len(queries) == 1:
            return queries[0]
        return self._make.boolean_query([(self._occur.Should, query) for query in queries])

    def credited(self, query: "Query", more: Iterable["Query"]) -> "Query":
        """The same statements, scored higher where they fit ``more`` too.

        One around the other: so each is looked up for what was found only, where all of them as one disjunction would
        be gone through from end to end.
        """
        for extra in more:
            query = self._make.boolean_query([(self._occur.Must, query), (self._occur.Should, extra)])
        return query

    def term(self, field: str, term: str) -> "Query":
        """A stem, or several: then as a phrase, or all of them in any order in the field without positions."""
        if " " not in term:
            return self._make.term_query(self._schema, field, term, index_option="freq")
        words: Sequence[str | tuple[int, str]] = term.split(" ")
        if field == "all":
            return self.all_of([self._make.term_query(self._schema, field, word, index_option="freq")
                                for word in words])
        return self._make.phrase_query(self._schema, field, list(words))

    def _is(self, field: str, value: str) -> "Query":
        return self._make.term_query(self._schema, field, value, index_option="basic")

    def _range(self, field: str, lower: int | None, upper: int | None) -> "Query":
        lower = lower if lower is not None else 1
        return self._make.range_query(self._schema, field, self._types.Integer, lower_bound=lower, upper_bound=upper)


def _whole(since: date, until: date) -> str | None:
    """The year, month or day that is just this period, as ``moments`` writes it."""
    if since == until:
        return since.isoformat()
    if since.day != 1 or until.day != monthrange(until.year, until.month)[1] or since.year != until.year:
        return None
    if since.month == until.month:
        return since.isoformat()[:7]
    return since.isoformat()[:4] if (since.month, until.month) == (1, 12) else None


def _cut(since: date | None, until: date | None) -> list[str]:
    """Undated, or dated so vaguely that part of what it can mean lies outside: years and months cut by an edge."""
    cut = {VAGUE}
    for edge, is_end in ((since, False), (until, True)):
        if edge:
            month, day = (12, monthrange(edge.year, edge.month)[1]) if is_end else (1, 1)
            cut |= {f"{VAGUE}{edge.isoformat()[:7]}"} if edge.day != day else set()
            cut |= {f"{VAGUE}{edge.isoformat()[:4]}"} if (edge.month, edge.day) != (month, day) else set()
    return sorted(cut)
