"""What is typed so far -> what it may be going to name: parties, speakers, topics, sources, as (shown, value) pairs.

What the archive holds comes before what it does not, by weight; a name spelled out comes first of all. Values are what
the fields of a question read: a party's or speaker's whole name, a word, twelve letters of a source's hash.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.party import Entity
from bot.names import Registry
from bot.names.letters import flat
from bot.names.near import allowed_errors
from bot.ports import Index, SourceLine, Spelling, Store
from bot.search.beginnings import LONGEST, Names, cleaned, nearly
from bot.search.correct import is_ordinary
from bot.search.renewed import Renewed
from bot.search.terms import fold, stem, stems
from bot.search.titles import Titles
from bot.search.topics import FILLERS
from bot.search.who import Row

Choices = list[tuple[str, str]]

HASH = 12
"""Letters of a source's hash in its value: among a million sources two alike are one chance in 500."""

_HASH = re.compile(r"[0-9a-fA-F]{4,64}")
_PARTIES = ("country", "organisation")
_SPEAKERS = ("person", "institution")
_TOPICS = (*_PARTIES, *_SPEAKERS)
_ALL = 10_000
_FILE = 34
"""Letters of a file name beside a title, which says more."""
_CONTRACTED = re.compile("(?:(?:do|does|did|is|are|was|were|has|have|had|would|could|should)n|ca|wo)t|"
                         "(?:we|they|you)(?:ve|re|ll|d)|thats|lets|theres|whats|heres")
"""What is left of "don't" and "we've", apostrophes aside."""
_NAMED = 2
"""Words of a party's name whose rarest one still tells how often it is spoken of: "American" is not for the OAS."""
_TELLING = 4
"""Letters of a word that may tell what an archive is about; shorter ones ("new", "way") are everybody's."""
_FREQUENT = 3000
"""Words of the archive among which those that say what it is about are looked for."""
_LIKE = 4000
"""Words that begin with the same two letters, of which the misspelled one may be meant."""


@dataclass(frozen=True, slots=True)
class _Speaking:
    rows: list[Row]  # one a name, most statements first, no parties
    names: Names
    parties: dict[str, int]


