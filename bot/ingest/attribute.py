"""A page's blocks -> its units: every sentence with its label, and every statement with speaker and evidence.

First rule that holds: turn, whole document, cue in the same sentence, participle, party as subject, floating
quotation. What no rule decides is narration, and nobody's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.party import Mention
from bot.domain.source import Block, Kind, Role, Span
from bot.domain.statement import Label, Speaker, Unit
from bot.ingest.cast import Cast
from bot.ingest.clauses import Clauses, inside, near
from bot.ingest.cued import Quoted, cued, handed_on
from bot.ingest.cues import Cue, find_stance
from bot.ingest.memory import Memory, Said
from bot.ingest.phrase import Sort
from bot.ingest.quotes import LONGEST, Quotation, is_dashed
from bot.ingest.sentences import sentences
from bot.ingest.words import spaced

_TURN, _DOCUMENT, _STANCE, _ADJACENT, _FLOATING, _CONTINUED = 0.97, 0.9, 0.75, 0.85, 0.6, 0.6
"""Confidence by rule; starting values from EVIDENCE ("Attribution"), checked by ``python -m tests.quality``."""
_ASIDE = re.compile(r"^[(\[][^()\[\]]{1,120}[)\]]\.?$")
_META_TALK = re.compile(
    r"""(?xi)^(?:these|those|the|this|that|such|his|her|its|their)\s+(?:\w+\s+)?
      (?:remarks?|comments?|statements?|responses?|announcements?|meeting|talks|visit|briefing|reply|reaction|exchange)\b"""
)
"""A sentence about what was said, which goes on saying nothing."""
_VERDICT = re.compile(
    r"""(?xi)\b(?:experts?|critics?|analysts?|observers?|nobody|no[ ]one|journalists?|reporters?|however|meanwhile)\b"""
)
"""Words by which somebody else's view comes in."""
_FIRST = re.compile(r"(?<![\w'])(?:[Ww]e|[Oo]ur|I|[Mm]y)(?![\w.])")
_QUOTED = re.compile(r"[\"\u201c][^\"\u201c\u201d]*[\"\u201d]")
_SPEAKERS = (Sort.PERSON, Sort.OFFICE, Sort.OUTSIDER)
_HOLDERS = (Sort.OFFICE, Sort.PERSON, Sort.BODY)
_OPENS = 30
"""Characters at the head of a sentence in which another party may take it over."""


