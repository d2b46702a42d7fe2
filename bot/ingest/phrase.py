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
from bot.names import cues

_POST = frozenset("of for from at in to with on who which that whose near under against about over into by based representing responsible between among during after before since until via".split())  # noqa: E501, SIM905
_BELONGS = frozenset("of for from at with representing".split())  # noqa: SIM905
_WORD = re.compile(r"[^\s,;:()\"\u201c\u201d\u00ab\u00bb\[\]]+")
_LEAD = frozenset("the a an this that these those his her its their our my one another both some many several few two three four five various certain most all".split())  # noqa: E501, SIM905
_PARTICLES = frozenset("van von de der den du da di del la le al el bin ibn binti ul von zu af ter dos das".split())  # noqa: SIM905
_PRONOUN = {"he": "he", "she": "she", "they": "they", "it": "it", "him": "he", "her": "she", "them": "they"}
_TIE = re.compile(r"-(?:based|backed|born|led|language|linked|owned|funded|trained|speaking|controlled|affiliated|aligned|made|run|occupied|sponsored|hosted|style|friendly|educated)", re.I)
_NOBODY = frozenset("i we you who what which there here one nobody somebody everyone everybody anyone none others".split())  # noqa: SIM905
_REGION = frozenset("mainland communist northern southern eastern western central meanwhile separately earlier later today but and".split())  # noqa: SIM905
FIELD = frozenset(
    """the and & of foreign external climate environment energy defence defense justice finance health trade industry fisheries
    ocean education interior internal homeland security state affairs development digitalisation digitalization economy
    economic agriculture labour labor transport transportation commerce treasury culture europe european international
    cooperation public administration research food veterans housing urban army navy staff immigration migration innovation
    science technology tourism information communications infrastructure regional local home nordic petroleum water natural
    resources social children families equality business investment air force war""".split()  # noqa: SIM905
)
"""What ministries are for; a name stands behind these words, not among them."""
_SELF = frozenset("side government state authorities nation leadership country".split())  # noqa: SIM905
_COUNTRY = frozenset((Form.NAME, Form.CAPITAL, Form.PEOPLE))


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


@dataclass(frozen=True, slots=True)
class _Item:
    start: int
    end: int
    word: str
    mention: Mention | None = None

    @property
    def noun(self) -> str:
        return re.sub(r"'s?$", "", self.word.casefold())


def who(twin: str, span: Span, mentions: Sequence[Mention]) -> Who | None:
    """Whom the phrase at ``span`` names, or None when its head is no speaker at all.

    ``mentions`` are those of the paragraph. Party None for media, analysts, the anonymous, people without an office.
    """
    items = _items(twin, span, mentions)
    while items and items[-1].word.casefold() in _LEAD | {"and", "or", "but"}:
        items.pop()
    if not items:
        return None
    if len(items) == 1 and items[0].word.casefold() in _PRONOUN:
        return Who(Speaker(items[0].word, named=False), Span(items[0].start, items[0].end), Sort.PRONOUN, _PRONOUN[items[0].word.casefold()])
    cut = next((n for n, item in enumerate(items) if n and item.mention is None and item.word.casefold() in _POST), len(items))
    core, rest = items[:cut], items[cut:]
    if len(core) > 1 and {"both", "two", "three", "all", "either"} & {item.word.casefold() for item in core[:2]} and core[-1].noun in ("sides", "parties", "leaders", "ministers", "countries", "presidents", "nations", "governments"):
        return Who(Speaker(" ".join(item.word for item in core), named=False), Span(items[0].start, core[-1].end), Sort.OUTSIDER, several=True)
    found = _Phrase(twin, Span(items[0].start, items[-1].end), core, rest).read()
    if found is not None and found.nearby and items[0].word.casefold() in ("its", "their"):
        owner = _owner(twin, items[0].start, mentions)
        return replace(found, speaker=replace(found.speaker, party=owner), nearby=False, definite=False)
    return found


def _owner(twin: str, before: int, mentions: Sequence[Mention]) -> str | None:
    """The party that opens the sentence "its" stands in, or the one before it: "Norway said …; its minister …"."""
    for mention in reversed(mentions):
        opens = re.search(r"(?:^|[.!?][\"'\u201d)]*\s+|\n)(?:The\s+|the\s+)?$", twin[max(0, mention.start - 12) : mention.start])
        if mention.end < before and mention.entity.party and mention.form in (Form.NAME, Form.CAPITAL, Form.INSTITUTION) and (opens or mention is mentions[0]):
            return mention.entity.party
    return None


