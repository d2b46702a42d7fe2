"""An answer as cards for the terminal: how the question was read, each excerpt with its source, what was left out."""

from collections.abc import Callable, Iterator

from bot.adapters.terminal import words
from bot.adapters.terminal.paint import Ink, Paint
from bot.adapters.terminal.screen import NARROWEST, cells, one_line, plain_wrap, visible_with, wrap
from bot.domain.answer import Answer, Context, Excerpt, Match
from bot.domain.source import Span
from bot.domain.statement import Voice

PartyName = Callable[[str], str]
"""The English name of a party id: ``CN`` is China."""

_LEFT_OUT = {
    "undated": "without a date, so not counted into the period",
    "unsure": "not surely attributed",
    "more": "further down",
}


class Cards:
    """Draws answers ``width`` columns wide."""

    def __init__(self, paint: Paint, width: int, party_name: PartyName) -> None:
        self._paint = paint
        self._width = max(width, NARROWEST)
        self._party_name = party_name

    def answer(self, answer: Answer, *, first: int = 1) -> str:
        """The whole reply; ``first`` numbers the first excerpt."""
        lines = list(self._reading(answer))
        shown: dict[str, int] = {}
        for number, excerpt in enumerate(answer.excerpts, first):
            lines += ["", *self.excerpt(excerpt, number, page_of=shown.get(excerpt.source.id))]
            shown.setdefault(excerpt.source.id, number)
        if answer.nothing is not None:
            lines += ["", *self._wrapped("Nothing found: " + one_line(answer.nothing.reason), Ink.NAME)]
            if answer.nothing.nearest:
                lines += ["", *self._wrapped("Nearest in the archive:", Ink.ASIDE)]
            for excerpt in answer.nothing.nearest:
                lines += ["", *self.excerpt(excerpt, None)]
        left = list(self._left_out(answer))
        return "\n".join([*lines, *(["", *left] if left else [])])

    def excerpt(self, excerpt: Excerpt, number: int | None, *, page_of: int | None = None) -> Iterator[str]:
        """One card. Number None draws a bullet; ``page_of`` is an earlier card that cites the same page in full."""
        yield from self._who(excerpt, "·" if number is None else str(number))
        indent = "  " if number is None or number < 10 else "   "  # as wide as the number
        if excerpt.context and excerpt.context.role == "question":
            yield from self._context(excerpt.context, indent, excerpt.matched)
        yield from self._quotation(excerpt, indent)
        if excerpt.context and excerpt.context.role != "question":
            yield from self._context(excerpt.context, indent, excerpt.matched)
        yield from self._citation(excerpt, indent, page_of)
        yield from self._found_by(excerpt, indent)

    def _reading(self, answer: Answer) -> Iterator[str]:
        question = answer.question
        if question.read_as:
            yield from self._wrapped(f"Read as: {one_line(question.read_as)}", Ink.ASIDE)
        for wrong, right in question.corrections.items():
            yield from self._wrapped(f"“{one_line(wrong)}” read as “{one_line(right)}”", Ink.ASIDE)

    def _who(self, excerpt: Excerpt, number: str) -> Iterator[str]:
        """Name, role and party, with the voice as a badge at the right or on a line of its own."""
        speaker = excerpt.speaker
        party = self._party_name(speaker.party) if speaker.party else ""
        name = one_line(speaker.name)
        role = one_line(speaker.role or "")
        rest = [part for part in (role, party) if part and part.casefold() not in name.casefold()]
        badge = words.voice_of(excerpt)
        guess = "likely " if words.likely(excerpt.statement.unit.confidence) else ""
        head = f"{number} {guess}{name}" + "".join(f", {part}" for part in rest)
        gap = self._width - cells(head) - cells(badge)
        shown = f"{number} {guess}" + self._paint(name, Ink.NAME) + "".join(f", {part}" for part in rest)
        ink = Ink.REPORTED if excerpt.voice is Voice.REPORTED else Ink.GOOD
        if gap >= 2:  # at least two spaces between
            yield shown + " " * gap + self._paint(badge, ink)
            return
        yield from self._wrapped(head, Ink.NAME, after="  ")
        yield from self._wrapped(badge, ink, indent="  ")

    def _quotation(self, excerpt: Excerpt, indent: str) -> Iterator[str]:
        """The words, in quotation marks behind a bar; a paraphrase without marks behind a broken bar."""
        reported = excerpt.voice is Voice.REPORTED
        bar, ink = ("┊ ", Ink.REPORTED) if reported else ("│ ", Ink.QUOTE)
        text, marks = visible_with(excerpt.text, highlights(excerpt))
        if not reported:
            text = f"“{text}”"
            marks = tuple(Span(mark.start + 1, mark.end + 1) for mark in marks)
        for line in wrap(text, self._width - len(indent) - 2, marks=marks):
            pieces = (self._paint(piece, Ink.MATCH) if marked else piece for piece, marked in line)
            yield indent + self._paint(bar, ink) + "".join(pieces)

    def _context(self, context: Context, indent: str, matched: tuple[Match, ...]) -> Iterator[str]:
        label = {
            "question": "a journalist asked:",
            "before": "said before it:",
            "after": "said after it:",
            "heading": "under the heading:",
        }.get(context.role, f"{context.role}:")
        found = [match.text for match in matched if match.where == "context"]
        text = f"{label} {_shortened(one_line(context.text), found)}"
        yield from self._wrapped(text, Ink.ASIDE, indent=indent, after=indent)

    def _citation(self, excerpt: Excerpt, indent: str, page_of: int | None) -> Iterator[str]:
        facts = excerpt.source.facts
        carried = [fact.value for fact in (facts.publisher, facts.agency) if fact]
        parts = [words.date_of(facts), *(one_line(value) for value in dict.fromkeys(carried))]
        yield from self._wrapped(" · ".join(parts), indent=indent)
        place = f"{excerpt.start}–{excerpt.end}"
        if page_of is not None:
            yield from self._wrapped(f"the same page as {page_of} · {place}", Ink.ASIDE, indent=indent)
        else:
            if facts.title:
                yield from self._wrapped(one_line(facts.title.value), indent=indent)
            if facts.url:
                yield indent + self._paint(one_line(facts.url.value), Ink.ASIDE)
            place = f"{one_line(excerpt.source.name)} · {excerpt.source.id[:8]} · {place}"
            yield from self._wrapped(place, Ink.ASIDE, indent=indent)
        if excerpt.also_in:
            sources = words.count(len(excerpt.also_in), "other source")
            named = ", ".join(source[:8] for source in excerpt.also_in)
            yield from self._wrapped(f"also in {sources}: {named}", Ink.ASIDE, indent=indent)

    def _found_by(self, excerpt: Excerpt, indent: str) -> Iterator[str]:
        if excerpt.matched:
            shown = dict.fromkeys(_reason(match) for match in excerpt.matched)
            yield from self._wrapped("found by " + ", ".join(shown), Ink.ASIDE, indent=indent)

    def _left_out(self, answer: Answer) -> Iterator[str]:
        for reason, number in answer.left_out.items():
            if number:
                why = _LEFT_OUT.get(reason, reason)
                yield from self._wrapped(f"left out: {words.count(number, 'statement')} {why}", Ink.ASIDE)

    def _wrapped(self, text: str, *inks: Ink, indent: str = "", after: str = "") -> Iterator[str]:
        for number, line in enumerate(plain_wrap(text, self._width - len(indent or after))):
            yield (indent if number == 0 else indent or after) + self._paint(line, *inks)