@dataclass(slots=True)
class Attribution:
    """One page being attributed. ``spoken`` tells a speech from a press release."""

    text: Clauses
    kind: Kind
    cast: Cast
    issuer: Speaker | None = None
    spoken: bool = False
    lost: int = -1
    memory: Memory = field(init=False)

    def __post_init__(self) -> None:
        self.memory = Memory(self.cast)

    # -- the issuer's own text

    def statement(self, block: Block) -> Iterator[Unit]:
        """The units of a paragraph of the issuer's own text: official, save what it quotes somebody else saying."""
        if is_dashed(self.text.twin, Span(block.start, block.end)):
            for span in self.text.sentences(Span(block.start, block.end)):
                yield Unit(*span, Label.NARRATION, "speech after a dash")
            return
        if not self.text.quotes.get(block.start):
            yield from map(self._own, self.text.sentences(Span(block.start, block.end)))
            return
        for group, quotes in self.text.groups(block):
            foreign = self._quoted_other(group, quotes, block)
            yield from foreign if foreign is not None else map(self._own, self.text.sentences(group))

    def _own(self, span: Span) -> Unit:
        twin, issuer = self.text.twin, self.issuer
        first = twin[span.start]  # few sentences need more than it
        if first in "([" and _ASIDE.match(twin[span.start : span.end]):
            return Unit(*span, Label.NARRATION, "aside")
        named = issuer.name if issuer is not None and issuer.role is not None else ""
        if first == named[:1] and spaced(twin[span.start : span.end]).startswith(named):
            return Unit(*span, Label.NARRATION, "about the author")
        return self._official(span, "whole document")

    def _official(self, span: Span, rule: str) -> Unit:
        return Unit(*span, Label.OFFICIAL, rule, self.issuer, _DOCUMENT if self.issuer else 0.0)

    def _quoted_other(self, group: Span, quotes: Sequence[Quotation], block: Block) -> list[Unit] | None:
        """A press release quotes its minister: the quotation is hers, direct."""
        full = [quote for quote in quotes if self.text.is_saying(quote, group)]
        if not full:
            return None
        cue = self.text.cue(group, self.text.names(block))
        if cue is None and not self.text.bare(group) and not self._introduced(group, full[0]):
            return None
        if cue is not None and not self._in_own_name(self.memory.resolve(cue.who, 0)):
            # somebody else, in the issuer's rendering: shown only with the words that say so
            return [self._official(group, "whole document, quoting")]
        units = self._group(group, quotes, block, 0)
        return [self._own(unit.span) if unit.label is Label.REPORTED else unit for unit in units]

    def _introduced(self, group: Span, quote: Quotation) -> bool:
        """Whether words with a colon lead a quotation in."""
        before = self.text.masked[group.start : quote.outer.start]
        return len(before) > 1 and before.rstrip().endswith(":")

    def _in_own_name(self, said: Said | None) -> bool:
        """Whether who is quoted speaks for the issuer, or a press release quotes a person."""
        if said is None:
            return False
        party = said.speaker.party
        if party is not None and self.issuer is not None and party == self.issuer.party:
            return True
        return not self.spoken and said.sort in (Sort.PERSON, Sort.OUTSIDER)

    # -- a transcript's answers

    def answer(self, block: Block, speaker: Speaker | None, question: Span | None) -> Iterator[Unit]:
        """The sentences of an answer, the speaker's; asides and what the speaker reads out from others are not."""
        sure = _TURN if speaker is not None else 0.0

        def told(span: Span) -> Unit:
            return Unit(*span, Label.TRANSCRIPT, "turn", speaker, sure, block.label, block.label, question)

        if not self.text.quotes.get(block.start):
            for span in self.text.sentences(Span(block.start, block.end)):
                yield self._aside(span, ()) or told(span)
            return
        for group, quotes in self.text.groups(block):
            long = [quote for quote in quotes if self.text.crosses(quote)]
            for span in self.text.sentences(group):
                yield self._aside(span, long) or told(span)

    def _aside(self, span: Span, long: Sequence[Quotation]) -> Unit | None:
        """A sentence of an answer that is not the speaker's own; None for one that is."""
        words = self.text.twin[span.start : span.end]
        if _ASIDE.match(words) or not any(map(str.isalnum, words)):
            return Unit(*span, Label.NARRATION, "aside")
        if any(quote.outer.start <= span.start and span.end <= quote.outer.end for quote in long):
            return Unit(*span, Label.NARRATION, "quoted by the speaker")
        return None

    # -- somebody's report

    def report(self, block: Block, number: int) -> Iterator[Unit]:
        """The units of a paragraph of somebody's report; ``number`` is its place on the page."""
        if block.end - block.start > LONGEST:
            yield from plain_units(self.text.twin, block)
            return
        for group, quotes in self.text.groups(block):
            for clause in self.text.parted(group, self.text.names(block)):
                yield from self._group(clause, inside(quotes, clause), block, number)

    def _group(self, group: Span, quotes: Sequence[Quotation], block: Block, number: int) -> Iterator[Unit]:
        names = self.text.names(block)
        cue = self.text.cue(group, names)
        full = [quote for quote in quotes if self.text.is_saying(quote, group)]
        said = self.memory.resolve(cue.who, number) if cue is not None else None
        if cue is not None and said is not None:
            self.memory.note(said)
            inner = handed_on(self.text, group, cue, said, quotes, near(names, group))
            others = {quote: self.memory.resolve(who, number) if who else None for quote, who in inner.items()}
            if others:
                self.memory.doubt()
            if any(quote in others for quote in full):
                self.lost = number  # two have spoken: what follows here may be either's
            yield from cued(self.text, group, cue, said, Quoted(quotes, full, others))
            return
        if cue is not None:
            self.lost = number  # somebody spoke, nobody knows who: what follows here is not the last known speaker's
        if full and not self.text.outside(group, full):
            yield from self._floating(full, number)
        else:
            yield self._uncued(group, names, number, cue, saying=bool(full))

    def _floating(self, full: Sequence[Quotation], number: int) -> Iterator[Unit]:
        """A quotation without a cue: who spoke just before in the paragraph, or carries over from the one before."""
        said, rule, confidence = self._carried(full[0], number)
        if said is not None:
            self.memory.note(replace(said, paragraph=number))
        speaker = said.speaker if said is not None else None
        for quote in full:
            for span in self.text.sentences(quote.inner):
                yield Unit(*span, Label.DIRECT, rule, speaker, confidence)

    def _carried(self, quote: Quotation, number: int) -> tuple[Said | None, str, float]:
        """Whose a quotation without a cue is, by which rule, how surely."""
        last = self.memory.last
        if last is not None and self.lost != number:
            if last.paragraph == number or quote.resumed:
                return last, "quotation goes on", min(_ADJACENT, last.confidence)
            if number - last.paragraph == 1 and last.sort in _SPEAKERS:
                return last, "floating quotation", min(_FLOATING, last.confidence)
        return None, "quotation without a cue", 0.0

    def _uncued(self, group: Span, names: Sequence[Mention], number: int, cue: Cue | None, *, saying: bool) -> Unit:
        """A sentence that says nothing of who said it: a party's position, more of the same, or narration."""
        stance = self._stance(group, names, number) if cue is None and not saying else None
        if stance is not None:
            return stance
        words = self.text.twin[group.start : group.end]
        if _FIRST.search(_QUOTED.sub(" ", words)):
            return Unit(*group, Label.NARRATION, "first person in a report")
        speaker = self._going_on(group, names, number) if self.kind is Kind.SUMMARY else None
        if speaker is not None:
            return Unit(*group, Label.REPORTED, "continuation in a summary", speaker, _CONTINUED)
        return Unit(*group, Label.NARRATION, "no cue")

    def _going_on(self, group: Span, names: Sequence[Mention], number: int) -> Speaker | None:
        """The one spokesperson of a summary, if a sentence of it may go on with what he said: no verdict of others."""
        last = self.memory.last
        if last is None or last.paragraph != number or last.speaker.party is None or last.sort not in _HOLDERS:
            return None
        words = self.text.twin[group.start : group.end]
        if _META_TALK.match(words) or _VERDICT.search(words) or _other_party(names, group, last.speaker.party):
            return None
        return last.speaker if sum(1 for act in self.memory.acts if act.speaker == last.speaker) >= 2 else None

    def _stance(self, group: Span, names: Sequence[Mention], number: int) -> Unit | None:
        """A party as the subject of a verb of position; said by whoever just spoke for it."""
        stance = find_stance(self.text.masked, group, near(names, group))
        said = self.memory.resolve(stance.who, number) if stance is not None else None
        if stance is None or said is None or said.speaker.party is None:
            return None
        speaker, last = said.speaker, self.memory.last
        if last is not None and last.paragraph == number and last.speaker.party is None:
            return None  # an outsider tells of it
        if last is not None and last.speaker.party == speaker.party and number - last.paragraph <= 1:
            speaker = last.speaker
        return Unit(*group, Label.REPORTED, "party as subject", speaker, _STANCE, stance.who.span, stance.verb)


def _other_party(names: Sequence[Mention], group: Span, party: str) -> bool:
    """Whether the sentence opens with another party: then it may be that one's."""
    first = next((m for m in names if group.start <= m.start < group.start + _OPENS and m.entity.party), None)
    return first is not None and first.entity.party != party


_WHOLE = {Role.HEADING: Label.HEADING, Role.META: Label.META, Role.FURNITURE: Label.FURNITURE}
_PARTED = {Role.QUESTION: Label.QUESTION, Role.COMMENT: Label.COMMENT}


def plain_units(twin: str, block: Block) -> Iterator[Unit]:
    """The units of a block that is nobody's statement."""
    if block.role in _WHOLE:
        yield Unit(block.start, block.end, _WHOLE[block.role], "line")
        return
    asked = block.role is Role.QUESTION
    label = _PARTED.get(block.role, Label.NARRATION)
    speaker = Speaker(block.speaker or "journalist", named=False) if asked else None
    for span in sentences(twin, block.start, block.end):
        yield Unit(*span, label, "turn" if asked else block.role.value, speaker, 1.0, None, block.label)
