"""Questions put to one contestant in a process of its own -> the place of what was looked for, and the time of each."""

import time
from pathlib import Path

from bot import wiring
from bot.config import Settings
from tests.bench import questions
from tests.bench.apart import Figures, answering, memory
from tests.bench.others import BEST, OTHERS, Contestant
from tests.bench.questions import Question

OURS = "On Record"
WARM = 10
"""Questions before those that count: what is loaded with the first ones is no part of their time."""


class OnRecord:
    """The archive, as the command and every platform ask it."""

    def __init__(self, place: Path) -> None:
        self._opened = wiring.opened(Settings(archive=place), {})
        self._archive = self._opened.__enter__()

    def ask(self, question: str) -> list[str]:
        found = self._archive.ask(question, BEST).excerpts
        return [f"{one.statement.source}:{one.statement.unit.start}" for one in found]

    def close(self) -> None:
        self._opened.__exit__(None, None, None)


def asked(order: Figures) -> Figures:
    """Put the ``questions`` to the contestant ``name`` in ``folder``.

    With a ``budget`` only the known items, for about so many seconds: what takes seconds for each is asked few.
    """
    folder, started = Path(order["folder"]), time.perf_counter()
    contestant: Contestant = OTHERS[order["name"]][1](folder) if order["name"] in OTHERS else OnRecord(folder)
    loaded = time.perf_counter() - started
    todo = questions.read(Path(order["questions"]))
    budget = order.get("budget")
    for question in todo[-WARM:] if budget is None else todo[-1:]:
        contestant.ask(question.text)
    began, rows = time.perf_counter(), []
    for number, question in enumerate(todo):
        if budget is not None and time.perf_counter() - began > budget:
            break
        if budget is None or question.known:
            rows.append([number, *_one(contestant, question)])
    figures = {"loaded": loaded, "rows": rows, "memory": memory()}  # before it lets go of anything
    contestant.close()
    return figures


def _one(contestant: Contestant, question: Question) -> tuple[int, float, float]:
    """The place (from 1) of what was looked for, 0 if it is not there; seconds by the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    found = contestant.ask(question.text)
    taken = time.perf_counter() - clock, time.process_time() - processor
    ranks = [rank for rank, one in enumerate(found, 1) if question.known and question.met_by(one)]
    return (min(ranks, default=0), *taken)


if __name__ == "__main__":
    answering(asked)