def highlights(excerpt: Excerpt) -> tuple[Span, ...]:
    """Where matched words stand in the excerpt's text, not overlapping; anything that is not there is dropped."""
    spans = []
    for match in excerpt.matched:
        if match.where != "statement" or match.span is None:
            continue
        span = Span(match.span.start - excerpt.start, match.span.end - excerpt.start)
        if span.start >= 0 and excerpt.text[span.start : span.end] == match.text and match.text:
            spans.append(span)
    chosen: list[Span] = []
    for span in sorted(spans):
        if not chosen or span.start >= chosen[-1].end:
            chosen.append(span)
    return tuple(chosen)


def _reason(match: Match) -> str:
    """``Norwegian (for norway)``, ``Norwegian in what it answers``."""
    text, asked = one_line(match.text), one_line(match.asked)
    where = {"statement": "", "context": " in the words around it", "title": " in the title"}.get(match.where, "")
    same = text.casefold() == asked.casefold()
    return f"“{text}”{where}" + ("" if same or not asked else f" for {asked}")


def _shortened(text: str, found: list[str], most: int = 320) -> str:
    """Whole words of a long context within ``most`` characters, around what was found in it, else its end."""
    if len(text) <= most:
        return text
    at = min((at for word in found if (at := text.find(word)) >= 0), default=len(text))
    start = max(0, min(at - most // 3, len(text) - most))
    start = text.rfind(" ", 0, start + 1) + 1
    end = len(text) if start + most >= len(text) else text.rfind(" ", start, start + most)
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
