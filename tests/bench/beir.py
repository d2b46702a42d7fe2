"""A folder in the plain BEIR layout -> its documents, queries and judgements, and lines for ``ingest``.

``corpus.jsonl`` has ``_id``, ``title``, ``text`` and perhaps ``metadata``; ``queries.jsonl`` has ``_id``, ``text``;
``qrels/*.tsv`` has a header and then ``query-id``, ``corpus-id``, ``score``, as github.com/beir-cellar/beir describes.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STAND_IN = "Samoa"
"""Whose statements documents are given out to be where nobody is named: a plain passage says nobody's words, and On
Record quotes none but somebody's. Queries hardly ever name it."""

_STATED = ("country", "issuer", "date", "url")
"""What a document's ``metadata`` may state of it, by the names of On Record's JSON Lines."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents and queries by their ids; ``judged``: of each judged query the grades of its documents."""

    name: str
    documents: dict[str, Row] = field(repr=False)
    queries: dict[str, str]
    judged: dict[str, dict[str, int]]

    @property
    def asked(self) -> dict[str, str]:
        """The queries for which some document is relevant: the others can tell nothing."""
        relevant = {query for query, grades in self.judged.items() if any(grade > 0 for grade in grades.values())}
        return {query: text for query, text in self.queries.items() if query in relevant}


def loaded(folder: Path) -> Collection:
    """The collection in that folder; of several files of judgements ``test.tsv`` counts. Raises OSError, ValueError."""
    documents = {str(row["_id"]): row for row in _rows(folder / "corpus.jsonl")}
    queries = {str(row["_id"]): str(row["text"]) for row in _rows(folder / "queries.jsonl")}
    files = sorted((folder / "qrels").glob("*.tsv"))
    if not files:
        raise ValueError(f"{folder}: no qrels/*.tsv")
    chosen = next((file for file in files if file.stem == "test"), files[0])
    judged: dict[str, dict[str, int]] = {}
    with chosen.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            judged.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
    return Collection(folder.resolve().name, documents, queries, judged)


def _rows(file: Path) -> Iterator[Row]:
    with file.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def record(document: Row) -> Row:
    """A document as a line for ``onrecord ingest``: somebody's own text, so that its sentences can be quoted.

    The title says so before its own words; a text that stops without a full stop gets one, or its last words would
    be taken for a heading.
    """
    stated = document.get("metadata") or {}
    facts = {name: stated[name] for name in _STATED if stated.get(name)}
    if "country" not in facts and "issuer" not in facts:
        facts["country"] = STAND_IN
    text = str(document["text"]).rstrip()
    text += "" if text.endswith((".", "!", "?", "。", "”", '"')) else "."
    title = f"Statement: {document.get('title') or ''}".strip(": ")
    return {"id": str(document["_id"]), "title": title, "text": text, **facts}


def plain(document: Row) -> str:
    """A document as the others take it: its title and its text."""
    return f"{document.get('title') or ''} {document['text']}".strip()
