"""A page's blocks -> its units: every sentence with its label, and every statement with speaker and evidence.

First rule that holds: turn, whole document, cue in the same sentence, participle, party as subject, floating
quotation. What no rule decides is narration, and nobody's.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.party import Mention
from bot.domain.source import Block, Kind, Role, Span
from bot.domain.statement import Label, Speaker, Unit
from bot.ingest import han
from bot.ingest.cast import Cast
from bot.ingest.cues import Cue, Shape, find_cue, find_stance
from bot.ingest.memory import Memory, Said
from bot.ingest.phrase import Sort
from bot.ingest.quotes import Quotation
from bot.ingest.sentences import sentences

TURN, DOCUMENT, CUE, TAIL, SUBJECT, STANCE, ADJACENT, FLOATING, CONTINUED = 0.97, 0.9, 0.95, 0.85, 0.85, 0.75, 0.85, 0.6, 0.6
"""Confidence by rule; starting values from EVIDENCE ("Attribution"), checked by ``python -m tests.quality``."""

_FRAGMENT = 3
"""Words a quoted fragment needs to be a unit of its own; shorter ones are scare quotes."""

_BEFORE = 600
"""Characters before a sentence in which "its spokesperson" may find its owner."""
_ASIDE = re.compile(r"^[(\[][^()\[\]]{1,120}[)\]]\.?$")
_TURN_OF_SPEECH = re.compile(r"[,;]\s+(?:but|while|whereas|and|though|although|yet)\s+|;\s+|(?:(?<=[\"\u201d])|(?<=\w))\s+(?:and|but|while)\s+(?=[A-Z])")
_LEADING = re.compile(r"(?:While|Although|Though|Whereas|As)\s+")
_VERDICT = re.compile(r"(?i)\b(?:experts?|critics?|analysts?|observers?|nobody|no one|journalists?|reporters?|however|meanwhile)\b")
_META_TALK = re.compile(r"(?i)^(?:these|those|the|this|that|such|his|her|its|their)\s+(?:\w+\s+)?(?:remarks?|comments?|statements?|responses?|announcements?|meeting|talks|visit|briefing|reply|reaction|exchange)\b")
_FIRST = re.compile(r"(?<![\w'])(?:[Ww]e|[Oo]ur|I|[Mm]y)(?![\w.])")
_MASK = "\u00a4"


@dataclass(slots=True)
class Attribution:
    """One page being attributed. ``quotes`` holds the quotations of each paragraph block, by its start;
    ``spoken`` tells a speech from a press release."""

    twin: str
    kind: Kind
    cast: Cast
    mentions: Callable[[Span], Sequence[Mention]]
    quotes: dict[int, list[Quotation]]
    issuer: Speaker | None = None
    spoken: bool = False
    masked: str = ""
    lost: int = -1
    memory: Memory = field(init=False)

    def __post_init__(self) -> None:
        self.memory = Memory(self.cast)
        self.masked = _masked(self.twin, self.quotes)

    def statement(self, block: Block) -> Iterator[Unit]:
        """The units of a paragraph of the issuer's own text: official, save what it quotes somebody else saying."""
        if not self.quotes.get(block.start):
            for span in sentences(self.twin, block.start, block.end):
                yield self._own(span)
            return
        for group, quotes in self._groups(block):
            foreign = self._quoted_other(group, quotes, block)
            if foreign is not None:
                yield from foreign
                continue
            for span in sentences(self.twin, *group):
                yield self._own(span)

    def _own(self, span: Span) -> Unit:
        text = self.twin[span.start : span.end]
        if _ASIDE.match(text):
            return Unit(span.start, span.end, Label.NARRATION, "aside")
        if self.issuer is not None and self.issuer.role is not None and " ".join(text.split()).startswith(self.issuer.name):
            return Unit(span.start, span.end, Label.NARRATION, "about the author")
        return Unit(span.start, span.end, Label.OFFICIAL, "whole document", self.issuer, DOCUMENT if self.issuer else 0.0)

    def _quoted_other(self, group: Span, quotes: Sequence[Quotation], block: Block) -> list[Unit] | None:
        """A press release quotes its minister: the quotation is hers, direct."""
        full = [quote for quote in quotes if self._is_full(quote, group)]
        if not full:
            return None
        cue = self._cue(group, self.mentions(Span(block.start, block.end)))
        bare = not self.masked[group.start : group.end].replace(_MASK, "").strip(" \n\"'\u201c\u201d\u00ab\u00bb\u201e.,!?")
        if cue is None and not bare and not self._introduced(group, full[0]):
            return None
        said = self.memory.resolve(cue.who, 0) if cue is not None else None
        own = said is not None and self.issuer is not None and said.speaker.party == self.issuer.party and said.speaker.party is not None
        own = own or (not self.spoken and said is not None and said.sort in (Sort.PERSON, Sort.OUTSIDER))
        if cue is not None and not own:  # somebody else, in the issuer's rendering: shown only with the words that say so
            return [Unit(group.start, group.end, Label.OFFICIAL, "whole document, quoting", self.issuer, DOCUMENT if self.issuer else 0.0)]
        units = list(self._group(group, quotes, block, 0))
        return [self._own(unit.span) if unit.label is Label.REPORTED else unit for unit in units]

    def _introduced(self, group: Span, quote: Quotation) -> bool:
        return quote.outer.start > group.start + 1 and self.masked[group.start : quote.outer.start].rstrip().endswith(":")

    def answer(self, block: Block, speaker: Speaker | None, question: Span | None) -> Iterator[Unit]:
        """The sentences of an answer, the speaker's; asides and what the speaker reads out from others are not."""
        if not self.quotes.get(block.start):
            for span in sentences(self.twin, block.start, block.end):
                yield self._answered(span, (), speaker, question, block)
            return
        for group, quotes in self._groups(block):
            long = [quote for quote in quotes if self._crosses(quote)]
            for span in sentences(self.twin, *group):
                yield self._answered(span, long, speaker, question, block)

    def _answered(self, span: Span, long: Sequence[Quotation], speaker: Speaker | None, question: Span | None, block: Block) -> Unit:
        text = self.twin[span.start : span.end]
        if _ASIDE.match(text) or not any(char.isalnum() for char in text):
            return Unit(span.start, span.end, Label.NARRATION, "aside")
        if any(quote.outer.start <= span.start and span.end <= quote.outer.end for quote in long):
            return Unit(span.start, span.end, Label.NARRATION, "quoted by the speaker")
        return Unit(span.start, span.end, Label.TRANSCRIPT, "turn", speaker, TURN if speaker is not None else 0.0, block.label, block.label, question)

    def _crosses(self, quote: Quotation) -> bool:
        return len(list(sentences(self.twin, *quote.inner))) > 1

    def report(self, block: Block, number: int) -> Iterator[Unit]:
        """The units of a paragraph of somebody's report."""
        for group, quotes in self._groups(block):
            for clause in self._clauses(group, block):
                yield from self._group(clause, _inside(quotes, clause), block, number)

    def _clauses(self, group: Span, block: Block) -> list[Span]:
        """A sentence in which two speak ("Iran denied it, but Ukraine said …") as two clauses; else the sentence."""
        mentions = self.mentions(Span(block.start, block.end))
        led = _LEADING.match(self.masked, *group)
        if led is not None:
            parts = self._led(group, led.end(), mentions)
            if parts is not None:
                return parts
        for bound in _TURN_OF_SPEECH.finditer(self.masked, *group):
            later = Span(bound.end(), group.end)
            cue = self._cue(later, mentions)
            first = self._cue(Span(group.start, bound.start()), mentions) if cue is not None else None
            if cue is None or first is None or cue.shape is not Shape.SUBJECT or cue.who.sort is Sort.PRONOUN or first.who.speaker == cue.who.speaker:
                continue
            return [Span(group.start, bound.start()), *self._clauses(later, block)]
        return [group]

    # -- one sentence, or several that a quotation holds together

    def _groups(self, block: Block) -> Iterator[tuple[Span, list[Quotation]]]:
        quotes = self.quotes.get(block.start, [])
        current: Span | None = None
        for span in sentences(self.twin, block.start, block.end):
            if current is not None and any(q.outer.start < current.end and q.outer.end > span.start for q in quotes):
                current = Span(current.start, span.end)
                continue
            if current is not None:
                yield current, _inside(quotes, current)
            current = span
        if current is not None:
            yield current, _inside(quotes, current)

    def _group(self, group: Span, quotes: Sequence[Quotation], block: Block, number: int) -> Iterator[Unit]:
        mentions = self.mentions(Span(block.start, block.end))
        cue = self._cue(group, mentions)
        full = [quote for quote in quotes if self._is_full(quote, group)]
        said = self.memory.resolve(cue.who, number) if cue is not None else None
        if cue is not None and said is None:
            self.lost = number  # somebody spoke, nobody knows who: what follows here is not the last known speaker's
        if cue is not None and said is not None:
            self.memory.note(said)
            yield from sorted(self._cued(group, cue, said, quotes, full), key=lambda unit: (unit.start, -unit.end))
            return
        if full and not self._outside(group, full):
            yield from self._floating(group, full, number)
            return
        yield from self._uncued(group, quotes, mentions, number, cue)

    def _led(self, group: Span, start: int, mentions: Sequence[Mention]) -> list[Span] | None:
        """"While Norway said one thing, Sweden said another": two clauses."""
        comma = self.masked.find(",", start, group.end)
        if comma < 0:
            return None
        first, later = self._cue(Span(start, comma), mentions), self._cue(Span(comma + 1, group.end), mentions)
        if first is None or later is None or first.shape is not Shape.SUBJECT or later.shape is not Shape.SUBJECT:
            return None
        return [Span(start, comma), Span(comma + 2, group.end)] if later.who.sort is not Sort.PRONOUN else None

    def _cue(self, group: Span, mentions: Sequence[Mention]) -> Cue | None:
        find = han.find_cue if _cjk(self.twin[group.start : group.end]) else find_cue
        return find(self.masked, group, _near(mentions, group))

    def _is_full(self, quote: Quotation, group: Span) -> bool:
        """Whether a quotation is a saying rather than a fragment or a name in quotation marks."""
        inner = self.twin[quote.inner.start : quote.inner.end].strip()
        words = inner.split()
        if not inner or (len(words) < 2 and not _cjk(inner) and inner[-1] not in ".!?,"):  # noqa: PLR2004
            return False
        leads = not any(char.isalnum() for char in self.twin[group.start : quote.outer.start])
        lower = next((char for char in inner if char.isalpha()), "a").islower()
        before = self.twin[group.start : quote.outer.start].rstrip()
        closed = inner[-1] in ".,!?\u2026\u3002\uff01\uff1f\u2014-" or self.twin[quote.outer.end : quote.outer.end + 1] in (",", ".", "\uff0c")
        if leads:
            return quote.resumed or quote.open or (closed and (not lower or len(words) >= 4)) or (_cjk(inner) and len(inner) > 6)  # noqa: PLR2004
        resumes = lower and before.endswith(",") and before.count('"') + before.count("\u201d") + before.count("\u00bb") > 0 and closed
        if resumes and re.search(r"[\"\u201d\u00bb]\s[^\"\u201c\u00ab]{3,160},$", before):
            return True  # "If they attack," said Lee, "we will answer."
        return (not lower or before.endswith(":")) and (closed or quote.open) and (before.endswith((":", ",", "\uff1a", "\uff0c")) or len(words) >= 6 or bool(re.search(r"(?:said|says|added|asked|wrote)$", before)))  # noqa: PLR2004

    def _outside(self, group: Span, full: Sequence[Quotation]) -> str:
        rest, at = [], group.start
        for quote in full:
            rest.append(self.masked[at : quote.outer.start])
            at = max(at, quote.outer.end)
        rest.append(self.masked[at : group.end])
        return "".join(rest).strip(" \n\"'\u201c\u201d\u00ab\u00bb\u201e.,!?\u2026\u2013\u2014-;:)(")

    def _floating(self, group: Span, full: Sequence[Quotation], number: int) -> Iterator[Unit]:
        """A quotation without a cue: who spoke just before in the paragraph, or carries over from the one before."""
        last = self.memory.last
        said: Said | None = None
        rule, confidence = "quotation without a cue", 0.0
        if last is not None and self.lost != number:
            carried = full[0].resumed
            if last.paragraph == number or carried:
                said, rule, confidence = last, "quotation goes on", ADJACENT
            elif number - last.paragraph == 1 and last.sort in (Sort.PERSON, Sort.OFFICE, Sort.OUTSIDER):
                said, rule, confidence = last, "floating quotation", FLOATING
        if said is not None:
            self.memory.note(replace(said, paragraph=number))
        for quote in full:
            for span in sentences(self.twin, *quote.inner):
                yield Unit(span.start, span.end, Label.DIRECT, rule, said.speaker if said else None, min(confidence, said.confidence) if said else 0.0)

    def _cued(self, group: Span, cue: Cue, said: Said, quotes: Sequence[Quotation], full: Sequence[Quotation]) -> Iterator[Unit]:
        evidence = {"speaker": said.speaker, "speaker_span": cue.who.span, "cue": cue.verb}
        if (cue.denied or cue.empty) and not full:
            speaker = said.speaker if cue.empty and not cue.denied else None
            end = group.end
            if cue.participle is not None:
                end = self.masked.rfind(",", group.start, cue.participle.start) + 1 or group.end
                for span in self._trimmed(*cue.participle):
                    yield Unit(span.start, span.end, Label.REPORTED, "participle", confidence=min(TAIL, said.confidence), **evidence)  # type: ignore[arg-type]
            yield Unit(group.start, end, Label.NARRATION, "speech act without content", speaker, said.confidence, cue.who.span, cue.verb)
            return
        rule, base = _rule(cue, bool(full))
        confidence = round(min(base, said.confidence if said.confidence < 1 else base), 2)
        for quote in full:
            for span in sentences(self.twin, *quote.inner):
                yield Unit(span.start, span.end, Label.DIRECT, rule, confidence=confidence, **evidence)  # type: ignore[arg-type]
        spans = list(self._reported(group, cue, full))
        for span in spans:
            yield Unit(span.start, span.end, Label.REPORTED, rule, confidence=confidence, **evidence)  # type: ignore[arg-type]
            for quote in quotes:
                if quote not in full and span.start <= quote.outer.start and quote.outer.end <= span.end and self._worth(quote):
                    yield Unit(*quote.inner, Label.DIRECT, rule, confidence=confidence, **evidence)  # type: ignore[arg-type]
        yield from self._left_over(group, [*spans, *(quote.outer for quote in full)])

    def _reported(self, group: Span, cue: Cue, full: Sequence[Quotation]) -> Iterator[Span]:
        """The reporter's rendering: the clause before the cue, the sentence, and what stands behind "adding that"."""
        end = cue.content.end
        if end < group.end and self.masked[end : end + 1] == ",":
            end += 1
        if cue.participle is not None and cue.shape is not Shape.TAIL:
            end = min(end, self.masked.rfind(",", group.start, cue.participle.start) + 1 or end)
        if not full:
            yield from self._trimmed(cue.content.start, end)
        elif cue.shape is Shape.SUBJECT and full[0].outer.start - cue.verb.end > 16:  # noqa: PLR2004  words between verb and quotation
            if len(self.masked[cue.verb.end : full[0].outer.start].split()) > 4:  # noqa: PLR2004
                yield from self._trimmed(group.start, full[0].outer.start)
        if cue.participle is not None and not any(cue.participle.start < q.outer.end and q.outer.start < cue.participle.end for q in full):
            yield from self._trimmed(*cue.participle)

    def _trimmed(self, start: int, end: int) -> Iterator[Span]:
        while start < end and (self.twin[start].isspace() or self.twin[start] in "-\u2013\u2014"):
            start += 1
        while end > start and (self.twin[end - 1].isspace() or self.twin[end - 1] in "\u2013\u2014:"):
            end -= 1
        if end - start > 1 and any(char.isalnum() for char in self.twin[start:end]):
            yield Span(start, end)

    def _worth(self, quote: Quotation) -> bool:
        return len(self.twin[quote.inner.start : quote.inner.end].split()) >= _FRAGMENT

    def _left_over(self, group: Span, taken: Sequence[Span]) -> Iterator[Unit]:
        """The reporter's own words around what was attributed."""
        at = group.start
        for span in [*sorted(taken), Span(group.end, group.end)]:
            for rest in self._trimmed(at, span.start) if span.start > at else ():
                if len(re.findall(r"\w+", self.twin[rest.start : rest.end])) >= 2:  # noqa: PLR2004
                    yield Unit(rest.start, rest.end, Label.NARRATION, "cue")
            at = max(at, span.end)

    def _uncued(self, group: Span, quotes: Sequence[Quotation], mentions: Sequence[Mention], number: int, cue: Cue | None) -> Iterator[Unit]:
        last = self.memory.last
        stance = find_stance(self.masked, group, _near(mentions, group)) if cue is None else None
        text = self.twin[group.start : group.end]
        if stance is not None and not any(self._is_full(quote, group) for quote in quotes):
            said = self.memory.resolve(stance.who, number)
            outsider = last is not None and last.paragraph == number and last.speaker.party is None
            if said is not None and said.speaker.party is not None and not outsider:
                speaker = said.speaker
                if last is not None and last.speaker.party == speaker.party and number - last.paragraph <= 1:
                    speaker = last.speaker
                yield Unit(group.start, group.end, Label.REPORTED, "party as subject", speaker, STANCE, stance.who.span, stance.verb)
                return
        if _FIRST.search(re.sub(r"[\"\u201c][^\"\u201c\u201d]*[\"\u201d]", " ", text)):
            yield Unit(group.start, group.end, Label.NARRATION, "first person in a report")
            return
        if last is not None and self._continues(last, text, number) and not self._other_party(mentions, group, last.speaker.party or ""):
            yield Unit(group.start, group.end, Label.REPORTED, "continuation in a summary", last.speaker, CONTINUED)
            return
        yield Unit(group.start, group.end, Label.NARRATION, "no cue")

    def _continues(self, last: Said, text: str, number: int) -> bool:
        """Whether a sentence of a summary goes on with what its one spokesperson said: not with anybody's verdict."""
        acts = sum(1 for act in self.memory.acts if act.speaker == last.speaker)
        held = last.sort in (Sort.OFFICE, Sort.PERSON, Sort.BODY) and last.speaker.party is not None
        plain = not _META_TALK.match(text) and not _VERDICT.search(text)
        return self.kind is Kind.SUMMARY and held and last.paragraph == number and acts >= 2 and plain  # noqa: PLR2004

    def _other_party(self, mentions: Sequence[Mention], group: Span, party: str) -> bool:
        """Whether the sentence opens with another party: then it may be that one's."""
        first = next((m for m in mentions if group.start <= m.start < group.start + 30 and m.entity.party), None)
        return first is not None and first.entity.party != party


