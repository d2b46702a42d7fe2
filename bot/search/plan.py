"""A question's topics -> groups of index terms, each with its aliases, compounds and spelling alternates weighted.

What was asked weighs 1; what else the registry calls the same thing .8; a compound written apart or together 1; a
mended word .8 or .6 by its edits. A multi-word name is a phrase; of plain words each is a group of its own.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.domain.question import Question, Topic
from bot.names import Registry
from bot.ports import Group, Spelling
from bot.search.correct import alternates, is_ordinary, neighbours, variants
from bot.search.terms import STOP, Token, stem, stems, terms

ALIAS = 0.8
SURNAME = 0.6


@dataclass(frozen=True, eq=False)
class Asked:
    """One group: its terms (stems or phrases of stems) with weights, the words asked, and the topic they belong to."""

    terms: Group
    words: str
    topic: int
    entity: str | None = None

    @cached_property
    def padded(self) -> list[tuple[str, float]]:
        """The terms between spaces, heaviest first, to be looked for in a text of stems between spaces."""
        ordered = sorted(self.terms.items(), key=lambda item: -item[1])
        return [(f" {term} ", weight) for term, weight in ordered]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of the index."""

    groups: tuple[Asked, ...]
    phrases: tuple[str, ...]  # stems of plain topics of several words, for the order in which they were asked
    phrase: str | None  # stems of the quoted phrase
    without: tuple[str, ...]
    speakers: tuple[str, ...]


def plan(question: Question, registry: Registry, spelling: Spelling) -> Plan:
    """The groups, phrases and speaker keys of a question."""
    typed = {read: word for word, read in question.corrections.items()}
    groups: list[Asked] = []
    phrases = []
    for number, topic in enumerate(question.topics):
        if topic.entity:
            groups.append(Asked(_names(topic, registry), topic.text, number, topic.entity))
            continue
        groups += _words(topic.text, number, typed, spelling)
        together = " ".join(token.stem for token in _plain(topic.text))
        phrases += [together] if " " in together else []
    phrase = stems(question.phrase or "")
    if phrase and question.phrase:
        groups.append(Asked({phrase: 1.0}, question.phrase, len(question.topics)))
    without = [term for topic in question.without for term in _left_out(topic, registry)]
    return Plan(tuple(groups), tuple(phrases), phrase or None, tuple(without),
                speaker_keys(question, registry))


def _names(topic: Topic, registry: Registry) -> dict[str, float]:
    """All the names of an entity, without those that hold a shorter one already (kingdom of *norway*)."""
    found = {stems(topic.text): 1.0}
    if topic.entity:
        for term, weight in _known_names(registry, topic.entity):
            found.setdefault(term, weight)
    found.pop("", None)
    return {term: weight for term, weight in found.items() if not _holds_another(term, weight, found)}


@lru_cache(maxsize=256)
def _known_names(registry: Registry, entity: str) -> tuple[tuple[str, float], ...]:
    """The terms of everything an entity is called. "US" and "U.S." are the term ``usa``, which no alias gives."""
    names = [(stems(alias), ALIAS) for alias in registry.aliases(entity)]
    surname = registry.surname(entity)
    return (*names, *((("usa", ALIAS),) if entity == "US" else ()), *(((stems(surname), SURNAME),) if surname else ()))


def _holds_another(term: str, weight: float, found: dict[str, float]) -> bool:
    padded = f" {term} "
    return any(other != term and found[other] >= weight and f" {other} " in padded for other in found)


def _plain(text: str) -> list[Token]:
    """The terms of plain words worth asking for; compounds joined by a hyphen once, as the compound."""
    found = terms(text)
    joined = [token for token in found if "-" in text[token.start : token.end]]
    inside = [token for token in found if token in joined or not any(
        whole.start <= token.start and token.end <= whole.end for whole in joined)]
    asked = [token for token in inside if token.word not in STOP]
    return asked or inside


def _words(text: str, number: int, typed: dict[str, str], spelling: Spelling) -> list[Asked]:
    tokens = _plain(text)
    name = _name(text, tokens, typed)
    made = [_whole_name(text, name, number, typed, spelling)] if name else []
    for position, token in enumerate(tokens):
        if token in name:
            continue
        shown = text[token.start : token.end]
        if _COUNT.fullmatch(shown) and (beside := _beside(text, token, tokens)):
            made.append(Asked(beside, shown, number))
            continue
        weighted = _spelled(token, shown, typed, spelling)
        for other in (tokens[max(0, position - 1)], tokens[min(len(tokens) - 1, position + 1)]):
            pair = _pair(token, other)
            if pair and spelling.frequency(pair):
                weighted.setdefault(stem(pair), 1.0)
        if "-" not in shown:
            weighted = dict.fromkeys(_apart(token.word, spelling), 1.0) | weighted
        made.append(Asked(weighted, typed.get(shown, shown), number))
    return made


