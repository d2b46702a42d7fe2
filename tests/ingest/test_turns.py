"""The labels of a transcript -> who answers, and as whom."""

from collections.abc import Callable

import pytest

from bot.domain.statement import Speaker
from bot.ingest.cast import Cast
from bot.ingest.labels import label_of
from bot.ingest.turns import Turns
from bot.names import Registry

PRESIDER = Speaker("Ilze Kalna", role="Foreign Ministry spokesperson", party="LV")
LINES = ["Q: a", "Reuters: a", "Ilze Kalna: b", "Kalna: b"]


@pytest.fixture(scope="session")
def turns(registry: Registry) -> Callable[..., Turns]:
    def make(
        *lines: str,
        heading: str = "Briefing by Foreign Ministry spokesperson Ilze Kalna",
        home: str | None = "LV",
        presider: Speaker | None = PRESIDER,
    ) -> Turns:
        cast = Cast(home)
        found = [label for line in lines if (label := label_of(line, 0)) is not None]
        return Turns(found, heading, cast, registry, home, presider)

    return make


def speaker(turns: Turns, line: str) -> Speaker | None:
    label = label_of(line, 0)
    assert label is not None
    return turns.speaker(label)


@pytest.mark.parametrize(
    ("line", "party"),
    [
        ("A: x", "LV"),
        ("Answer: x", "LV"),
        ("Spokesperson: x", "LV"),
        ("Embassy Spokesperson: x", "LV"),
        ("Foreign Ministry spokesperson: x", "LV"),
        ("Minister of Defence: x", "LV"),
        ("Norwegian Foreign Minister Kari Moe: x", "NO"),
        ("Ambassador Strandli (Norway): x", "NO"),
        ("Mao Ning: x", "CN"),
        ("Ministry of Foreign Affairs of Estonia: x", "EE"),
    ],
)
def test_who_answers(turns: Callable[..., Turns], line: str, party: str) -> None:
    """The presider, an office of the house, an official with a country of his own."""
    found = speaker(turns(*LINES, line), line)

    assert found is not None
    assert found.party == party


@pytest.mark.parametrize(
    "line",
    [
        "Q: x",
        "Question: x",
        "Reuters: x",
        "Ivar Holm: x",
        "Anna Berg (BBC): x",
        "Chinese journalist: x",
        "Norwegian student: x",
        "Moderator: x",
        "MP: x",
        "China Daily: x",
        "Follow-up: x",
        "Analyst: x",
        "Host: x",
    ],
)
def test_who_asks(turns: Callable[..., Turns], line: str) -> None:
    """Everybody else: an unknown label is a question."""
    labelled = turns(*LINES, line)
    label = label_of(line, 0)

    assert label is not None
    assert not labelled.answers(label)


def test_an_answer_nobody_presides_over_is_nobodys(turns: Callable[..., Turns]) -> None:
    """It is an answer all the same."""
    made = turns("Q: a", "A: b", heading="Questions and answers", home=None, presider=None)
    label = label_of("A: b", 0)

    assert label is not None
    assert (made.answers(label), made.speaker(label)) == (True, None)


def test_an_honorific_among_questions_answers_for_himself(turns: Callable[..., Turns]) -> None:
    """A guest the heading does not list speaks for no party; one it lists speaks for the house."""
    made = turns("Q: a", "MR. HOLM: b", "MS. KALNA: c")

    found = [speaker(made, line) for line in ("MR. HOLM: b", "MS. KALNA: c")]

    assert [(who.name, who.party) for who in found if who] == [("Mr. Holm", None), ("Kalna", "LV")]
