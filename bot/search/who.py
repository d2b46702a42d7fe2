"""The words in the speaker's place -> who is meant: a party, a person, a body, an office, or nobody quoted here."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.party import Entity, Form, Mention
from bot.names import Registry
from bot.ports import Spelling
from bot.search.terms import STOP, fold, terms, word_set

Row = tuple[str, str | None, str | None, int]
"""A speaker of the archive as the store lists them: name, entity, party, how many statements."""

_MEDIA = word_set(
    "journalist journalists reporter reporters report reports media newspaper newspapers press blog blogger "
    "bloggers commenter commenters commentator commentators reader readers analyst analysts expert experts "
    "observer observers critic critics source sources hacker hackers scholar scholars pundits user users "
    "interviewer moderator article editor netizens people activists anonymous somebody anyone someone everybody "
    "nobody author writer company companies firm"
)
"""Heads of a speaker slot that never speak for a party: what they say is not on record here."""

ANYBODY = word_set("anyone anybody someone somebody everyone everybody they them people who")
"""In the speaker's place these ask for whoever said it."""

_PLAIN = word_set(
    "government govt side authorities authority official officials state delegation country nation regime leader "
    "leaders leadership representative representatives administration spokesperson spokesman spokeswoman "
    "spokespeople spokespersons diplomat diplomats statement statements regierung gouvernement gobierno governo "
    "regjeringen regeringen republic kingdom federal central"
)
"""Words beside a party's name that add nothing to it: "the Chinese side", "Norwegian officials"."""

_OFFICES = word_set(
    "ministry minister ministers embassy embassies ambassador ambassadors president presidency secretary "
    "department parliament mission envoy chancellor king queen prince emperor general commission commissioner "
    "council agency administration office bureau army navy military police court premier governor mayor senator "
    "consul consulate consulate-general foreign prime vice deputy press defence defense interior finance trade "
    "commerce health justice treasury cabinet spokesperson spokesman spokeswoman permanent representative "
    "delegation director chief head chair chairman chairperson adviser advisor security homeland national high "
    "commander minister-president pm fm mfa charge affaires of for to the affairs state central bank"
)
_HEADS = _OFFICES - word_set(
    "foreign prime vice press high of for to the affairs security national central general trade health"
)
_ARTICLES = re.compile(
    r"^(?:(?:the|a|an|any|some|all|other|this|that|la|le|les|el|los|las|il|lo|gli|die|der|das|den|det|de|o|os|as|i)\s+"
    r"|l['’])+",
    re.IGNORECASE,
)
_LITTLE = word_set(
    "la le les el los las lo il gli die der das den det os as des du de da do dei della del"
)
_SEATS = frozenset(
    {"kremlin", "white house", "downing street", "elysee palace", "elysee", "zhongnanhai", "blue house", "whitehall"}
)
"""Houses that stand for a government as a capital does; other bodies speak for themselves."""

_NAME_WORDS = 3
"""A speaker described in more words than this ("a spokesperson for the embassy") is not called by one of them."""

_LONGEST_ACRONYM = 6

_CLOSE_NAME = 82
"""Likeness (rapidfuzz ``ratio``, 0 to 100) from which a slot is a misspelled name of the archive."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who is meant. Only ``unknown`` set: nobody quoted here. ``mended`` maps what was typed to what was read.

    ``names`` are what else the archive calls a body, where it does not know that it is the same.
    """

    party: str | None = None
    speaker: str | None = None
    entity: str | None = None
    names: tuple[str, ...] = ()
    office: str | None = None
    unknown: str | None = None
    mended: dict[str, str] = field(default_factory=dict)


