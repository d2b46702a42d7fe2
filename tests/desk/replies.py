"""Cards and replies for the tests of what a platform shows: three a person may meet, and any at all."""

from dataclasses import replace

from hypothesis import strategies as st

from bot.desk.card import Card, Passage
from bot.desk.reply import Ask, Button, Line, Listing, Reply, Row
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

PRESSED = {"previous": 0, "next": 2, "context": 1, "why": 1, "source": 1, "share": 1, "wrong": 1}
BUTTONS = tuple(Button(action, action, "abcdefghijkl", at) for action, at in PRESSED.items())


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
