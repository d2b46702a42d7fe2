"""A page's lines -> its paragraphs with what each is there for: turns, headings, comments, furniture.

A turn label holds until the next label. Comments hold to the end of the page, or until it says that they are over.
Furniture sections (other headlines, notes to editors) hold until the page's own sentences go on.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.domain.source import Block, PartialDate, Role, Span
from bot.ingest.furniture import Mark, mark_of, role_of
from bot.ingest.labels import Turn, TurnLabel, asks, honorific, is_transcript, label_of
from bot.ingest.lines import lines, paragraphs

_TERMINAL = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\u061f][\"'\u201c\u201d\u00ab\u00bb\u300d\u300f)\]\d]*$|[\"\u201c\u201d\u00bb][.!?]$|[.!?][\"\u201d]?\s+(?:Endi(?:tem)?|ENDS?|\(END\))$")
_CAPTION = re.compile(
    r"(?i)(?:[(\[][^()\[\]]{0,60}(?:photo|foto|image|afp|reuters|getty|xinhua|ntb|epa|file|courtesy|illustration)[^()\[\]]{0,60}[)\]]|\b(?:photo|foto)\s*:\s*[\w ./-]{2,40}|\bvia\s+(?:reuters|ap|afp|getty[\w ]{0,20})|[/\u00a9]\s?(?:afp|reuters|getty|xinhua|ntb|epa|ap|scanpix|tass)[\w\s/.]{0,40})\.?$"
)
_CAPTIONED = re.compile(r"(?i)\[\d+/\d+\]|file\s+(?:photo\b|[-\u2013])")
_FRONT = re.compile(r"---[ ]*\n(?=[\w\"'-]+[ ]*:).*?\n(?:---|\.\.\.)[ ]*(?:\n|$)", re.S)
_LONGEST_HEADING = 260


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and what its words alone tell: a turn label, a role, a mark."""

    span: Span
    text: str
    label: TurnLabel | None = None
    role: Role | None = None
    mark: Mark | None = None
    gap: bool = False  # a blank line stands before it

    @property
    def body(self) -> Span:
        """The paragraph without its turn label."""
        return Span(self.label.body, self.span.end) if self.label else self.span

    @property
    def sentence_like(self) -> bool:
        """Whether it ends the way a sentence does."""
        return _TERMINAL.search(self.text, max(0, len(self.text) - 20)) is not None

    @property
    def heading_like(self) -> bool:
        """A short line that is no sentence: a headline, a name, a theme."""
        words = self.text.split()
        return "\n" not in self.text and len(self.text) <= _LONGEST_HEADING and not self.sentence_like and not self.text.endswith((",", ";", ":")) and not self.text.startswith(("- ", "\u2013 ")) and not self.text[0].islower() and len(words) <= 40


@dataclass(frozen=True, slots=True)
class Layout:
    """A page's paragraphs, and whether they take turns."""

    paragraphs: tuple[Paragraph, ...]
    transcript: bool

    @property
    def labels(self) -> list[TurnLabel]:
        """The turn labels, in order."""
        return [par.label for par in self.paragraphs if par.label is not None]


Dates = Callable[[str], Sequence[tuple[Span, PartialDate]]]


def layout(twin: str, find_dates: Dates, official: Callable[[str], bool]) -> Layout:
    """The paragraphs of a page. ``official`` tells whether a label's words name an official or an official's post."""
    rows = lines(twin)
    front = _FRONT.match(twin)
    told: dict[int, _Told] = {}
    previous: Span | None = None
    for row in rows:
        within = front is not None and row.start < front.end()
        told[row.start] = (None, Role.META, None) if within else _tell(twin, row, previous, find_dates, official)
        previous = row
    labels = [tell[0] for tell in told.values() if tell[0]]
    sure = [label.key for label in labels if label.turn is Turn.NAMED and (asks(label.text) or official(label.text))]
    transcript = is_transcript(labels, sure)
    if not transcript:
        told = {start: (None, role, mark) for start, (_, role, mark) in told.items()}
    pars: list[Paragraph] = []
    ends = -1
    for span in paragraphs(twin, rows, lambda row: any(told[row.start]), lambda row: told[row.start][0] is None):
        gap = ends < 0 or twin.count("\n", ends, span.start) > 1
        words = _RUN.sub(" ", twin[span.start : span.end])  # blanked tags leave runs of blanks
        pars.append(Paragraph(span, words, *told[span.start], gap=gap))
        ends = span.end
    return Layout(tuple(pars), transcript)


_RUN = re.compile(r" {2,}")
_Told = tuple[TurnLabel | None, Role | None, Mark | None]


