"""A line -> the turn label it opens with, and the labels of a page -> who asks and who answers.

Only the presider, a plain ``A``/``Answer`` or an official's label answers; an unknown label is a question.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.source import Span

_ASK = re.compile(r"(?i)^\(?(?:q(?:uestion)?|ques|spørsmål|frage|pregunta|pytanie|otázka|fråga|spm|вопрос|问题?|記者|记者|问|提问|質問)\s*(?:no\.?\s*)?\d{0,3}\)?$")
_REPLY = re.compile(r"(?i)^\(?(?:a|ans(?:wer)?|reply|response|svar|antwort|respuesta|réponse|odpowiedź|odpověď|ответ|答|答复|回答)\s*\d{0,3}\)?$")
_LABEL = re.compile(
    r"""(?x)^(?P<label>
        \(?(?:Q|A)\d{0,3}\)? (?=\s*[:.\u2013\u2014-]\s|\s*:) | \((?:Q|A)\) | (?:Q|A)\d{0,3}\)(?=\s) | \([A-Z][^()\n:]{4,60}\)(?=\s*[A-Z"\u201c]) | (?:Q|q)$ | \(?(?:Q|q)\)?(?=\s{2,}\S|\s+["'\u201c(A-Z]|[A-Z][a-z]) | [\u95ee\u7b54\u8bb0\u8005]{1,2}(?=[:\uff1a])
      | [^\W\d_a-z][^:\n?!;\u201c"]{0,110}? (?=\s*:)
      | [\u4e00-\u9fff]{2,16}(?=[:\uff1a])
    )(?P<colon>\s*(?::|(?<=[QA\d)])[.\u2013\u2014-](?=\s))?)\s*"""
)
_NEVER = re.compile(
    r"""(?xi)^(?:(?:full\s+|edited\s+)?transcript|statement|remarks|(?:opening|closing)\s+remarks|speech|press(?:\s+release|\s+statement)?|share.*|online|trunkline|hotline|from\s+.*|answers?\s.*|updated?|source|published|note|notes|nb|ps|date|time|address|tel|fax|e-?mail|phone|website|web|photo|image|video|picture|caption|file|tags?|topics?|category|posted|read|watch|see|also|more|related|share|editor|copyright
      |background|summary|abstract|key\s+points?|highlights?|conclusion|introduction|example|first(?:ly)?|second(?:ly)?|third(?:ly)?|finally|remember|fact|facts|warning|important|update|breaking|exclusive|analysis|opinion|explainer|spotlight|feature|commentary|editorial|interview|live|correction|clarification|contact|for\s+.+|in\s+.+|on\s+.+|at\s+.+|http|https|subject|re|cc|from|to|title|location|venue|place|here|there|this|that|these|those|it|what|why|how|when|where|who|is|are|the\s+(?:following|question|answer|point|problem|result|message|reason|truth|fact).*|my\s+.*|our\s+.*|we\s+.*|i\s+.*|you\s+.*|he\s+.*|she\s+.*|they\s+.*|and\s+.*|but\s+.*|so\b.*|as\s+.*|if\s+.*|let\s+.*|article\s+\d+.*|chapter\s+.*|section\s+.*|annex.*|table.*|figure.*|phase\s+.*|step\s+.*|part\s+.*|point\s+.*|\d.*)$"""
)
_SAYS = re.compile(r"(?i)\b(?:said|says|told|added|stated|asked|wrote|according|that|which|is|are|was|were|has|have|had|will|would|can|must|should|shall|not|by\s+saying|following)\b")
_ASKING = re.compile(
    r"(?i)\b(?:reporter|journalist|correspondent|press\b(?!\s+(?:secretary|officer|attach|spokes|service|office))|media|news(?:paper|room)?|agency|tv|television|radio|daily|times|post|herald|moderator|operator|host|interviewer|anchor|presenter|audience|student|participant|member of the public|caller|voices?|aide|photojournalist|photographer|unknown|unidentified|inaudible|speaker unidentified|several|multiple|question|asked by|mp\b|blogger|netizen|user|reader)"
)
_HONORIFIC = re.compile(r"^(?:MS|MR|MRS|DR|PROF|SIR|DAME|LORD|LADY|HON|Mr|Ms|Mrs|Dr|Prof|Shri|Smt|Sri|H\.E)\.?\s+\S")


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
        return re.sub(r"[^\w ]+", "", self.text).casefold().strip()


def label_of(line: str, offset: int) -> TurnLabel | None:
    """The turn label a line opens with; ``offset`` is where the line stands in the text.

    A bare ``Q`` needs no colon; any other label does.
    """
    found = _LABEL.match(line)
    if found is None:
        return None
    words = found["label"].strip()
    colon = bool(found["colon"].strip())
    bare = words.strip("()")
    if _ASK.match(words):
        if not colon and bare.casefold() != "q":
            return None
        turn = Turn.ASK
    elif _REPLY.match(words):
        if not colon and not words.endswith(")"):
            return None
        turn = Turn.REPLY
    elif not (colon or words.startswith("(")) or not _names_someone(words.strip("()") if words.startswith("(") else words):
        return None
    else:
        turn = Turn.NAMED
    start = offset + found.start("label")
    return TurnLabel(words, Span(start, offset + found.end("label")), offset + found.end(), turn, colon)


def _names_someone(words: str) -> bool:
    bare = re.sub(r"\([^)]*\)|,.*", "", words)
    if _NEVER.match(words) or len(words) > 110 or re.search(r"\d|\w{3,}\.\s", bare + words.partition(",")[2]):
        return False
    if words[0] >= "\u4e00":
        return len(words) <= 12 and not re.search(r"[\u76f8\u5173\u94fe\u63a5\u6765\u6e90\u8d23\u7f16\u65f6\u95f4\u65e5\u671f\u6807\u7b7e]{2}", words)
    if _ASKING.search(bare) and len(bare.split()) <= 5 and bare[0].isupper() and not _SAYS.search(bare):  # noqa: PLR2004
        return True
    tokens = [token for token in re.findall(r"[^\s,]+", bare) if token[0].isalpha()]
    if not tokens or len(tokens) > 12 or _SAYS.search(bare):
        return False
    small = frozenset("of for the and to in at von van de der den du da di del la le al bin ibn on with official spokesperson by".split())  # noqa: SIM905
    return all(token[0].isupper() or token.casefold() in small for token in tokens) and tokens[0][0].isupper()


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
    turns = [label.turn for label in labels]
    asked, replied = turns.count(Turn.ASK), turns.count(Turn.REPLY)
    named = Counter(label.key for label in labels if label.turn is Turn.NAMED)
    sure = set(known) & set(named)
    if asked and (replied or named) or asked >= 2 or (replied and named):
        return True
    recurring = [key for key, times in named.items() if times >= 2]
    if sure and recurring and (len(named) >= 2 or set(recurring) & sure):
        return True
    return len(named) >= 2 and len(recurring) >= 1 and sum(named.values()) >= 4
