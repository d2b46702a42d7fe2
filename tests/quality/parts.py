"""What the repository holds to be graded: each part of the gate by its name."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.config import Settings
from bot.domain.source import digest
from bot.names import Registry
from bot.wiring import opened
from tests.quality import gold, pages, questions
from tests.quality.floors import Grade

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]

SEEDS_GOLD = _HERE / "seeds_gold.jsonl"
SEED_QUESTIONS = _HERE / "seed_questions.jsonl"
UN_QUESTIONS = _HERE / "un_questions.jsonl"
SEEDS = _ROOT / "seeds"
FIRST = _ROOT / "tests" / "pages" / "first"
SECOND = _ROOT / "tests" / "pages" / "second"


def grade_seeds() -> list[Grade]:
    """The reading of the seed pages."""
    return pages.measured("seeds", SEEDS_GOLD, SEEDS, Registry.load())


def grade_first() -> list[Grade]:
    """The reading of the first set of pages: those the rules were written on."""
    return pages.measured("first", FIRST / "gold.jsonl", FIRST, Registry.load())


def grade_second() -> list[Grade]:
    """The reading of the second set of pages, written apart from the rules."""
    return pages.measured("second", SECOND / "gold.jsonl", SECOND, Registry.load())


def grade_questions() -> list[Grade]:
    """The answers to the questions about the seeds, from an archive made as a person's first one is."""
    with tempfile.TemporaryDirectory() as scratch, opened(Settings(archive=Path(scratch) / "seeds.db"), {}) as archive:
        return questions.measured("questions", gold.questions(SEED_QUESTIONS), archive.ask)


PARTS: Mapping[str, Callable[[], list[Grade]]] = {
    "seeds": grade_seeds,
    "first": grade_first,
    "second": grade_second,
    "questions": grade_questions,
}


def digests(*files: Path) -> list[str]:
    """The SHA-256 of each file and its name."""
    return [f"{digest(file.read_bytes())}  {file.relative_to(_ROOT).as_posix()}" for file in files]


GOLD_FILES = (SEEDS_GOLD, FIRST / "gold.jsonl", SECOND / "gold.jsonl", SEED_QUESTIONS)
