"""The benchmark measures what it says: its corpus, its questions, its contestants."""

import json
import random
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.config import Settings
from bot.wiring import opened
from tests.bench import corpus, growing, questions
from tests.bench.misspelling import inflected, misspelled
from tests.bench.others import BEST, EXHAUSTIVE, OTHERS
from tests.bench.passages import Passage, Passages, read
from tests.bench.questions import KNOWN, TOPICAL, Question

TEXTS = (
    "We deplore the continuing blockade of harbours along the northern coast.",
    "Fishermen depend upon generous quotas negotiated between neighbours.",
    "Vaccines reached remote villages although helicopters remained grounded.",
)


@pytest.fixture
def passages(tmp_path: Path) -> Passages:
    """Those of an archive of three real statements, and a variation of each."""
    texts = [f"{text} It is so." for text in TEXTS]
    rows = [{"id": f"d{at}", "title": "Statement", "country": "NOR", "text": text} for at, text in enumerate(texts)]
    rows += [row | {"id": f"{row['id']}~1", "text": row["text"].replace("remote", "distant")} for row in rows]
    file = tmp_path / "pages.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    made = Passages(tmp_path / "passages.jsonl")
    with opened(Settings(archive=tmp_path / "archive.db"), {}, seeded=False) as archive:
        assert not any(report.refused for report in archive.ingest([file]))
        made.add(archive)
        made.add(archive)  # what is known already comes once
    return made


# ---- The corpus


def test_real_documents_come_first_then_marked_variations_of_each() -> None:
    """A variation says so in its id and title, and has other words; its facts are those of the real one."""
    made = corpus.Corpus([corpus.OURS])
    number = len(made.real)

    documents = list(islice(made, 2 * number))

    assert [corpus.MARK in document["id"] for document in documents] == [False] * number + [True] * number
    first, twin = documents[0], documents[number]
    assert (twin["id"], twin["title"]) == (f"{first['id']}~1", f"{first['title']} (variation 1)")
    assert twin["country"] == first["country"]
    pairs = list(zip(first["text"].split(), twin["text"].split(), strict=True))
    assert 0.1 < sum(one != other for one, other in pairs) / len(pairs) < 0.5


def test_the_same_corpus_is_made_twice() -> None:
    """Nothing but the seed decides."""
    one, other = (list(islice(corpus.Corpus([corpus.OURS]), 60)) for _ in range(2))

    assert one == other


def test_a_line_without_a_text_is_named(tmp_path: Path) -> None:
    """The file and the line."""
    file = tmp_path / "bad.jsonl"
    file.write_text('{"text": "Good."}\n\n{"title": "no text"}\n', encoding="utf-8")

    with pytest.raises(ValueError, match=r"bad\.jsonl, line 3"):
        list(corpus.read(file))


@pytest.mark.parametrize(
    ("statements", "sizes"),
    [(20_000, [10_000, 20_000]), (10_000, [10_000]), (3_000, [3_000]), (100_000, [10_000, 31_600, 100_000])],
)
def test_sizes_on_the_way(statements: int, sizes: list[int]) -> None:
    """Two for each power of ten, and the end once."""
    assert growing.sizes(statements) == sizes


# ---- Slips


WORDS = st.lists(st.text("abcde", min_size=5, max_size=9), min_size=1, max_size=4)


@given(WORDS, st.integers(0, 3), st.integers(0, 10**6))
def test_a_slip_is_one_edit_past_the_first_letter(words: list[str], slips: int, seed: int) -> None:
    """So many words differ, each by one edit."""
    made = misspelled(" ".join(words), slips, random.Random(seed)).split()

    distances = [OSA.distance(one, other) for one, other in zip(words, made, strict=True)]
    assert max(distances) <= 1
    assert sum(distances) == min(slips, len(words))
    assert [word[0] for word in made] == [word[0] for word in words]


def test_short_words_are_left_alone() -> None:
    """Nobody could tell which word is meant."""
    assert misspelled("the sea is calm", 3, random.Random(1)) == "the sea is calm"


@pytest.mark.parametrize(
    ("word", "other"), [("harbours", "harbour"), ("party", "parties"), ("openly", "open"), ("process", "processes")]
)
def test_another_ending(word: str, other: str) -> None:
    """As a person may ask for the same thing."""
    assert inflected(word, random.Random(1)) == other


# ---- Passages and questions


def test_passages_are_the_statements_each_once_told_real_or_made(passages: Passages) -> None:
    """What stands twice is not single: nobody could tell which is meant."""
    held = list(read(passages.file))

    assert [passage.number for passage in held] == list(range(12))
    assert [passage.text for passage in held if passage.real][::2] == list(TEXTS)
    assert [passage for passage in held if passage.real] == passages.real
    assert {passage.text for passage in passages.real if passages.single(passage)} == {TEXTS[2]}
    assert passages.frequency["harbours"] == 2


def test_known_items_are_asked_for_by_words_of_their_own_in_six_ways(passages: Passages) -> None:
    """From a real statement that no other equals, and found only where that very one is."""
    made = [question for question in questions.made(passages, 4) if question.known]

    asked = {question.kind: question.text.split() for question in made}
    assert list(asked) == list(KNOWN)
    exact = asked["exact"]
    places = [TEXTS[2].lower().find(word) for word in exact]
    assert (len(exact), min(places) >= 0, places) == (4, True, sorted(places))
    assert sorted(asked["shuffled"]) == sorted(exact) != asked["shuffled"]
    assert [sum(one != other for one, other in zip(exact, asked[f"{n} typo{'s' * (n == 'two')}"], strict=True))
            for n in ("one", "two")] == [1, 2]  # fmt: skip
    assert len(set(asked["two foreign words"]) - set(exact)) == 2
    assert {question.number for question in made} == {passages.real[4].number}


def test_topical_questions_name_no_passage(passages: Passages) -> None:
    """They are asked for their time only; the kinds take turns."""
    made = [question for question in questions.made(passages, 3) if not question.known]

    assert tuple(question.kind for question in made[: len(TOPICAL)]) == TOPICAL


@pytest.mark.parametrize(("found", "met"), [("7", True), ("ab:3", True), ("8", False), ("ab:4", False)])
def test_found_is_the_very_passage(found: str, met: bool) -> None:  # noqa: FBT001
    """By its number or its place, and no twin of it."""
    assert Question("exact", "x", 7, "ab", 3).met_by(found) is met


def test_questions_travel_to_other_processes_whole(tmp_path: Path) -> None:
    """As they are written, they are read."""
    made = [Question("exact", "“å”", 7, "ab", 3), Question("one word", "x")]

    questions.write(made, tmp_path / "questions.json")

    assert questions.read(tmp_path / "questions.json") == made


# ---- Contestants


@pytest.mark.parametrize("name", list(OTHERS))
def test_every_contestant_finds_the_passage_it_is_asked_for(name: str, tmp_path: Path) -> None:
    """Built from the file, opened from its folder; words that nothing holds find nothing, where an engine can tell."""
    if name == "bm25s":
        pytest.importorskip("bm25s")
    file, folder = tmp_path / "passages.jsonl", tmp_path / "folder"
    rows = [Passage(at, "s", at, real=True, text=text) for at, text in enumerate(TEXTS)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    folder.mkdir()

    OTHERS[name][0](file, folder)
    contestant = OTHERS[name][1](folder)

    assert contestant.ask("quota negotiated")[0] == "1"
    assert len(contestant.ask("zzyzx")) == (min(BEST, 3) if name in EXHAUSTIVE else 0)
    contestant.close()
