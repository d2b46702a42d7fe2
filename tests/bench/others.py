"""What one would use instead: the same plain passages in tantivy, SQLite FTS5, bm25s and rapidfuzz, asked alike.

Each is built into a folder from a file of passages, opened from it, and gives the numbers of the best ten passages.
None of them is tuned, nor spoilt: English stems where the engine has them, its own BM25, its words OR-ed.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

from tests.bench import passages

BEST = 10

_WORD = re.compile(r"\w+")


class Contestant(Protocol):
    """Something that finds passages."""

    def ask(self, question: str) -> list[str]:
        """What it finds, best first, as ``questions.Question.met_by`` knows it."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


class Tantivy:
    """One text field, the engine's own English stemmer, its default parser."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    @staticmethod
    def build(file: Path, folder: Path) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", tokenizer_name="en_stem")
        schema.add_unsigned_field("number", stored=True)
        index = tantivy.Index(schema.build(), path=str(folder))
        writer = index.writer(128_000_000, 1)
        for passage in passages.read(file):
            writer.add_document(tantivy.Document(text=passage.text, number=passage.number))
        writer.commit()
        writer.wait_merging_threads()

    def ask(self, question: str) -> list[str]:
        query = self._index.parse_query(" ".join(_WORD.findall(question)), ["text"])
        hits = self._searcher.search(query, BEST).hits
        return [str(self._searcher.doc(address)["number"][0]) for _, address in hits]

    def close(self) -> None:
        pass


class Fts5:
    """One FTS5 table without the texts, Porter stems, words OR-ed, ordered by its own bm25()."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "fts5.db")

    @staticmethod
    def build(file: Path, folder: Path) -> None:
        db = sqlite3.connect(folder / "fts5.db")
        db.execute("CREATE VIRTUAL TABLE passage USING fts5(text, content = '', tokenize = 'porter unicode61')")
        rows = ((passage.number, passage.text) for passage in passages.read(file))
        db.executemany("INSERT INTO passage (rowid, text) VALUES (?, ?)", rows)
        db.execute("INSERT INTO passage (passage) VALUES ('optimize')")
        db.commit()
        db.close()

    def ask(self, question: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in _WORD.findall(question))
        query = "SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY bm25(passage) LIMIT ?"
        return [str(number) for (number,) in self._db.execute(query, (words, BEST))]

    def close(self) -> None:
        self._db.close()


class Bm25s:
    """BM25 with every score worked out beforehand, in memory; as it installs, on numpy (with numba it is quicker)."""

    def __init__(self, folder: Path) -> None:
        import bm25s

        self._bm25s, self._stemmer = bm25s, _stemmer()
        self._index = bm25s.BM25.load(str(folder))

    @staticmethod
    def build(file: Path, folder: Path) -> None:
        import bm25s

        texts = [passage.text for passage in passages.read(file)]
        tokens = bm25s.tokenize(texts, stopwords="en", stemmer=_stemmer(), show_progress=False)
        index = bm25s.BM25()
        index.index(tokens, show_progress=False)
        index.save(str(folder))

    def ask(self, question: str) -> list[str]:
        tokens = self._bm25s.tokenize(
            [question], stopwords="en", stemmer=self._stemmer, return_ids=False, show_progress=False
        )
        if not tokens[0]:
            return []
        most = min(BEST, self._index.scores["num_docs"])
        found, scores = self._index.retrieve(tokens, k=most, show_progress=False)
        return [str(number) for number, score in zip(found[0], scores[0], strict=True) if score > 0]

    def close(self) -> None:
        pass


class BruteForce:
    """Every passage compared with the question by a scorer of rapidfuzz, in small letters on both sides."""

    def __init__(self, folder: Path, scorer: str) -> None:
        from rapidfuzz import fuzz, process, utils

        self._scorer, self._extract, self._plain = getattr(fuzz, scorer), process.extract, utils.default_process
        file = Path((folder / "passages").read_text(encoding="utf-8"))
        self._passages = [self._plain(passage.text) for passage in passages.read(file)]

    @staticmethod
    def build(file: Path, folder: Path) -> None:
        (folder / "passages").write_text(str(file), encoding="utf-8")

    def ask(self, question: str) -> list[str]:
        found = self._extract(self._plain(question), self._passages, scorer=self._scorer, limit=BEST)
        return [str(number) for _, _, number in found]

    def close(self) -> None:
        pass


def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


Build = Callable[[Path, Path], None]
Open = Callable[[Path], Contestant]

OTHERS: dict[str, tuple[Build, Open]] = {
    "bare tantivy": (Tantivy.build, Tantivy),
    "SQLite FTS5 `bm25()`": (Fts5.build, Fts5),
    "bm25s": (Bm25s.build, Bm25s),
    "rapidfuzz `token_set_ratio`": (BruteForce.build, lambda folder: BruteForce(folder, "token_set_ratio")),
    "rapidfuzz `WRatio`": (BruteForce.build, lambda folder: BruteForce(folder, "WRatio")),
}
"""How each is built from a file of passages into a folder, and opened from it."""

EXHAUSTIVE = frozenset(name for name in OTHERS if name.startswith("rapidfuzz"))
"""They look at every passage for every question: they are asked as many as fit into their time."""


def bytes_of(folders: Iterable[Path]) -> int:
    """What these files and folders take on the disk."""
    return sum(
        path.stat().st_size for each in folders for path in (each, *each.rglob("*")) if path.is_file()
    )  # fmt: skip
