"""A chat message -> a ``Question``: quoted phrase, period, negation, frame, speaker, topics, in that order.

When no sentence pattern fits, the first name is taken for the speaker if more words follow ("norway fisheries", "hua
chunying prism"), and the question says that this was guessed: if nothing is found so, ``answer`` reads every name as a
topic. A name all alone is a topic, a person all alone a speaker.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache, partial

from bot.domain.party import Form
from bot.domain.question import Frame, Question, Topic
from bot.domain.source import Span
from bot.names import Registry
from bot.ports import Spelling
from bot.search.correct import is_stranger
from bot.search.frames import Fit, fits, without_courtesy
from bot.search.period import Period, read_period
from bot.search.terms import STOP, terms
from bot.search.topics import names_in, read_topics
from bot.search.who import Heard, Row, Speakers, Who, is_anybody, resolve
from bot.search.wording import dated, read_as

LONGEST = 600
"""Characters of a message that are read; a question is never longer, and the patterns stay quick."""

MANY = 4
"""Words of a topic, articles and such aside, among which "today" is one more: fewer are a topic and its day."""

_NOISE = re.compile(
    r"<(?:[@#!]|a?:)[^<>\s]*>|<?https?://[^\s>|]+(?:\|[^>]*)?>?|(?<!\w):[a-z0-9_+-]+:(?!\w)|^[/!](?:ask|onrecord|q)\b"
    "|[\U0001f000-\U0001faff\u2600-\u27bf\u2b50-\u2b55\ufe0f\u200d\u200b\u2066-\u2069\u202a-\u202e\x00-\x08\x0b-\x1f\x7f]"
)
_PHRASE = re.compile(
    r"“([^”“]{2,200})”|„([^“”„]{2,200})[“”]|«\s?([^»«]{2,200}?)\s?»|「([^」]{1,200})」|『([^』]{1,200})』|"
    r"\"([^\"]{2,200})\"|(?<!\w)‘([^‘]{2,200}?)’(?!\w)|(?<![\w'])'([^']{2,200}?)'(?!\w)"
)
_QUOTES = " \"'“”„‘’«»"
_HELD = "\ue000"
"""Stands in the question for the phrase taken out of it: a private character, so no word ends or begins at it."""

_BUT = re.compile(
    r"[\s,;(]+(?:but\s+not(?:\s+(?:about|on|by|from|mentioning|regarding))?|(?:and\s+)?not\s+(?:about|on|mentioning|regarding|by|from)|"
    r"except(?:\s+(?:for|by|from|about))?|excluding|other\s+than|apart\s+from|aside\s+from|besides|minus|aber\s+nicht(?:\s+über)?|außer|"
    r"sauf|mais\s+pas(?:\s+sur)?|pero\s+no(?:\s+sobre)?|excepto|exceto|men\s+(?:ikke|inte)(?:\s+om)?|maar\s+niet(?:\s+over)?)"
    r"\s+(?P<x>[^?!.]+)", re.IGNORECASE)
_WITHOUT = re.compile(r"[\s,;(]+(?:but\s+)?without(?:\s+mentioning)?\s+(?P<x>[^?!.]+)", re.IGNORECASE)


@dataclass(slots=True)
class _Draft:
    """A question in the making: the words not yet read, and what was."""

    rest: str
    phrase: str | None = None
    without: tuple[Topic, ...] = ()
    mended: dict[str, str] = field(default_factory=dict)
    plain: bool = False  # no sentence pattern fits and nobody leads: all of it is a topic


class Reader:
    """Reads messages against one registry and one archive's words and speakers."""

    def __init__(self, registry: Registry, spelling: Spelling, speakers: Heard) -> None:
        self.registry, self.spelling, self._heard = registry, spelling, speakers

    @cached_property
    def _known_speakers(self) -> Speakers:
        return self._heard()

    def _speakers(self) -> Speakers:
        """Asked for where they are needed, and the same throughout a question."""
        return self._known_speakers

    def read(self, text: str, today: date) -> Question:
        """See ``read`` below."""
        draft = _Draft(without_noise(text))
        _take_phrase(draft)
        period, whole = read_period(draft.rest, today), draft.rest
        question = self._within(period, draft)
        if period.bare and draft.plain and _is_amid(period.span, whole):
            period, draft = Period(), replace(draft, rest=whole, mended={})
            question = self._within(period, draft)
        return replace(question, text=text, read_as=read_as(question, self.registry))

    def _within(self, period: Period, draft: _Draft) -> Question:
        """The question of the words beside the period's own."""
        start, end = period.span
        if period.assumed:
            draft.mended[draft.rest[start:end]] = dated(period.since, period.until)
        draft.rest = _clean(f"{draft.rest[:start]} {draft.rest[end:]}") if end > start else _clean(draft.rest)
        self._take_negation(draft)
        draft.rest = _clean(without_courtesy(draft.rest))
        question = self._framed(draft)
        return replace(
            question, phrase=draft.phrase, without=draft.without, since=period.since, until=period.until,
            corrections=corrections(draft.mended),
        )

    def about(self, words: str) -> Question:
        """Words that are a topic and nothing else: its phrase, its "but not …", its names, its plain words mended."""
        draft = _Draft(without_noise(words))
        _take_phrase(draft)
        draft.rest = _clean(draft.rest)
        self._take_negation(draft)
        topics = self._topics(draft.rest, draft)
        return Question(
            words, topics=topics, phrase=draft.phrase, without=draft.without, corrections=corrections(draft.mended)
        )

    def who(self, words: str) -> Who:
        """Words that are a speaker and nothing else; a speaker of exactly that name before anybody is unknown."""
        slot = _clean(without_noise(words).strip(_QUOTES)) or words
        who = resolve(slot, self.registry, self._speakers, self.spelling)
        return (self._speakers().called(slot) or who) if who.unknown else who

    def _framed(self, draft: _Draft) -> Question:
        unknown: Question | None = None
        for fit in fits(draft.rest):
            if fit.speaker is None or is_anybody(fit.speaker):
                return self._question(_of_anybody(fit), None, draft)
            who = self._who(fit.speaker, draft)
            if not who.unknown:
                return self._question(fit, who, draft)
            if unknown is None and (fit.sure or _looks_like_a_person(fit.speaker)):
                unknown = Question("", frame=fit.frame, unknown_speaker=who.unknown)
        return unknown or self._unframed(draft)

    def _who(self, slot: str, draft: _Draft) -> Who:
        if _HELD in slot and draft.phrase:  # what did "Hua Chunying" say
            who = resolve(slot.replace(_HELD, draft.phrase), self.registry, self._speakers, self.spelling)
            if not who.unknown:
                draft.phrase = None
            return who
        return resolve(slot, self.registry, self._speakers, self.spelling)

    def _question(self, fit: Fit, who: Who | None, draft: _Draft) -> Question:
        who = who or Who()
        topics = self._topics(fit.topic or "", draft)
        draft.mended |= who.mended
        frame = Frame.MENTIONED if fit.frame is Frame.MENTIONED and not who.party else fit.frame
        return Question(
            "",
            frame=frame,
            party=who.party,
            speaker=who.speaker,
            speaker_entity=who.entity,
            speaker_names=who.names,
            office=who.office,
            unknown_speaker=who.unknown,
            topics=topics,
            first=fit.first,
        )

    def _topics(self, slot: str, draft: _Draft) -> tuple[Topic, ...]:
        found = read_topics(slot.replace(_HELD, " "), self.registry, self.spelling)
        draft.mended |= found.mended
        return tuple(found.topics)

    def _unframed(self, draft: _Draft) -> Question:
        """No pattern fits: a name that leads and more behind it, or topics only."""
        text = draft.rest
        end, leading = self._leading(text)
        behind = text[end:].replace(_HELD, " ").strip(" ,;:-–—?!.")
        if leading and (behind or draft.phrase or _is_person(leading, self.registry)):
            return replace(self._question(Fit(Frame.SAID, None, behind), leading, draft), guessed=True)
        draft.plain = True
        return Question("", topics=self._topics(text, draft))

    def _leading(self, text: str) -> tuple[int, Who | None]:
        """The name the text begins with and where it ends: one of the registry, of the archive, or nearly one."""
        mentions = names_in(text, self.registry) or names_in(text.split(" ", 1)[0], self.registry)
        if mentions and not text[: mentions[0].start].strip(" \"'").lower().removeprefix("the").strip():
            first = mentions[0]
            if first.form in (Form.MEDIA, Form.OTHER):
                return 0, None
            who = resolve(text[first.start : first.end], self.registry, self._speakers, self.spelling)
            return (first.end, who) if not who.unknown else (0, None)
        words = terms(text)[:4]
        for count in range(min(3, len(words)), 0, -1):
            name = text[words[0].start : words[count - 1].end]
            if known := self._known(name, count):
                return words[count - 1].end, known
        return 0, None

    def _known(self, name: str, count: int) -> Who | None:
        words = [token.word for token in terms(name)]
        if any(word in STOP for word in words):
            return None
        if self._speakers().named(" ".join(words)) and (count > 1 or words[0] in self._speakers().surnames):
            return resolve(name, self.registry, self._speakers, self.spelling)
        if not any(is_stranger(word, self.spelling) for word in words):
            return None
        who = resolve(name, self.registry, self._speakers, self.spelling)
        return who if who.mended and not who.unknown else None

    def _take_negation(self, draft: _Draft) -> None:
        match = _BUT.search(draft.rest) or self._named_without(draft.rest)
        if not match:
            return
        found = read_topics(match["x"].replace(_HELD, " "), self.registry, self.spelling)
        if found.topics:
            draft.without = tuple(found.topics)
            draft.mended |= found.mended
            draft.rest = _clean(draft.rest[: match.start()] + draft.rest[match.end() :])

    def _named_without(self, text: str) -> re.Match[str] | None:
        """To be "without Norway" leaves out; "countries without nuclear weapons" is a topic."""
        match = _WITHOUT.search(text)
        return match if match and names_in(match["x"], self.registry) else None


