"""The registry: who is who, asked by the rooms above."""

from collections.abc import Callable, Collection, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from bot.domain.party import Entity, Form, Mention
from bot.names.beginnings import Beginnings
from bot.names.bodies import Bodies
from bot.names.guards import Guards
from bot.names.letters import scripts
from bot.names.near import Near
from bot.names.publishers import owner_of
from bot.names.scan import Hit, Scanner
from bot.names.tables import Tables, World, load_compiled

# A party's own bodies that people mean when they name the party; others are topics of their own.
_KEY_OFFICES = frozenset(("parliament", "government", "mfa", "pmo", "presidency"))
_SHORT = 200  # characters: the longest line that is remembered
_ALL_KINDS = ("country", "organisation", "institution", "person", "media")


class Registry:
    """All parties, institutions, people and media, and the matcher over them; immutable, made by ``load``."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.digest = tables.digest
        self._common = frozenset(tables.words["common"])

    def __reduce__(self) -> tuple[type["Registry"], tuple[Tables]]:
        """To another process it goes as its tables: what was made of them is made again there."""
        return Registry, (self._tables,)

    @classmethod
    def load(cls, extra: Path | None = None) -> "Registry":
        """The registry of ``bot/data``; ``extra`` is a YAML file of entries that extends or overrides it.

        Raises ConfigError, naming file, line, entry and mend, for an entry that cannot be used.
        """
        tables = load_compiled()
        if tables is None:
            from bot.names.entries import build

            tables = build()
        if extra is not None:
            from bot.names.entries import extend

            extend(tables, extra)
        return cls(tables)

    def find(self, text: str, *, every_language: bool = False) -> list[Mention]:
        """The names in ``text``, longest first, ordered by start, never overlapping.

        Documents: English and hand-written names as printed, with capitals, and names of countries in every script
        but Latin. ``every_language``, for questions: names of countries in all languages, capitals or not; a name that
        is also a common word, or ``us``, ``un``, ``who``, only with capitals or after "the" ("what did the us say").
        """
        if every_language:
            return self._found(text, self._question_scanner)
        if len(text) > _SHORT:
            return self._found(text, self._document_scanner)
        return [*self._in_short(text)]

    @cached_property
    def _in_short(self) -> Callable[[str], Sequence[Mention]]:
        """The names in a line of a document: pages of one site repeat their titles, labels and menus."""
        return lru_cache(maxsize=4096)(lambda text: self._found(text, self._document_scanner))

    def _found(self, text: str, scanner: Scanner) -> list[Mention]:
        hits = scanner.latin(text)
        if not text.isascii() and scripts().beyond_latin.search(text):
            hits = _without_overlap(hits, scanner.beyond_latin(text))
        entities = self._tables.entities
        mentions = [Mention(hit.start, hit.end, entities[hit.row[1]], Form(hit.row[2])) for hit in hits]
        return self._bodies.join(text, self._guards.keep(text, mentions)) if mentions else []

    def get(self, id_: str) -> Entity | None:
        """The entity of that id; also bodies known by pattern only (``"cn.embassy.no"``, ``"ke.mfa"``)."""
        return self._tables.entities.get(id_) or self._bodies.make(id_)

    def party(self, id_: str) -> Entity | None:
        """The party that the entity of this id speaks for: China for ``"cn.mfa.hua_chunying"``, itself for ``"CN"``."""
        entity = self.get(id_)
        return self._tables.entities.get(entity.party) if entity and entity.party else None

    def iso3(self, code: str) -> Entity | None:
        """The country of an ISO 3166-1 alpha-3 code: ``"NOR"`` is Norway."""
        return self._tables.entities.get(self._tables.iso3.get(code.upper(), ""))

    def parties(self) -> list[Entity]:
        """Every country and organisation, by name."""
        found = [e for e in self._tables.entities.values() if e.kind in ("country", "organisation")]
        return sorted(found, key=lambda entity: entity.name)

    def people(self, party_id: str) -> list[Entity]:
        """The people who speak, or spoke, for a party, in the order of the files."""
        return [e for e in self._tables.entities.values() if e.kind == "person" and e.party == party_id]

    def surname(self, id_: str) -> str | None:
        """A person's family name: ``Hua`` for Hua Chunying, ``Psaki`` for Jen Psaki."""
        return self._tables.surnames.get(id_)

    def surnamed(self, name: str) -> list[Entity]:
        """The people of that family name, in any case: ``"PSAKI"``."""
        return [self._tables.entities[id_] for id_ in self._by_surname.get(name.casefold(), ())]

    def aliases(self, id_: str) -> tuple[str, ...]:
        """Latin-script names worth searching for: for a party also its demonyms, capital and its main bodies.

        Names that are a common word in small letters ("US", "WHO") are left out: a search that folds case would find
        the word everywhere.
        """
        entity = self.get(id_)
        if entity is None:
            return ()
        names = [entity.name, *self._tables.names.get(id_, ())]
        if entity.party == id_:
            for key, body in self._tables.offices.items():
                party, _, office = key.partition(" ")
                if party == id_ and office in _KEY_OFFICES:
                    names += self._tables.names[body]
        latin = dict.fromkeys(name for name in names if not scripts().beyond_latin.search(name))
        return tuple(name for name in latin if name.lower() not in self._common)

    def closest(self, words: str, *, limit: int = 3, cutoff: float = 75) -> list[tuple[Entity, str, float]]:
        """What a misspelled name may mean: ``(entity, name, likeness 0..100)``, best first; strict for short words."""
        return self._near.closest(words, limit, cutoff)

    def complete(self, prefix: str, *, kinds: Collection[str] = _ALL_KINDS, limit: int = 25) -> list[Entity]:
        """Entities of the given kinds whose name, in any language, begins like ``prefix``; else misspelled ones.

        Parties before their bodies and people, names that begin so before names with a word that does.
        """
        return [entity for entity, _ in self.begun(prefix, kinds=kinds)[:limit]]

    def begun(self, prefix: str, *, kinds: Collection[str] = _ALL_KINDS) -> list[tuple[Entity, bool]]:
        """All that ``complete`` offers, each with whether only a name in another language begins so."""
        return self._beginnings.complete(prefix, kinds)

    def publisher(self, host: str) -> Entity | None:
        """Whose web site ``host`` is: a body, a medium, or the country of a government domain."""
        owner = owner_of(host, self._tables.publishers, lambda id_: id_ in self._tables.entities)
        return self.get(owner) if owner else None

    @cached_property
    def _document_scanner(self) -> Scanner:
        return Scanner(self._tables.heads, self._tables.runs, self._world, common=self._common)

    @cached_property
    def _question_scanner(self) -> Scanner:
        return Scanner(self._tables.heads, self._tables.runs, self._world, any_case=True, common=self._common)

    @cached_property
    def _world(self) -> World:
        return World()

    @cached_property
    def _guards(self) -> Guards:
        return Guards(self._tables.words)

    @cached_property
    def _bodies(self) -> Bodies:
        return Bodies(self._tables)

    @cached_property
    def _near(self) -> Near:
        tables = (self._tables.heads,)
        return Near(self._tables, (row for table in tables for rows in table.values() for row in rows))

    @cached_property
    def _beginnings(self) -> Beginnings:
        tables = (self._tables.heads, self._tables.runs)
        rows = (row for table in tables for rows in table.values() for row in rows)
        return Beginnings(self._tables.entities, rows, self._world)

    @cached_property
    def _by_surname(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for id_, name in self._tables.surnames.items():
            found.setdefault(name.casefold(), []).append(id_)
        return found


def _without_overlap(hits: list[Hit], more: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted([*hits, *more], key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
