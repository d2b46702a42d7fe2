"""A page's paragraphs -> its blocks: turns, headings, comments, furniture, and the page's own prose.

A turn label holds until the next label. Comments hold to the end of the page, or until it says that they are over.
Furniture sections (other headlines, notes to editors) hold until the page's own sentences go on.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.domain.source import Block, Role
from bot.ingest.furniture import Mark, caption
from bot.ingest.labels import Turn, TurnLabel
from bot.ingest.layout import Layout, Paragraph

_HANDLE = re.compile(r"(?:@\w{3,30}|[a-z][a-z0-9]{0,20}_\w{1,20}|[a-z]{3,20}\d{1,4})\s+\S")
"""A reader's handle at the head of a paragraph: a comment outside any section of comments."""
_ASKED = re.compile(
    r"""(?xi)
      ^(?:(?:after|at\s+the\s+end\s+of|following|during)\s+the\s+(?:press\s+)?(?:conference|briefing|presser)\b
        |(?:a|an|another|one|some|several)\s+(?:[\w-]+\s+){0,3}
          (?:journalists?|reporters?|correspondents?|media|outlets?)\b)[^?]{0,120}\basked\b
    | \b(?:asked|raised|submitted|put)\b[^.]{0,60}\bquestions?\b
    | \bquestions?\b[^.]{0,40}\b(?:was|were)\s+(?:also\s+)?(?:raised|asked|submitted|put)\b
    | ^(?:a|another|one)\s+(?:\w+\s+)?(?:journalist|reporter|correspondent)s?\b[^.]{0,40}\basked\b
    """
)
"""How an editor hands the word to journalists without a label."""
_FIRST = re.compile(r"(?<![\w'.])(?:[Ww]e|[Oo]ur|I|[Mm]y)(?![\w.])")
"""Words of the presider's own before any label: an editor's introduction has no first person."""
_EDITOR = re.compile(
    r"(?i)\b(?:our|this)\s+(?:own\s+)?(?:reporter|correspondent|newspaper|paper|editor|site)s?\b|\basked\b|\?$"
)
"""Words of a medium, or a question nobody has put a label before."""
_QUOTED = re.compile(r"[\"\u201c\u00ab][^\"\u201d\u00bb]*[\"\u201d\u00bb]")
_OPENING = re.compile(
    r"""(?xi)\b(?:transcript|verbatim|text)\b[^.]{0,60}\bof\b[^.]{0,80}
      \b(?:briefing|remarks|statement|conference|speech)\b[^.]{0,20}\bby\b"""
)
"""What announces that the presider's own words follow, before any label."""
_LONGEST_ASKED, _LONGEST_OPENING = 500, 300
_LONG = 160
"""Characters; a paragraph longer than this is no footer, whether or not it ends in a stop."""
_TOLD = (Role.PARAGRAPH, Role.ANSWER, Role.QUESTION, Role.INTRODUCTION)
_ASIDE = (Role.FURNITURE, Role.META, Role.COMMENT)


def blocks(seen: Layout, title: Paragraph | None, answers: Callable[[TurnLabel], bool]) -> list[Block]:
    """Every paragraph as a block with its role. ``answers`` tells, for a label, whether its turn answers.

    A block of a turn carries the label that opened it; question and answer blocks span the words after the label.
    """
    opening = next(iter(seen.labels), None)
    walk = _Walk(title, seen.transcript, answers, asked_first=opening is not None and not answers(opening))
    made: list[Block] = []
    pars = seen.paragraphs
    for par, following in zip(pars, (*pars[1:], None), strict=False):
        role = walk.role(par, following)
        if par.body.start >= par.body.end:
            continue
        turn = role in (Role.QUESTION, Role.ANSWER)
        span = par.body if turn else par.span
        label = walk.label if turn else None
        made.append(Block(*span, role, label.span if label else None, label.text if label else None))
    return _trailing(made, pars)


