"""A ``Wanted`` -> the places of the statements to be ranked, in steps from the cheapest to the widest.

A statement that meets every group is shown before any that does not, and one that meets too little of what is rare is
refused (``search.rank``). So the index is asked first for those that hold all groups in their own words, then for those
that hold them in or around them, and while these are too few for those that hold some of the rare ones. What costs at a
million statements is how many are looked at: two frequent words, one *and* the other, are few; one *or* the other are
hundreds of thousands. Nothing is skipped for being too weak: of a disjunction of 600 thousand postings the best took
6 ms, the hundred best 9 (tantivy-py hands tantivy its collector inside a ``MultiCollector``, which sees every match).
"""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from math import inf, log, prod
from typing import TYPE_CHECKING, Any, cast

from bot.index.query import AROUND, OWN, Queries
from bot.ports import Group, Wanted
from bot.search.rank import ENOUGH

if TYPE_CHECKING:
    from tantivy import DocAddress, Document, Query, Searcher

    Found = list[tuple[float, DocAddress]]

SPENT = 40_000
"""Postings the last step may go through, save that the rarest term's always are: about 1 ms. Of 200 known items each,
asked for by five words and one foreign, and by four and two foreign, so many are among the hundred candidates of a
million: at 20 thousand 199 and 188, at 40 thousand 199 and 195, at 80 thousand 200 and 196."""

NEGLIGIBLE = 0.05
"""A term so much rarer than the most frequent of its group is left to the last step."""

FEW = 4
"""Groups of which all may be asked for: of more, hardly a statement holds them all, and it comes first anyway."""

NARROW = 20_000
"""Statements that may be gone through as they are: filters that let no more pass need no sparing."""

Term = tuple[str, float, str]
"""A term, its weight, and the field it is looked for in."""

COUNTED = 50_000
"""A phrase of a word that no more statements hold is counted, once for each state of the index: some 3 ms at most."""

AROUND_OWN = 3
"""Times as many statements have a word around them as in them: their neighbours have it too."""

_REMEMBERED = 100_000


