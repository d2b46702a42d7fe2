"""Traps a reader falls into: words that stand beside a party and are not its own."""

from collections.abc import Callable

import pytest

from bot.domain.source import Basis, Fact, Facts
from bot.ingest.kind import publisher_party
from bot.names import Registry

Row = tuple[str, str, str, str]
Rows = Callable[[str], list[Row]]
Said = Callable[[str], list[Row]]

CONFERENCE = "Foreign Ministry Spokesperson Mao Ning's Regular Press Conference on March 4, 2024\n\n"


@pytest.mark.parametrize(
    "text",
    [
        ("Foreign Ministry Spokesperson Mao Ning's Remarks on Norway\n\n"
        "Reuters: Norway lies. We saw it.\n\nMao Ning: No. We oppose that."),
        CONFERENCE + "Reuters: Norway lies.\n\nWe saw it.\n\nMao Ning: No. We oppose that.\n\nAFP: Again, Norway lies.",
        ("Remarks by the Spokesperson of the Embassy of China in Norway\n\n"
        "NRK: Norway lies. We saw it.\n\nEmbassy Spokesperson: No. We oppose that."),
    ],
)
def test_one_question_and_one_answer_make_a_transcript(rows: Rows, text: str) -> None:
    """No label comes back, yet the medium asks and the spokesperson answers."""
    spoken = [(voice, words) for party, _, voice, words in rows(text) if party != "-"]

    assert spoken == [("transcript", "No."), ("transcript", "We oppose that.")]


@pytest.mark.parametrize(
    "text",
    [
        CONFERENCE + "Our reporter met the spokesperson in Beijing. Norway says that China lies, and we believe it.\n\n"
        "Q: Does China lie?\n\nA: No.\n\nQ: Really?\n\nA: Yes.",
        CONFERENCE + "Norway says that China lies, and we believe it. What do you say?\n\n"
        "Mao Ning: No.\n\nReuters: Really?\n\nMao Ning: Yes.",
    ],
)
def test_an_editor_before_the_first_label_is_not_the_presider(rows: Rows, text: str) -> None:
    """ "We" before any label may be the paper's, or a question nobody put a label before."""
    assert [words for party, _, _, words in rows(text) if party != "-"] == ["No.", "Yes."]


def test_what_an_official_reads_out_is_not_the_officials(rows: Rows) -> None:
    """A quotation of several sentences inside an answer is somebody else's."""
    text = (
        CONFERENCE + 'Reuters: What did Oslo write?\n\nMao Ning: Let me read it. "China did it. We know it. China must '
        'pay." That is slander.\n\nAFP: So?\n\nMao Ning: So no.'
    )

    assert [words for party, _, _, words in rows(text) if party == "CN"] == [
        "Let me read it.",
        "That is slander.",
        "So no.",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "China denied the charge. Nobody believes it.",
        "China denied the charge. The cable was cut at noon. Experts doubt the denial.",
        "China denied the charge. That is a lie.",
        "China denied the charge.\n\nChina says that? No.",
    ],
)
def test_the_reporter_goes_on_in_his_own_words(said: Said, words: str) -> None:
    """A sentence without a cue is not its neighbour's speaker's."""
    assert [text for party, _, _, text in said(words) if party != "-"] == ["China denied the charge."]


@pytest.mark.parametrize(
    "words",
    [
        "China should apologise, said an editorial in Aftenposten.",
        "Wang Yi, a professor at Oslo University, said China did it.",
        "Hua Chunying, a pop singer, said China did it.",
        "Chinese President Xi Jinping's critics said China did it.",
        '"It rained," said Norwegian Prime Minister Jonas Gahr Støre\'s brother.',
        "Norwegian minister Kari Moe and Chinese minister Li Fei met. The minister said all was well.",
        "The Norwegian Nobel Committee said it rained.",
        '"It rained," said Per Hansen, head of the Norwegian Red Cross.',
        '"It rained," said Per Hansen, president of Norway\'s largest bank.',
        '"It rained," said Per Hansen, chairman of the Norway-China Friendship Society.',
        '"It rained," said Per Hansen, minister of the Norwegian church in London.',
        '"It rained," said Per Hansen, commander of a Norwegian militia.',
        "Russia's TASS news agency said it rained.",
        "No Norwegian minister said the cable was fine.",
        "China may say it did it.",
        "China could say it did it.",
        "China will say it did it.",
        "China says that?",
        "US Senator Marco Rubio said it rained.",
        "Ex-Norwegian minister Kari Moe said it rained.",
        "Russian-installed governor Oleg Petrov said it rained.",
        "Venezuela's self-declared president Juan Perez said the cable was fine.",
        'Norwegian minister Kari Moe was there.\n\nMoe, a student from Oslo, said: "We will stop."',
    ],
)
def test_nobody_of_a_party_said_it(said: Said, words: str) -> None:
    """A party stands in the sentence, and none of its officials has spoken."""
    assert [row for row in said(words) if row[0] != "-"] == []


@pytest.mark.parametrize(
    "words",
    [
        ("Norwegian Foreign Minister Kari Moe said the cable was fine.\n\nOla Berg, a fisherman, was also there.\n\n"
        "He said that China had no part in it."),
        "Norway accused China of cutting the cable. It denied it.",
    ],
)
def test_a_pronoun_with_two_candidates_is_nobody(said: Said, words: str) -> None:
    """Only the first sentence is anybody's."""
    assert len([row for row in said(words) if row[0] != "-"]) == 1


def test_words_quoted_by_somebody_are_not_the_quoters(said: Said) -> None:
    """ "X quoted Y as saying": never X."""
    found = said('Kari Moe, Norway\'s foreign minister, quoted Chinese minister Wang Yi as saying: "We did it."')

    assert [row for row in found if row[2] == "direct" and row[0] == "NO"] == []


def test_two_who_speak_in_one_sentence_are_told_apart(said: Said) -> None:
    """With a quotation each, or without any comma."""
    quoted = said('Norwegian minister Kari Moe said "we will all stop" and Chinese minister Li Fei said "we will not".')
    plain = said("China said the cable was cut by a storm and Norway blamed a ship.")

    assert [row for row in quoted if row[0] == "NO" and "not" in row[3]] == []
    assert [row for row in plain if row[0] == "CN" and "Norway" in row[3]] == []


def test_nothing_below_the_end_mark_is_read(rows: Rows) -> None:
    """What stands below ENDS are other headlines."""
    found = rows(
        "Talks go on\n\nSANTIAGO, March 4 (Xinhua) -- Chile said talks would go on. Enditem\n\nENDS\n\n"
        "Norway buys new frigates\n\nChina said no."
    )

    assert [(row[0], row[3]) for row in found if row[0] != "-"] == [("CL", "Chile said talks would go on.")]


def test_a_readout_is_its_houses(rows: Rows) -> None:
    """Not its title's last noun's."""
    found = rows(
        "Readout of President Biden's Call with Prime Minister Støre of Norway\n\nThe White House\n\nPresident Joseph "
        "R. Biden, Jr. spoke today with Prime Minister Jonas Gahr Støre of Norway. The two thanked each other."
    )

    assert {row[1] for row in found if row[0] != "-"} == {"The White House"}


def test_an_acronym_in_capitals_stays_one(registry: Registry) -> None:
    """NATO is no person called Nato."""
    assert publisher_party(Facts(publisher=Fact("NATO", Basis.MANIFEST)), registry) == "NATO"
