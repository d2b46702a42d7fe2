"""What holds for every text: mentions are ordered slices that do not overlap, and typography does not change them."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.names import Registry

REGISTRY = Registry.load()
WORDS = [
    *("China", "China's", "Chinese", "Norway", "Norwegian", "Oslo", "EU", "US", "us", "U.S.", "Russia", "Taiwan"),
    *("Kingdom", "People's", "Republic", "New", "Zealand", "Côte", "d'Ivoire", "Georgia", "Atlanta", "Mr.", "Jordan"),
    *("embassy", "Embassy", "foreign", "ministry", "Ministry", "Foreign", "Affairs", "and", "Trade", "Security"),
    *("Council", "Delegation", "South", "Sea", "Hua", "Chunying", "said", "of", "the", "in", "to", ",", ".", "(", ")"),
    *("中国", "驻挪威大使馆", "외교", "노르웨이의", "Россия", "النرويج", "WHO", "CONTACT", "—", "-"),
]
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join),
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", "\n", "\u00a0", "\n\n", ""])), max_size=14).map(
        lambda parts: "".join(word + space for word, space in parts)
    ),
)


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, question=st.booleans())
def test_mentions_are_ordered_slices_without_overlap(text: str, *, question: bool) -> None:
    mentions = REGISTRY.find(text, every_language=question)

    edges = [edge for mention in mentions for edge in (mention.start, mention.end)]
    assert edges == sorted(edges)
    assert all(0 <= mention.start < mention.end <= len(text) for mention in mentions)
    assert all(text[m.start : m.end].strip() == text[m.start : m.end] for m in mentions)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_typography_does_not_change_the_entities(text: str) -> None:
    """Curly apostrophes and no-break spaces name the same entities at the same places."""
    plain = [(m.start, m.end, m.entity.id, m.form) for m in REGISTRY.find(text)]

    printed = text.replace("'", "’").replace(" ", "\u00a0")

    assert [(m.start, m.end, m.entity.id, m.form) for m in REGISTRY.find(printed)] == plain


@settings(max_examples=100, deadline=None)
@example("Mr. China", "“{}”")
@given(st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join), st.sampled_from(["“{}”", "\u00a0{}\u00a0", "({})"]))
def test_marks_around_a_text_do_not_change_the_entities(text: str, frame: str) -> None:
    plain = [m.entity.id for m in REGISTRY.find(text)]

    assert [m.entity.id for m in REGISTRY.find(frame.format(text))] == plain


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_finding_is_the_same_every_time(text: str) -> None:
    """Nothing is remembered from one text to the next."""
    assert REGISTRY.find(text) == Registry.load().find(text)
