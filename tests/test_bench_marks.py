"""What the benchmark makes of what it measured: marks, aims, the picture, judged collections, the soak's verdict."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Settings
from bot.wiring import opened
from tests.bench import beir, collecting
from tests.bench.aims import Aim
from tests.bench.load import Answered
from tests.bench.questions import KNOWN
from tests.bench.tables import mrr, ms
from tests.bench.verdict import Sample, slope, verdicts

TINY = Path(__file__).parent / "bench" / "collections" / "tiny"

# ---- Marks


def test_a_missed_passage_counts_as_nought() -> None:
    """The mean of reciprocal places."""
    assert mrr([1, 2, 0, 4]) == pytest.approx((1 + 0.5 + 0.25) / 4)


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.00012, "0.12 ms"), (0.0123, "12.3 ms"), (0.1234, "123 ms"), (17.04, "17.0 s")]
)
def test_times_are_shown_with_the_digits_that_count(seconds: float, shown: str) -> None:
    """Milliseconds, seconds where they are many."""
    assert ms(seconds) == shown


@pytest.mark.parametrize(("short", "verdict"), [(None, ""), (0.9, "met"), (1.0, "met"), (2.54, "2.5 × too much")])
def test_an_aim_is_met_or_missed_by_a_factor(short: float | None, verdict: str) -> None:
    """A figure without an aim has no verdict."""
    assert Aim("x", "y", "z", short).verdict == verdict


def test_the_picture_is_drawn_from_the_figures_alone(tmp_path: Path) -> None:
    """Wide enough to be sharp at 900 dots; contestants asked too little are left out, not drawn as nought."""
    pytest.importorskip("matplotlib")
    from tests.bench.picture import drawn

    kind = {"ranks": [1, 2] * 10, "clock": [0.001] * 20, "processor": [0.001] * 20}
    few = {"ranks": [0], "clock": [1.0], "processor": [1.0]}
    contestants = {"On Record": {"kinds": dict.fromkeys(KNOWN, kind)}, "slow": {"kinds": {"exact": few}}}
    stages = [{"statements": size, "contestants": contestants} for size in (10_000, 20_000)]

    drawn({"stages": stages, "processor": False}, tmp_path / "out.png")

    head = (tmp_path / "out.png").read_bytes()[:24]
    assert (head[1:4], int.from_bytes(head[16:20])) == (b"PNG", 1800)


# ---- Judged collections


def test_a_collection_in_beir_layout_is_read() -> None:
    """Documents, queries, and grades by query and document."""
    made = beir.loaded(TINY)

    assert (made.name, len(made.documents), len(made.queries)) == ("tiny", 29, 6)
    assert made.judged["u095"] == {"ungdc/CHL_75_2020@16318": 2, "ungdc/CHL_75_2020@17233": 1}
    assert made.asked == made.queries


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (
            {"_id": 7, "title": "Aspirin", "text": "It reduces fever"},
            {"id": "7", "title": "Statement: Aspirin", "country": beir.STAND_IN, "text": "It reduces fever."},
        ),
        (
            {"_id": "a", "text": "We agree.", "metadata": {"country": "NOR", "date": "2019", "start": 3}},
            {"id": "a", "title": "Statement", "country": "NOR", "date": "2019", "text": "We agree."},
        ),
    ],
)
def test_a_plain_passage_becomes_somebodys_statement(document: dict[str, Any], line: dict[str, str]) -> None:
    """With what its metadata state of it."""
    assert beir.record(document) == line


def test_all_documents_of_a_collection_can_be_quoted(tmp_path: Path) -> None:
    """By the way every page goes, and nothing in On Record knows of it."""
    file = tmp_path / "documents.jsonl"
    documents = beir.loaded(TINY).documents
    file.write_text("".join(json.dumps(beir.record(each)) + "\n" for each in documents.values()), encoding="utf-8")

    with opened(Settings(archive=tmp_path / "archive.db"), {}, seeded=False) as archive:
        list(archive.ingest([file]))

        assert {line.name.partition("#")[2] for line in archive.sources() if line.statements} == set(documents)


def test_a_query_that_nothing_is_found_for_counts_as_nought() -> None:
    """As trec_eval does when it is told to count them all."""
    pytest.importorskip("ir_measures")
    from tests.bench.judged import evaluated

    made = beir.Collection("x", {"d": {}, "e": {}}, {"a": "one", "b": "two"}, {"a": {"d": 1}, "b": {"e": 1}})

    scores = evaluated(made, {"a": {"e": 2.0, "d": 1.0}, "b": {}})

    assert scores == {"nDCG@10": {"a": pytest.approx(0.6309, abs=1e-4), "b": 0.0}, "RR@10": {"a": 0.5, "b": 0.0},
                      "R@100": {"a": 1.0, "b": 0.0}}  # fmt: skip


@given(st.text(alphabet="ab. \n", max_size=3000))
def test_pieces_leave_nothing_out(text: str) -> None:
    """Together they are the text."""
    assert "".join(text[start:end] for start, end in collecting.pieces(text)) == text


# ---- The soak


def a_run(anon: Sequence[int], descriptors: Sequence[int], ms: Sequence[float]) -> tuple[list[Sample], list[Answered]]:
    """A sample and an answer each ten seconds."""
    held = enumerate(zip(anon, descriptors, strict=True))
    samples = [Sample(10.0 * at, own, 0, open_now, 9) for at, (own, open_now) in held]
    return samples, [Answered(10.0 * at, "slack", each) for at, each in enumerate(ms)]


def test_the_slope_of_a_line_is_found_without_error() -> None:
    """Bytes an hour."""
    line = slope([(0.0, 5.0), (10.0, 7.0), (20.0, 9.0)])

    assert list(line) == pytest.approx([720.0, 0.0])


@pytest.mark.parametrize(
    ("anon", "descriptors", "taken", "verdict"),
    [
        ([10, *[10**8] * 29], [8] * 30, [5.0] * 30, ["no growth", "none leaks", "flat"]),
        ([10**8 + at * 10**6 for at in range(30)], [8] * 30, [5.0] * 30, ["it grows", "none leaks", "flat"]),
        ([10**8] * 30, list(range(30)), [5.0] * 30, ["no growth", "they grow", "flat"]),
        ([10**8] * 30, [8] * 30, [*[5.0] * 20, *[7.0] * 10], ["no growth", "none leaks", "it slows down"]),
    ],
    ids=["steady", "memory", "descriptors", "time"],
)
def test_what_grows_after_the_warm_up_is_said(
    anon: list[int], descriptors: list[int], taken: list[float], verdict: list[str]
) -> None:
    """And what grows during it is not held against the program."""
    lines = list(verdicts(*a_run(anon, descriptors, taken)))

    assert [line.rpartition(": ")[2] for line in lines[:3]] == verdict
