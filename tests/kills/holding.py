"""An archive, wherever it is -> what it holds and answers, to be compared with another."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bot import config, wiring
from bot.adapters.terminal.contract import answer_json
from bot.archive import Archive
from bot.domain.address import Address, is_address
from bot.ports import Store
from bot.storage.anywhere import Where, opened
from bot.storage.copying import Movable

QUESTIONS = (
    "what did China say about Norway", "what did china say about norwey", "China on human rights", "Norway on trade",
    "what did Geng Shuang say about the Arctic", "who mentioned Svalbard", "vaccines", '"any interference"',
    "what did China say about the elections in Kenya in 2019", "what did Norway say about snails",
)  # fmt: skip

TIMES = {"sources": {"received"}, "withdrawals": {"at"}, "answers": {"at"}}
"""Columns that tell when."""


@dataclass(frozen=True, slots=True)
class Held:
    """The digest of every table, and of each source's page and bytes by its id."""

    tables: dict[str, str]
    pages: dict[str, str]


def held(store: Movable) -> Held:
    """All that an archive holds. Raises as its pages do."""
    with store.tables() as tables:
        digests = {name: _digest(columns, rows, TIMES.get(name, set())) for name, columns, rows in tables}
    return Held(digests, {line.id: page_of(store, line.id) for line in store.sources(superseded=True)})


def page_of(store: Store, source: str) -> str:
    """The digest of a page and its bytes, whole or an error."""
    page = store.page(source)
    return hashlib.sha256(repr((page, store.original(source))).encode("utf-8", "surrogateescape")).hexdigest()


def _digest(columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]], without: set[str]) -> str:
    kept = [at for at, column in enumerate(columns) if column not in without]
    found = sorted(repr([row[at] for at in kept]) for row in rows)
    return f"{len(found)} {hashlib.sha256(repr(found).encode()).hexdigest()}"


def _where(place: str) -> Where:
    return Address(place) if is_address(place) else Path(place)


def _there(where: Where) -> bool:
    """Whether there is an archive: to open it would make one."""
    if isinstance(where, Path):
        return where.exists()
    with psycopg.connect(where.uri) as link:
        found = link.execute("SELECT to_regclass('onrecord')").fetchone()
    return found is not None and found[0] is not None


def held_at(place: str) -> Held | None:
    """What is held there; None where there is no archive."""
    where = _where(place)
    if not _there(where):
        return None
    with opened(where) as store:
        return held(store)


def verified(place: str) -> list[str]:
    """What ``verify`` finds there."""
    where = _where(place)
    if not _there(where):
        return []
    with opened(where) as store:
        return store.check()


@contextmanager
def archive(place: str) -> Iterator[Archive]:
    """The application over the archive of that name."""
    with wiring.opened(config.load(None, {}, {"archive": place}), os.environ, seeded=False) as made:
        yield made


def answered(made: Archive) -> list[str]:
    """What is answered to ten questions, in its order.

    The time it took and the scores are left out: the index counts how frequent a word is, until it has merged its
    parts, with pages that are gone, and so to the fourth place by the way that it has come.
    """
    answers = [answer_json(made.ask(question)) for question in QUESTIONS]
    return [json.dumps(answer | {"took_ms": 0, "excerpts": _unscored(answer)}) for answer in answers]


def _unscored(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [{key: value for key, value in each.items() if key != "score"} for each in answer["excerpts"]]