def _of_anybody(fit: Fit) -> Fit:
    """A frame without its speaker: "has anyone mentioned PRISM" asks who mentioned it."""
    asks_who = fit.speaker is not None and fit.topic is not None and fit.frame is Frame.SAID
    return replace(fit, speaker=None, frame=Frame.MENTIONED if asks_who else fit.frame)


def read(
    text: str, registry: Registry, spelling: Spelling, known_speakers: Heard | Sequence[Row], today: date
) -> Question:
    """A chat message as a question. Never fails: what cannot be read leaves a question without topics.

    ``known_speakers`` are the store's ``speakers()`` as they come, or what gives the ``Speakers`` (worth keeping
    between questions); ``today`` is the asker's local date.
    """
    heard = known_speakers if callable(known_speakers) else partial(_made, tuple(known_speakers))
    return Reader(registry, spelling, heard).read(text, today)


@lru_cache(maxsize=2)
def _made(rows: tuple[Row, ...]) -> Speakers:
    return Speakers(rows)


def without_noise(text: str) -> str:
    """A message without mentions, links, emojis and marks that are not seen, as far as it is read."""
    return " ".join(_NOISE.sub(" ", text[: LONGEST * 4]).split())[:LONGEST]


def corrections(mended: dict[str, str]) -> dict[str, str]:
    """What is worth telling of what was mended."""
    return {typed: read for typed, read in mended.items() if typed.casefold() != read.casefold()}


def _clean(text: str) -> str:
    return " ".join(text.split()).strip(" \t,;:?!¿¡.。？！…-–—؟").strip()


def _take_phrase(draft: _Draft) -> None:
    match = _PHRASE.search(draft.rest)
    if match:
        draft.phrase = next(group for group in match.groups() if group).strip(" ,.;:?!")
        draft.rest = f"{draft.rest[: match.start()]}{_HELD}{draft.rest[match.end() :]}"


def _is_amid(span: Span, text: str) -> bool:
    """Whether words of time stand inside a text of ``MANY`` words and more: a sentence's own, not its reader's."""
    before, after = text[: span.start], text[span.end :]
    counts = [sum(token.word not in STOP for token in terms(part)) for part in (before, after)]
    return all(counts) and sum(counts) >= MANY


def _looks_like_a_person(slot: str) -> bool:
    words = slot.split()
    return 1 < len(words) < 4 and all(word[:1].isupper() and word[1:].islower() for word in words)


def _is_person(who: Who, registry: Registry) -> bool:
    entity = registry.get(who.entity) if who.entity else None
    return entity.kind == "person" if entity else bool(who.speaker and not who.office)
