"""The words of a topic slot -> topics: names the registry knows, and the plain words between them, typos mended."""

import re
from dataclasses import dataclass, field

from bot.domain.party import Form, Mention
from bot.domain.question import Topic
from bot.names import Registry
from bot.ports import Spelling
from bot.search.correct import alternates, is_ordinary, is_stranger
from bot.search.terms import STOP, Token, terms, word_set

FILLERS = STOP | word_set(
    "issue issues question questions topic topics subject matter matters case something anything everything thing "
    "things recent latest called alleged so-called situation regard relation der die das den dem des le la les l "
    "un une el los las lo il gli i o os as de du del della von und et y e against among amid toward upon beyond "
    "despite"
)
"""Taken off both ends of a plain topic; inside it they may be part of a name ("women peace and security")."""

_INSTRUMENT = re.compile(
    r"\s+(?:convention|treaty|accords?|agreement|protocol|declaration|memorandum|process|summit|document|principles|rules|"
    r"conference|consensus|communiqu[eé]|formula|format|framework|programme|statute)\b", re.IGNORECASE
)
"""Behind a capital these make the name of a text or a meeting."""

_NAME_LIKENESS = 75.0
_SAME = 100.0
"""A name spelled right, which ``names_in`` passed over for a reason."""
_EDGES = re.compile(r"^[\s,;:.?!/&+'’\"“”()、。，？-]+|[\s,;:.?!/&+'’\"“”()、。，？-]+$")


@dataclass(slots=True)
class Found:
    """Topics in the order asked, and what was mended on the way (as typed -> as read)."""

    topics: list[Topic] = field(default_factory=list)
    mended: dict[str, str] = field(default_factory=dict)


def read_topics(slot: str, registry: Registry, spelling: Spelling) -> Found:
    """What a topic slot asks about."""
    found, at = Found(), 0
    for mention in names_in(slot, registry):
        _plain(slot[at : mention.start], found, registry, spelling)
        found.topics.append(Topic(slot[mention.start : mention.end], mention.entity.id))
        at = mention.end
    _plain(slot[at:], found, registry, spelling)
    return found


def names_in(text: str, registry: Registry) -> list[Mention]:
    """The names in a question's words, save those that are only half of another name or an English word."""
    found = registry.find(text, every_language=True)
    if not found and " " not in text.strip() and text != "who":  # "chile", alone in its place
        return registry.find(text.capitalize(), every_language=True)
    return [mention for mention in found if not _is_else(text, mention, registry)]


def _is_else(text: str, mention: Mention, registry: Registry) -> bool:
    """The Ottawa of "Ottawa Convention"; the Island of "Easter Island", which names Iceland in German only."""
    if mention.form is Form.CAPITAL and _INSTRUMENT.match(text, mention.end):
        return True
    word = text[mention.start : mention.end]
    return is_ordinary(word.lower()) and not any(registry.find(name) for name in (word.capitalize(), word.upper()))


def _plain(fragment: str, found: Found, registry: Registry, spelling: Spelling) -> None:
    """Plain words: first names among them that are only misspelled, then words that are."""
    tokens = [token for token in terms(fragment) if "-" not in fragment[token.start : token.end]]
    for position, token in enumerate(tokens):
        if not is_stranger(token.word, spelling):
            continue
        if near := _near_name(fragment, tokens, position, registry, spelling):
            start, end, id_, name = near
            _plain(fragment[:start], found, registry, spelling)
            found.mended[fragment[start:end]] = name
            found.topics.append(Topic(name, id_))
            _plain(fragment[end:], found, registry, spelling)
            return
    if text := _trimmed(_mended(fragment, tokens, found.mended, spelling)):
        found.topics.append(Topic(text))


def _near_name(
    fragment: str, tokens: list[Token], position: int, registry: Registry, spelling: Spelling
) -> tuple[int, int, str, str] | None:
    """The name that the stranger, or it and a neighbour, is a misspelling of: where, its id, its words."""
    pairs = [(other, position) if other < position else (position, other) for other in (position - 1, position + 1)
             if 0 <= other < len(tokens) and tokens[other].word not in STOP]
    for first, last in (*pairs, (position, position)):
        start, end = tokens[first].start, tokens[last].end
        close = registry.closest(fragment[start:end], limit=1, cutoff=_NAME_LIKENESS)
        if not close or close[0][2] >= _SAME or close[0][0].kind == "other":
            continue
        if not _better_spelled(tokens[position].word, close[0][2], spelling):
            return start, end, close[0][0].id, close[0][0].name
    return None


def _better_spelled(word: str, likeness: float, spelling: Spelling) -> bool:
    """Whether the archive has a word one edit away, which beats a name less alike than that."""
    return likeness < 100 * (1 - 1 / len(word)) and bool(spelling.near(word, distance=1))


def _mended(fragment: str, tokens: list[Token], mended: dict[str, str], spelling: Spelling) -> str:
    for token in reversed(tokens):
        if not is_stranger(token.word, spelling):
            continue
        better = next((word for word in alternates(token.word, spelling) if word not in FILLERS), None)
        if better:
            shown = fragment[token.start : token.end]
            better = better.capitalize() if shown[:1].isupper() else better
            mended[shown] = better
            fragment = fragment[: token.start] + better + fragment[token.end :]
    return fragment


def _trimmed(fragment: str) -> str:
    """Without the fillers around it; empty when nothing is left to ask for."""
    text = _EDGES.sub("", fragment)
    found = terms(text)
    while found and found[0].word in FILLERS:
        found.pop(0)
    while found and found[-1].word in FILLERS:
        found.pop()
    return text[found[0].start : max(token.end for token in found)] if found else ""
