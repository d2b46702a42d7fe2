"""Any message -> the statement on record nearest to it by its words, if it is near enough to be a copy.

Topics do not count, words in their order do: what merely speaks of the same is nobody's statement. Candidates come from
the index by the message's rarest words, a passage at a time; they are compared word for word.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.domain.answer import Likeness
from bot.domain.statement import Speaker, Statement
from bot.ports import Hit, Index, Wanted
from bot.search.duplicates import Duplicates
from bot.search.excerpt import excerpt
from bot.search.rank import Ranked
from bot.search.standing import Reading
from bot.search.terms import STOP, stems, words

LONGEST = 4000
"""Characters of a message that are compared (Discord's longest message; Slack's own advice for its)."""

NEAR = 0.75
"""Share from which a statement of ``ENOUGH`` words in common is near."""

CLOSE = 0.8
"""The same for fewer words, of a message that is that long itself; and for a statement inside a much longer message."""

ENOUGH, PART, SENTENCE, WHOLE = 8, 6, 5, 3
"""Words in common from which: a statement is near or stands in a message; a message is part of a statement; a statement
is one sentence of a message; a statement is all of a message, or all that it quotes. Fewer are a turn of phrase.

Measured on 300 statements of the UN General Debate (CC0) and of press briefings, among 30,000: found are all exact, cut
and negated copies, 296 with every tenth word misspelled, 279 with every fifth; of 420 sentences of other speeches and
500 of other briefings 11 and 8 are near to a statement, most by a formula ("the theme of the current session …").
That was before ``TELLING`` and ``FEWEST``, which only take away.
"""

FEWEST = 2
"""Words that tell something (no stop words) from which any copy is one: "one of the most" is everybody's."""

TELLING = 0.6
"""Part of them that a near copy of ``ENOUGH`` words has; a shorter one has them all."""

MISSPELLED = 75
"""Likeness (rapidfuzz ``ratio``, 0 to 100) from which a word is taken for another misspelled."""

PASSAGE = 60
"""Stems put to the index at once."""

RAREST = 24
"""Words of a passage that are asked for: the index takes as long as there are statements that hold any of them."""

CANDIDATES = 20
"""Statements taken for each passage."""

_MARKUP = (
    (re.compile(r"```[\w+-]*\n"), " "),
    (re.compile(r"\[([^\]\n]{1,500})\]\(<?https?://[^\s)]+\)"), r"\1"),
    (re.compile(r"<(?:https?|mailto):[^\s<>|]+\|([^<>]{1,500})>"), r"\1"),
    (re.compile(r"<(?:[@#!/]|a?:|t:)[^<>\n]{1,100}>|<?https?://[^\s<>]+>?"), " "),
    (re.compile(r"(?<!\w):[a-z0-9_+-]{2,40}:(?!\w)"), " "),
)
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"\n]+)\"|«([^«»]+)»|「([^「」]+)」|^[ \t]*>(?:>>)?(.+)$", re.MULTILINE)
_ENDS = re.compile(r"(?<=[.!?;:])\s+|(?<=[。！？；])|\n+")


@dataclass(frozen=True)
class _Message:
    text: str

    @cached_property
    def words(self) -> list[str]:
        return words(self.text)

    @cached_property
    def _wholes(self) -> set[tuple[str, ...]]:
        quoted = (next(filter(None, match.groups()), "") for match in _QUOTED.finditer(self.text))
        return {tuple(self.words), *(tuple(words(text)) for text in quoted)}

    @cached_property
    def _sentences(self) -> set[tuple[str, ...]]:
        return {tuple(words(text)) for text in _ENDS.split(self.text)}

    def says(self, statement: list[str]) -> bool:
        """Whether a statement's words are all of the message, all that it quotes, or a sentence of it."""
        own = tuple(statement)
        whole = len(own) >= WHOLE and own in self._wholes
        return whole or (len(own) >= SENTENCE and own in self._sentences)

    def passages(self) -> Iterator[list[str]]:
        """The stems of its sentences, as many together as make a passage; what is longer is cut."""
        waiting: list[str] = []
        for sentence in _ENDS.split(self.text):
            more = stems(sentence).split()
            if waiting and len(waiting) + len(more) > PASSAGE:
                yield waiting
                waiting = []
            waiting += more
            while len(waiting) > PASSAGE:
                yield waiting[:PASSAGE]
                waiting = waiting[PASSAGE:]
        if waiting:
            yield waiting


@dataclass(frozen=True, slots=True)
class _Near:
    """A candidate: the words it has in common with the message, its share, and how much longer one of the two is."""

    hit: Hit
    statement: Statement
    common: int
    share: float
    apart: int

    @property
    def order(self) -> tuple[float, ...]:
        return (-self.common * self.share**2, self.apart, -self.hit.score, self.hit.day, self.hit.id)

    def equals(self, other: "_Near") -> bool:
        """Whether the words fit both alike."""
        return (self.common, self.share) == (other.common, other.share)


