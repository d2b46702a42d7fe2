"""A sentence -> the clause that says who said it."""

import pytest

from bot.domain.source import Span
from bot.ingest.cues import Cue, Shape, find_cue, find_stance
from bot.names import Registry


@pytest.fixture(scope="session")
def cue(registry: Registry):  # noqa: ANN201  a function of a sentence
    def find(sentence: str) -> Cue | None:
        return find_cue(sentence, Span(0, len(sentence)), registry.find(sentence))

    return find


@pytest.mark.parametrize(
    ("sentence", "name", "verb", "shape"),
    [
        ("Norway said that it rained.", "Norway", "said", Shape.SUBJECT),
        ("Norway on Monday said it rained.", "Norway", "said", Shape.SUBJECT),
        ("Norway, for its part, said it rained.", "Norway", "said", Shape.SUBJECT),
        ("On Monday, Norway said it rained.", "Norway", "said", Shape.SUBJECT),
        ("Norwegian minister Kari Moe also stressed that it rained.", "Kari Moe", "stressed", Shape.SUBJECT),
        ("It rained in Oslo, Norway said.", "Norway", "said", Shape.TAIL),
        ("It rained in Oslo, said Norway on Monday.", "Norway", "said", Shape.TAIL),
        ("It rained in Oslo, as Norway said.", "Norway", "said", Shape.TAIL),
        ("According to Norway, it rained.", "Norway", "According to ", Shape.ACCORDING),
        ("It rained in Oslo, according to Norway.", "Norway", "according to ", Shape.ACCORDING),
        ("The heavy rain of autumn, Norway said, fell on Oslo.", "Norway", "said", Shape.INSERTED),
        ("Norway warned Sweden.", "Norway", "warned", Shape.SUBJECT),
        ("Kari Moe, asked whether Norway would act, replied that it rained.", "Kari Moe", "replied", Shape.SUBJECT),
        ("Kari Moe, responding to a reporter, said that it rained.", "Kari Moe", "said", Shape.SUBJECT),
        ("Kari Moe, when asked about Sweden, firmly denied that it rained.", "Kari Moe", "denied", Shape.SUBJECT),
        ("Kari Moe, speaking in Oslo, warned that it rained.", "Kari Moe", "warned", Shape.SUBJECT),
    ],
)
def test_cues_by_where_they_stand(cue, sentence: str, name: str, verb: str, shape: Shape) -> None:  # noqa: ANN001
    """Before, behind, inverted, inserted."""
    found = cue(sentence)

    assert found is not None
    assert (found.who.speaker.name, sentence[found.verb.start : found.verb.end], found.shape) == (name, verb, shape)


@pytest.mark.parametrize(
    "sentence",
    [
        "Norway was accused of lying.",
        "Norway is said to have lied.",
        "It is not known what Norway said.",
        "If Norway says so, it rains.",
        "After Norway said so, it rained.",
        "The United States is large.",
        "Norway wants Sweden to say it.",
        "The report was published.",
        "It rained in Oslo.",
        "",
    ],
)
def test_sentences_without_a_cue(cue, sentence: str) -> None:  # noqa: ANN001
    """Passive, nested, conditional; and a verb that is part of a name."""
    assert cue(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "denied", "empty"),
    [
        ("Norway did not say that it rained.", True, False),
        ("Norway never said that it rained.", True, False),
        ("Norway declined to comment.", False, True),
        ("Norway made no comment.", False, True),
        ("Norway said that it had not rained.", False, False),
    ],
)
def test_speech_acts_that_did_not_happen(cue, sentence: str, denied: bool, empty: bool) -> None:  # noqa: ANN001, FBT001  a table's columns
    """A denial of the act is not a denial of the content."""
    found = cue(sentence)

    assert found is None or (found.denied, found.empty) == (denied, empty)


def test_the_words_behind_a_participle(cue) -> None:  # noqa: ANN001
    """ "adding that" opens content of its own."""
    sentence = "Norway welcomed the rain, adding that it would stop."

    found = cue(sentence)

    assert found is not None
    assert found.participle is not None
    assert sentence[found.participle.start : found.participle.end] == "it would stop."


def test_the_content_before_a_cue_behind(cue) -> None:  # noqa: ANN001
    """It ends where the cue begins."""
    sentence = "It rained in Oslo, Norway said on Monday."

    found = cue(sentence)

    assert found is not None
    assert sentence[found.content.start : found.content.end] == "It rained in Oslo"


@pytest.mark.parametrize(
    ("sentence", "party"),
    [
        ("Norway firmly opposes such acts.", "NO"),
        ("China supports the accord.", "CN"),
        ("Chinese analysts oppose it.", None),
        ("Norway is cold.", None),
    ],
)
def test_a_partys_position(registry: Registry, sentence: str, party: str | None) -> None:
    """Only a party itself holds one."""
    found = find_stance(sentence, Span(0, len(sentence)), registry.find(sentence))

    assert (found.who.speaker.party if found else None) == party
