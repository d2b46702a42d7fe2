"""A page that takes no turns -> the issuer whose own text it is, with the reasons; nobody for a report."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.domain.source import Basis, Facts, Span
from bot.domain.statement import Speaker
from bot.ingest.dateline import dateline_agency
from bot.ingest.issuer import announces, announces_by, author_of, issuer_of, states_issuer, titled_issuer
from bot.ingest.layout import Layout, Paragraph
from bot.ingest.letterhead import home_letterhead, is_media, publisher_party, publisher_speaker
from bot.ingest.phrase import Sort, Who
from bot.ingest.quotes import LONGEST
from bot.names import Registry

_FIRST_PERSON = re.compile(
    r"[WwOoUuIMm](?<!\w.)(?:(?<=[Ww])e|(?<=[Oo])ur|(?<=[Uu])s|(?<=I)|(?<=[Mm])y)(?![\w.])"
)
_PLAIN_FIRST = (" our ", " we ", " We ", " I ", " us ", " my ", " Our ", " My ")
_WHITE = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
_REPORTING = re.compile(r"\b(?:said|told|added|reported|according to|quoted)\b")
_QUOTED = re.compile(
    r"""(?xm)
    ["\u201c\u201e\u00ab\u00bb\u2018](?:             # the class comes first: the engine skips to it
      (?<=["\u201c])[^"\u201c\u201d]{0,1500}["\u201d]
    | (?<=\u201e)[^\u201c\u201d]{0,1500}[\u201c\u201d]
    | (?<=\u00ab)[^\u00bb]{0,1500}\u00bb | (?<=\u00bb)[^\u00ab]{0,1500}\u00ab
    | (?<=[\u201c\u2018])[^\u201d\n]{0,1500}$        # goes on in the next paragraph
    )"""
)
_RELEASE = re.compile(
    r"(?i)(?:press|media|news)\s+(?:release|statement|note)\b|pressemelding\b|pressemitteilung\b|communiqu"
)
_HEAD = 14
"""How many paragraphs from the top a line may say that the page is a press release."""
_QUOTES = '"\u201c\u201e\u00ab'
_DASHES = "\u2013\u2014"
_FIRST_PERSON_REASON = "first person outside quotations"

_Found = tuple[Who | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Own:
    """Whose own text a page is, why, and whether it is spoken throughout, as a press release is not."""

    issuer: Who
    why: tuple[str, ...]
    spoken: bool


@dataclass(frozen=True)
class _Tone:
    """How a text speaks outside its quotations: words, first persons and reporting verbs in it, counted when asked."""

    prose: Sequence[Paragraph]

    @cached_property
    def _unquoted(self) -> str:
        return _QUOTED.sub(" ", "\n".join(par.text[:LONGEST] for par in self.prose if par.text[0] not in _DASHES))

    @cached_property
    def words(self) -> int:
        return sum(len(par.text.split()) for par in self.prose) or 1

    @cached_property
    def _most(self) -> int:
        """At least as many as the words: one more in a paragraph than it has white space."""
        text = "".join([par.text for par in self.prose])
        return sum([text.count(space) for space in _WHITE]) + len(self.prose) or 1

    def _firsts(self, each: int, least: int) -> bool:
        """Whether there are ``least`` first persons, and one in ``each`` words."""
        surely, most = 0, self._most
        for word in _PLAIN_FIRST:  # most texts tell by what is quickly counted
            surely += self._unquoted.count(word)
            if surely >= least and surely * each >= most:
                return True
        return self.first >= least and self.first * each >= self.words

    @cached_property
    def first(self) -> int:
        return len(_FIRST_PERSON.findall(self._unquoted))

    @cached_property
    def told(self) -> int:
        return len(_REPORTING.findall(self._unquoted))

    @property
    def reported(self) -> bool:
        """More than one reporting verb in 60 words, and not outnumbered by first persons."""
        return self.told * 60 > self.words and self.told * 2 > self.first

    @cached_property
    def personal(self) -> bool:
        """One first person in 400 words, and more than one."""
        return self._firsts(400, 2)

    @cached_property
    def speaking(self) -> bool:
        """A first person in every 80 words, and more than by chance."""
        return self._firsts(80, 4)


def reporting(text: str) -> bool:
    """Whether a paragraph reports what others said."""
    return _REPORTING.search(text) is not None


def own_text(title: str, prose: Sequence[Paragraph], facts: Facts, seen: Layout, registry: Registry) -> Own | None:
    """Whose own text a page is; None for a report about somebody's words.

    An issuer without a name and a party is somebody unknown, whose own words they still are.
    """
    tone = _Tone(prose)
    issuer, why = _issuer(title, tone, prose, facts, seen, registry)
    if issuer is None:
        return None
    quotes = any(mark in par.text for par in prose for mark in _QUOTES)  # without any nothing hangs on it
    return Own(issuer, why, spoken=quotes and tone.speaking)


def _issuer(
    title: str, tone: _Tone, prose: Sequence[Paragraph], facts: Facts, seen: Layout, registry: Registry
) -> _Found:
    """The issuer with the reasons; None if they are nobody's own words."""
    named = issuer_of(title, facts, registry) if states_issuer(title, facts) else None
    curated = facts.issuer is not None and facts.issuer.basis is Basis.MANIFEST
    if named is not None and (curated or announces(title)):
        return named, ("an issuer is stated",)
    if named is not None and tone.personal and not tone.reported:
        return named, ("an issuer is stated", _FIRST_PERSON_REASON)
    author = author_of(seen.paragraphs, registry) if tone.personal else None
    if author is not None:
        return author, ("signed by an official", _FIRST_PERSON_REASON)
    if dateline_agency(prose) or is_media(facts, registry):
        return None, ()
    return _announced(title, facts, seen, tone, registry)


def _announced(title: str, facts: Facts, seen: Layout, tone: _Tone, registry: Registry) -> _Found:
    """The issuer whom title, publisher and letterhead name, if together with the tone they say enough."""
    issuer, letter = titled_issuer(title, registry), home_letterhead(seen, registry)
    publisher = publisher_party(facts, registry) or (letter.speaker.party if letter else None)
    official = publisher is not None
    titled = issuer is not None and (issuer.speaker.party is not None or issuer.several or official)
    release = any(_RELEASE.match(par.text) for par in seen.paragraphs[:_HEAD] if par.role is not None)
    statement = announces(title) or release
    reasons = (
        (titled, "the title names a statement and its issuer"),
        (statement, "the title announces a statement"),
        (official, "an official publisher"),
        (tone.personal, _FIRST_PERSON_REASON),
    )
    why = tuple(reason for holds, reason in reasons if holds)
    strong = titled and (tone.personal or official or (announces_by(title) and not tone.reported))
    own = strong or (official and not tone.reported and (statement or tone.personal))
    if not own or (tone.reported and not tone.personal and not official):
        return _unannounced(issuer, tone, why)
    if issuer is not None and (issuer.speaker.party or issuer.several):
        return issuer, why
    house = publisher_speaker(facts, registry) or letter
    if issuer is not None and house is not None:
        return replace(issuer, speaker=replace(issuer.speaker, party=house.speaker.party)), why
    return house or issuer, why


def _unannounced(issuer: Who | None, tone: _Tone, why: tuple[str, ...]) -> _Found:
    """What the first person alone tells: an office's own words, or somebody's without a name."""
    if issuer is not None and issuer.sort is Sort.OFFICE and tone.personal:
        return issuer, why
    if tone.personal and tone.first >= 4 and not tone.reported:
        return Who(Speaker("", named=False), Span(0, 0), Sort.TEXT), (_FIRST_PERSON_REASON,)
    return None, ()