@dataclass(slots=True)
class _Walk:
    """Where in the page the reading stands, and the role of the paragraph it meets there."""

    title: Paragraph | None
    transcript: bool
    answers: Callable[[TurnLabel], bool]
    turn: Turn | None = None
    label: TurnLabel | None = None
    comments: bool = False
    section: bool = False
    over: bool = False
    begun: bool = False
    asked_first: bool = False

    def role(self, par: Paragraph, following: Paragraph | None) -> Role:
        """The role of the next paragraph: the first rule that knows it."""
        role = self._bound(par) or self._beyond(par) or self._alone(par)
        if role is not None:
            return role
        if par.label is not None:
            self._open(par.label)
        return self._aside(par) or self._in_turn(par, following) or self._prose(par)

    def _bound(self, par: Paragraph) -> Role | None:
        """The title, and the lines that say where text and comments begin and end."""
        if par is self.title:
            self.section = False
            return Role.HEADING
        if par.mark is Mark.OVER and self.begun:
            self.over = True
            return Role.FURNITURE
        if par.mark is Mark.COMMENTS_OVER:
            self.comments = False
            return Role.FURNITURE
        if par.mark is Mark.COMMENTS and (self.begun or self.title is None):
            self.comments, self.turn = True, None
            return Role.FURNITURE
        return None

    def _beyond(self, par: Paragraph) -> Role | None:
        """What stands below the end of the text, and readers' comments."""
        if self.over and par.label is None and not self.comments:
            return Role.FURNITURE
        if par.label is None and _HANDLE.match(par.text):
            return Role.COMMENT
        if self.comments:
            return Role.FURNITURE if par.role is Role.FURNITURE else Role.COMMENT
        return None

    def _alone(self, par: Paragraph) -> Role | None:
        """What the line alone tells."""
        if par.mark is Mark.SECTION:
            self.section = True
            return Role.FURNITURE
        return par.role

    def _open(self, label: TurnLabel) -> None:
        self.begun, self.section, self.over = True, False, False
        self.turn = Turn.REPLY if self.answers(label) else Turn.ASK
        self.label = label

    def _aside(self, par: Paragraph) -> Role | None:
        """Headlines of a furniture section, captions, and the editor who hands the word to journalists."""
        self.section = self.section and par.heading_like and (self.begun or not par.gap)
        if self.section:
            return Role.FURNITURE
        if par.label is not None:
            return None
        if caption(par.text):
            return Role.FURNITURE
        if self.turn is not None and _hands_on(par.text):
            self.turn = Turn.ASK
            return Role.INTRODUCTION
        return None

    def _in_turn(self, par: Paragraph, following: Paragraph | None) -> Role | None:
        if self.turn is None:
            return None
        if _theme(par, following):
            return Role.HEADING
        return Role.ANSWER if self.turn is Turn.REPLY else Role.QUESTION

    def _prose(self, par: Paragraph) -> Role:
        """Outside any turn: a heading, the page's own text, or what comes before a transcript's first label."""
        if par.heading_like and len(par.text.split()) <= 30:
            return Role.HEADING
        self.begun = True
        if not self.transcript:
            return Role.PARAGRAPH
        if self.asked_first and not _EDITOR.search(par.text) and _FIRST.search(_QUOTED.sub(" ", par.text)):
            self.turn = Turn.REPLY
            return Role.ANSWER
        if len(par.text) <= _LONGEST_OPENING and _OPENING.search(par.text):
            self.turn = Turn.REPLY
        return Role.INTRODUCTION


def _hands_on(text: str) -> bool:
    """Whether an editor hands the word to journalists: "A reporter asked …"."""
    if len(text) >= _LONGEST_ASKED:
        return False
    low = text.casefold()
    return ("ask" in low or "quest" in low) and _ASKED.search(text) is not None


def _theme(par: Paragraph, following: Paragraph | None) -> bool:
    """Whether a line among turns is no part of one: a theme set over the turns that follow."""
    words = len(par.text.split(None, 12))
    if par.label is not None or words > 12 or par.text.startswith("("):
        return False
    listed = words <= 6 and par.text.endswith(":") and not _FIRST.search(par.text)
    if not listed and not par.heading_like:
        return False
    if following is None or following.label is not None or not following.plain:
        return True
    return words <= 6 and par.gap and following.gap


def _trailing(made: Sequence[Block], pars: Sequence[Paragraph]) -> list[Block]:
    """Lines that are no sentences, with nothing but such lines below them, are furniture: a footer, an address."""
    made = list(made)
    prose = {par.body.start for par in pars if par.label is not None or len(par.text) > _LONG or par.sentence_like}
    first = next((n for n, block in enumerate(made) if block.role in _TOLD), len(made))
    for n in range(len(made) - 1, first, -1):
        block = made[n]
        if block.role in _ASIDE:
            continue
        if block.start in prose or block.role is Role.QUESTION:
            break
        made[n] = replace(block, role=Role.FURNITURE, label=None, speaker=None)
    return made
