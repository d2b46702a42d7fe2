"""A line -> the turn label it opens with, and the labels of a page -> who asks and who answers.

Only the presider, a plain ``A``/``Answer`` or an official's label answers; an unknown label is a question.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.domain.source import Span
from bot.ingest.words import word_set

_ASK = re.compile(
    r"""(?xi)^\(?(?:
      q(?:uestion)?|ques|spørsmål|frage|pregunta|pytanie|otázka|fråga|spm|вопрос|问题?|記者|记者|问|提问|質問
    )\s*(?:no\.?\s*)?\d{0,3}\)?$"""
)
_REPLY = re.compile(
    r"""(?xi)^\(?(?:
      [ar]|ans(?:wer)?|reply|response|svar|antwort|respuesta|réponse|odpowiedź|odpověď|ответ|答|答复|回答
    )\s*\d{0,3}\)?$"""
)
_LABEL = re.compile(
    r"""(?x)^(?P<label>
        \(?(?:Q|A)\d{0,3}\)? (?=\s*[:.\u2013\u2014-]\s|\s*:)        # Q: A1. (Q) –
      | [RPDF]\d{0,3} (?=\s*(?::|\.?\s*[\u2013\u2014-]\s))          # R - P: as the French, Spanish, Italians, Germans
      | \((?:Q|A)\) | (?:Q|A)\d{0,3}\)(?=\s)                          # (Q) Q1)
      | \([A-Z][^()\n:]{4,60}\)(?=\s*[A-Z"\u201c])                    # (Le Monde) Does
      | (?:Q|q)$ | \(?(?:Q|q)\)?(?=\s{2,}\S|\s+["'\u201c(A-Z]|[A-Z][a-z])     # a bare Q
      | [\u95ee\u7b54\u8bb0\u8005]{1,2}(?=[:\uff1a])
      | [^\W\d_a-z][^:\n?!;\u201c"]{0,110}? (?=\s*:)                  # MS. PSAKI: Reuters:
      | [\u4e00-\u9fff]{2,16}(?=[:\uff1a])
    )(?P<colon>\s*:|(?<=[QA\d)])\.(?=\s)|(?:(?<=\b[QARPDF])|(?<=[\d)]))\s*\.?\s*[\u2013\u2014-](?=\s)|)\s*"""
)
_OPENERS = frozenset("(AQqRPDF")
"""What labels without a colon open with."""
_NEVER = re.compile(
    r"""(?xi)^(?:
      # parts of a page
      (?:full\s+|edited\s+)?transcript|statement|remarks|(?:opening|closing)\s+remarks|speech
    | press(?:\s+release|\s+statement)?|share.*|online|trunkline|hotline|answers?\s.*|updated?|source|published
    | notes?|nb|ps|date|time|address|tel|fax|e-?mail|phone|website|web|photo|image|video|picture|caption|file|tags?
    | topics?|category|posted|read|watch|see|also|more|related|share|editor|copyright|contact|https?|subject|re
    | cc|title|location|venue
      # headings
    | background|summary|abstract|key\s+points?|highlights?|conclusion|introduction|example
    | (?:first|second|third)(?:ly)?|finally|remember|facts?|warning|important|update|breaking|exclusive
    | analysis|opinion|explainer|spotlight|feature|commentary|editorial|interview|live|correction|clarification
    | article\s+\d+.*|chapter\s+.*|section\s+.*|annex.*|table.*|figure.*|phase\s+.*|step\s+.*|part\s+.*|point\s+.*|\d.*
      # sentences that run up to a colon
    | (?:from|for|in|on|at)\s+.+|from|to|place|here|there|this|that|these|those|it|what|why|how|when|where|who|is|are
    | the\s+(?:following|question|answer|point|problem|result|message|reason|truth|fact).*
    | (?:my|our|we|i|you|he|she|they|and|but|as|if|let)\s+.*|so\b.*
    )$"""
)
"""What stands before a colon and never names anybody."""
_SAYS = re.compile(
    r"""(?xi)\b(?:said|says|told|added|stated|asked|wrote|according|that|which|is|are|was|were|has|have|had|will|would|can
      |must|should|shall|not|by\s+saying|following)\b"""
)
"""Words of a sentence: what holds one is no label."""
_ASKING = re.compile(
    r"""(?xi)\b(?:
      reporter|journalist|correspondent|press\b(?!\s+(?:secretary|officer|attach|spokes|service|office))|media
    | news(?:paper|room)?|agency|tv|television|radio|daily|times|post|herald|blogger|photojournalist|photographer
    | moderator|operator|host|interviewer|anchor|presenter|question|asked[ ]by
    | audience|student|participant|member[ ]of[ ]the[ ]public|caller|voices?|aide|netizen|user|reader|mp\b
    | unknown|unidentified|inaudible|speaker[ ]unidentified|several|multiple
    )"""
)
"""Words by which a label tells that it asks: media, moderators, the public, the unnamed."""
_HONORIFIC = re.compile(
    r"^(?:MS|MR|MRS|DR|PROF|SIR|DAME|LORD|LADY|HON|Mr|Ms|Mrs|Dr|Prof|Shri|Smt|Sri|H\.E)\.?\s+\S"
)
_MARKS = re.compile(r"[^\w ]+")
_BEHIND_NAME = re.compile(r"\([^)]*\)|,.*")
_NO_NAME = re.compile(r"\d|\w{3,}\.\s")
"""Figures, and stops that end a sentence."""
_HAN_NEVER = re.compile("[相关链接来源责编时间日期标签]{2}")
_TOKEN = re.compile(r"[^\s,]+")
_SMALL = word_set(
    "of for the and to in at von van de der den du da di del la le al bin ibn on with official spokesperson by"
)
"""Words that need no capital in a name or an office."""
_LONGEST = 110
_LONGEST_HAN = 12


class Turn(StrEnum):
    """What a label opens."""

    ASK = "ask"
    REPLY = "reply"  # whoever presides
    NAMED = "named"  # the label says who: to be resolved


@dataclass(frozen=True, slots=True)
class TurnLabel:
    """A turn label: its words (without colon), where they stand, and where the turn's own words begin."""

    text: str
    span: Span
    body: int
    turn: Turn
    colon: bool

    @property
    def key(self) -> str:
        """The label folded, so that ``MS. PSAKI`` and ``Ms Psaki`` are one voice."""
        return _key(self.text)


@lru_cache(maxsize=4096)  # as with all that is asked of a label: those of a page come back
def _key(label: str) -> str:
    return _MARKS.sub("", label).casefold().strip()


def label_of(line: str, offset: int) -> TurnLabel | None:
    """The turn label a line opens with; ``offset`` is where the line stands in the text.

    A bare ``Q`` needs no colon; any other label does.
    """
    found = _LABEL.match(line) if line[:1] in _OPENERS or ":" in line or "\uff1a" in line else None
    if found is None:
        return None
    words, colon = found["label"].strip(), bool(found["colon"].strip())
    turn = _turn(words, colon=colon)
    if turn is None:
        return None
    span = Span(offset + found.start("label"), offset + found.end("label"))
    return TurnLabel(words, span, offset + found.end(), turn, colon)


@lru_cache(maxsize=4096)
def _turn(words: str, *, colon: bool) -> Turn | None:
    """What a label of these words opens, or None if they are no label."""
    bare = words.strip("()")
    if _ASK.match(words):
        return Turn.ASK if colon or bare.casefold() == "q" else None
    if _REPLY.match(words):
        return Turn.REPLY if colon or words.endswith(")") else None
    bracketed = words.startswith("(")
    named = (colon or bracketed) and _names_someone(bare if bracketed else words)
    return Turn.NAMED if named else None


def _names_someone(words: str) -> bool:
    """Whether words before a colon can name somebody: in capitals, without figures or a verb."""
    bare = _BEHIND_NAME.sub("", words)
    if _NEVER.match(words) or len(words) > _LONGEST or _NO_NAME.search(bare + words.partition(",")[2]):
        return False
    if words[0] >= "\u4e00":
        return len(words) <= _LONGEST_HAN and not _HAN_NEVER.search(words)
    if _SAYS.search(bare):
        return False
    if _ASKING.search(bare) and len(bare.split()) <= 5 and bare[0].isupper():
        return True
    tokens = [token for token in _TOKEN.findall(bare) if token[0].isalpha()]
    if not 0 < len(tokens) <= 12 or not tokens[0][0].isupper():
        return False
    return all(token[0].isupper() or token.casefold() in _SMALL for token in tokens)


@lru_cache(maxsize=4096)
def asks(label: str) -> bool:
    """Whether a label's own words name somebody who asks: a journalist, a medium, a moderator."""
    return _ASKING.search(label) is not None


def honorific(label: str) -> bool:
    """``MS. PSAKI``, ``Dr. Fauci``: the way transcripts label people, not themes."""
    return _HONORIFIC.match(label) is not None or (label.isupper() and len(label) > 3)


def is_transcript(labels: Sequence[TurnLabel], known: Iterable[str]) -> bool:
    """Whether these labels make the page a transcript. ``known`` are keys that surely name an asker or an official.

    It takes a question with an answer, or labels that come back; a headline "Minister: 'No comment'" does not.
    """
    turns = Counter(label.turn for label in labels)
    asked, replied = turns[Turn.ASK], turns[Turn.REPLY]
    named = Counter(label.key for label in labels if label.turn is Turn.NAMED)
    if asked >= 2 or (asked and (replied or named)) or (replied and named):
        return True
    sure = set(known) & set(named)
    recurring = {key for key, times in named.items() if times >= 2}
    if sure and recurring and (len(named) >= 2 or recurring & sure):
        return True
    return len(named) >= 2 and bool(recurring) and sum(named.values()) >= 4
