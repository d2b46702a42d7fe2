"""What holds for every text, however odd: units are slices in order, what is nobody's is nobody's, nothing raises."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import InputError
from bot.domain.source import Role
from bot.domain.statement import Label, Page, Unit
from bot.ingest.pipeline import read_page
from bot.ingest.plain import plain
from bot.ingest.sentences import sentences
from bot.names import Registry
from tests.ingest.conftest import received

REGISTRY = Registry.load()
QUICK = settings(max_examples=150, deadline=None, derandomize=True, database=None)

LINES = [
    "Foreign Ministry Spokesperson Mao Ning's Regular Press Conference on March 4, 2024",
    "Statement by the Ministry of Foreign Affairs of Iceland on the cable",
    "Joint Statement by Norway, Sweden and Finland",
    "Ministers meet over the cable",
    "MINISTRY OF FOREIGN AFFAIRS OF JAPAN",
    "Q: Does China want bases? Norway says so.",
    "A: We want none. \u201cNone at all.\u201d",
    "Reuters: Norway says that China lies.",
    "Mao Ning: We oppose that. (Laughter.)",
    "MS. PSAKI:  I will not go into that.",
    "Q  And Norway",
    "问：挪威说什么？",
    "答：我们反对。",
    "OSLO, March 4 (NTB) -- Norway said that the ship was seized.",
    '"We stay," said Norwegian Foreign Minister Kari Moe. "We always do."',
    "\u201cThey came at night.",
    "\u201cThey left,\u201d she said, adding that nobody was hurt.",
    "She said: \u00abWe stay.\u00bb",
    "According to Chinese analysts, Norway had no choice.",
    "We condemn the attack. Our friends know it.",
    "The ministry denied it; the spokesperson declined to comment.",
    "China, Norway said, had cut the cable, but Sweden said it had not.",
    "华春莹说：\u201c我们反对。\u201d",
    "\u2013 We stay, says Norwegian minister Kari Moe.",
    "Related stories",
    "China says no",
    "Share on Facebook",
    "March 4, 2024",
    "Source: Xinhua",
    "5 comments",
    "Comments are closed",
    "ENDS",
    "<p><b>Q:</b> Why?</p>",
    "*A:* Because.",
    "[Norway](https://example.org) said no.",
    "...",
    "He said",
]
ODD = st.text(
    st.characters(codec="utf-8")
    | st.sampled_from(
        "\"\u201c\u201d'\u2018\u2019\u00ab\u00bb\u201e():;,.!?-\u2013\u2014\n\r\t \u00a0\u2028\ufeff"
        "<>&*_#[]\\|\u3002\uff1a中国\x00\u202e"
    ),
    max_size=60,
)
PAGES = st.lists(
    st.tuples(st.sampled_from(LINES) | ODD, st.sampled_from(["\n\n", "\n", " ", "\n\n\n"])), max_size=14
).map(lambda parts: "".join(line + joint for line, joint in parts))


def read(text: str) -> Page | None:
    """The page, or None where it is refused."""
    try:
        return read_page(received(text), REGISTRY)
    except InputError:
        return None


def overlapping(units: tuple[Unit, ...]) -> list[tuple[Unit, Unit]]:
    """Pairs that share characters, save direct words inside a reported or official unit."""
    pairs = []
    for n, one in enumerate(units):
        for other in units[n + 1 :]:
            if other.start >= one.end:
                break
            inside = (
                other.label is Label.DIRECT and one.label in (Label.REPORTED, Label.OFFICIAL) and other.end <= one.end
            )
            if not inside:
                pairs.append((one, other))
    return pairs


@QUICK
@given(PAGES)
def test_units_are_slices_in_order(text: str) -> None:
    """Not empty, within the text, sorted by where they begin, and apart."""
    page = read(text)
    units = page.units if page else ()

    assert [unit for unit in units if not 0 <= unit.start < unit.end <= len(text)] == []
    assert list(units) == sorted(units, key=lambda unit: (unit.start, -unit.end))
    assert overlapping(units) == []


@QUICK
@given(PAGES)
def test_blocks_are_in_order_and_apart(text: str) -> None:
    """And no block is empty."""
    blocks = page.blocks if (page := read(text)) else ()

    assert [block for block in blocks if not 0 <= block.start < block.end <= len(text)] == []
    assert [(a, b) for a, b in pairwise(blocks) if a.end > b.start] == []


@QUICK
@given(PAGES)
def test_statements_stand_in_answers_and_paragraphs_only(text: str) -> None:
    """Never in a question, comment, heading, meta line or furniture."""
    page = read(text)
    if page is None:
        return
    nobodys = [block for block in page.blocks if block.role not in (Role.ANSWER, Role.PARAGRAPH)]

    found = [
        (unit, block)
        for unit in page.units
        if unit.label.voice
        for block in nobodys
        if unit.start < block.end and block.start < unit.end
    ]

    assert found == []


@QUICK
@given(PAGES)
def test_evidence_stands_on_the_page(text: str) -> None:
    """Speaker, cue and question are spans of the text; what is nobody's is not quotable; confidence is a share."""
    page = read(text)
    for unit in page.units if page else ():
        spans = [span for span in (unit.speaker_span, unit.cue, unit.answers) if span]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert 0 <= unit.confidence <= 1
        assert unit.label.voice or not unit.quotable


