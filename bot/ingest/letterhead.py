"""A line or fact of a page -> the body it names: a letterhead, a publisher, a label that names an office."""

import re
from functools import lru_cache

from bot.domain.party import Form, Mention
from bot.domain.source import Facts, Span
from bot.domain.statement import Speaker
from bot.ingest.layout import Layout
from bot.ingest.phrase import Sort, Who, who
from bot.ingest.words import spaced, uncapped, word_set
from bot.names import Registry, cues

_HOST = re.compile(r"^\w+://(?:www\.)?|[/:?#].*$")
_BARE_HOST = re.compile(r"(?i)(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)$")
_FORMAL = re.compile(
    r"""(?xi)\b(?:republic|kingdom|federation|union|emirate|commonwealth|principality|state[ ]of|organi[sz]ation
      |united[ ]nations)\b"""
)
"""Words of a state's full name, which stands on its paper; "Norway" alone is a theme."""
_TOKEN = re.compile(r"\w[\w'.-]*")
_WORD = re.compile(r"[\w-]+")
_PARENTHESIS = re.compile(r"\([^)]*\)")
_SEATED = word_set("embassy consulate mission ministry parliament government chancellery")
"""Bodies that have paper of their own although the registry does not list them."""
_LABEL_BODIES = word_set("embassy ministry mofa mfa")
_LONGEST = 140
_HEAD, _FOOT = 12, 4
"""How many paragraphs from the top or the bottom a page's letterhead may stand."""


@lru_cache(maxsize=4096)  # a page is asked the same of its title and its labels again and again
def of_words(words: str, registry: Registry) -> Who | None:
    """Whom words that stand in no source name ("Embassy of China in Norway", "MS. PSAKI")."""
    if words.isupper() and not any(m.end - m.start == len(words) for m in registry.find(words)):
        words = words.title()  # but NATO stays NATO
    return who(words, Span(0, len(words)), registry.find(words))


def letterhead(line: str, registry: Registry) -> str | None:
    """The party whose body a line names and hardly anything else: "Ministry of Foreign Affairs of Japan"."""
    return _letterhead(line, registry) if len(line) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _letterhead(line: str, registry: Registry) -> str | None:
    host = _BARE_HOST.match(line.strip())
    if host is not None:
        known = registry.publisher(host[1].casefold())
        return known.party if known is not None else None
    words = uncapped(line)
    found = [m for m in registry.find(words) if m.form is Form.INSTITUTION or _is_formal(m, words)]
    if not found or found[0].entity.party is None:
        body = of_words(words, registry)
        seated = body is not None and body.sort is Sort.BODY and body.key in _SEATED
        return body.speaker.party if body is not None and seated else None
    covered = sum(len(words[m.start : m.end].split()) for m in found)
    return found[0].entity.party if covered * 2 >= len(_TOKEN.findall(words)) else None


def _is_formal(mention: Mention, words: str) -> bool:
    return mention.form is Form.NAME and _FORMAL.search(words[mention.start : mention.end]) is not None


def home_letterhead(seen: Layout, registry: Registry) -> Who | None:
    """The body whose paper the page is: named alone in a line near the top, or in the copyright line."""
    last = len(seen.paragraphs) - _FOOT
    for number, par in enumerate(seen.paragraphs):
        if par.label is not None or _HEAD <= number < last:
            continue
        party = letterhead(par.text, registry)
        if party is None:
            continue
        words = uncapped(par.text)
        mention = next((m for m in registry.find(words) if m.entity.party), None)
        if mention is None:
            return Who(Speaker(par.text, party=party), Span(0, 0), Sort.BODY)
        name = spaced(words[mention.start : mention.end])
        speaker = Speaker(name, party=mention.entity.party, entity=mention.entity.id)
        return Who(speaker, Span(0, 0), Sort.BODY)
    return None


def publisher_party(facts: Facts, registry: Registry) -> str | None:
    """The party whose own site or letterhead the page stands on; None for media and the unknown."""
    for fact in (facts.publisher, facts.url):
        host = _HOST.sub("", fact.value.strip()).casefold() if fact is not None else ""
        known = registry.publisher(host) if "." in host and " " not in host else None
        if known is not None:
            return known.party
        if fact is not None and fact is facts.publisher:
            named, party = _named_publisher(fact.value, registry)
            if named:
                return party
    return None


def _named_publisher(name: str, registry: Registry) -> tuple[bool, str | None]:
    """Whether a publisher's name names a body or a party, and whose."""
    found = of_words(name, registry)
    if found is not None and found.sort in (Sort.BODY, Sort.PARTY, Sort.OFFICE):
        return True, found.speaker.party
    named = [m for m in registry.find(name) if m.entity.kind == "media" or m.entity.party]
    only = len({m.entity.party for m in named}) == 1 and named[0].form is Form.INSTITUTION
    return only, named[0].entity.party if only else None


def publisher_speaker(facts: Facts, registry: Registry) -> Who | None:
    """The party or body whose site it is as a speaker; None for media and the unknown."""
    party = publisher_party(facts, registry)
    if party is None or facts.publisher is None:
        return None
    found = of_words(facts.publisher.value, registry)
    if found is not None and found.speaker.party == party:
        return found
    return Who(Speaker(facts.publisher.value, party=party), Span(0, 0), Sort.BODY)


def is_media(facts: Facts, registry: Registry) -> bool:
    """Whether an agency or a newspaper carries the page."""
    if facts.agency is not None:
        return True
    if facts.publisher is None:
        return False
    return any(mention.entity.kind == "media" for mention in registry.find(facts.publisher.value))


def noun_labels(label: str, registry: Registry) -> bool:
    """Whether a turn label names an official or an office: by the registry or by its nouns."""
    shown = uncapped(_PARENTHESIS.sub("", label).strip() or label.strip("()"))
    found = of_words(shown, registry)
    if found is None or found.sort is Sort.OUTSIDER:
        return False
    if found.speaker.entity is not None and found.sort is Sort.PERSON:
        return True
    nouns = cues.nouns()
    words = _WORD.findall(shown.casefold())
    return any(word in nouns.office or word in nouns.weak or word in _LABEL_BODIES for word in words)
