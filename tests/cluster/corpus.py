"""A folder of pages of every sort, good and bad, with a manifest: what an ingest may meet."""

import json
import shutil
from pathlib import Path

from bot.archive import Archive, Report
from bot.archive.intake import Readers
from bot.domain.source import digest
from bot.names import Registry
from bot.storage.memory import MemoryStore
from tests.cluster.running import ROOT

NAMES = Registry.load()

TALK = '"We oppose measure {0}, it harms us," said Foreign Ministry spokesperson Hua Chunying on Monday.\n'
PAGE = """<!doctype html><html><head><title>Page {0}</title></head><body><article><h1>Statement {0}</h1>
<p>China rejects accusation number {0}.</p>
<p>"China firmly rejects this groundless accusation," said Foreign Ministry spokesperson Hua Chunying on Monday.</p>
<p>Norway's foreign minister Ine Eriksen Søreide said that talk number {0} would go on.</p></article></body></html>"""


FEW = 8
"""How many of the annotated pages."""


class Nowhere:
    """An index that holds nothing."""

    def follow(self, store: object) -> int:  # noqa: ARG002
        return 1

    def size(self) -> int:
        return 0


def a_folder(place: Path, number: int = 12) -> Path:
    """The seeds, some annotated pages, so many texts, web pages and records, and files that are refused."""
    place.mkdir(exist_ok=True)
    shutil.copytree(ROOT / "seeds", place / "seeds")
    for page in sorted((ROOT / "tests/pages/second").glob("h*"))[:FEW]:
        shutil.copy(page, place)
    for at in range(number):
        (place / f"talk{at:03}.txt").write_text(TALK.format(at), encoding="utf-8")
        (place / f"page{at:03}.html").write_text(PAGE.format(at), encoding="utf-8")
    records = [{"id": f"r{at}", "title": f"Talk {at}", "text": TALK.format(at) * 3} for at in range(number)]
    lines = [json.dumps(record) for record in records]
    (place / "records.jsonl").write_text("\n".join([*lines, "no record", lines[0]]), encoding="utf-8")
    (place / "empty.txt").touch()
    (place / "binary.txt").write_bytes(b"\x00\x01\x02" * 100)
    (place / "manifest.yaml").write_text(
        "files:\n  talk001.txt: {publisher: Ministry}\n  page000.html: {title: Another}\n  gone.txt: {title: None}\n",
        encoding="utf-8",
    )
    return place


def ingested(folder: Path, readers: Readers | None, store: MemoryStore | None = None) -> tuple[list[Report], list[str]]:
    """The reports of an ingest and what was told beside them, then everything that is kept."""
    store = store or MemoryStore()
    told: list[str] = []
    archive = Archive(store, Nowhere(), None, NAMES)  # type: ignore[arg-type]
    reports = list(archive.ingest([folder], on_warning=told.append, readers=readers))
    return reports, [*told, *kept(store)]


def kept(store: MemoryStore) -> list[str]:
    """Everything a store holds, in words."""
    return [
        repr((line, store.entire(line.id), digest(store.original(line.id)))) for line in store.sources(superseded=True)
    ]
