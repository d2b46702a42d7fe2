"""``python -m tests.bench.judged FOLDER …``: judged collections in BEIR layout -> nDCG@10, MRR@10, recall@100.

Documents go in by ``onrecord ingest`` as somebody's statements, every query is asked as it stands, and a document's
score is the sum of those of its statements that are found: the words of a query may stand in several of its sentences,
and On Record finds sentences. Beside it BM25 (bm25s, English stems, whole documents with their titles). Both are
asked the same again with one and with two words of each query misspelled.
"""

import argparse
import json
import os
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bot import wiring
from bot.archive import Archive
from bot.config import Settings
from tests.bench.apart import Figures
from tests.bench.beir import Collection, loaded, plain, record
from tests.bench.misspelling import misspelled
from tests.bench.ours import onrecord

DEEP = 100
"""Documents of a run, for recall@100."""

STATEMENTS = 3 * DEEP
"""Statements asked for: several may stand in one document."""

SLIPS = {0: "as they are", 1: "one slip", 2: "two slips"}
BEHIND = 0.02
"""How much nDCG@10 On Record may be behind BM25 on queries that are spelled right."""

Run = dict[str, dict[str, float]]
"""Scores of documents by query."""
Search = Callable[[str], dict[str, float]]
"""Scores of documents for a query."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.judged", description=__doc__.split("\n", 1)[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--json", type=Path, help="keep all figures here")
    parser.add_argument("--worst", type=int, default=0, help="name so many queries on which BM25 is most ahead")
    options = parser.parse_args()
    figures = [measured(loaded(folder)) for folder in options.folders]
    print("\n\n".join(table(each) for each in figures))
    for each in figures:
        for line in _worst(each, options.worst):
            print(line, file=sys.stderr)
    if options.json:
        options.json.write_text(json.dumps(figures), encoding="utf-8")


def measured(collection: Collection) -> Figures:
    """The measures of both systems, for each number of slips, over all queries and by query."""
    with tempfile.TemporaryDirectory(prefix="judged-") as scratch:
        os.environ["XDG_DATA_HOME"] = scratch
        place = Path(scratch) / "judged.db"
        _taken_in(collection, Path(scratch), place)
        with wiring.opened(Settings(archive=place), {}) as archive:
            quoted = {line.name.partition("#")[2] for line in archive.sources() if line.statements}
            systems: dict[str, Search] = {"On Record": lambda query: ours(archive, query), "BM25": bm25(collection)}
            scores: Figures = {
                name: {str(slips): evaluated(collection, _run(search, collection, slips)) for slips in SLIPS}
                for name, search in systems.items()
            }
    return scores | {
        "collection": collection.name, "documents": len(collection.documents),
        "quotable": len(quoted & set(collection.documents)), "queries": dict(collection.asked),
    }  # fmt: skip


def _taken_in(collection: Collection, scratch: Path, place: Path) -> None:
    file = scratch / "documents.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for document in collection.documents.values():
            out.write(json.dumps(record(document), ensure_ascii=False) + "\n")
    onrecord("ingest", "-q", str(file), "--archive", str(place))


def _run(search: Search, collection: Collection, slips: int) -> Run:
    """Documents by query; the same slips for every system."""
    asked = collection.asked.items()
    return {key: search(misspelled(text, slips, random.Random(f"{key} {slips}"))) for key, text in asked}


def ours(archive: Archive, query: str) -> dict[str, float]:
    """The documents in which what is found stands."""
    scores: dict[str, float] = defaultdict(float)
    for one in archive.ask(query, STATEMENTS).excerpts:
        scores[one.source.name.partition("#")[2]] += one.score
    return dict(scores)


def bm25(collection: Collection) -> Search:
    """The plain baseline over whole documents."""
    import bm25s
    import Stemmer

    keys, stemmer = list(collection.documents), Stemmer.Stemmer("english")
    texts = [plain(document) for document in collection.documents.values()]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)

    def search(query: str) -> dict[str, float]:
        tokens = bm25s.tokenize([query], stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False)
        if not tokens[0]:
            return {}
        found, scores = index.retrieve(tokens, k=min(DEEP, len(keys)), show_progress=False)
        return {keys[at]: float(score) for at, score in zip(found[0], scores[0], strict=True) if score > 0}

    return search


def evaluated(collection: Collection, run: Mapping[str, Mapping[str, float]]) -> Figures:
    """Measures by query, as trec_eval counts them; a query that nothing is found for counts as nought."""
    import ir_measures
    from ir_measures import RR, R, nDCG

    judged = {key: collection.judged[key] for key in collection.asked}
    scores: Figures = {str(measure): dict.fromkeys(judged, 0.0) for measure in (nDCG @ 10, RR @ 10, R @ DEEP)}
    for metric in ir_measures.iter_calc([nDCG @ 10, RR @ 10, R @ DEEP], judged, run):
        scores[str(metric.measure)][metric.query_id] = metric.value
    return scores


def table(figures: Figures) -> str:
    """One collection as Markdown."""
    told = f"{len(figures['queries']):,} queries over {figures['documents']:,} documents"
    lines = [
        f"**{figures['collection']}**: {told}, of {figures['quotable']:,} of which anything can be quoted.\n",
        "| queries | On Record: nDCG@10 | MRR@10 | recall@100 | BM25: nDCG@10 | MRR@10 | recall@100 | |",
        "|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    for slips, told in SLIPS.items():
        ours, theirs = (_means(figures[name][str(slips)]) for name in ("On Record", "BM25"))
        cells = " | ".join(f"{value:.3f}" for value in (*ours, *theirs))
        lines.append(f"| {told} | {cells} | {_verdict(ours[0] - theirs[0], slips)} |")
    return "\n".join(lines)


def _means(scores: Mapping[str, Mapping[str, float]]) -> list[float]:
    return [sum(each.values()) / max(len(each), 1) for each in scores.values()]


def _verdict(ahead: float, slips: int) -> str:
    if slips:
        return f"{ahead:+.3f}"
    return f"{ahead:+.3f}: {'met' if ahead >= -BEHIND else 'short'} (no more than {BEHIND} behind)"


def _worst(figures: Figures, number: int) -> Iterator[str]:
    """Queries as they are on which BM25 is most ahead."""
    ours, theirs = (figures[name]["0"]["nDCG@10"] for name in ("On Record", "BM25"))
    for key in sorted(ours, key=lambda key: ours[key] - theirs[key])[:number]:
        yield f"{figures['collection']} {key} ({figures['queries'][key]}): {ours[key]:.2f}, BM25 {theirs[key]:.2f}"


if __name__ == "__main__":
    main()