def _tell(twin: str, row: Span, previous: Span | None, find_dates: Dates, official: Callable[[str], bool]) -> _Told:
    """What a line alone tells: its turn label, its role, its mark."""
    words = twin[row.start : row.end]
    dated = None
    if len(words) <= 120 and any(char.isdigit() for char in words):
        dated = next(((span.start, span.end) for span, _ in find_dates(words)), None)
    label = label_of(words, row.start)
    if label is not None and label.turn is Turn.NAMED and (not label.colon and not official(label.text) or dated is not None and dated[0] <= label.body - row.start):
        label = None
    if label is not None and label.turn is Turn.NAMED and previous is not None and not _fresh(twin, previous, row):
        label = None
    heads = previous is None and label is not None and label.turn is Turn.NAMED  # "Embassy in Oslo: Questions and answers"
    if heads and _TERMINAL.search(words, max(0, len(words) - 20)) is None:
        label = None
    person = label is not None and (label.turn is not Turn.NAMED or official(label.text))
    role = None if person else role_of(words, dated)
    mark = mark_of(words)
    return (None if role or mark else label), role, mark


def _fresh(twin: str, previous: Span, row: Span) -> bool:
    """Whether a line may open a named turn: after a blank line, or after a finished sentence or another short line."""
    if twin.count("\n", previous.end, row.start) > 1:
        return True
    before = twin[previous.start : previous.end]
    return _TERMINAL.search(before) is not None or len(before) < 60 or before.endswith(":")


def title_of(pars: Sequence[Paragraph], stated: str | None, letterhead: Callable[[str], bool]) -> Paragraph | None:
    """The page's own heading: the line that says the stated title, else the first that can be one.

    ``letterhead`` tells the lines that only name a body ("THE WHITE HOUSE"), which stand above it.
    """
    if stated:
        wanted = _letters(stated)
        for par in pars[:40]:
            if len(par.text) <= 2 * len(stated) + 40 and _letters(par.text) == wanted:  # noqa: PLR2004
                return par
    best, score = None, 0.0
    for number, par in enumerate(pars[:40]):
        if par.label is not None or _prose(par):
            break
        if par.role is not None or par.mark is not None or par.sentence_like and par.text[-1] != "?" or letterhead(par.text):
            continue
        worth = _worth(par) + number / 10
        if worth > score:
            best, score = par, worth
    return best


def _prose(par: Paragraph) -> bool:
    return par.role is None and par.sentence_like and len(par.text) > 160  # noqa: PLR2004


_THEME = re.compile(r"(?i)\b(?:statement|remarks|spokes\w+|declaration|communiqu|press conference|briefing|speech|address|readout|response)")


def _worth(par: Paragraph) -> float:
    """How much a line looks like a page's title: some words, not shouted, its theme a statement."""
    words = par.text.split()
    if len(words) < 2 or len(par.text) > _LONGEST_HEADING + 100 or par.text.count("\n") > 5:  # noqa: PLR2004
        return 0.0
    shouted = 4.0 if par.text.isupper() else 0.0
    timed = 6.0 if re.search(r"\b\d{1,2}[:.]\d{2}\b", par.text) else 0.0
    if _CAPTION.search(par.text):
        return 0.0
    timed += 5.0 if re.search(r"\b(?:19|20)\d\d\b", par.text) and not _THEME.search(par.text) else 0.0
    return max(0.5, min(len(words), 10) + (4.0 if _THEME.search(par.text) else 0.0) - shouted - timed)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


_HANDLE = re.compile(r"(?:@\w{3,30}|[a-z][a-z0-9]{0,20}_\w{1,20}|[a-z]{3,20}\d{1,4})\s+\S")
"""A reader's handle at the head of a paragraph: a comment outside any section of comments."""
_ASKED = re.compile(r"(?i)^(?:(?:after|at\s+the\s+end\s+of|following|during)\s+the\s+(?:press\s+)?(?:conference|briefing|presser)\b|(?:a|an|another|one|some|several)\s+(?:[\w-]+\s+){0,3}(?:journalists?|reporters?|correspondents?|media|outlets?)\b)[^?]{0,120}\basked\b|\b(?:asked|raised|submitted|put)\b[^.]{0,60}\bquestions?\b|\bquestions?\b[^.]{0,40}\b(?:was|were)\s+(?:also\s+)?(?:raised|asked|submitted|put)\b|^(?:a|another|one)\s+(?:\w+\s+)?(?:journalist|reporter|correspondent)s?\b[^.]{0,40}\basked\b")


@dataclass(slots=True)
class _State:
    """Where in the page the reading stands."""

    turn: Turn | None = None
    label: TurnLabel | None = None
    speaker: str | None = None
    comments: bool = False
    section: bool = False
    over: bool = False
    begun: bool = False


