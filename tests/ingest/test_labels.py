"""The turn label a line opens with, and when labels make a page a transcript."""

import pytest

from bot.domain.source import Span
from bot.ingest.labels import Turn, TurnLabel, asks, honorific, is_transcript, label_of


@pytest.mark.parametrize(
    ("line", "words", "turn"),
    [
        ("Q: Why?", "Q", Turn.ASK),
        ("Q. Why?", "Q", Turn.ASK),
        ("Q Why?", "Q", Turn.ASK),
        ("Q   Thank you", "Q", Turn.ASK),
        ("Q", "Q", Turn.ASK),
        ("Q1: Why?", "Q1", Turn.ASK),
        ("(Q) Why?", "(Q)", Turn.ASK),
        ("Question: Why?", "Question", Turn.ASK),
        ("QUESTION: Why?", "QUESTION", Turn.ASK),
        ("Question 3: Why?", "Question 3", Turn.ASK),
        ("Sp\u00f8rsm\u00e5l: Hvorfor?", "Sp\u00f8rsm\u00e5l", Turn.ASK),
        ("Frage: Warum?", "Frage", Turn.ASK),
        ("Вопрос: Почему?", "Вопрос", Turn.ASK),
        ("问:为什么？", "问", Turn.ASK),
        ("记者:为什么？", "记者", Turn.ASK),
        ("A: Because.", "A", Turn.REPLY),
        ("A. Because.", "A", Turn.REPLY),
        ("A2: Because.", "A2", Turn.REPLY),
        ("Q - Pourquoi ?", "Q", Turn.ASK),
        ("R - Parce que.", "R", Turn.REPLY),
        ("R : Parce que.", "R", Turn.REPLY),
        ("R.- Porque no.", "R", Turn.REPLY),
        ("P.- \u00bfPor qu\u00e9?", "P", Turn.NAMED),
        ("Answer: Because.", "Answer", Turn.REPLY),
        ("Svar: Fordi.", "Svar", Turn.REPLY),
        ("Ответ: Нет.", "Ответ", Turn.REPLY),
        ("答:是。", "答", Turn.REPLY),
        ("MS. PSAKI: Good afternoon.", "MS. PSAKI", Turn.NAMED),
        ("Mao Ning: No.", "Mao Ning", Turn.NAMED),
        ("毛宁:不。", "毛宁", Turn.NAMED),
        ("Reuters: Is it?", "Reuters", Turn.NAMED),
        ("Embassy Spokesperson: No.", "Embassy Spokesperson", Turn.NAMED),
        ("Minister of Foreign Affairs of Latvia: Yes.", "Minister of Foreign Affairs of Latvia", Turn.NAMED),
        ("Ambassador Strandli (Norway): Yes.", "Ambassador Strandli (Norway)", Turn.NAMED),
        ("Jon Ben (BBC): So?", "Jon Ben (BBC)", Turn.NAMED),
        ("(Ivar Holm, NRK) Why?", "(Ivar Holm, NRK)", Turn.NAMED),
        ("Sidhant, WION: Sir?", "Sidhant, WION", Turn.NAMED),
        ("A reporter: Why?", "A reporter", Turn.NAMED),
    ],
)
def test_labels_of_every_hand(line: str, words: str, turn: Turn) -> None:
    """Ministries, embassies, agencies and papers in many languages; only a bare Q needs no colon."""
    label = label_of(line, 100)

    assert label is not None
    assert (label.text, label.turn, label.span) == (words, turn, Span(100, 100 + len(words)))


@pytest.mark.parametrize(
    "line",
    [
        "Quite so: we agree.",
        "R. Nicholas Burns agreed",
        "R-22 is a coolant",
        "P. Chidambaram agreed",
        "F-16 - a jet",
        "A Norwegian view: no",
        "Question time begins",
        "Answer me",
        "Source: Xinhua",
        "Updated: 12:30",
        "Note: see below",
        "Photo: AP",
        "In short: no",
        "Beijing's reply: no",
        "The minister said: no",
        "He said: no",
        "What he said: no",
        "Tel: 123",
        "https://example.org",
        "Read more: this",
        "Statement: yes",
        "Fact: it is",
        "Phase 2: go",
        "Norway 3: Sweden 2",
        "a lower: no",
        "来源:新华社",
        "No colon at all",
        "",
    ],
)
def test_what_is_no_label(line: str) -> None:
    """Words before a colon that name nobody open no turn, nor does a name without one."""
    assert label_of(line, 0) is None


def test_the_turns_own_words_begin_behind_label_and_space() -> None:
    """``body`` is where the words are."""
    label = label_of("MS. PSAKI:   Good.", 10)

    assert label is not None
    assert (label.body, label.colon) == (23, True)


def test_one_voice_under_two_spellings() -> None:
    """Capitals and stops do not tell people apart."""
    first, second = label_of("MS. PSAKI: a", 0), label_of("Ms Psaki: b", 0)

    assert first is not None
    assert second is not None
    assert first.key == second.key


@pytest.mark.parametrize(
    "label",
    [
        "A reporter",
        "Moderator",
        "BBC News",
        "Voice of America journalist",
        "Unidentified speaker",
        "South China Morning Post",
    ],
)
def test_labels_that_ask_by_their_own_words(label: str) -> None:
    """Journalists, media, moderators."""
    assert asks(label)


@pytest.mark.parametrize("label", ["Press Secretary", "Press Attaché Moe", "Mao Ning", "Embassy Spokesperson"])
def test_labels_that_do_not(label: str) -> None:
    """A press secretary is an official, whatever the word before."""
    assert not asks(label)


@pytest.mark.parametrize(
    ("label", "is_one"),
    [("MS. PSAKI", True), ("Dr. Moe", True), ("MILLER", True), ("Mao Ning", False), ("Background", False)],
)
def test_the_way_transcripts_label_people(label: str, is_one: bool) -> None:  # noqa: FBT001  a table's column
    """With an honorific, or in capitals."""
    assert honorific(label) is is_one


def _labels(*lines: str) -> list[TurnLabel]:
    return [label for line in lines if (label := label_of(line, 0)) is not None]


@pytest.mark.parametrize(
    ("lines", "known", "is_one"),
    [
        (["Q: a", "A: b"], [], True),
        (["Q: a", "Q: b"], [], True),
        (["Q: a", "Mao Ning: b"], [], True),
        (["Reuters: a", "Mao Ning: b", "AFP: c", "Mao Ning: d"], ["mao ning"], True),
        (["Anna Berg: a", "Ola Moe: b", "Anna Berg: c", "Ola Moe: d"], [], True),
        (["Minister: 'No comment'"], ["minister"], False),
        (["Minister: 'No comment'", "China: We are innocent"], ["minister", "china"], False),
        (["Q: a"], [], False),
        ([], [], False),
    ],
)
def test_when_labels_make_a_transcript(lines: list[str], known: list[str], is_one: bool) -> None:  # noqa: FBT001  a table's column
    """A question with its answer, or labels that come back; a headline with a colon does not."""
    assert is_transcript(_labels(*lines), known) is is_one
