"""``python -m tests.bench.collecting SORT FOLDER``: judged questions of this repository -> a collection in BEIR layout.

``un`` takes ``tests/quality/un_questions.jsonl`` and, by ``--corpus``, the speeches they are about: a document is a
passage of several sentences, its title the country. ``known`` draws questions from a ``--corpus`` (or the speeches in
the repository) whose answer is one certain passage.
"""

import argparse
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.names import Registry
from bot.search.terms import STOP
from tests.bench.beir import Row
from tests.bench.corpus import OURS, read
from tests.bench.passages import WORD
from tests.quality.gold import Asked, questions
from tests.quality.parts import UN_QUESTIONS

LONGEST = 700
"""Characters of a passage, about: two or three sentences."""

FEW = 5
"""Words of a known item's query."""

Piece = tuple[int, int]
Judgement = tuple[str, str, int]


def main() -> None:
    """Write the collection."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.collecting", description=__doc__.split("\n", 1)[0])
    parser.add_argument("sort", choices=("un", "known"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, default=OURS)
    parser.add_argument("--speeches", type=int, help="of the corpus only so many (and those in which answers stand)")
    parser.add_argument("--questions", type=int, default=100, help="of known: so many")
    options = parser.parse_args()
    asked = [one for one in questions(UN_QUESTIONS) if one.gold]
    needed = {place.file for one in asked for place in one.gold} if options.sort == "un" else set()
    documents = list(_documents(_some(list(read(options.corpus)), needed, options.speeches)))
    queries, judged = _un(asked, documents) if options.sort == "un" else _known(documents, options.questions)
    _write(options.folder, documents, queries, judged)


def _some(speeches: list[Row], needed: Iterable[str], number: int | None) -> list[Row]:
    wanted = set(needed) | {row["id"] for row in speeches[:: max(len(speeches) // number, 1)]} if number else None
    return [row for row in speeches if wanted is None or row["id"] in wanted]


def _documents(speeches: Iterable[Row]) -> Iterator[Row]:
    """The speeches in passages, each with the country that holds it and where it stands."""
    registry = Registry.load()
    for row in speeches:
        for start, end in pieces(row["text"]):
            state = registry.iso3(row.get("country", ""))
            stated = {name: row[name] for name in ("country", "date") if name in row}
            place = {"source": row["id"], "start": start, "end": end}
            text = row["text"][start:end].strip()
            title = state.name if state else ""
            yield {"_id": f"{row['id']}@{start}", "title": title, "text": text, "metadata": stated | place}


def pieces(text: str) -> Iterator[Piece]:
    """Spans that end with a sentence, of about the same length, which leave nothing out."""
    start = 0
    while start < len(text):
        end = start + LONGEST
        stops = [text.find(stop, end) for stop in (". ", ".\n", "? ", "! ")]
        end = min((stop + 1 for stop in stops if stop >= 0), default=len(text))
        yield start, end
        start = end


def _un(asked: Iterable[Asked], documents: Iterable[Row]) -> tuple[list[Row], list[Judgement]]:
    """The questions with gold: a passage is relevant as far as the best gold sentence in it."""
    held: dict[str, list[Row]] = {}
    for document in documents:
        held.setdefault(document["metadata"]["source"], []).append(document)
    queries: list[Row] = []
    judged: dict[tuple[str, str], int] = {}
    for one in asked:
        queries.append({"_id": one.id, "text": one.question, "metadata": {"kind": one.kind}})
        for place in one.gold:
            for document in held.get(place.file, ()):
                if place.meets(place.file, document["metadata"]["start"], document["metadata"]["end"]):
                    key = (one.id, document["_id"])
                    judged[key] = max(judged.get(key, 0), place.grade)
    return queries, [(query, document, grade) for (query, document), grade in judged.items()]


def _known(documents: list[Row], number: int) -> tuple[list[Row], list[Judgement]]:
    """A few words of one sentence of a passage, in small letters."""
    chance = random.Random(20210719)
    queries: list[Row] = []
    judged: list[Judgement] = []
    for document in chance.sample(documents, min(number, len(documents))):
        sentence = chance.choice(document["text"].split(". "))
        words = sorted({word for word in WORD.findall(sentence) if word not in STOP})
        if len(words) >= FEW:
            queries.append({"_id": f"k{len(queries)}", "text": " ".join(chance.sample(words, FEW))})
            judged.append((queries[-1]["_id"], document["_id"], 1))
    return queries, judged


def _write(folder: Path, documents: Iterable[Row], queries: Iterable[Row], judged: Iterable[Judgement]) -> None:
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    for name, rows in (("corpus", documents), ("queries", queries)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    grades = "".join(f"{query}\t{document}\t{grade}\n" for query, document, grade in judged)
    (folder / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{grades}", encoding="utf-8")


if __name__ == "__main__":
    main()