def blocks(seen: Layout, title: Paragraph | None, answers: Callable[[TurnLabel], bool]) -> list[Block]:
    """Every paragraph as a block with its role. ``answers`` tells, for a label, whether its turn answers.

    A block of a turn carries the label that opened it; question and answer blocks span the words after the label.
    """
    state, made = _State(), []
    pars = seen.paragraphs
    for here, par in enumerate(pars):
        following = pars[here + 1] if here + 1 < len(pars) else None
        role = _role(par, following, title, state, seen.transcript, answers)
        body = par.body
        if body.start >= body.end:
            continue
        turn = role in (Role.QUESTION, Role.ANSWER)
        span = body if turn else par.span
        made.append(Block(span.start, span.end, role, state.label.span if turn and state.label else None, state.label.text if turn and state.label else None))
    return _trailing(made, pars)


def _role(par: Paragraph, following: Paragraph | None, title: Paragraph | None, state: _State, transcript: bool, answers: Callable[[TurnLabel], bool]) -> Role:
    if par is title:
        state.section = False
        return Role.HEADING
    if par.mark is Mark.OVER and state.begun:
        state.over = True
        return Role.FURNITURE
    if par.mark is Mark.COMMENTS_OVER:
        state.comments = False
        return Role.FURNITURE
    if par.mark is Mark.COMMENTS and (state.begun or title is None):
        state.comments, state.turn = True, None
        return Role.FURNITURE
    if state.over and par.label is None and not state.comments:
        return Role.FURNITURE
    if par.label is None and _HANDLE.match(par.text):
        return Role.COMMENT
    if state.comments:
        return Role.FURNITURE if par.role is Role.FURNITURE else Role.COMMENT
    if par.mark is Mark.SECTION:
        state.section = True
        return Role.FURNITURE
    if par.role is not None:
        return par.role
    if par.label is not None:
        state.begun, state.section, state.over = True, False, False
        state.turn = Turn.REPLY if answers(par.label) else Turn.ASK
        state.label = par.label
    if state.section and _still_section(par, state):
        return Role.FURNITURE
    state.section = False
    if par.label is None and len(par.text) <= 400 and (_CAPTION.search(par.text, max(0, len(par.text) - 90)) or _CAPTIONED.match(par.text)):  # noqa: PLR2004
        return Role.FURNITURE
    if state.turn is not None and par.label is None and len(par.text) < 500 and _ASKED.search(par.text):  # noqa: PLR2004
        state.turn = Turn.ASK
        return Role.INTRODUCTION
    if state.turn is not None:
        theme = par.gap and following is not None and following.gap and len(par.text.split()) <= 6  # noqa: PLR2004
        listed = par.text.endswith(":") and len(par.text.split()) <= 6 and not _FIRST.search(par.text)  # noqa: PLR2004
        if par.label is None and (par.heading_like or listed) and len(par.text.split()) <= 12 and (theme or following is None or following.label is not None or following.role is not None or following.mark is not None) and not par.text.startswith("("):
            return Role.HEADING
        return Role.ANSWER if state.turn is Turn.REPLY else Role.QUESTION
    if par.heading_like and len(par.text.split()) <= 30:
        return Role.HEADING
    state.begun = True
    if transcript and _FIRST.search(_QUOTED.sub(" ", par.text)):
        state.turn = Turn.REPLY
        return Role.ANSWER
    if transcript and len(par.text) <= 300 and _OPENING.search(par.text):  # noqa: PLR2004
        state.turn = Turn.REPLY
    return Role.INTRODUCTION if transcript else Role.PARAGRAPH


_FIRST = re.compile(r"(?<![\w'.])(?:[Ww]e|[Oo]ur|I|[Mm]y)(?![\w.])")
"""Words of the presider's own before any label: an editor's introduction has no first person."""
_QUOTED = re.compile(r"[\"\u201c\u00ab][^\"\u201d\u00bb]*[\"\u201d\u00bb]")
_OPENING = re.compile(r"(?i)\b(?:transcript|verbatim|text)\b[^.]{0,60}\bof\b[^.]{0,80}\b(?:briefing|remarks|statement|conference|speech)\b[^.]{0,20}\bby\b")
"""What announces that the presider's own words follow, before any label."""


def _still_section(par: Paragraph, state: _State) -> bool:
    if par.heading_like:
        return state.begun or not par.gap
    return False


def _trailing(made: list[Block], pars: Sequence[Paragraph]) -> list[Block]:
    """Lines that are no sentences, with nothing but such lines below them, are furniture: a footer, an address."""
    made = list(made)
    prose = {par.body.start for par in pars if par.sentence_like or len(par.text) > 160 or par.label is not None}  # noqa: PLR2004
    for n in range(len(made) - 1, -1, -1):
        block = made[n]
        if block.role in (Role.FURNITURE, Role.META, Role.COMMENT):
            continue
        if block.start in prose or block.role is Role.QUESTION or not any(other.role in _TOLD for other in made[:n]):
            break
        made[n] = replace(block, role=Role.FURNITURE, label=None, speaker=None)
    return made


_TOLD = (Role.PARAGRAPH, Role.ANSWER, Role.QUESTION, Role.INTRODUCTION)