class Steps:
    """Finds in one state of the index; how frequent a term is there is remembered, for it is asked many times."""

    def __init__(self, searcher: "Searcher", queries: Queries, *, narrow: int = NARROW, spent: int = SPENT) -> None:
        self._searcher, self._queries, self._narrow, self._spent = searcher, queries, narrow, spent
        self.size = int(searcher.num_docs)
        self._known: dict[tuple[str, str], int] = {}

    def frequency(self, field: str, term: str) -> int:
        """How many statements hold the term in that field; a phrase is as frequent as its rarest word."""
        return min([self._word(field, word) for word in term.split(" ")]) if " " in term else self._word(field, term)

    def _matches(self, field: str, term: str) -> int:
        """The same, but of a phrase as many as there are; around the statements about as many.

        That is three times as many as in their own words, as for words, and not none: it may stand in a title only.
        """
        rarest = self.frequency(field, term)
        if " " not in term or not rarest or self.frequency("statement", term) > COUNTED:
            return rarest
        own = self._remembered("statement", term, self._counted)
        return own if field == "statement" else min(rarest, AROUND_OWN * own + 1)

    def _counted(self, field: str, phrase: str) -> int:
        """Two words that are frequent are seldom one behind the other."""
        return int(cast("Any", self._searcher.search(self._queries.term(field, phrase), 1, count=True)).count)

    def _word(self, field: str, word: str) -> int:
        return self._remembered(field, word, self._searcher.doc_freq)

    def _remembered(self, field: str, term: str, count: Callable[[str, str], int]) -> int:
        known = self._known.get((field, term))
        if known is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            known = self._known[field, term] = int(count(field, term))
        return known

    def read(self, place: "DocAddress") -> "Document":
        """What was kept of the statement there."""
        return self._searcher.doc(place)

    @cached_property
    def _years(self) -> list[str]:
        """The years there are statements of, the newest first."""
        return sorted((year for year, _ in self._searcher.terms_with_prefix("year", "")), reverse=True)

    def find(self, wanted: Wanted) -> "Found":
        """Scores and places, at most ``wanted.limit``; without groups the newest (or oldest) first, with score 0."""
        passing = self._passing(wanted)
        if not passing:
            return []
        filters, never = self._queries.filters(wanted), self._queries.without(wanted)
        if not wanted.groups:
            return [(0.0, place) for _, place in self._in_time(wanted, filters, never, passing)]
        groups = self._known_of(wanted)
        found: Found = []
        if groups and (wanted.own or self._likely(groups) >= wanted.limit):
            own = [self._queries.group(self._main(group, "statement"), "statement", OWN) for group in groups]
            found = self._run(self._queries.all_of([*filters, *own], never), wanted.limit)
        if len(found) < wanted.limit and not wanted.own and 0 < len(groups) <= FEW:
            found = self._run(self._meeting_all(groups, filters, never), wanted.limit)
        if len(found) < wanted.limit and (len(groups) > 1 or not found):
            spend = inf if passing <= self._narrow else self._spent
            some = self._meeting_some(groups, filters, never, spend, own=wanted.own)
            found = self._filled(found, wanted, some)
        return found

    def _known_of(self, wanted: Wanted) -> list[Group]:
        """The groups without what cannot be found or is found by another term anyway; the rarest first."""
        field = "statement" if wanted.own else "all"
        groups = [{term: weight for term, weight in group.items()
                   if self._matches(field, term) and not _is_held(term, weight, group)} for group in wanted.groups]
        return sorted([group for group in groups if group], key=lambda group: self._size(group, field))

    def _filled(self, found: "Found", wanted: Wanted, some: "Query | None") -> "Found":
        """What was found, and what holds something of what is rare besides."""
        places = {(place.segment_ord, place.doc) for _, place in found}
        more = self._run(some, wanted.limit) if some else []
        return [*found, *(one for one in more if (one[1].segment_ord, one[1].doc) not in places)][: wanted.limit]

    def _run(self, query: "Query", limit: int, field: str | None = None, *, oldest: bool = False) -> "Found":
        order = self._queries.rising if oldest else self._queries.falling
        found: Found = self._searcher.search(query, limit, count=False, order_by_field=field, order=order).hits
        return found

    def _meeting_all(self, groups: list[Group], filters: list["Query"], never: list["Query"]) -> "Query":
        around = [self._queries.group(self._main(group, "all"), "all", AROUND) for group in groups]
        own = [self._queries.group({term: weight}, "statement", OWN)
               for group in groups for term, weight in group.items() if self._matches("statement", term)]
        return self._queries.credited(self._queries.all_of([*filters, *around], never), own)

    def _meeting_some(
        self, groups: list[Group], filters: list["Query"], never: list["Query"], spend: float, *, own: bool
    ) -> "Query | None":
        """One flat disjunction: tantivy goes through that in half the time of any other.

        What is too frequent to be gone through is looked up for what was found, in its own words only.
        """
        sought = self._telling(groups) if spend < inf else groups
        chosen, left_out = self._affordable(groups, sought, "statement", spend)
        spend -= sum([self.frequency(field, term) for term, _, field in chosen])
        around = [] if own else self._affordable(sought, sought, "all", spend)[0]
        if not chosen and not around:
            return None
        some = self._queries.any([self._part(term) for term in (*chosen, *around)])
        return self._queries.credited(self._queries.all_of([*filters, some], never), map(self._part, left_out))

    def _affordable(
        self, groups: list[Group], sought: list[Group], field: str, spend: float
    ) -> tuple[list[Term], list[Term]]:
        """The terms of what is sought, from the rarest on, while it is cheap (the first always); and all others."""
        chosen, left_out = list[Term](), list[Term]()
        costs = [(self.frequency(field, term), term, weight, group in sought)
                 for group in groups for term, weight in group.items() if self._matches(field, term)]
        for cost, term, weight, is_sought in sorted(costs):
            if is_sought and (cost <= spend or (field == "statement" and not chosen)):
                chosen.append((term, weight, field))
                spend -= cost
            elif self._matches(field, term) >= NEGLIGIBLE * cost:  # no phrase of two words that seldom meet
                left_out.append((term, weight, field))
        return chosen, left_out

    def _telling(self, groups: list[Group]) -> list[Group]:
        """The rarest groups, of which every statement that answers holds one: all others together are not ``ENOUGH``.

        Weighed as ``rank`` weighs them, save for words that nobody has said.
        """
        weighed = sorted([(self._rarity(group), at) for at, group in enumerate(groups)], reverse=True)
        telling, left = list[Group](), sum([rarity for rarity, _ in weighed])
        least = ENOUGH * left
        for rarity, at in weighed:
            if left >= least:
                telling.append(groups[at])
            left -= rarity
        return telling

    def _rarity(self, group: Group) -> float:
        known = min(self.size, sum([self.frequency("statement", term) for term in group]))
        return log(1 + (self.size - known + 0.5) / (known + 0.5))

    def _part(self, sought: Term) -> "Query":
        term, weight, field = sought
        return self._queries.group({term: weight}, field, AROUND if field == "all" else OWN)

    def _main(self, group: Group, field: str) -> Group:
        """The group without what hardly adds to it: one term is looked up, several are gone through from end to end.

        What weighs more than the most frequent stays, however rare: it is what was asked for.
        """
        sizes = {term: self._matches(field, term) for term in group}
        most = max(sizes, key=sizes.__getitem__)
        return {term: weight for term, weight in group.items()
                if weight > group[most] or sizes[term] >= NEGLIGIBLE * sizes[most]}

    def _likely(self, groups: list[Group]) -> float:
        """How many statements would hold all groups in their own words, did the words not care for each other."""
        return self.size * prod([self._size(group, "statement") / self.size for group in groups])

    def _size(self, group: Group, field: str) -> int:
        return sum([self._matches(field, term) for term in group])

    def _passing(self, wanted: Wanted) -> int:
        """How many statements the filters let pass at most."""
        sizes = [self.size]
        for field, value in (("party", wanted.party), ("source", wanted.source)):
            sizes += [self._word(field, value)] if value else []
        sizes += [self._matches("statement", wanted.phrase)] if wanted.phrase else []
        if wanted.speakers:
            sizes.append(sum([self._speaker(key) for key in wanted.speakers]))
        if moments := self._queries.moments(wanted):
            sizes.append(sum([self._word("when", moment) for moment in moments]))
        return min(sizes)

    def _speaker(self, key: str) -> int:
        return self.frequency("office", key[7:]) if key.startswith("office:") else self._word("speaker", key)

    def _in_time(self, wanted: Wanted, filters: list["Query"], never: list["Query"], passing: int) -> "Found":
        """What passes the filters, by its day; of very many, or for the oldest, one year's after the other."""
        everything = self._queries.all_of(filters, never)
        if wanted.undated or (passing <= self._narrow and not wanted.oldest):
            return self._run(everything, wanted.limit, "day")
        found: Found = []
        years = [year for year in self._years if _may_hold(year, wanted)]
        for year in reversed(years) if wanted.oldest else years:
            if len(found) >= wanted.limit:
                break
            inside = self._queries.all_of([*filters, self._queries.within(year)], never)
            found += self._run(inside, wanted.limit - len(found), "day", oldest=wanted.oldest)
        if len(found) < wanted.limit and not (wanted.since or wanted.until):
            undated = self._queries.all_of([*filters, self._queries.undated()], never)
            found += self._run(undated, wanted.limit - len(found), "day")
        return found


def _is_held(term: str, weight: float, group: Group) -> bool:
    """Whether a phrase is found by one of its words anyway: "develop ing" beside "develop"."""
    return " " in term and any(group.get(word, 0.0) >= weight for word in term.split(" "))


def _may_hold(year: str, wanted: Wanted) -> bool:
    since, until = wanted.since or date.min, wanted.until or date.max
    return since.year <= int(year) <= until.year
