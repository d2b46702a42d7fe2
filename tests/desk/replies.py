"""Cards and replies for the tests of what a platform shows: some that a person may meet, and any at all."""

from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bot.desk.card import Card, Passage
from bot.desk.reply import Ask, Button, Line, Listing, Part, Reply, Row
from bot.domain.source import Span
from bot.domain.statement import Voice
from tests.desk.hostile import long_texts, texts

ANSWERED = Card(
    voice=Voice.TRANSCRIPT,
    badge="transcript",
    name="Geng Shuang",
    about=("Foreign Ministry Spokesperson", "China"),
    likely=False,
    words=Passage(
        "China always opposes cyber theft.\n\nWe hope the *Norwegian* side will keep to facts.", (Span(48, 57),)
    ),
    date="18 February 2019",
    carried=("Ministry of Foreign Affairs",),
    title="Regular Press Conference on February 18, 2019",
    url="https://www.mfa.example/t1638791.shtml#:~:text=China%20always,to%20facts.",
    place="briefing.html · 0123abcd · 1020–1103",
    found_by=("“Norwegian” for norway",),
    also_in=("4567cdef", "89ab0123"),
    beside_label="a journalist asked",
    beside=Passage("Norway says China was behind the cyber attack on Visma. What is your comment?", (Span(0, 6),)),
    answers=True,
    number=1,
    of=5,
    more=True,
)

REPORTED = replace(
    ANSWERED,
    voice=Voice.REPORTED,
    badge="paraphrased by Xinhua",
    name="Ine Eriksen Søreide",
    about=("Foreign Minister", "Norway"),
    likely=True,
    words=Passage("Norway would hold talks with @everyone, the minister said.", (Span(0, 6),)),
    date="18 February (year not stated)",
    carried=("English.news.cn", "Xinhua"),
    title="Talks [live] | english.news.cn",
    url="https://news.example/a_(1)",
    found_by=("“Norway”",),
    also_in=(),
    beside_label="said before it",
    beside=Passage("The two ministers met in Oslo on Monday."),
    answers=False,
    number=2,
    more=False,
)

LONG = replace(
    ANSWERED,
    voice=Voice.OFFICIAL,
    badge="official text",
    name="Embassy of China in Norway",
    about=(),
    words=Passage(" ".join(f"Sentence {number} of the Embassy's statement *stands* here." for number in range(1, 120))),
    date="date unknown",
    carried=(),
    title="Statement",
    url="",
    found_by=("“statement” in the title",),
    also_in=(),
    beside_label="",
    beside=None,
    answers=False,
    number=None,
    of=None,
    more=False,
)

UNKNOWN = replace(
    ANSWERED, name="", about=(), date="", carried=(), title="", url="", place="", found_by=(), also_in=(),
    beside=None, number=None, of=None,
)  # fmt: skip
"""A card of which nothing is known but the words and how they reach us."""

FOUND = (
    Line("Read as: what China said about Norway", aside=True),
    Line("“norwey” read as “norway”", aside=True),
    ANSWERED,
    Line("Left out: 2 statements not surely attributed", aside=True),
)
"""The parts of an answer to a question."""

HELD = Listing(
    "What the archive holds",
    (
        Row("Press *conference*", "2019", link="https://a.example/1"),
        Row("Statement", "2020", link="https://a.example/2", marked=True),
        Row("", "alone"),
        Row("name only"),
    ),
)
AROUND = Listing(
    "Around it", (Row("asked by a journalist", "Why?\n\n- so"), Row("Geng", "No.", marked=True)), quoted=True
)
FORM = Ask(Button("wrong", "wrong?", "abc", 2), "What is wrong?", "In your own words", 500)

PRESSED = {"previous": 0, "next": 2, "context": 1, "why": 1, "source": 1, "share": 1, "wrong": 1}
BUTTONS = tuple(Button(action, action, "abcdefghijkl", at) for action, at in PRESSED.items())


def made_of(words: str) -> Card:
    """A card in every part of which stand these words; it leads to a page of its own."""
    return replace(
        ANSWERED, name=words, about=(words,), words=Passage(words), date=words, carried=(words,), title=words,
        badge=words, place=words, found_by=(words,), also_in=(words,), beside_label=words, beside=Passage(words),
    )  # fmt: skip


def numbered(listing: Listing) -> tuple[Row, ...]:
    """The rows of a listing, which lead nowhere, under names that tell them apart."""
    return tuple(replace(row, name=f"row {number}", link=None) for number, row in enumerate(listing.rows))


def idents_of(part: Part) -> list[str]:
    """The ids of all channels it names."""
    if isinstance(part, Line):
        return list(part.channels)
    return [ident for row in part.rows for ident in row.channels] if isinstance(part, Listing) else []


slow = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
"""For tests over any reply, which take long to make and to read."""


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    """Hostile words with marks anywhere, in order and apart, which never touch white space by chance only."""
    text = draw(long_texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return Passage(text, tuple(Span(start, end) for start, end in pairs if start < end))


numbers = st.none() | st.integers(1, 9999)
urls = st.just("") | texts.map(lambda tail: f"https://a.example/{tail}") | texts
cards = st.builds(
    Card,
    voice=st.sampled_from(Voice),
    badge=texts,
    name=long_texts,
    about=st.lists(long_texts, max_size=3).map(tuple),
    likely=st.booleans(),
    words=passages(),
    date=texts,
    carried=st.lists(texts, max_size=3).map(tuple),
    title=long_texts,
    url=urls,
    place=texts,
    found_by=st.lists(texts, max_size=9).map(tuple),
    also_in=st.lists(texts, max_size=9).map(tuple),
    beside_label=texts,
    beside=st.none() | passages(),
    answers=st.booleans(),
    number=numbers,
    of=numbers,
    more=st.booleans(),
)
idents = st.lists(st.one_of(texts, st.integers(0, 10**20).map(str)), max_size=25).map(tuple)
lines = st.builds(Line, long_texts, st.booleans(), idents)
rows = st.builds(Row, texts, long_texts, st.none() | urls, st.booleans(), idents)
listings = st.builds(Listing, texts, st.lists(rows, max_size=30).map(tuple), st.booleans())
buttons = st.builds(Button, st.sampled_from(("next", "share", "why")), texts, st.just("abc"), st.integers(0, 9))
asks = st.builds(Ask, buttons, long_texts, long_texts, st.integers(-1, 10_000))
replies = st.builds(
    Reply,
    parts=st.lists(st.one_of(lines, cards, listings), max_size=12).map(tuple),
    buttons=st.lists(buttons, max_size=25, unique_by=lambda each: (each.action, each.at)).map(tuple),
    private=st.booleans(),
    shared_by=st.sampled_from(("", "123456789012345678", "<@&1>")),
)
