"""A ``Wanted`` -> a tantivy query: scored groups over four fields, everything else a filter that scores nothing."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from bot.ports import Group, Wanted

if TYPE_CHECKING:
    from tantivy import Query, Schema

FIELDS = {"statement": 1.0, "question": 0.7, "title": 0.7, "near": 0.5}
"""What a term found there is worth (EVIDENCE.md: title .7, neighbours .5)."""

PHRASELESS = frozenset({"near", "title"})
"""Fields kept without positions, for a third less of index: there a phrase is all its words in any order."""

ANY = "*"
"""A second value of the party field, borne by every statement of some party."""

_TIE = 0.2
"""How much of a group's lesser matches counts beside its best: several aliases are not several things asked for."""


class Queries:
    """Builds queries for one schema."""

    def __init__(self, schema: "Schema") -> None:
        import tantivy

        self._make, self._occur, self._types = tantivy.Query, tantivy.Occur, tantivy.FieldType
        self._schema = schema

    def stamp(self) -> "Query":
        """The one document that says what the index has seen."""
        return self._is("stamp", "stamp")

    def of(self, wanted: Wanted) -> "Query":
        """The query; without groups one that every statement passing the filters fits equally."""
        must, never = self._occur.Must, self._occur.MustNot
        parts = [(must, self._unscored(query)) for query in self._filters(wanted)]
        if wanted.groups:
            parts.append((must, self._any(self._group(group, own=wanted.own) for group in wanted.groups)))
        parts += [(never, self._term(field, term)) for term in wanted.without for field in ("statement", "question")]
        if not any(occur is must for occur, _ in parts):
            parts.append((must, self._make.all_query()))
        parts.append((never, self.stamp()))
        return self._make.boolean_query(parts)

    def _filters(self, wanted: Wanted) -> Iterable["Query"]:
        if wanted.party:
            yield self._is("party", wanted.party)
        elif wanted.any_party:
            yield self._is("party", ANY)
        if wanted.speakers:
            yield self._any(self._speaker(key) for key in wanted.speakers)
        if wanted.voice:
            yield self._is("voice", wanted.voice.value)
        if wanted.source:
            yield self._is("source", wanted.source)
        if wanted.phrase:
            yield self._term("statement", wanted.phrase)
        if wanted.since or wanted.until:
            yield self._period(wanted)

    def _speaker(self, key: str) -> "Query":
        return self._term("office", key[7:]) if key.startswith("office:") else self._is("speaker", key)

    def _period(self, wanted: Wanted) -> "Query":
        lower = wanted.since.toordinal() if wanted.since else 1
        upper = wanted.until.toordinal() if wanted.until else 4_000_000
        must = self._occur.Must
        inside = [(must, self._range("first", lower, None)), (must, self._range("last", None, upper))]
        if not wanted.undated:
            return self._make.boolean_query(inside)
        # Undated, or dated so vaguely that part of what it can mean lies outside: overlaps, yet is not inside.
        overlaps = self._make.boolean_query([
            (must, self._range("first", None, upper)),
            (must, self._range("last", lower, None)),
            (self._occur.MustNot, self._make.boolean_query(inside)),
        ])
        return self._any([self._range("day", 0, 0), overlaps])

    def _group(self, group: Group, *, own: bool) -> "Query":
        fields = {"statement": 1.0} if own else FIELDS
        return self._make.disjunction_max_query(
            [self._make.boost_query(self._term(field, term), worth * weight)
             for term, weight in group.items() for field, worth in fields.items()],
            _TIE,
        )

    def _term(self, field: str, term: str) -> "Query":
        """A stem, or several: then as a phrase."""
        if " " in term:
            words: Sequence[str | tuple[int, str]] = term.split(" ")
            if field in PHRASELESS:
                each = [self._make.term_query(self._schema, field, word, index_option="freq") for word in words]
                return self._make.boolean_query([(self._occur.Must, query) for query in each])
            return self._make.phrase_query(self._schema, field, list(words))
        return self._make.term_query(self._schema, field, term, index_option="freq")

    def _is(self, field: str, value: str) -> "Query":
        return self._make.term_query(self._schema, field, value, index_option="basic")

    def _range(self, field: str, lower: int | None, upper: int | None) -> "Query":
        return self._make.range_query(self._schema, field, self._types.Integer, lower_bound=lower, upper_bound=upper)

    def _any(self, queries: Iterable["Query"]) -> "Query":
        return self._make.boolean_query([(self._occur.Should, query) for query in queries])

    def _unscored(self, query: "Query") -> "Query":
        return self._make.const_score_query(query, 0.0)