def _items(twin: str, span: Span, mentions: Sequence[Mention]) -> list[_Item]:
    inside = [m for m in mentions if span.start <= m.start and m.end <= span.end and not _TIE.match(twin, m.end)]
    found, at, depth = [], span.start, 0
    pending = list(inside)
    for word in _WORD.finditer(twin, span.start, span.end):
        depth += twin.count("(", at, word.start()) - twin.count(")", at, word.start())
        if word.start() < at:
            continue
        at = word.end()
        while pending and pending[0].start < word.start():
            pending.pop(0)
        if depth > 0:
            continue
        if pending and pending[0].start == word.start():
            mention = pending.pop(0)
            end = mention.end
            found.append(_Item(mention.start, end, twin[mention.start : end], mention))
            at = max(word.end() if end >= word.end() else word.end(), end)
            continue
        found.append(_Item(word.start(), word.end(), word[0].strip(".") if not re.search(r"[A-Z]\.$", word[0]) else word[0]))
    return [item for item in found if any(char.isalnum() for char in item.word)]


@dataclass(slots=True)
class _Phrase:
    twin: str
    span: Span
    core: list[_Item]
    rest: list[_Item]

    @property
    def words(self) -> str:
        return " ".join(self.twin[self.span.start : self.span.end].split()).rstrip(".,")

    def read(self) -> Who | None:
        if any(item.word.casefold() == "and" for item in self.core):
            return self._joint()
        named = self._named()
        if named is not None:
            return named
        head = self.core[-1]
        charged = self._charged(head)
        if charged is not None:
            return charged
        return self._mention(head) if head.mention is not None else self._noun(head)

    # -- who the head is

    def _joint(self) -> Who | None:
        bound = next(n for n, item in enumerate(self.core) if item.word.casefold() == "and")
        left = _Phrase(self.twin, self.span, self.core[:bound], []).read() if bound else None
        right = _Phrase(self.twin, self.span, self.core[bound + 1 :], self.rest).read() if self.core[bound + 1 :] else None
        if left is not None and right is not None and left.sort is Sort.PERSON and right.sort is Sort.PERSON and left.speaker.role is None and right.speaker.role is not None and len(left.speaker.name.split()) == 1:
            return right  # "Fisheries and Coast Minister Ana Ruiz"
        if right is None or left is None:
            return right if left is None and bound and self.core[bound - 1].mention is None else left or right
        if left.speaker.party == right.speaker.party and left.sort is not Sort.OUTSIDER:
            return Who(Speaker(self.words, party=left.speaker.party, named=False), self.span, right.sort, several=True)
        return Who(Speaker(self.words, named=False), self.span, Sort.OUTSIDER, several=True)

    def _named(self) -> Who | None:
        """A person's name at the end of the core, with what stands before it."""
        person = next((n for n, item in enumerate(self.core) if item.mention and item.mention.form is Form.PERSON), None)
        if person is not None:
            return self._known(person)
        begin = len(self.core)
        last = self.core[-1]
        if begin > 1 and last.mention is not None and last.mention.form in (Form.NAME, Form.CAPITAL) and self._name_part(self.core[-2], begin - 1) and len(self.core) > 2:  # noqa: PLR2004
            begin -= 1  # "Ambassador Rosa Lima"
        while begin and self._name_part(self.core[begin - 1], begin):
            begin -= 1
        while begin < len(self.core) and self.core[begin].word.casefold() in _PARTICLES and begin and self.core[begin].word.islower() and False:
            begin += 1
        run = self.core[begin:]
        if not run or all(item.word.casefold() in _PARTICLES for item in run):
            return None
        before = self.core[:begin]
        if not before and len(run) == 1 and self.rest and self.rest[0].word.casefold() != "of":
            pass
        start, end = run[0].start, run[-1].end
        name = " ".join(self.twin[start:end].split()).rstrip("'")
        if name.endswith(".") and len(name.split()[-1]) > 2:  # noqa: PLR2004  a sentence's stop, not an initial's
            name, end = name[:-1], end - 1
        before = [item for item in before if item.word.casefold() not in _LEAD]
        if not before:
            return Who(Speaker(name), Span(start, end), Sort.PERSON, _folded(name), nearby=True)
        role = " ".join(self.twin[before[0].start : before[-1].end].split())
        party, official = self._belongs(before)
        speaker = Speaker(name, role=role, party=party if official else None)
        sort = Sort.PERSON if official else Sort.OUTSIDER
        return Who(speaker, Span(start, end), sort, _folded(name), nearby=official and party is None)

    def _charged(self, head: _Item) -> Who | None:
        """ "Minister of Climate and Environment Astrid Kolstø": the name stands behind the office's field."""
        if not self.rest or self.rest[0].word.casefold() not in ("of", "for") or not self._is(head, cues.nouns().office):
            return None
        at = 1
        while at < len(self.rest) and self.rest[at].mention is None and self.rest[at].word.casefold() in FIELD:
            at += 1
        run = self.rest[at:]
        if at > 1 and len(run) == 1 and run[0].mention is not None and run[0].mention.form is Form.PERSON:
            return _Phrase(self.twin, self.span, [*self.core, *self.rest[:at], run[0]], [])._known(len(self.core) + at)
        if at == 1 or not run or not all(item.mention is None and (item.word[0].isupper() or item.word in _PARTICLES) for item in run):
            return None
        party, official = self._belongs(self.core)
        role = " ".join(self.twin[self.core[0].start : self.rest[at - 1].end].split())
        name = " ".join(self.twin[run[0].start : run[-1].end].split())
        speaker = Speaker(name, re.sub(r"^(?:the|a|an|his|her)\s+", "", role, flags=re.I), party)
        return Who(speaker, Span(run[0].start, run[-1].end), Sort.PERSON, _folded(name), nearby=official and party is None)

    def _known(self, at: int) -> Who:
        item = self.core[at]
        assert item.mention is not None  # noqa: S101
        entity, before = item.mention.entity, [b for b in self.core[:at] if b.word.casefold() not in _LEAD]
        party = entity.party
        outside = any(self._is(b, cues.nouns().outsider) for b in before[-1:]) or self._nameless(before)
        stated = next((b.mention.entity.party for b in before if b.mention and b.mention.entity.party), None)
        if outside or (stated is not None and party is not None and stated != party):
            party = None
        role = " ".join(self.twin[before[0].start : before[-1].end].split()) if before else None
        name = " ".join(self.twin[item.start : item.end].split())
        return Who(Speaker(name, role, party, entity.id), Span(item.start, item.end), Sort.OUTSIDER if outside else Sort.PERSON, _folded(name))

    def _name_part(self, item: _Item, at: int) -> bool:
        if item.mention is not None:
            return False
        word = item.word
        if word.casefold() in _PARTICLES:
            return at < len(self.core)
        if not word[0].isupper() or word.casefold() in _LEAD or word.casefold() in _NOBODY or re.search(r"'s?$", word):
            return False
        return not (self._any_noun(item) or word.casefold() in ("foreign", "prime", "vice", "senior", "chief", "state", "defence", "defense", "press", "permanent", "security", "national", "first", "home", "interior", "finance", "white", "middle", "european", "asian", "western", "african", "arab", "nordic", "baltic", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "no", "not", "according", "mr", "ms", "mrs", "dr", "digital", "health", "trade", "justice"))

    def _mention(self, head: _Item) -> Who | None:
        mention = head.mention
        assert mention is not None  # noqa: S101
        entity, form = mention.entity, mention.form
        before = [item for item in self.core[:-1] if item.word.casefold() not in _LEAD]
        if form in (Form.MEDIA, Form.OTHER):
            return Who(Speaker(self.words), self.span, Sort.OUTSIDER)
        if form is Form.INSTITUTION:
            name, span = (" ".join(head.word.split()), Span(head.start, head.end))
            key = next((noun for noun in reversed(_nouns_of(name)) if noun in cues.nouns().body), name.casefold())
            return Who(Speaker(name, party=entity.party, entity=entity.id), span, Sort.BODY, key)
        plain = not any(self._any_noun(item) or (item.word[0].isupper() and item.word.casefold() not in _REGION) for item in before if item.mention is None) and not any(item.mention.form is Form.MEDIA for item in before if item.mention)
        if form in _COUNTRY and plain and not self._nameless(before):
            name = " ".join(head.word.split())
            if form is Form.PEOPLE and self.core[0].word.casefold() != "the":
                return Who(Speaker(self.words, named=False), self.span, Sort.OUTSIDER, several=True)
            return Who(Speaker(name, party=entity.party, entity=entity.id), Span(head.start, head.end), Sort.PARTY, entity.id)
        return Who(Speaker(self.words, named=False), self.span, Sort.OUTSIDER)

    def _noun(self, head: _Item) -> Who | None:
        nouns = cues.nouns()
        before = self.core[:-1]
        definite = self.core[0].word.casefold() in ("the", "this", "that", "its", "his", "her", "their")
        sort = next((sort for group, sort in ((nouns.outsider, Sort.OUTSIDER), (nouns.text, Sort.TEXT), (nouns.body, Sort.BODY), (nouns.office | nouns.weak, Sort.OFFICE)) if self._is(head, group)), None)  # fmt: skip
        if sort is None and head.noun in _SELF:
            sort = Sort.PARTY
        if sort is None:
            return None
        several = head.noun.endswith(("s", "men", "people")) and sort is Sort.OFFICE
        if sort is Sort.OUTSIDER or self._nameless([*before, *self.rest]):
            return Who(Speaker(self.words, named=False), self.span, Sort.OUTSIDER, head.noun, definite)
        party, official = self._belongs(self.core)
        behind = self._after()
        strange = any(item.word[0].isupper() and item.mention is None and item.word.casefold() not in FIELD for item in behind)
        employed = party is None and sort is Sort.OFFICE and strange and not any(self._is(item, nouns.body) for item in behind)
        if not official or employed:  # "a spokesperson for Finnair"
            return Who(Speaker(self.words, named=False), self.span, Sort.OUTSIDER, head.noun, definite)
        if several and sort is Sort.OFFICE:
            party = None
        if party is None and sort is Sort.BODY and head.noun not in ("embassy", "consulate", "mission", "delegation", "office"):
            party = self._seat()
        if head.noun in _SELF and party is not None:
            sort = Sort.PARTY
        speaker = Speaker(self.words, party=party, named=sort in (Sort.BODY, Sort.PARTY))
        return Who(speaker, self.span, sort, head.noun.removesuffix("s") if several else head.noun, definite, nearby=party is None, several=several)

    # -- whose they are

    def _belongs(self, before: Sequence[_Item]) -> tuple[str | None, bool]:
        """The party named beside an office, and whether it is an office at all."""
        nouns = cues.nouns()
        last = before[-1]
        held = [item for item in before if self._is(item, nouns.office) or self._is(item, nouns.weak) or self._is(item, nouns.body) or (item.mention is not None and item.mention.form is Form.INSTITUTION)]
        if not held or self._is(last, nouns.outsider) or self._nameless([*before, *self.rest]):
            return None, False
        if last.mention is not None and last.mention.form is not Form.INSTITUTION:
            return None, False
        around = [*before, *self._after()]
        firm = self._is(last, nouns.office) or self._is(last, nouns.body) or last.mention is not None
        if any(self._is(item, nouns.outsider) for item in around if item is not last):
            return None, False
        party = next((item.mention.entity.party for item in around if item.mention and item.mention.form not in (Form.MEDIA, Form.OTHER, Form.PERSON)), None)
        if party is None and not firm and not any(self._is(item, nouns.body) for item in around) and len(before) + len(self.rest) > 1 and self._after():
            return None, False
        return party, True

    def _after(self) -> list[_Item]:
        """What stands behind "of", "for", "from", "at": not behind "to" or "in", which name where, not whose."""
        kept, behind = [], ""
        for item in self.rest:
            word = item.word.casefold()
            if item.mention is None and word in _POST:
                behind = word
            elif behind == "for" and item.mention is not None and item.mention.form is not Form.INSTITUTION and item.mention.entity.kind != "organisation":
                continue  # "coordinator for Haiti", "envoy for Yemen": a task, not an employer
            elif behind in _BELONGS:
                kept.append(item)
        return kept

    def _seat(self) -> str | None:
        """The party whose capital a body sits in: "the foreign ministry in Taipei". An embassy's seat is its host's."""
        if len(self.rest) >= 2 and self.rest[0].word.casefold() == "in" and self.rest[1].mention is not None and self.rest[1].mention.form is Form.CAPITAL:  # noqa: PLR2004
            return self.rest[1].mention.entity.party
        return None

    def _is(self, item: _Item, group: frozenset[str]) -> bool:
        if item.mention is not None:
            return False
        noun = item.noun
        return noun in group or (("-" in noun) and noun.rsplit("-", 1)[-1] in group)

    def _any_noun(self, item: _Item) -> bool:
        nouns = cues.nouns()
        return any(self._is(item, group) for group in (nouns.office, nouns.weak, nouns.body, nouns.outsider, nouns.text))

    def _nameless(self, items: Sequence[_Item]) -> bool:
        words = " ".join(item.word.casefold() for item in items)
        return any(re.search(rf"\b{re.escape(mark)}", words) for mark in cues.nouns().nameless)


def _nouns_of(name: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"[\w-]+", name)]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