def _rule(cue: Cue, quoted: bool) -> tuple[str, float]:
    if quoted:
        return ("quotation with a cue", CUE) if cue.shape is not Shape.ACCORDING else ("according to", TAIL)
    names = {Shape.SUBJECT: ("subject of a speech verb", SUBJECT), Shape.TAIL: ("cue behind", TAIL), Shape.ACCORDING: ("according to", TAIL), Shape.INSERTED: ("cue inserted", TAIL)}
    return names[cue.shape]


def _inside(quotes: Sequence[Quotation], group: Span) -> list[Quotation]:
    return [quote for quote in quotes if quote.outer.start >= group.start and quote.outer.start < group.end]


def _near(mentions: Sequence[Mention], group: Span) -> Sequence[Mention]:
    """The names in a sentence and shortly before it."""
    low = bisect_left(mentions, group.start - _BEFORE, key=lambda m: m.start)
    return mentions[low : bisect_left(mentions, group.end, key=lambda m: m.start)]


def _cjk(text: str) -> bool:
    return any("\u3040" <= char <= "\u9fff" for char in text)


def _masked(twin: str, quotes: dict[int, list[Quotation]]) -> str:
    parts, at = [], 0
    for quote in sorted((q for row in quotes.values() for q in row), key=lambda q: q.inner):
        if quote.inner.start < at:
            continue
        parts += [twin[at : quote.inner.start], _MASK * (quote.inner.end - quote.inner.start)]
        at = quote.inner.end
    return "".join([*parts, twin[at:]])


def plain_units(twin: str, block: Block) -> Iterator[Unit]:
    """The units of a block that is nobody's statement."""
    whole = {Role.HEADING: Label.HEADING, Role.META: Label.META, Role.FURNITURE: Label.FURNITURE}
    if block.role in whole:
        yield Unit(block.start, block.end, whole[block.role], "line")
        return
    label = {Role.QUESTION: Label.QUESTION, Role.COMMENT: Label.COMMENT}.get(block.role, Label.NARRATION)
    speaker = Speaker(block.speaker or "journalist", named=False) if block.role is Role.QUESTION else None
    for span in sentences(twin, block.start, block.end):
        yield Unit(span.start, span.end, label, "turn" if block.role is Role.QUESTION else block.role.value, speaker, 1.0, None, block.label)