class Completions:
    """Completes for one archive; usable from any thread. ``rows`` are the store's speakers as they stand."""

    def __init__(  # the rooms it looks into
        self,
        store: Store,
        index: Index,
        spelling: Spelling,
        registry: Registry,
        *,
        rows: Callable[[], list[Row]],
        titles: Callable[[], Titles],
    ) -> None:
        self._index, self._spelling, self._registry, self._store = index, spelling, registry, store
        self._speaking = Renewed(store.head, lambda: _speaking(rows()))
        self._titles = titles
        self._flat: dict[str, frozenset[str]] = {}
        self._often: dict[str, int] = {}
        self._mentioned = Renewed(self._indexed, self._counted, wait=0)
        self._subjects = Renewed(self._indexed, self._frequent)

    def _indexed(self) -> object:
        """The state of the index, which may come after the store's."""
        return self._store.head(), self._index.size()

    def parties(self, typed: str, limit: int) -> Choices:
        """See ``Archive.complete_parties``."""
        typed = cleaned(typed)
        held = self._speaking.now().parties
        if not typed:
            found = [entity for id_ in held if (entity := self._registry.get(id_)) and entity.kind in _PARTIES]
        else:
            found = self._entities(typed, _PARTIES, held.get)
        return _choices(((entity.name, entity.name) for entity in found), limit)

    def speakers(self, typed: str, limit: int, party: str | None) -> Choices:
        """See ``Archive.complete_speakers``."""
        typed = cleaned(typed)
        held = self._speaking.now()
        found = [held.rows[at] for at in held.names.beginning(typed, len(held.rows) if party else 4 * limit)]
        rows = [row for row in found if party in (None, row[2])]
        rows.sort(key=lambda row: flat(row[0]) != flat(typed))
        known = [entity for entity in self._registry.complete(typed, kinds=_SPEAKERS, limit=_ALL if party else limit)
                 if party in (None, entity.party)]
        pairs = [(row[0], row[2]) for row in rows] + [(entity.name, entity.party) for entity in known]
        return _choices(((self._of_party(name, of), name) for name, of in pairs), limit)

    def topics(self, typed: str, limit: int) -> Choices:
        """See ``Archive.complete_topics``."""
        typed = cleaned(typed)
        if not typed:
            return _choices(((name, name) for name in self._subjects.now()), limit)
        known = self._mentioned.now()

        def weight(id_: str) -> int:
            if id_ not in known:
                known[id_] = self._mentions(id_)
            return known[id_]

        entities = self._entities(typed, _TOPICS, weight)
        named = frozenset().union(*(self._flat_names(entity.id) for entity in entities))
        begun = self._words(typed, limit, mend=not entities)
        meant = [] if begun or not entities or self._is_meant(typed, entities[0]) else self._one_edit_away(typed)
        words = [(-often, 1, word) for word, often in begun if flat(word) not in named]
        held = [(-weight(entity.id), 0, entity.name) for entity in entities if weight(entity.id)]
        absent = [entity.name for entity in entities if not weight(entity.id)]
        ordered = [*meant, *(name for _, _, name in sorted([*held, *words]))]
        ordered.sort(key=lambda name: flat(name) != flat(typed))
        return _choices(((name, name) for name in (*ordered, *absent)), limit)

    def sources(self, typed: str, limit: int) -> Choices:
        """See ``Archive.complete_sources``."""
        typed = cleaned(typed)
        titles = self._titles()
        by_hash = titles.hashed(typed.lower(), limit) if _HASH.fullmatch(typed) else []
        ids = dict.fromkeys((*by_hash, *titles.beginning(typed, limit)))
        lines = self._store.lines(list(ids)[: max(limit, 0)])
        return _choices(((_source_shown(line), line.id[:HASH]) for line in lines), limit)

    def _entities(self, typed: str, kinds: Sequence[str], weight: Callable[[str], int | None]) -> list[Entity]:
        """The registry's entities that begin so, those with weight first; one spelled out in another case, by it."""
        key = flat(typed)
        begun = self._registry.begun(typed, kinds=kinds)
        if not begun:
            return [mention.entity for mention in self._registry.find(typed, every_language=True)
                    if mention.entity.kind in kinds]

        def order(found: tuple[Entity, bool]) -> tuple[bool, bool, bool, int]:
            entity, abroad = found
            often = weight(entity.id) or 0
            return flat(entity.name) != key, not often, abroad, -often

        return [entity for entity, _ in sorted(begun, key=order)]

    def _is_meant(self, typed: str, entity: Entity) -> bool:
        """Whether a name of it, or a word of one, begins with what is typed, in any language, or is one edit away."""
        from rapidfuzz.distance import OSA

        key = flat(typed)
        names = self._flat_names(entity.id)
        if any(f" {key}" in f" {name}" or OSA.distance(key, name, score_cutoff=1) <= 1 for name in names):
            return True
        return any(one.id == entity.id and abroad for one, abroad in self._registry.begun(typed, kinds=_TOPICS))

    def _one_edit_away(self, typed: str) -> list[str]:
        """What is typed with its last word as the archive spells it, where that is one edit away."""
        head, space, last = typed.rpartition(" ")
        near = self._spelling.near(fold(last), distance=1) if len(last) >= _TELLING else []
        return [head + space + word for word, _, _ in near if word not in FILLERS]

    def _mentions(self, id_: str) -> int:
        """How many statements hold the likeliest of an entity's names."""
        terms = {stems(alias) for alias in self._registry.aliases(id_)} - {""}
        return max(map(self._index.frequency, terms), default=0)

    def _counted(self) -> dict[str, int]:
        """The mentions of those that were asked for before: to be counted while nobody waits."""
        self._often = {id_: self._mentions(id_) for id_ in tuple(self._often)}
        return self._often

    def _flat_names(self, id_: str) -> frozenset[str]:
        """An entity's names as they are compared."""
        if id_ not in self._flat:
            self._flat[id_] = frozenset(map(flat, self._registry.aliases(id_)))
        return self._flat[id_]

    def _words(self, typed: str, limit: int, *, mend: bool) -> list[tuple[str, int]]:
        """What is typed, its last word completed by the archive's own: one of each stem, the most frequent first."""
        head, space, last = typed.rpartition(" ")
        last = fold(last)
        begun = self._spelling.beginning(last, 4 * limit) if last else []
        if mend and not begun and len(last) >= 4:
            begun = self._misspelled(last)
        heads = dict(begun)
        once: dict[str, tuple[str, int]] = {}
        for word, often in begun:
            if word not in FILLERS and not self._joined(word, often, heads):
                once.setdefault(stem(word), (head + space + word, often))
        return list(once.values())[:limit]

    def _joined(self, word: str, often: int, heads: Mapping[str, int]) -> bool:
        """Whether it is one of these words and another that were written with a hyphen ("climatechange")."""
        cuts = (cut for cut in range(_TELLING, len(word) - 2) if word[:cut] in heads)
        return any(self._spelling.frequency(word[cut:]) > often for cut in cuts)

    def _misspelled(self, word: str) -> list[tuple[str, int]]:
        known = dict(self._spelling.beginning(word[:2], _LIKE)) | {
            near: often for near, _, often in self._spelling.near(word, distance=1)
        }
        errors: dict[str, int] = {}
        for near, wrong in nearly(word, sorted(known), max(1, allowed_errors(word))):
            errors[near] = min(wrong, errors.get(near, wrong))
        return [(near, known[near]) for near in sorted(errors, key=lambda near: (errors[near], -known[near], near))]

    def _frequent(self) -> list[str]:
        """What the archive speaks of most: parties by their names, and words that are not everyday English."""
        weighed = [(self._index.frequency(stems(party.name)), party.name) for party in self._registry.parties()
                   if len(party.name.split()) <= _NAMED]
        named = set().union(*(self._flat_names(party.id) for party in self._registry.parties()))
        words = self._spelling.beginning("", _FREQUENT)
        tell = [(word, often) for word, often in words if self._tells(word, named)]
        weighed += [(often, word) for word, often in tell if not self._joined(word, often, dict(words))]
        return [name for often, name in sorted(weighed, key=lambda one: (-one[0], one[1])) if often][: 4 * LONGEST]

    @staticmethod
    def _tells(word: str, named: set[str]) -> bool:
        if (len(word) < _TELLING and word.isascii()) or _CONTRACTED.fullmatch(word):
            return False
        return word not in FILLERS and word not in named and not (is_ordinary(word) or is_ordinary(stem(word)))

    def _of_party(self, name: str, party: str | None) -> str:
        """A speaker's name, and who is spoken for where the name does not say it."""
        entity = self._registry.get(party) if party else None
        return name if entity is None or entity.name in name else f"{name} ({entity.name})"


