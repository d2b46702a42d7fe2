"""An archive, wherever it is -> what it holds and answers, to be compared with another."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import config, wiring
from bot.adapters.terminal.contract import answer_json
from bot.archive import Archive
from bot.ports import Portable, Store
from bot.storage.anywhere import Where, opened

QUESTIONS = (
    "what did China say about Norway", "what did china say about norwey", "China on human rights", "Norway on trade",
    "what did Geng Shuang say about the Arctic", "who mentioned Svalbard", "vaccines", '"any interference"',
    "what did China say about the elections in Kenya in 2019", "what did Norway say about snails",
)  # fmt: skip

TIMES = {"sources": {"received", "changed"}, "withdrawals": {"at"}, "answers": {"at"}}
"""Columns that tell when: the clock's word, and ``changed``, which counts how often (a page superseded and brought back
by one ingest is so once more where that is begun anew)."""


@dataclass(frozen=True, slots=True)
class Held:
    """The digest of every table, and of each source's page and bytes by its id."""

    tables: dict[str, str]
    pages: dict[str, str]


def held(store: Portable) -> Held:
    """All that an archive holds. Raises as its pages do."""
    with store.tables() as tables:
        digests = {name: _digest(columns, rows, TIMES.get(name, set())) for name, columns, rows in tables}
    assert isinstance(store, Store)
    return Held(digests, {line.id: page_of(store, line.id) for line in store.sources(superseded=True)})


def page_of(store: Store, source: str) -> str:
    """The digest of a page and its bytes, whole or an error."""
    page = store.page(source)
    return hashlib.sha256(repr((page, store.original(source))).encode("utf-8", "surrogateescape")).hexdigest()


def _digest(columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]], without: set[str]) -> str:
    kept = [at for at, column in enumerate(columns) if column not in without]
    found = sorted(repr([row[at] for at in kept]) for row in rows)
    return f"{len(found)} {hashlib.sha256(repr(found).encode()).hexdigest()}"


def looked_at(where: Where) -> tuple[Held, list[str]]:
    """What is held there, and what ``verify`` finds."""
    with opened(where) as store:
        return held(store), store.check()


@contextmanager
def archive(where: Where, names: Path | None = None) -> Iterator[Archive]:
    """The application over it."""
    flags = {"archive": str(where) if isinstance(where, Path) else where.uri, "names": names and str(names)}
    with wiring.opened(config.load(None, {}, flags), os.environ, seeded=False) as made:
        yield made


def answered(made: Archive) -> list[str]:
    """What is answered to ten questions."""
    answers = [answer_json(made.ask(question)) for question in QUESTIONS]
    return [json.dumps(answer | {"took_ms": 0}) for answer in answers]