class Speakers:
    """The archive's speakers, ready to be looked up by any part of their names."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows: dict[str, Row] = {}
        self._by_word: dict[str, set[str]] = {}
        self._bodies: list[tuple[str, str]] | None = None
        self.surnames: set[str] = set()
        for row in rows:
            key = name_of(row[0])
            if key not in self._rows:
                self._rows[key] = row
                words = key.split()
                if row[1] != row[2] and len(words) <= _NAME_WORDS:  # a person's names, first or last
                    self.surnames.update((words[0], words[-1]))
                for word in words:
                    self._by_word.setdefault(word, set()).add(key)

    def named(self, name: str) -> list[Row]:
        """The speaker of exactly this (folded) name, else all whose names hold every word of it."""
        if name in self._rows:
            return [self._rows[name]]
        words = [word for word in name.split() if word not in STOP]
        held = set.intersection(*(self._by_word.get(word, set()) for word in words)) if words else set()
        return [self._rows[key] for key in sorted(held)]

    def called(self, name: str) -> "Who | None":
        """Who is meant by a speaker's own name, word for word."""
        row = self._rows.get(name_of(name))
        return _of_rows([row], name) if row else None

    def of_body(self, entity: str, registry: Registry) -> tuple[str, ...]:
        """The names, of those known by name only, in which the registry sees this body or one below it."""
        if self._bodies is None:
            self._bodies = [
                (mention.entity.id, name)
                for name, known_as, party, _ in self._rows.values() if party and not known_as
                for mention in registry.find(name) if mention.form is Form.INSTITUTION
            ]
        return tuple(name for body, name in self._bodies if body == entity or body.startswith(f"{entity}."))

    def like(self, name: str) -> tuple[Row, float] | None:
        """The speaker whose whole name a misspelled one is nearest to, and how near."""
        from rapidfuzz import fuzz, process

        best = process.extractOne(name, list(self._rows), scorer=fuzz.ratio, score_cutoff=_CLOSE_NAME)
        return (self._rows[best[0]], best[1]) if best else None


Heard = Callable[[], Speakers]
"""Gives the archive's speakers; it may take a while, and most questions need none of them."""


def is_anybody(slot: str) -> bool:
    """Whether the words in the speaker's place name nobody: "anyone", "they", "anybody else"; "WHO" does."""
    words = slot.split()
    if not words or slot == "WHO":
        return False
    return fold(words[0]) in ANYBODY and all(fold(word) in ("else", "at", "all", "there", "ever") for word in words[1:])


def is_office(words: str) -> bool:
    """Whether words name an office that many parties have, and no more: "foreign ministry"."""
    asked = {fold(word) for word in words.split()}
    return bool(asked) and asked <= _OFFICES | _PLAIN and bool(asked & (_HEADS | _PLAIN))


def name_of(name: str) -> str:
    """A name as it is compared: folded words with single spaces."""
    return " ".join(token.word for token in terms(name))


def resolve(slot: str, registry: Registry, speakers: Heard, spelling: Spelling) -> Who:
    """Who the words in the speaker's place mean. A party is known without asking who speaks here."""
    who = _resolve(slot, registry, speakers, spelling)
    entity = registry.get(who.entity) if who.entity else None
    if entity is None or entity.kind == "person":
        return who
    return replace(who, names=speakers().of_body(entity.id, registry))