def _speaking(rows: Iterable[Row]) -> _Speaking:
    parties: dict[str, int] = {}
    kept: dict[str, Row] = {}
    for row in rows:
        name, entity, party, statements = row
        if party:
            parties[party] = parties.get(party, 0) + statements
        if not entity or entity != party:
            kept.setdefault(name, row)
    speakers = list(kept.values())
    ordered = dict(sorted(parties.items(), key=lambda item: (-item[1], item[0])))
    return _Speaking(speakers, Names([row[0]] for row in speakers), ordered)


def _source_shown(line: SourceLine) -> str:
    """Title, day and file; of a long title and a long file name the beginnings, so that all three are seen."""
    shown = line.facts.shown_date
    title = " ".join(line.facts.title.value.split()) if line.facts.title else ""
    file = _cut(line.name.rpartition("/")[2], _FILE) if title and len(line.name) > _FILE else line.name
    rest = " · ".join(part for part in (shown.date.value if shown else "", file) if part)
    return f"{_cut(title, max(30, LONGEST - len(rest) - 3))} · {rest}" if title else rest


def _choices(pairs: Iterable[tuple[str, str]], limit: int) -> Choices:
    """The first of them, each shown on one line and cut to length; no value cut, and none twice."""

    def fit() -> Iterator[tuple[str, str]]:
        seen: set[str] = set()
        for shown, value in pairs:
            if value and len(value) <= LONGEST and value not in seen:
                seen.add(value)
                yield _cut(cleaned(shown) or value, LONGEST), value

    return [pair for pair, _ in zip(fit(), range(max(limit, 0)), strict=False)]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
