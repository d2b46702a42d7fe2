"""A page's lines -> its paragraphs, each with what its words alone tell: a turn label, a role, a mark."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.domain.source import PartialDate, Role, Span
from bot.ingest.furniture import Mark, mark_of, role_of
from bot.ingest.labels import Turn, TurnLabel, asks, is_transcript, label_of
from bot.ingest.lines import lines, paragraphs

_TERMINAL = re.compile(
    r"""(?x)
      [.!?\u2026\u3002\uff01\uff1f\u061f]["'\u201c\u201d\u00ab\u00bb\u300d\u300f)\]\d]*$
    | ["\u201c\u201d\u00bb][.!?]$
    | [.!?]["\u201d]?\s+(?:Endi(?:tem)?|ENDS?|\(END\))$
    """
)
_STOPS = tuple(".!?\u2026\u3002\uff01\uff1f\u061f")
_ENDING = 20
"""Characters at the end of a paragraph in which its stop, closing marks and an agency's end mark stand."""
_FRONT = re.compile(r"---[ ]*\n(?=[\w\"'-]+[ ]*:).*?\n(?:---|\.\.\.)[ ]*(?:\n|$)", re.DOTALL)
"""Front matter that the page's reader left in the text."""
_RUN = re.compile(r" {2,}")
_DIGIT = re.compile(r"\d")
_LONGEST_DATED = 120
_SHORT = 60
"""Characters; a line shorter than this stands by itself."""

LONGEST_HEADING = 260
"""Characters; and no heading has more words than ``_MOST_WORDS``."""
_MOST_WORDS = 40

Dates = Callable[[str], Sequence[tuple[Span, PartialDate]]]
Official = Callable[[str], bool]
_Told = tuple[TurnLabel | None, Role | None, Mark | None]


def _terminal(text: str) -> bool:
    return text.endswith(_STOPS) or _TERMINAL.search(text, max(0, len(text) - _ENDING)) is not None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and what its words alone tell: a turn label, a role, a mark."""

    span: Span
    text: str
    label: TurnLabel | None = None
    role: Role | None = None
    mark: Mark | None = None
    gap: bool = False  # a blank line stands before it
    sentence_like: bool = field(init=False)  # it ends the way a sentence does

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentence_like", _terminal(self.text))

    @property
    def body(self) -> Span:
        """The paragraph without its turn label."""
        return Span(self.label.body, self.span.end) if self.label else self.span

    @property
    def plain(self) -> bool:
        """Whether nothing tells it from the page's own sentences and headings: no role and no mark."""
        return self.role is None and self.mark is None

    @property
    def heading_like(self) -> bool:
        """A short line that is no sentence: a headline, a name, a theme."""
        text = self.text
        if len(text) > LONGEST_HEADING or "\n" in text or text[0].islower() or text.startswith(("- ", "\u2013 ")):
            return False
        return not text.endswith((",", ";", ":")) and not self.sentence_like and len(text.split()) <= _MOST_WORDS


@dataclass(frozen=True, slots=True)
class Layout:
    """A page's paragraphs, and whether they take turns."""

    paragraphs: tuple[Paragraph, ...]
    transcript: bool

    @property
    def labels(self) -> list[TurnLabel]:
        """The turn labels, in order."""
        return [par.label for par in self.paragraphs if par.label is not None]


def layout(twin: str, find_dates: Dates, official: Official) -> Layout:
    """The paragraphs of a page. ``official`` tells whether a label's words name an official or an official's post."""
    rows = lines(twin)
    told = _tell_all(twin, rows, find_dates, official)
    labels = [label for label, _, _ in told.values() if label]
    sure = [label.key for label in labels if label.turn is Turn.NAMED and (asks(label.text) or official(label.text))]
    transcript = is_transcript(labels, sure) or _all_labelled(twin, told, sure)
    if not transcript:
        told = {start: (None, role, mark) for start, (_, role, mark) in told.items()}
    pars: list[Paragraph] = []
    ends = -1
    for span in paragraphs(twin, rows, lambda row: any(told[row.start]), lambda row: told[row.start][0] is None):
        gap = ends < 0 or twin.count("\n", ends, span.start) > 1
        words = twin[span.start : span.end]
        if "  " in words:
            words = _RUN.sub(" ", words)  # blanked tags leave runs of blanks
        pars.append(Paragraph(span, words, *told[span.start], gap=gap))
        ends = span.end
    return Layout(tuple(pars), transcript)


def _all_labelled(twin: str, told: dict[int, _Told], sure: Sequence[str]) -> bool:
    """Whether a page is all turns, though no label comes back: "Reuters: …", "Mao Ning: …", and that is it."""
    named = {label.key for label, _, _ in told.values() if label is not None and label.turn is Turn.NAMED}
    if len(named) < 2 or not named & set(sure):
        return False
    turns = loose = 0
    for start, (label, role, mark) in told.items():
        end = twin.find("\n", start)
        finished = _terminal(twin[start : end if end >= 0 else len(twin)].rstrip())
        if label is not None and not finished:
            return False  # a headline: "Minister: No comment"
        turns += label is not None
        loose += finished and not (label or role or mark)
    return loose <= turns


def _tell_all(twin: str, rows: Sequence[Span], find_dates: Dates, official: Official) -> dict[int, _Told]:
    """What each line alone tells, by where it starts."""
    front = _FRONT.match(twin)
    told: dict[int, _Told] = {}
    previous: Span | None = None
    for row in rows:
        within = front is not None and row.start < front.end()
        told[row.start] = (None, Role.META, None) if within else _tell(twin, row, previous, find_dates, official)
        previous = row
    return told


def _tell(twin: str, row: Span, previous: Span | None, find_dates: Dates, official: Official) -> _Told:
    """What a line alone tells: its turn label, its role, its mark."""
    words = twin[row.start : row.end]
    dated = None
    if len(words) <= _LONGEST_DATED and _DIGIT.search(words):
        dated = next(((span.start, span.end) for span, _ in find_dates(words)), None)
    label = label_of(words, row.start)
    named = label is not None and label.turn is Turn.NAMED
    if label is not None and named:
        within = dated is not None and dated[0] <= label.body - row.start  # "Oslo, 3 May 2021:"
        sure = label.colon or official(label.text)
        if within or not sure or not _may_open(twin, previous, row):
            label, named = None, False
    person = label is not None and (not named or official(label.text))
    role = None if person else role_of(words, dated)
    mark = mark_of(words)
    return (None if role or mark else label), role, mark


def _may_open(twin: str, previous: Span | None, row: Span) -> bool:
    """Whether a line may open a named turn: after a blank line, a finished sentence or another short line.

    The first line of a page may only if it is a sentence: "Embassy in Oslo: Questions and answers" is a title.
    """
    if previous is None:
        return _terminal(twin[row.start : row.end])
    if twin.count("\n", previous.end, row.start) > 1:
        return True
    before = twin[previous.start : previous.end]
    return len(before) < _SHORT or before.endswith(":") or _TERMINAL.search(before) is not None