@QUICK
@given(PAGES)
def test_a_page_reads_the_same_every_time(text: str) -> None:
    """A pure function of bytes and names."""
    assert read(text) == read(text)


@settings(QUICK, max_examples=300)
@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but InputError comes out, whatever goes in; surrogates too."""
    page = read(text)

    assert page is None or page.source.text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n" * 10_000,
        '"' * 10_000,
        "\u201c" * 10_000,
        "\u201d" * 10_000,
        "\u00ab" * 10_000,
        "'" * 10_000,
        "(" * 10_000 + ")" * 10_000,
        "[" * 10_000,
        "<" * 10_000,
        "<p>" * 5_000,
        "\\" * 10_000,
        "*" * 10_000,
        "_a_" * 3_000,
        "said " * 2_000,
        "a," * 5_000,
        "Q: " * 5_000,
        "Q: a\nA: b\n" * 2_000,
        "A" * 20_000,
        "Anna " * 4_000,
        "Norway said " * 2_000,
        "." * 20_000,
        "中国" * 5_000,
        "中国说。" * 2_500,
        "\x00" * 1_000,
        "\ud800" * 1_000,
        "\u202e\u200f" * 1_000,
        "e\u0301" * 5_000,
        "\U0001f468\u200d\U0001f469" * 1_000,
        "---\n" + "a: b\n" * 2_000,
        "&nbsp;" * 2_000,
        "](" * 5_000,
        "2024-03-04 " * 2_000,
        '"We go," said Norway. ' * 500,
    ],
    ids=lambda text: f"{text[:8]!a} x {len(text)}",
)
def test_hostile_texts_are_read_or_refused(text: str) -> None:
    """Marks, brackets, tags and words without end."""
    page = read(text)

    assert page is None or overlapping(page.units) == []


@given(ODD | st.text(max_size=200))
def test_the_twin_has_the_length_of_the_text(text: str) -> None:
    """Every offset means the same place in both."""
    twin = plain(text)

    assert (len(twin), twin.count("\n") >= text.count("\n")) == (len(text), True)


@given(ODD | st.text(max_size=200))
def test_sentences_leave_out_only_white_space(text: str) -> None:
    """In order, apart, trimmed; together they hold every other character."""
    spans = list(sentences(text, 0, len(text)))

    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(text.split())
    assert all(not text[start].isspace() and not text[end - 1].isspace() for start, end in spans)


TRANSCRIPT = (
    "Foreign Ministry Spokesperson Mao Ning's Regular Press Conference on March 4, 2024\n\n"
    "Q: Why?\n\nA: Because.\n\nReuters: Why?\n\nMao Ning: So.\n\n"
)
OPENERS = [
    "Q: Norway lies.",
    "Q  And Norway",
    "Reuters: Norway lies.",
    "Ivar Holm: Norway lies.",
    "问：挪威说什么？",
    "<p><b>Q:</b> Why?</p>",
    "**Q:** Why?",
    "5 comments",
    "Leave a comment",
]
LOUD = [
    "We in Norway say no.",
    '"We stay," said Norwegian Foreign Minister Kari Moe.',
    "China opposes that.",
    "China, Norway said, lies.",
    "\u201cOpen it.\n\n\u201cNow,\u201d said China.",
    "According to China, no.",
]


@pytest.mark.parametrize("words", LOUD)
@pytest.mark.parametrize("opener", OPENERS)
def test_nothing_in_a_question_or_comment_is_anybodys(opener: str, words: str) -> None:
    """However official it sounds, until the next label."""
    page = read(f"{TRANSCRIPT}{opener}\n\n{words}\n\n{words}")

    assert page is not None
    assert [
        page.source.slice(unit.span) for unit in page.units if unit.start >= len(TRANSCRIPT) and unit.quotable
    ] == []


@QUICK
@given(ODD | st.lists(st.sampled_from(LINES), max_size=4).map(" ".join))
def test_what_stands_below_a_stretch_parts_none_of_its_sentences(text: str) -> None:
    """A page without Chinese stops is gone through by a quicker expression, which finds the same stops."""
    assert [*sentences(text, 0, len(text))] == [*sentences(f"{text}\n\u3002", 0, len(text))]
