"""Paragraphs -> quotations: where words stand inside quotation marks, also when they run over several paragraphs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.source import Span

MASK = "\u00a4"
"""Stands for every character inside a quotation in a masked twin."""
_PAIRS = {
    "\u201c": "\u201d",
    "\u00ab": "\u00bb",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
    "\u201e": "\u201c\u201d",
    "\u2018": "'\u2019",
}
"""Opening marks and what may close them."""
_MARKS = '"\u201c\u201d\u00ab\u00bb\u300c\u300d\u300e\u300f\u201e'
_MARK = re.compile(f"[{_MARKS}]")
_SINGLE = re.compile(r"['\u2018](?<![\w'].)(?=\w[^'\u2018\n]{2,})(.{2,1500}?[,.?!])'(?=\s|$)", re.DOTALL)
_DASHES = "-\u2013\u2014"
_DASHED = re.compile(
    r"""
    [\u2013\u2014-]\s+([^\n]*?[,.?!])(?=\s+(?:
        (?:says?|said|adds?|added|explains?|explained|asks?|asked|replies|replied|sier|svarer|sa|mener)\s
      | (?:he|she|[A-Z]\w+)\s+(?:says?|said|adds?|added|explains?|asks?|asked)\b
    ))
    """,
    re.VERBOSE,
)
"""Speech after a dash, as papers in the Nordic countries, France and Spain set it; only with its cue."""


_DASHED_ABROAD = re.compile(
    r"""(?mx)^[ \t]*[\u2013\u2014-][ \t]+[^\n]{2,}?[,.!?\u2026\u201d\u00bb"][ \t]+
      (?:sier|sa|seier|svarer|svarte|mener|mente|skriver|skrev|forteller|fortel|understreker|uttaler|p\u00e5peker|opplyser
        |legger|s\u00e4ger|sade|svarar|menar|skrev|ber\u00e4ttar|betonar|framh\u00e5ller|understryker|uppger|p\u00e5pekar
        |siger|sagde|mener|fort\u00e6ller|udtaler|understreger|tilf\u00f8jer|p\u00e5peger|oplyser
        |sagt|sagte|erkl\u00e4rt|erkl\u00e4rte|betont|betonte|so|meint|meinte|sanoo|sanoi|kertoo)[ \t]+\w"""
)
"""The same with its cue in the languages that set it so; whose words these are is not read."""
_DASH = re.compile(r"\s*[\u2013\u2014-]\s")


def is_dashed(twin: str, paragraph: Span) -> bool:
    """Whether a paragraph opens with a dash on a page where that opens speech: then it is nobody's own text.

    Elsewhere a dash opens an item of a list.
    """
    return _DASH.match(twin, *paragraph) is not None and _DASHED_ABROAD.search(twin) is not None


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation: ``inner`` without its marks, ``outer`` with them.

    ``open`` tells that it was not closed in its paragraph and goes on in the next; ``resumed`` that it goes on from
    the paragraph before.
    """

    inner: Span
    outer: Span
    open: bool = False
    resumed: bool = False


LONGEST = 20_000
"""Characters; a longer paragraph has lost its line ends, and whose its quotations are cannot be told."""


def quotations(text: str, paragraphs: Sequence[Span]) -> list[list[Quotation]]:
    """The quotations of each paragraph, in order.

    A paragraph that leaves a quotation open counts only if the next one opens with a mark again (the way long
    quotations are set); a lone mark otherwise quotes nothing.
    """
    held = [sign for sign in _MARKS if sign in text]
    found = [list(_in_paragraph(text, span, held)) if span.end - span.start <= LONGEST else [] for span in paragraphs]
    result: list[list[Quotation]] = []
    running = False
    for here, span in enumerate(paragraphs):
        row = found[here]
        opens_again = here + 1 < len(paragraphs) and _starts_quoted(text, paragraphs[here + 1])
        if row and row[-1].open and not opens_again:
            row = row[:-1]
        if running and row and _starts_quoted(text, span):
            first = row[0]
            row = [Quotation(first.inner, first.outer, first.open, resumed=True), *row[1:]]
        running = bool(row and row[-1].open)
        result.append(row)
    return result


def masked(twin: str, quotes: Iterable[Quotation]) -> str:
    """The twin, of the same length, with the insides of quotations blanked."""
    parts, at = [], 0
    for quote in sorted(quotes, key=lambda quote: quote.inner):
        if quote.inner.start < at:
            continue
        parts += [twin[at : quote.inner.start], MASK * (quote.inner.end - quote.inner.start)]
        at = quote.inner.end
    return "".join([*parts, twin[at:]])


def _starts_quoted(text: str, span: Span) -> bool:
    return text[span.start] in '"\u201c\u00ab\u201e\u300c'


def _in_paragraph(text: str, span: Span, held: Sequence[str]) -> Iterator[Quotation]:
    """The quotations of one paragraph; single marks count only where it has no double ones, ``held`` by the page."""
    dashed = _DASHED.match(text, *span) if text[span.start] in _DASHES else None
    if dashed is not None:
        yield Quotation(Span(*dashed.span(1)), Span(span.start, dashed.end(1)))
        return
    at, any_double = span.start, any(text.find(sign, *span) >= 0 for sign in held)
    while any_double and (mark := _MARK.search(text, at, span.end)):
        closing = _closing(text, mark, span)
        if closing is None:
            at = mark.end()
            continue
        if closing < 0:
            yield Quotation(Span(mark.end(), span.end), Span(mark.start(), span.end), open=True)
            return
        yield Quotation(Span(mark.end(), closing), Span(mark.start(), closing + 1))
        at = closing + 1
    if not any_double and (text.find("'", *span) >= 0 or text.find("\u2018", *span) >= 0):
        for single in _SINGLE.finditer(text, span.start, span.end):
            yield Quotation(Span(*single.span(1)), Span(*single.span()))


def _closing(text: str, mark: re.Match[str], span: Span) -> int | None:
    """Where the quotation that opens at ``mark`` closes; -1 if it stays open; None if the mark opens nothing."""
    sign, start = mark[0], mark.end()
    if sign in _BOTH_WAYS and not _opens(text, mark.start(), span):
        return None
    if sign == '"':
        return text.find('"', start, span.end)
    if sign in _TURNED:
        closing = text.find(_TURNED[sign], start, span.end)
        return closing if closing > 0 else None
    if sign not in _PAIRS:
        return None
    ends = [place for end in _PAIRS[sign] if (place := text.find(end, start, span.end)) >= 0]
    if not ends and sign == "\u201c":
        return text.find('"', start, span.end)
    return min(ends, default=-1)


_BOTH_WAYS = '"\u201c\u201d\u00bb'
"""Marks that close as well as open, by the language."""
_TURNED = {"\u201d": "\u201d", "\u00bb": "\u00ab"}
"""Swedish and Finnish set both ends with \u201d; Danish and German set \u00bbso\u00ab."""


def _opens(text: str, at: int, span: Span) -> bool:
    """Whether a mark stands before words: nothing or a blanked tag (three blanks at least) between them."""
    before = text[at - 1] if at > span.start else " "
    rest = text[at + 1 : min(span.end, at + 120)]
    gap = len(rest) - len(rest.lstrip(" "))
    if gap >= _SHORTEST_TAG:
        return before.isspace() and rest[gap : gap + 1].isalnum()
    return gap == 0 and not rest[:1].isspace() and bool(rest) and not before.isalnum()


_SHORTEST_TAG = 3
"""Characters of ``<b>``."""
