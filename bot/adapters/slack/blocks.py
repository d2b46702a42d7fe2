"""A card, a listing or lines -> Block Kit within the room they are given; a page's words in rich text only."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from bot.adapters.slack import limits, mrkdwn
from bot.adapters.slack.limits import weight
from bot.adapters.slack.mrkdwn import Element, text
from bot.desk import captions, links
from bot.desk.card import Card, Passage
from bot.desk.cutting import around, cut, shortened, size
from bot.desk.reply import Line, Listing, Row
from bot.desk.runs import plain
from bot.domain.statement import Voice

BADGES = {
    Voice.DIRECT: "🟢",
    Voice.TRANSCRIPT: "🔵",
    Voice.OFFICIAL: "🟣",
    Voice.REPORTED: "⚪",  # not their own words
}
"""The colours a voice has on every platform, here before its name."""

LINE = 900
"""Units of one line of text."""

BLOCKS = 5
"""Blocks, at most, of which a card, a listing or lines are made."""

_QUOTATION = 4000
"""Units of a quotation: longer ones are cut, as on every platform, to be read in a channel."""

_BESIDE = 500
"""Characters of what was said around an excerpt: enough to understand it by, little beside the excerpt itself."""

_NAME = 200
_ROW = 1000
"""Units of a row of a listing, so that a long one leaves room for others."""

_PAGE = 2400
"""Units of one block of a listing: a longer listing is divided."""

_UNCUT = 60
"""Units kept free for the line that tells how much was left off."""


def card_blocks(card: Card, room: int) -> list[Element]:
    """The card in at most ``room`` units, 600 or more: who, the words, where they stand, how they were found.

    The citation takes two thirds at most; words that do not fit into the rest are cut visibly, outside the marks.
    """
    who = mrkdwn.section(_who(card, min(_NAME + 60, room // 8)))
    facts = [mrkdwn.rich(_facts(card, room))]
    if found := shortened(captions.found(card), min(_BESIDE, room // 10), mrkdwn.escaped):
        facts.append(context(found))
    words = _words(card, room - weight([who, *facts]))
    return [mrkdwn.rich([who, *words]), *facts]


def _who(card: Card, room: int) -> Iterator[Element]:
    name = shortened(captions.name(card), room // 2)
    yield text(name, "bold")
    if about := shortened(captions.about(card), room - size(name)):
        yield text(about)


def _facts(card: Card, room: int) -> Iterator[Element]:
    """Voice, date, carriers and source, in less than half of ``room``."""
    short = min(200, room // 16)
    badge = shortened(plain(card.badge), short)
    if card.voice is Voice.REPORTED and badge:
        said = [text(f"{BADGES[card.voice]} "), text(badge, "italic")]
    else:
        said = [text(f"{BADGES[card.voice]} {badge}".rstrip())]
    said.append(text(f" · {shortened(plain(card.date), short) or 'date unknown'}"))
    if carried := shortened(captions.carried(card), short):
        said.append(text(f" · published by {carried}"))
    yield mrkdwn.section(said)
    if source := list(_source(card, room // 4)):
        yield mrkdwn.section(source)


def _source(card: Card, room: int) -> Iterator[Element]:
    """The title as a link that opens at the words, and where else they stand."""
    also = shortened(captions.also_in(card), room // 3)
    title = plain(card.title)
    url = next((url for url in _addresses(card.url) if size(url) + size(title[:40]) + size(also) + 40 <= room), "")
    shown = shortened(title, room - size(also) - size(url) - 20)
    if shown or url:
        yield text("Source: ")
        yield mrkdwn.link(shown or "open", url) if url else text(shown)
    if also:
        yield text(f"\n{also}" if shown or url else also)


def _addresses(url: str) -> Iterator[str]:
    """The address with its text fragment, and without; none if it is not one to follow."""
    if target := links.link(url):
        yield target
        yield links.page_of(target)


def _words(card: Card, room: int) -> Iterator[Element]:
    """The quotation in a quotation's frame; before it the question it answers, or behind it what stands beside it."""
    beside = list(_beside(card, min(2 * _BESIDE + 100, room // 3)))
    longest = min(_QUOTATION, room - weight(beside) - _UNCUT - 2)
    words, left = cut(card.words, lambda begun: size(plain(begun)) <= longest)
    if card.answers:
        yield from beside
    yield mrkdwn.quote(mrkdwn.quoted(words, marks=card.voice is not Voice.REPORTED))
    if left:
        yield mrkdwn.section([text(captions.cut_here(left), "italic")])
    if not card.answers:
        yield from beside


def _beside(card: Card, room: int) -> Iterator[Element]:
    """What stands beside the words, slanted and under its own label, never in the quotation."""
    if card.beside is None:
        return
    label = shortened(plain(card.beside_label), 60)
    kept, before, after = around(card.beside, min(_BESIDE, max((room - size(label)) // 2, 20)))
    shown = mrkdwn.inline(kept, "italic")
    if shown:
        ends = (f"{label}: {'… ' if before else ''}", " …" if after else "")
        yield mrkdwn.section([text(ends[0]), *shown, *([text(ends[1])] if ends[1] else [])])


def listing_blocks(listing: Listing, room: int) -> list[Element]:
    """The listing in at most ``room`` units, divided into blocks; rows that do not fit are counted in its last line."""
    made = (_quoted_row(row) if listing.quoted else _row(row) for row in listing.rows)
    rows = [row for row in made if row]
    title = shortened(plain(listing.title), min(_NAME, room // 4))
    room -= size(title) + _UNCUT
    pages: list[list[Element]] = []
    shown = 0
    while shown < len(rows) and len(pages) < BLOCKS:
        number = _fitting(rows[shown:], min(_PAGE, room))
        if not number:
            break
        pages.append(_page(rows[shown : shown + number], quoted=listing.quoted))
        room -= weight(pages[-1])
        shown += number
    if title:
        pages[:1] = [[mrkdwn.section([text(title, "bold")]), *(pages[0] if pages else [])]]
    if shown < len(rows):
        pages[-1:] = [[*(pages[-1] if pages else []), _left_off(len(rows) - shown)]]
    return [mrkdwn.rich(page) for page in pages]


def _page(rows: Sequence[list[Element]], *, quoted: bool) -> list[Element]:
    return [part for row in rows for part in row] if quoted else [mrkdwn.bullets(rows)]


def _fitting(parts: Sequence[list[Element]], room: int) -> int:
    """How many of the parts, from the first, fit into the room."""
    for number, part in enumerate(parts):
        room -= weight(part)
        if room < 0:
            return number
    return len(parts)


def _left_off(number: int) -> Element:
    return mrkdwn.section([text(f"{number:,} more not shown here", "italic")])


def _row(row: Row) -> list[Element]:
    """The name in bold, leading to its link if there is one, and behind it the text."""
    name = shortened(plain(row.name), _NAME)
    target = links.link(row.link)
    made = [text("▸ ")] if row.marked else []
    if target and size(target) < _ROW // 2:
        made.append(mrkdwn.link(name or "open", target, "bold"))
    elif name:
        made.append(text(name, "bold"))
    if words := shortened(plain(row.text), _ROW - weight(made)):
        made.append(text(f" {words}" if made else words))
    return [*made, *channels(row.channels)]


def _quoted_row(row: Row) -> list[Element]:
    """Whose words, and below it the words as a quotation without marks: some are paraphrases, some a reporter's."""
    name = shortened(plain(row.name), _NAME)
    words, left = cut(Passage(row.text), lambda begun: size(plain(begun)) <= _ROW)
    head = f"▸ {name}" if row.marked else name
    made = [mrkdwn.section([text(head, "bold")])] if head else []
    if plain(row.text):
        made.append(mrkdwn.quote(mrkdwn.quoted(words, marks=False)))
    if left:
        made.append(mrkdwn.section([text(captions.cut_here(left), "italic")]))
    return made


def line_blocks(lines: Sequence[Line], room: int) -> list[Element]:
    """The lines in at most ``room`` units: asides small, the others as a paragraph; those left off are counted."""
    shown = [(line.aside and not line.channels, elements) for line in lines if (elements := _line(line))]
    number = _fitting([elements for _, elements in shown], room - _UNCUT)
    kept, left = shown[:number], len(shown) - number
    runs = [(aside, [elements for _, elements in run]) for aside, run in groupby(kept, key=lambda each: each[0])]
    if len(runs) > BLOCKS - 1:  # so many changes would be more blocks than a message has for them
        return line_blocks([replace(line, aside=False) for line in lines], room)
    made = [_asides(run) if aside else mrkdwn.rich([mrkdwn.section(_joined(run))]) for aside, run in runs]
    return [*made, mrkdwn.rich([_left_off(left)])] if left else made


def _line(line: Line) -> list[Element]:
    """A paragraph, its lines as they are parted; of an aside, which names no channels, the text object."""
    words = "\n".join(shown for each in line.text.split("\n") if (shown := plain(each)))
    if line.aside and not line.channels:
        return [mrkdwn.plain_text(words, LINE)] if words else []
    return [*([text(shortened(words, LINE))] if words else []), *channels(line.channels)]


def _joined(lines: Sequence[list[Element]]) -> Iterator[Element]:
    for number, elements in enumerate(lines):
        if number:
            yield text("\n")
        yield from elements


def _asides(lines: Sequence[list[Element]]) -> Element:
    """Asides in the small letters of a context, below each other in as few of its texts as hold them."""
    texts: list[Element] = []
    for (aside,) in lines:
        if texts and size(texts[-1]["text"]) + size(aside["text"]) < limits.FIELD:
            texts[-1] = {**aside, "text": f"{texts[-1]['text']}\n{aside['text']}"}
        else:
            texts.append(aside)
    return {"type": "context", "elements": texts[: limits.CONTEXT]}


def context(words: str) -> Element:
    """One line in the small letters of a context."""
    return {"type": "context", "elements": [mrkdwn.plain_text(words, limits.FIELD)]}


def channels(idents: Sequence[str]) -> Iterator[Element]:
    """The channels by their names, those that fit, each behind a space; the others are counted."""
    for ident in idents[:20]:
        yield text(" ")
        yield mrkdwn.channel(ident[:40])
    if len(idents) > 20:
        yield text(f" and {len(idents) - 20} more")