def _resolve(slot: str, registry: Registry, speakers: Heard, spelling: Spelling) -> Who:
    bare = _ARTICLES.sub("", slot).strip() or slot
    words = [fold(word) for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", bare)]
    if not words:
        return Who(unknown=slot)
    mentions = registry.find(slot, every_language=True) or registry.find(bare.title(), every_language=True)
    if mentions:
        return _mentioned(slot, bare, mentions, speakers)
    if _is_media(set(words)):
        return Who(unknown=bare)
    if office := _office(bare, words):  # before a name that holds it: "the foreign ministry" is not one party's
        return office
    if known := speakers().named(name_of(bare)):
        return _of_rows(known, bare)
    return _surnamed(bare, registry) or _misspelled(bare, words, registry, speakers, spelling)


def _of_rows(rows: Sequence[Row], asked: str) -> Who:
    if len(rows) == 1:
        name, entity, party, _ = rows[0]
        return Who(party=party, speaker=name, entity=entity) if entity != party or not entity else Who(party=party)
    parties = {row[2] for row in rows}
    return Who(party=parties.pop() if len(parties) == 1 else None, speaker=asked, office=asked)


def _mentioned(slot: str, bare: str, mentions: list[Mention], speakers: Heard) -> Who:
    people = [mention for mention in mentions if mention.form is Form.PERSON]
    main = (people or [mention for mention in mentions if mention.form is Form.INSTITUTION] or mentions)[0]
    left = _left_over(slot, mentions)
    if _is_media(left) or main.form in (Form.MEDIA, Form.OTHER):
        rows = speakers().named(name_of(bare))
        return _of_rows(rows, bare) if rows and not _is_media(left) else Who(unknown=bare)
    return _with_office(bare, main, left, speakers)


def _is_media(words: set[str]) -> bool:
    """Whether the words name people who speak for nobody; the press secretary is none of them."""
    return bool(words & _MEDIA) and not (words & _MEDIA <= _OFFICES and words & _HEADS)


def _left_over(slot: str, mentions: Iterable[Mention]) -> set[str]:
    rest = list(slot)
    for mention in mentions:
        rest[mention.start : mention.end] = " " * (mention.end - mention.start)
    found = (fold(word) for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", "".join(rest)))
    return {word for word in found if len(word) > 1 and word not in STOP | _LITTLE | ANYBODY}


def _with_office(bare: str, main: Mention, left: set[str], speakers: Heard) -> Who:
    entity = main.entity
    if main.form is Form.PERSON:
        return Who(party=entity.party, speaker=entity.name, entity=entity.id)
    left -= _PLAIN
    mended = {word: near for word in left if word not in _OFFICES and (near := _near_office(word))}
    left = {mended.get(word, word) for word in left} - _PLAIN
    if left and not left <= _OFFICES:
        rows = speakers().named(name_of(bare))
        return _of_rows(rows, bare) if rows else Who(unknown=bare)
    office = _office_words(bare, main, mended) if left & _HEADS else None
    if office or main.form is not Form.INSTITUTION or fold(entity.name) in _SEATS:
        said = " ".join(mended.get(fold(word), word) for word in bare.split())
        return Who(party=entity.party, speaker=said if office else None, office=office, mended=mended)
    return Who(party=entity.party, speaker=entity.name, entity=entity.id, mended=mended)


def _office_words(bare: str, main: Mention, mended: dict[str, str]) -> str:
    """The office's own words, without the party and what adds nothing: "Norwegian prime minister" -> the last two."""
    named = {token.word for token in terms(main.entity.name)}
    kept = [mended.get(token.word, token.word) for token in terms(bare) if token.word not in named | STOP | _PLAIN]
    return " ".join(word for word in kept if word in _OFFICES)


def _near_office(word: str) -> str | None:
    from rapidfuzz import fuzz, process

    best = process.extractOne(word, _OFFICES | _PLAIN, scorer=fuzz.ratio, score_cutoff=86)
    return best[0] if best else None


def _office(bare: str, words: list[str]) -> Who | None:
    """An office that names no party: "the foreign ministry", "the embassy"."""
    if not is_office(" ".join(words)):
        return None
    kept = [word for word in words if word not in _PLAIN and word not in STOP] or words
    return Who(speaker=bare, office=" ".join(kept))


def _surnamed(bare: str, registry: Registry) -> Who | None:
    people = registry.surnamed(bare)
    if len(people) != 1:
        return None
    return Who(party=people[0].party, speaker=people[0].name, entity=people[0].id)


def _misspelled(bare: str, words: list[str], registry: Registry, speakers: Heard, spelling: Spelling) -> Who:
    if bare.isupper() and bare.isalnum() and len(bare) <= _LONGEST_ACRONYM:  # found where a role spells it out: "(CAC)"
        return Who(speaker=bare, office=bare)
    if all(spelling.frequency(word) for word in words):
        return Who(unknown=bare)
    near, known = registry.closest(bare, limit=1), speakers().like(" ".join(words))
    if known and (not near or known[1] >= near[0][2]):
        who = _of_rows([known[0]], bare)
        return replace(who, mended={bare: known[0][0]})
    if near and near[0][0].kind not in ("media", "other"):
        return _of_entity(near[0][0], bare)
    return Who(unknown=bare)


def _of_entity(entity: Entity, asked: str) -> Who:
    if entity.kind in ("country", "organisation"):
        return Who(party=entity.party, mended={asked: entity.name})
    return Who(party=entity.party, speaker=entity.name, entity=entity.id, mended={asked: entity.name})
