"""A noun phrase -> who it names: the leftmost head noun decides, and the party named beside it.

"Spokesperson of the Chinese Mission to the EU" is China's, "Chinese analysts" are nobody's, "Norway's ambassador to
China" is Norway's. What a phrase cannot tell by itself (a last name, "the official") is left to the cast.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.party import Form, Mention
from bot.domain.source import Span
from bot.domain.statement import Speaker
from bot.ingest.items import LEAD, PARTICLES, Item, items_of, nameless, outside_lead
from bot.ingest.whose import PREPOSITIONS, belongs, body_behind, employers, owner, seat
from bot.ingest.words import folded, spaced, word_set
from bot.names import cues

FIELD = word_set(
    """
    the and & of foreign external climate environment energy defence defense justice finance health trade industry
    fisheries ocean education interior internal homeland security state affairs development digitalisation
    digitalization economy economic agriculture labour labor transport transportation commerce treasury culture europe
    european international cooperation public administration research food veterans housing urban army navy staff
    immigration migration innovation science technology tourism information communications infrastructure regional local
    home nordic petroleum water natural resources social children families equality business investment air force war
    """
)
"""What ministries are for; a name stands behind these words, not among them."""
_PRONOUN = {"he": "he", "she": "she", "they": "they", "it": "it", "him": "he", "her": "she", "them": "they"}
_NO_END = LEAD | {"and", "or", "but"}
_NOBODY = word_set("i we you who what which there here one nobody somebody everyone everybody anyone none others")
_NO_NAME = (
    LEAD
    | _NOBODY
    | word_set(
        """
        foreign prime vice senior chief state defence defense press permanent security national first home interior
        finance white middle european asian western african arab nordic baltic monday tuesday wednesday thursday friday
        saturday sunday no not according mr ms mrs dr digital health trade justice
        """
    )
)
"""Words that are set with a capital beside a name and are no part of it."""
_REGION = word_set(
    "mainland communist northern southern eastern western central meanwhile separately earlier later today but and"
)
"""Words beside a country's name that leave it the country: "mainland China"."""
_SELF = word_set("side government state authorities nation leadership country")
"""Nouns behind which a country speaks itself: "the Chinese side"."""
_ALL_OF = frozenset({"both", "two", "three", "all", "either"})
_SEVERAL = word_set("sides parties leaders ministers countries presidents nations governments")
_HONORIFICS = word_set("mr ms mrs miss dr sir madam")
_DEFINITE = word_set("the this that its his her their")
_ABROAD = word_set("embassy consulate mission delegation office")
"""Bodies that sit in their host's capital."""
_COUNTRY = (Form.NAME, Form.CAPITAL, Form.PEOPLE)
_ARTICLE = re.compile(r"^(?:the|a|an|his|her)\s+", re.IGNORECASE)
_NAME_WORD = re.compile(r"[\w-]+")