_COUNT = re.compile(r"\d{1,2}")
"""The 5 of "Article 5" and of "5 nuclear powers": alone it is anything's."""


def _beside(text: str, count: Token, tokens: list[Token]) -> dict[str, float]:
    """A small number with the word before it, or behind it; nothing when it stands alone."""
    before = [token for token in tokens if token.end <= count.start][-1:]
    behind = [token for token in tokens if token.start >= count.end][:1]
    spans = [(token.start, count.end) for token in before] + [(count.start, token.end) for token in behind]
    return {stems(text[start:end]): 1.0 for start, end in spans}


def _spelled(token: Token, shown: str, typed: dict[str, str], spelling: Spelling) -> dict[str, float]:
    """A word's own terms: its stem, or its alternates where it was mended; a hyphenated one together and apart."""
    if "-" not in shown:
        if mended := typed.get(shown):
            return _mended(mended, spelling) or {token.stem: 1.0}
        more = neighbours(token.word, spelling) | variants(token.word, spelling)
        return {stem(word): weight for word, weight in more.items()} | {token.stem: 1.0}
    ways = {"": 1.0}
    for part in shown.split("-"):
        plain = {" ".join(token.stem for token in terms(part)): 1.0}
        spelled = _mended(typed[part], spelling) if part in typed else plain
        ways = _each(ways, spelled)
    return {token.stem: 1.0} | ways


def _each(ways: dict[str, float], next_words: dict[str, float]) -> dict[str, float]:
    """Every way so far, with every next word behind it."""
    return {f"{way} {term}".strip(): weight * more for way, weight in ways.items() for term, more in next_words.items()}


def _mended(typed: str, spelling: Spelling) -> dict[str, float]:
    weighted: dict[str, float] = {}
    for word, weight in alternates(" ".join(token.word for token in terms(typed)), spelling).items():
        weighted.setdefault(stem(word), weight)
    return weighted


def _pair(token: Token, other: Token) -> str | None:
    """Two neighbours written as one: cyber attack -> cyberattack."""
    if other is token or not (token.word.isalpha() and other.word.isalpha()):
        return None
    first, second = sorted((token, other))
    return first.word + second.word


def _name(text: str, tokens: list[Token], typed: dict[str, str]) -> list[Token]:
    """Words that make one name unknown to the registry ("Greta Thunberg"): capitals in a row, not all English."""
    run: list[Token] = []
    for token in tokens:
        shown = text[token.start : token.end]
        if shown[:1].isupper() and shown[1:].islower():
            run.append(token)
        elif len(run) > 1:
            break
        else:
            run = []
    strange = any(text[token.start : token.end] in typed or not is_ordinary(token.word) for token in run)
    return run if len(run) > 1 and strange else []


def _whole_name(text: str, name: list[Token], number: int, typed: dict[str, str], spelling: Spelling) -> Asked:
    """The name as one group: all of it, or its last word where that is nobody else's ("Thunberg", not "Swift")."""
    ways = {"": 1.0}
    for token in name:
        spelled = _spelled(token, text[token.start : token.end], typed, spelling)
        ways = _each(ways, spelled)
    shown = text[name[-1].start : name[-1].end]
    if shown in typed or not is_ordinary(name[-1].word):
        last = _spelled(name[-1], shown, typed, spelling)
        ways |= {term: weight * ALIAS for term, weight in last.items()}
    return Asked(ways, text[name[0].start : name[-1].end], number)


_PART = 3
"""The least letters of a half of a compound."""


def _apart(word: str, spelling: Spelling) -> list[str]:
    """A compound as two words, if the archive knows both: landmines -> land mines."""
    if len(word) < 2 * _PART or not (word.isascii() and word.isalpha()):
        return []
    halves = [(word[:cut], word[cut:]) for cut in range(_PART, len(word) - _PART + 1)]
    return [f"{stem(one)} {stem(two)}" for one, two in halves if spelling.frequency(one) and spelling.frequency(two)]


def _left_out(topic: Topic, registry: Registry) -> list[str]:
    if topic.entity:
        return list(_names(topic, registry))
    return [" ".join(token.stem for token in _plain(topic.text))]


def speaker_keys(question: Question, registry: Registry) -> tuple[str, ...]:
    """The keys by which the index knows who was asked for; any of them will do."""
    if question.office:
        return (f"office:{stems(question.office)}",)
    if not question.speaker:
        return ()
    names = (question.speaker, *question.speaker_names)
    keys = [f"name:{' '.join(token.word for token in terms(name))}" for name in names]
    entity = registry.get(question.speaker_entity) if question.speaker_entity else None
    if entity:
        keys.append(entity.id)
        if entity.kind != "person":
            keys += [f"office:{stems(name)}" for name in (question.speaker, entity.name, *registry.aliases(entity.id))]
    return tuple(dict.fromkeys(keys))