def nearest(text: str, index: Index, store: Reading) -> Likeness | None:
    """The statement nearest to a message of any length and markup; None when no statement is near.

    Raises what reading the store raises.
    """
    message = _Message(without_markup(text[:LONGEST]))
    hits: dict[int, Hit] = {}
    for passage in message.passages():
        hits |= {hit.id: hit for hit in _hits(passage, index)}
    statements = store.statements(list(hits))
    compared = (_compared(message, statement, hits[statement.id]) for statement in statements)
    near = sorted((one for one in compared if one), key=lambda one: one.order)
    return _shown(near, store) if near else None


def without_markup(text: str) -> str:
    """A chat message's words as they were written, of Discord or Slack: links by their text, no mentions."""
    text = html.unescape(text)
    for pattern, instead in _MARKUP:
        text = pattern.sub(instead, text)
    return text


def _hits(passage: Sequence[str], index: Index) -> list[Hit]:
    known = {term: number for term in set(passage) if (number := index.frequency(term))}
    rarest = sorted(known, key=lambda term: (known[term], term))[:RAREST]
    wanted = Wanted(groups=tuple({term: 1.0} for term in rarest), own=True, limit=CANDIDATES)
    return index.search(wanted) if rarest else []


def _compared(message: _Message, statement: Statement, hit: Hit) -> _Near | None:
    own, theirs = words(statement.text), message.words
    apart = abs(len(own) - len(theirs))
    if message.says(own):
        return _Near(hit, statement, len(own), 1.0, apart)
    common, share = share_of(own, theirs)
    if not _is_near(len(own), len(theirs), common, share):
        return None
    short, long = (own, theirs) if len(own) <= len(theirs) else (theirs, own)
    least = 1.0 if common < ENOUGH else TELLING
    return _Near(hit, statement, common, share, apart) if _tell_the_same(short, long, least) else None


def _is_near(own: int, theirs: int, common: int, share: float) -> bool:
    """Whether so much in common makes a copy, of a statement and a message of so many words."""
    if own >= theirs and share == 1.0:
        return common >= PART
    if common < ENOUGH:
        return abs(own - theirs) <= 2 and common > WHOLE and share >= CLOSE
    return share >= (CLOSE if theirs > 4 * own else NEAR)


def _tell_the_same(short: Sequence[str], long: Sequence[str], least: float) -> bool:
    """Whether the words that tell something are the same, misspelled at most, from this part of the shorter's on.

    "It is sabotage, plain and simple" is no copy of "It is imperialism, plain and simple".
    """
    telling, known = [word for word in short if word not in STOP], set(long)
    if len(telling) < FEWEST:
        return False
    same = sum(word in known or _is_misspelled(word, long) for word in telling)
    return same >= least * len(telling)


def _is_misspelled(word: str, others: Sequence[str]) -> bool:
    from rapidfuzz import fuzz, process  # only for messages

    return process.extractOne(word, others, scorer=fuzz.ratio, score_cutoff=MISSPELLED) is not None


def share_of(one: Sequence[str], other: Sequence[str]) -> tuple[int, float]:
    """How many words of the shorter stand in the longer, in order, and which part of it they are.

    Every place where the longer has more words in between counts as a word of the shorter that is missing, so the
    part is 1 only where the shorter stands in the longer word for word.
    """
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if not short:
        return 0, 0.0
    if f" {' '.join(short)} " in f" {' '.join(long)} ":
        return len(short), 1.0
    from rapidfuzz import fuzz  # only for messages

    near = fuzz.partial_ratio_alignment(short, long)
    windows = [long] if len(long) <= 4 * len(short) else []
    if near:
        more = len(short) // 4 + 1
        windows += [long[near.dest_start : near.dest_end], long[max(0, near.dest_start - more) : near.dest_end + more]]
    return max((_aligned(short, window) for window in windows), key=lambda found: found[1], default=(0, 0.0))


def _aligned(short: Sequence[str], window: Sequence[str]) -> tuple[int, float]:
    from rapidfuzz.distance import LCSseq

    blocks = [(part.src_start, part.src_end, part.dest_start, part.dest_end)
              for part in LCSseq.opcodes(short, window) if part.tag == "equal"]
    common = sum(end - start for start, end, _, _ in blocks)
    gaps = sum(after[2] - before[3] > after[0] - before[1] for before, after in pairwise(blocks))
    return common, common / (len(short) + gaps)


def _shown(near: Sequence[_Near], store: Reading) -> Likeness | None:
    """The first that is intact, with the other sources of the same words and the other speakers of them."""
    for at, best in enumerate(near):
        sheet = store.intact([best.statement.source]).get(best.statement.source)
        if sheet is None:
            continue
        same = Duplicates(CANDIDATES)
        alike = [one for one in near[at:] if one.equals(best)]
        for one in alike:
            same.offer(_ranked(one))
        (_, also), *rest = same.chosen
        made = excerpt(_ranked(best), best.statement, sheet, also)
        if made:
            said = {one.statement.id: one.statement.unit.speaker for one in alike}
            others = dict.fromkeys(speaker for one, _ in rest if (speaker := said[one.hit.id]))
            told = tuple(speaker for speaker in others if not _is_same(speaker, made.speaker))
            return Likeness(made, verbatim=best.share == 1.0, share=best.share, others=told)
    return None


def _ranked(near: _Near) -> Ranked:
    return Ranked(near.hit, near.share, near.share, 1, ())


def _is_same(one: Speaker, other: Speaker) -> bool:
    return (one.name, one.party) == (other.name, other.party)
