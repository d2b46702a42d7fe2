"""A folder of pages of every sort, twice: as it was when it was first taken in, and as it is taken in again."""

import json
from pathlib import Path

TOPICS = (
    "Norway", "the fishing treaty", "the Arctic", "trade with Brazil", "the climate conference", "human rights",
    "the South China Sea", "vaccines", "the new railway", "Svalbard", "the tariffs", "the elections in Kenya",
)  # fmt: skip

HEAD = "Foreign Ministry Spokesperson Geng Shuang's Regular Press Conference on February {day}, 2019\n\n"

TURN = (
    "AFP: What is your comment on {topic}?\n\n"
    "Geng Shuang: China's position on {topic} is number {number} and it is clear. We oppose any interference in it. "
    "We hope that the parties concerned will settle {topic} by dialogue {more}.\n\n"
)

WEB = """<!doctype html><html><head><title>Remarks {number}</title></head><body><nav>Home | News</nav><article>
<h1>Remarks on {topic}</h1><p>"China firmly rejects accusation {number} about {topic}," said Foreign Ministry
spokesperson Hua Chunying on Monday.</p><p>Norway's foreign minister Ine Eriksen Søreide said that talks about {topic}
would go on.</p></article></body></html>"""

NAMES = "- {of: cn.mfa, names: [Zhou Beispiel], terms: [[Spokesperson, 2018-01, null]]}\n"
"""Somebody more, so that pages are read again by other names."""

OFFICIAL = "official.txt"
"""The page of which a statement is withdrawn."""

LARGE = 300_000
"""Bytes of the largest page: ten times all others."""


def briefing(number: int, *, turns: int = 4, more: str = "") -> str:
    """A press conference; ``more`` makes another version of it."""
    asked = (TOPICS[(number + turn) % len(TOPICS)] for turn in range(turns))
    answers = (TURN.format(topic=topic, number=number, more=more or "soon") for topic in asked)
    return HEAD.format(day=number % 28 + 1) + "".join(answers)


def records(place: Path, lines: list[tuple[str, str]]) -> None:
    """Records of these keys and texts: one that comes twice under one key is superseded on the way."""
    place.write_text("".join(json.dumps({"id": key, "text": text}) + "\n" for key, text in lines), encoding="utf-8")


def first(folder: Path) -> None:
    """The folder as it was."""
    folder.mkdir()
    for number in range(8):
        (folder / f"briefing{number}.txt").write_text(briefing(number), encoding="utf-8")
    (folder / OFFICIAL).write_text(briefing(20), encoding="utf-8")
    records(folder / "records.jsonl", [(f"r{number}", briefing(30 + number, turns=1)) for number in range(4)])


def second(folder: Path) -> None:
    """The same folder as it is: pages as before, changed ones, one as another was, new ones, copies."""
    for number in range(2, 5):
        (folder / f"briefing{number}.txt").write_text(briefing(number, more="at last"), encoding="utf-8")
    (folder / "briefing5.txt").write_text(briefing(6), encoding="utf-8")
    (folder / OFFICIAL).write_text(briefing(20) + briefing(21), encoding="utf-8")
    for number in range(4):
        topic = TOPICS[number]
        (folder / f"web{number}.html").write_text(WEB.format(number=number, topic=topic), encoding="utf-8")
        (folder / f"new{number}.txt").write_text(briefing(40 + number), encoding="utf-8")
    (folder / "zcopy.txt").write_text(briefing(0), encoding="utf-8")
    pairs = [(f"r{number}", briefing(30 + number, turns=1)) for number in range(6)]
    again = [("r0", briefing(50, turns=1)), ("r1", briefing(51, turns=1)), ("r0", briefing(30, turns=1))]
    records(folder / "records.jsonl", pairs + again)


def large(folder: Path) -> None:
    """One page more, of ``LARGE`` bytes."""
    text, number = "", 0
    while len(text) < LARGE:
        text += briefing(number, turns=12)
        number += 1
    (folder / "large.txt").write_text(text, encoding="utf-8")
