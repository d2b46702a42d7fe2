"""The JSON that others program against: exactly the documented keys and types, on every kind of answer."""

import json
from datetime import date

from bot.adapters.terminal.contract import answer_json, page_json
from bot.domain.answer import Answer, Nothing
from bot.domain.question import Question, Topic
from bot.domain.source import Basis, Fact, Facts
from tests.builders import GENG, a_page, a_when, heading, question, reported, transcript
from tests.cli.excerpts import answer_of, excerpt_of
from tests.cli.schema import ANSWER, UNIT, faults

FACTS = Facts(title=Fact("Remarks", Basis.PAGE), agency=Fact("Xinhua", Basis.PAGE), said=a_when("--02-18"))


def test_an_excerpt_has_every_documented_key() -> None:
    page = a_page(question("Reuters: And Norway?"), transcript("We protest, Norway.", GENG), facts=FACTS)
    excerpt = excerpt_of(page, 1, matched=[("Norway", "norway", "statement")], also_in=("ab" * 32,))

    made = answer_json(answer_of(excerpt, left_out={"undated": 1}, took_ms=1.23456))

    assert faults(made, ANSWER) == []
    assert made["excerpts"] == [
        {
            "text": "We protest, Norway.",
            "source": page.source.id,
            "file": "page.txt",
            "start": 22,
            "end": 41,
            "title": "Remarks",
            "publisher": None,
            "url": None,
            "date": {"value": "--02-18", "precision": "month-day", "basis": "page"},
            "speaker": {"name": "Geng Shuang", "role": "Foreign Ministry Spokesperson", "party": "CN"},
            "voice": "transcript",
            "confidence": 0.97,
            "reported_by": None,
            "context": {"text": "Reuters: And Norway?", "start": 0, "end": 20, "role": "question"},
            "matched": [{"text": "Norway", "for": "norway", "where": "statement"}],
            "also_in": ["ab" * 32],
            "score": 0.5,
        }
    ]
    assert made["took_ms"] == 1.235


def test_a_question_has_every_documented_key() -> None:
    asked = Question(
        "what did hua say about “cyber theft” since 2019", "…", party="CN", speaker="Hua Chunying",
        topics=(Topic("Norway", "NO"), Topic("hacking")), phrase="cyber theft", since=date(2019, 1, 1),
        corrections={"hau": "Hua"},
    )  # fmt: skip

    made = answer_json(Answer(asked, nothing=Nothing("no such words")))

    assert faults(made, ANSWER) == []
    assert made["question"] == {
        "text": "what did hua say about “cyber theft” since 2019",
        "read_as": "…",
        "party": "CN",
        "speaker": "Hua Chunying",
        "topics": ["Norway", "hacking"],
        "phrase": "cyber theft",
        "since": "2019-01-01",
        "until": None,
        "corrections": {"hau": "Hua"},
    }
    assert made["nothing"] == {"reason": "no such words", "nearest": []}
    assert made["excerpts"] == []


def test_a_paraphrase_names_who_reported_it_and_the_nearest_have_the_shape_of_excerpts() -> None:
    near = excerpt_of(a_page(reported("China protested.", GENG), facts=FACTS), 0)

    made = answer_json(Answer(Question("x"), nothing=Nothing("none", (near,))))

    assert faults(made, ANSWER) == []
    assert made["nothing"]["nearest"][0]["reported_by"] == "Xinhua"  # type: ignore[index]


def test_a_page_is_every_unit_in_order_with_the_documented_keys() -> None:
    page = a_page(heading("Remarks"), question("And Norway?"), transcript("We protest.", GENG))

    units = list(page_json(page))

    assert [faults(unit, UNIT) for unit in units] == [[], [], []]
    assert units[2] == {
        "start": 22,
        "end": 33,
        "label": "transcript",
        "speaker": "Geng Shuang",
        "party": "CN",
        "confidence": 0.97,
        "rule": "turn",
        "speaker_span": None,
        "cue": None,
        "text": "We protest.",
    }
    assert json.loads(json.dumps(units)) == units