class Sort(StrEnum):
    """What kind of speaker a phrase names."""

    PERSON = "person"
    OFFICE = "office"  # "the spokesperson": an office without a name
    BODY = "body"  # "the Chinese Embassy"
    PARTY = "party"  # "China"
    TEXT = "text"  # "the statement"
    OUTSIDER = "outsider"  # media, analysts, the anonymous: no party
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a phrase names. ``key`` is what others may call them by: a last name, "spokesperson", "embassy".

    ``nearby`` tells that no party stands in the phrase itself and the page must tell; ``several`` a plural.
    """

    speaker: Speaker
    span: Span
    sort: Sort
    key: str = ""
    definite: bool = False
    nearby: bool = False
    several: bool = False


def who(twin: str, span: Span, mentions: Sequence[Mention]) -> Who | None:
    """Whom the phrase at ``span`` names, or None when its head is no speaker at all.

    ``mentions`` are those of the paragraph. Party None for media, analysts, the anonymous, people without an office.
    """
    items = items_of(twin, span, mentions)
    while items and items[-1].folded in _NO_END:
        items.pop()
    if not items:
        return None
    first = items[0]
    whole = Span(first.start, items[-1].end)
    if any(item.mention is not None and item.mention.form is Form.PERSON and _owns(twin, item.end) for item in items):
        return Who(Speaker(spaced(twin[slice(*whole)]), named=False), whole, Sort.OUTSIDER)  # "Xi Jinping's critics"
    if len(items) == 1 and first.folded in _PRONOUN:
        pronoun = Speaker(first.word, named=False)
        return Who(pronoun, Span(first.start, first.end), Sort.PRONOUN, _PRONOUN[first.folded])
    core, rest = _parted(items)
    if core[-1].noun in _SEVERAL and _ALL_OF & {item.folded for item in core[:2]}:
        words = " ".join(item.word for item in core)
        return Who(Speaker(words, named=False), Span(first.start, core[-1].end), Sort.OUTSIDER, several=True)
    found = _Phrase(twin, whole, core, rest).read()
    if found is not None and found.nearby and first.folded in ("its", "their"):
        party = owner(twin, first.start, mentions)
        return replace(found, speaker=replace(found.speaker, party=party), nearby=False, definite=False)
    return found


def _owns(twin: str, end: int) -> bool:
    """Whether a name that ends here is a possessive: "Xi Jinping's"."""
    return twin.startswith("'s ", end) or twin[end - 2 : end] == "'s"


def _parted(items: list[Item]) -> tuple[list[Item], list[Item]]:
    """The core of a phrase, at least one item, and what stands from its first preposition on."""
    behind = (n for n, item in enumerate(items) if n and item.mention is None and item.folded in PREPOSITIONS)
    cut = next(behind, len(items))
    return items[:cut], items[cut:]


@dataclass(slots=True)
class _Phrase:
    """A phrase being read: ``core`` ends in its head, ``rest`` begins with the preposition behind it."""

    twin: str
    span: Span
    core: list[Item]
    rest: list[Item]

    @property
    def words(self) -> str:
        return spaced(self.twin[self.span.start : self.span.end]).rstrip(".,")

    def read(self) -> Who | None:
        bound = next((n for n, item in enumerate(self.core) if item.folded == "and"), None)
        if bound is not None:
            return self._joint(bound)
        found = self._named() or self._charged()
        if found is not None:
            return found
        head = self.core[-1]
        return self._mention(head, head.mention) if head.mention is not None else self._noun(head)

    def _outsider(self, *, several: bool = False) -> Who:
        return Who(Speaker(self.words, named=False), self.span, Sort.OUTSIDER, several=several)

    def _joint(self, bound: int) -> Who | None:
        """Two joined by "and", at ``bound``: the party both speak for, or nobody's."""
        before, behind = self.core[:bound], self.core[bound + 1 :]
        left = _Phrase(self.twin, self.span, before, []).read() if before else None
        right = _Phrase(self.twin, self.span, behind, self.rest).read() if behind else None
        if left is None or right is None:
            return left or right
        if _field_and_person(left, right):
            return right
        if left.speaker.party == right.speaker.party and left.sort is not Sort.OUTSIDER:
            both = Speaker(self.words, party=left.speaker.party, named=False)
            return Who(both, self.span, right.sort, several=True)
        return self._outsider(several=True)

    # -- persons

    def _named(self) -> Who | None:
        """A person's name at the end of the core, with what stands before it."""
        for n, item in enumerate(self.core):
            if item.mention is not None and item.mention.form is Form.PERSON:
                return _known(self.twin, self.core[:n], item, item.mention)
        begin = self._name_begins()
        run = self.core[begin:]
        if all(item.folded in PARTICLES for item in run):
            return None
        start, end = run[0].start, run[-1].end
        name = spaced(self.twin[start:end]).rstrip("'")
        if name.endswith(".") and len(name.split()[-1]) > 2:  # a sentence's stop, not an initial's
            name, end = name[:-1], end - 1
        before = [item for item in outside_lead(self.core[:begin]) if item.folded not in _HONORIFICS]
        if not before:
            body = body_behind(self.rest)
            role, party = (spaced(body.word), body.party) if body is not None else (None, None)
            return Who(Speaker(name, role, party), Span(start, end), Sort.PERSON, folded(name), nearby=party is None)
        party, official = belongs(before, self.rest)
        speaker = Speaker(name, role=self._words_of(before), party=party if official else None)
        sort = Sort.PERSON if official else Sort.OUTSIDER
        return Who(speaker, Span(start, end), sort, folded(name), nearby=official and party is None)

    def _name_begins(self) -> int:
        """Which item of the core a name at its end begins with; their number if there is none."""
        begin = len(self.core)
        place = self.core[-1].mention
        named = place is not None and place.form in (Form.NAME, Form.CAPITAL)
        if begin > 2 and named and self._is_name(begin - 2):
            begin -= 1  # "Ambassador Rosa Lima"
        while begin and self._is_name(begin - 1):
            begin -= 1
        return begin

    def _is_name(self, at: int) -> bool:
        """Whether an item may be a part of a person's name."""
        item = self.core[at]
        if item.mention is not None:
            return False
        if item.folded in PARTICLES:
            return at + 1 < len(self.core)
        if not item.capital or item.word.endswith(("'", "'s")) or item.folded in _NO_NAME:
            return False
        return not item.among(cues.nouns().every)

    def _charged(self) -> Who | None:
        """A name behind the office's field: "Minister of Climate and Environment Astrid Kolstø".

        Behind a country a name that is known only: "President of France Télévisions Ana Ruiz" is nobody's president.
        """
        if not self.rest or self.rest[0].folded not in ("of", "for") or not self.core[-1].among(cues.nouns().office):
            return None
        *between, last = self.rest
        if last.mention is not None and last.mention.form is Form.PERSON and _describe_office(between):
            return _known(self.twin, [*self.core, *between], last, last.mention)
        at = 1
        while at < len(self.rest) and self.rest[at].mention is None and self.rest[at].folded in FIELD:
            at += 1
        office, run = [*self.core, *self.rest[:at]], self.rest[at:]
        if at == 1 or not run:
            return None
        if not all(item.mention is None and (item.capital or item.word in PARTICLES) for item in run):
            return None
        party, official = belongs(self.core, self.rest)
        name = self._words_of(run)
        speaker = Speaker(name, _ARTICLE.sub("", self._words_of(office)), party)
        span = Span(run[0].start, run[-1].end)
        return Who(speaker, span, Sort.PERSON, folded(name), nearby=official and party is None)

    def _words_of(self, items: Sequence[Item]) -> str:
        return spaced(self.twin[items[0].start : items[-1].end])

    # -- names and nouns

    def _mention(self, head: Item, mention: Mention) -> Who | None:
        """A head the registry knows: a medium, a body, or a country, which speaks only if named by itself."""
        entity, form = mention.entity, mention.form
        span, name = Span(head.start, head.end), spaced(head.word)
        if form in (Form.MEDIA, Form.OTHER):
            return Who(Speaker(self.words), self.span, Sort.OUTSIDER)
        if form is Form.INSTITUTION:
            nouns = (word.casefold() for word in reversed(_NAME_WORD.findall(name)))
            key = next((noun for noun in nouns if noun in cues.nouns().body), name.casefold())
            return Who(Speaker(name, party=entity.party, entity=entity.id), span, Sort.BODY, key)
        if form not in _COUNTRY or not self._alone():
            return self._outsider()
        if form is Form.PEOPLE and self.core[0].folded != "the":
            return self._outsider(several=True)
        return Who(Speaker(name, party=entity.party, entity=entity.id), span, Sort.PARTY, entity.id)

    def _alone(self) -> bool:
        """Whether nothing before the head makes somebody else of it."""
        before = outside_lead(self.core[:-1])
        every = cues.nouns().every
        for item in before:
            if item.mention is not None:
                if item.mention.form is Form.MEDIA:
                    return False
            elif item.among(every) or (item.capital and item.folded not in _REGION):
                return False
        return not nameless(before)

    def _noun(self, head: Item) -> Who | None:
        """A head that is a noun: an office, a body, a text, or somebody who speaks for no party."""
        sort = _sort(head)
        if sort is None:
            return None
        definite = self.core[0].folded in _DEFINITE
        outsider = Who(Speaker(self.words, named=False), self.span, Sort.OUTSIDER, head.noun, definite)
        if sort is Sort.OUTSIDER or nameless([*self.core[:-1], *self.rest]):
            return outsider
        party, official = belongs(self.core, self.rest)
        if not official or (party is None and sort is Sort.OFFICE and _employed(self.rest)):
            return outsider
        several = sort is Sort.OFFICE and head.noun.endswith(("s", "men", "people"))
        if several:
            party = None
        if party is None and sort is Sort.BODY and head.noun not in _ABROAD:
            party = seat(self.rest)
        if party is not None and head.noun in _SELF:
            sort = Sort.PARTY
        speaker = Speaker(self.words, party=party, named=sort in (Sort.BODY, Sort.PARTY))
        key = head.noun.removesuffix("s") if several else head.noun
        return Who(speaker, self.span, sort, key, definite, nearby=party is None, several=several)


