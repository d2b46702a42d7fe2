"""A process that answers at full size, as one that serves does -> how long each thing takes in it, and its memory."""

import itertools
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot import wiring
from bot.archive import Archive
from bot.config import Settings
from bot.desk.desk import Desk
from bot.desk.request import Request
from bot.domain.place import Place
from tests.bench import questions
from tests.bench.apart import Figures, answering, memory
from tests.bench.ours import onrecord
from tests.bench.questions import Question

ASKED = 5_000
LIMIT = 5
"""Excerpts of an answer, as a person sees them."""

HERE = Place("terminal", "bench")
TIMES = 20
"""How often what has no questions to it is done."""

_WORDS = (
    "China", "Norway", "norwey", "Hua Chunying", "the European Union", "phillipines", "president", "ministre",
    "security", "statement", "climte", "华春莹", "2019", "ungdc", "xyzzyq",
)  # fmt: skip
TYPED = tuple(dict.fromkeys(word[:end] for word in _WORDS for end in range(len(word) + 1)))
"""A field's words as they stand after each letter, right and misspelled."""

NEW = "quizzibration"
"""A word that no page holds but the one that is added."""

PATIENCE = 30.0
"""Seconds after which the added page is waited for in vain."""


def served(order: Figures) -> Figures:
    """Everything a person may do, over the ``archive``, with the ``questions``; ``scratch`` is a folder.

    Seconds are the clock's; the ``processor``'s if so ordered, but for those of the added page.
    """
    place = Path(order["archive"])
    timed = Timed(time.process_time if order["processor"] else time.perf_counter)
    with wiring.opened(Settings(archive=place), {}) as archive:
        warm = timed(archive.warm)
        begun = memory()
        todo = questions.read(Path(order["questions"]))
        figures = {
            "warm": warm,
            "ask": _asked(archive, todo, timed),
            "further": _further(archive, todo, timed),
            "complete": _completed(archive, timed),
            "desk": _at_the_desk(archive, timed),
        }
        after = memory()
        figures["added"] = _added(archive, place, Path(order["scratch"]))
        return figures | {"memory": after, "memory when warm": begun}


@dataclass(frozen=True, slots=True)
class Timed:
    """How many seconds of a clock a call takes."""

    clock: Callable[[], float]

    def __call__(self, call: Callable[..., object], *arguments: object) -> float:
        started = self.clock()
        call(*arguments)
        return self.clock() - started


def _asked(archive: Archive, todo: list[Question], timed: Timed) -> Figures:
    """Seconds of ``ASKED`` questions by their kind; a tenth of them first, which are not counted."""
    times: dict[str, list[float]] = defaultdict(list)
    for question in itertools.islice(itertools.cycle(todo[::-1]), ASKED // 10):
        archive.ask(question.text, LIMIT)
    for question in itertools.islice(itertools.cycle(todo), ASKED):
        times[question.kind].append(timed(archive.ask, question.text, LIMIT))
    return dict(times)


def _further(archive: Archive, todo: Iterable[Question], timed: Timed) -> list[float]:
    """Seconds of the second page of answers that have one, and of the tenth."""
    times = []
    for question in todo:
        answer = archive.ask(question.text, LIMIT)
        if len(answer.excerpts) == LIMIT:
            times += [timed(archive.further, answer.question, LIMIT, skipped) for skipped in (LIMIT, 9 * LIMIT)]
        if len(times) >= 10 * TIMES:
            break
    return times


def _completed(archive: Archive, timed: Timed) -> dict[str, list[float]]:
    completes: dict[str, Callable[[str], object]] = {
        "parties": archive.complete_parties,
        "speakers": archive.complete_speakers,
        "topics": archive.complete_topics,
        "sources": archive.complete_sources,
    }
    return {name: [timed(complete, typed) for typed in TYPED] for name, complete in completes.items()}


def _at_the_desk(archive: Archive, timed: Timed) -> dict[str, list[float]]:
    """Seconds of commands, the first one apart from the others: what it has to make, they find made."""
    desk = Desk(archive)
    _, some = archive.complete_sources("")[0]
    commands: dict[str, dict[str, str]] = {"today": {}, "sources": {}, "source": {"name": some}}
    return {
        name: [timed(desk.handle, Request(name, HERE, "ada", arguments)) for _ in range(TIMES)]
        for name, arguments in commands.items()
    }


def _added(archive: Archive, place: Path, scratch: Path) -> Figures:
    """Seconds from the end of another process's ``ingest`` until a page of it is found in this one."""
    page = scratch / "added.jsonl"
    text = f"We welcome the {NEW} of our partners. It serves the peace and security of all."
    page.write_text(json.dumps({"id": "added", "title": "Statement", "country": "NOR", "text": text}), "utf-8")
    spent = onrecord("ingest", "-q", str(page), "--archive", str(place))
    ended = time.perf_counter()
    while not archive.ask(NEW).excerpts:
        if time.perf_counter() - ended > PATIENCE:
            raise RuntimeError("a page that was added is not found")
    return {"command": spent.wall, "found": time.perf_counter() - ended}


if __name__ == "__main__":
    answering(served)
