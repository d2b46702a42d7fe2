"""A card or a listing -> embeds as Discord's API takes them, within the room they are given."""

from collections.abc import Iterator

from bot.adapters.discord import limits, markdown
from bot.adapters.discord.limits import Payload, embed_size
from bot.desk import captions
from bot.desk.card import Card, Passage
from bot.desk.cutting import around, cut, shortened, size
from bot.desk.reply import Listing, Row
from bot.desk.runs import plain
from bot.domain.source import Span
from bot.domain.statement import Voice

COLOURS = {
    Voice.DIRECT: 0x2E7D32,  # green
    Voice.TRANSCRIPT: 0x1565C0,  # blue
    Voice.OFFICIAL: 0x6A1B9A,  # violet
    Voice.REPORTED: 0x757575,  # grey: not their own words
}

_BESIDE = 500
"""Characters of what was said around an excerpt: enough to understand it by, little beside the excerpt itself."""

_ROW = 1000
"""Units of a row of a listing, so that a long one leaves room for others."""

_UNCUT = 60
"""Units kept free for the line that tells how much was left off."""


def card_embed(card: Card, room: int) -> Payload:
    """The card in at most ``room`` units, 600 or more: who, the words, where they stand, how they were found.

    The citation takes two thirds at most; words that do not fit into the rest are cut visibly, outside the marks.
    """
    embed: Payload = {
        "color": COLOURS[card.voice],
        "author": {"name": shortened(captions.name(card) + captions.about(card), min(limits.AUTHOR, room // 8))},
        "fields": list(_fields(card, room)),
    }
    if footer := shortened(captions.found(card), min(_BESIDE, room // 10)):
        embed["footer"] = {"text": footer}
    embed["description"] = _description(card, min(limits.DESCRIPTION, room - embed_size(embed)))
    return embed


def _fields(card: Card, room: int) -> Iterator[Payload]:
    """Date, carriers, voice and source, in less than half of ``room``."""
    short = min(200, room // 16)
    badge = markdown.italic if card.voice is Voice.REPORTED else markdown.escaped
    yield from _field("Date", _within(card.date, short) or "date unknown")
    yield from _field("Published by", _within(captions.carried(card), short))
    yield from _field("How we have it", badge(shortened(plain(card.badge), short, badge)))
    yield from _field("Source", _source(card, min(limits.FIELD_VALUE, room // 4)), inline=False)


def _field(name: str, value: str, *, inline: bool = True) -> Iterator[Payload]:
    if value:
        yield {"name": name, "value": value, "inline": inline}


def _source(card: Card, room: int) -> str:
    """The title as a link that opens at the words, and where else they stand."""
    also = _within(captions.also_in(card), room // 3)
    room -= size(also) + 1
    title = plain(card.title)
    url = next((url for url in _addresses(card.url) if size(markdown.link(title[:20], url)) + 40 <= room), "")
    opener = "open at these words" if ":~:" in url else "open"
    shown = markdown.link(shortened(title, room, lambda text: markdown.link(text, url, opener)), url, opener)
    return "\n".join(line for line in (shown, also) if line)


def _addresses(url: str) -> Iterator[str]:
    """The URL with its text fragment, and without."""
    yield url
    yield url.partition(":~:")[0].removesuffix("#")


def _description(card: Card, room: int) -> str:
    beside = _beside(card, min(2 * _BESIDE, room // 3))
    room -= size(beside) + 1 + _UNCUT
    marks = card.voice is not Voice.REPORTED
    words, left = _cut(card.words, room, marks=marks)
    lines = [markdown.quotation(words, marks=marks)]
    if left:
        lines.append(f"*{captions.cut_here(left)}*")
    if beside:
        lines.insert(0 if card.answers else len(lines), beside)
    return "\n".join(lines)


def _cut(words: Passage, room: int, *, marks: bool) -> tuple[Passage, int]:
    """The longest beginning whose quotation has at most ``room`` units, and how many characters were left off."""

    def fits(text: str) -> bool:
        return size(markdown.quotation(_beginning(words, len(text)), marks=marks)) <= room

    return cut(words, fits)


def _beginning(words: Passage, length: int) -> Passage:
    kept = tuple(Span(mark.start, min(mark.end, length)) for mark in words.marks if mark.start < length)
    return Passage(words.text[:length], kept)


def _beside(card: Card, room: int) -> str:
    """What stands beside the words under its own label, never in the quotation."""
    if card.beside is None:
        return ""
    label = markdown.italic(f"{shortened(plain(card.beside_label), 60)}:")
    most = _BESIDE
    while most > 20:
        kept, before, after = around(card.beside, most)
        shown = f"{label} {'… ' if before else ''}{markdown.inline(kept)}{' …' if after else ''}"
        if size(shown) <= room:
            return shown
        most //= 2
    return ""


def listing_embeds(listing: Listing, room: int, most: int) -> list[Payload]:
    """The listing in at most ``room`` units and ``most`` embeds; rows that do not fit are counted in its last line."""
    made = (_quoted_row(row) if listing.quoted else _row(row) for row in listing.rows)
    rows = [row for row in made if row]
    title = _within(listing.title, min(limits.TITLE, room // 4))
    room -= size(title)
    pages: list[str] = []
    shown = 0
    while shown < len(rows) and len(pages) < most:
        page, number = _page(rows[shown:], min(limits.DESCRIPTION, room) - _UNCUT)
        if not number:
            break
        pages.append(page)
        shown += number
        room -= size(page) + _UNCUT
    if shown < len(rows):
        pages[-1:] = ["\n".join([*pages[-1:], f"*{len(rows) - shown:,} more not shown here*"])]
    embeds: list[Payload] = [{"description": page} for page in pages]
    return [{"title": title, **(embeds[0] if embeds else {})}, *embeds[1:]] if title else embeds


def _page(rows: list[str], room: int) -> tuple[str, int]:
    """As many rows as fit, and their number."""
    taken: list[str] = []
    for row in rows:
        room -= size(row) + 1
        if room < 0:
            break
        taken.append(row)
    return "\n".join(taken), len(taken)


def _row(row: Row) -> str:
    """``**name** text``: a name leads to its link if it can, else ``open`` behind the row does."""
    tail = channels(row.channels)
    name = plain(row.name)
    head = markdown.bold(shortened(name, 200))
    if row.link and (target := markdown.address(row.link)) and size(target) < _ROW // 2:
        head = f"**{markdown.link(shortened(name, 200), row.link)}**"
    text = _within(row.text, _ROW - size(head) - size(tail))
    return _marked(row, " ".join(part for part in (head, text, tail) if part))


def _quoted_row(row: Row) -> str:
    """Whose words, and below it the words as a quotation without marks: some are paraphrases, some a reporter's."""
    words, left = _cut(Passage(row.text), _ROW, marks=False)
    name = markdown.bold(shortened(row.name, 200))
    lines = [name] if name else []
    if plain(row.text):
        lines.append(markdown.quotation(words, marks=False))
    if left:
        lines.append(f"*{captions.cut_here(left)}*")
    return _marked(row, "\n".join(lines))


def _marked(row: Row, shown: str) -> str:
    return f"▸ {shown}" if row.marked and shown else shown


def channels(idents: tuple[str, ...]) -> str:
    """Mentions of channels, those that fit; the others are counted."""
    shown = " ".join(map(markdown.channel, idents[:20]))
    return shown + (f" and {len(idents) - 20} more" if len(idents) > 20 else "")


def _within(text: str, most: int) -> str:
    return markdown.escaped(shortened(plain(text), most, markdown.escaped))