def _describe_office(between: Sequence[Item]) -> bool:
    """Whether what stands between an office and a name is its field or its country; "of" alone makes it another's."""
    named = [item.mention.form for item in between if item.mention is not None]
    others = [item.folded for item in between if item.mention is None and item.folded not in ("of", "for", "the")]
    of_a_party = all(form in _COUNTRY or form is Form.INSTITUTION for form in named)
    return bool(named or others) and of_a_party and all(word in FIELD for word in others)


def _known(twin: str, before: Sequence[Item], item: Item, mention: Mention) -> Who:
    """A person of the registry, unless another office, trade or party stands before the name."""
    entity, before = mention.entity, outside_lead(before)
    outside = (bool(before) and before[-1].among(cues.nouns().outsider)) or nameless(before)
    parties = (other.mention.entity.party for other in before if other.mention is not None)
    stated = next((party for party in parties if party), None)
    foreign = stated is not None and entity.party is not None and stated != entity.party
    party = None if outside or foreign else entity.party
    role = spaced(twin[before[0].start : before[-1].end]) if before else None
    name = spaced(twin[item.start : item.end])
    sort = Sort.OUTSIDER if outside else Sort.PERSON
    return Who(Speaker(name, role, party, entity.id), Span(item.start, item.end), sort, folded(name))


def _field_and_person(left: Who, right: Who) -> bool:
    """Whether what looks like one more name is the minister's field: "Fisheries and Coast Minister Ana Ruiz"."""
    if left.sort is not Sort.PERSON or right.sort is not Sort.PERSON:
        return False
    return left.speaker.role is None and right.speaker.role is not None and len(left.speaker.name.split()) == 1


def _sort(head: Item) -> Sort | None:
    nouns = cues.nouns()
    groups = (
        (nouns.outsider, Sort.OUTSIDER),
        (nouns.text, Sort.TEXT),
        (nouns.body, Sort.BODY),
        (nouns.office, Sort.OFFICE),
        (nouns.weak, Sort.OFFICE),
    )
    found = next((sort for group, sort in groups if head.among(group)), None)
    return Sort.PARTY if found is None and head.noun in _SELF else found


def _employed(rest: Sequence[Item]) -> bool:
    """Whether a name the registry does not know employs an office: "a spokesperson for Finnair"."""
    behind = employers(rest)
    strange = any(item.capital and item.mention is None and item.folded not in FIELD for item in behind)
    return strange and not any(item.among(cues.nouns().body) for item in behind)
