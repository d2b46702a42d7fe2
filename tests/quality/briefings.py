"""``python -m tests.quality --briefings FOLDER``: press briefings in Markdown, turns marked ``MS. PSAKI:`` and ``Q``.

The turns are read a second time here by one regular expression that shares nothing with the product. Counted are the
quotable units that stand in a journalist's turn, and the answers by label and by the party they are given to.
"""

import re
from bisect import bisect_right
from collections import Counter
from pathlib import Path

from bot.domain.source import Received
from bot.ingest.collect import collect
from bot.ingest.pipeline import read_page
from bot.names import Registry

_TURN = re.compile(
    r"(?m)^[\s\xa0]*(?P<label>Q(?=[\s\xa0]|[A-Z][a-z])|AIDE:|PHOTOJOURNALIST:|Caller:"
    r"|(?:[A-Z]{1,16}\.?[\s\xa0]+){1,4}[A-Z][A-Z-]+:|S\. PSAKI:|Janet Woodcock:|Dr\. Walensky:)"
)
_JOURNALIST = ("Q", "AIDE:", "PHOTOJOURNALIST:", "Caller:")


def report(folder: Path) -> tuple[str, int]:
    """The table, and how many quotable units stand in a journalist's turn."""
    registry = Registry.load()
    answers: Counter[tuple[str, str]] = Counter()
    pages = questions = 0
    wrong: list[str] = []
    for item in collect([folder]):
        if not isinstance(item, Received):
            continue
        page = read_page(item, registry)
        turns = [(match.start("label"), match["label"]) for match in _TURN.finditer(item.text)]
        starts = [start for start, _ in turns]
        pages += 1
        for unit in page.units:
            at = bisect_right(starts, unit.start) - 1
            label = turns[at][1] if at >= 0 else ""
            questions += unit.label.value == "question"
            if not unit.quotable or unit.speaker is None:
                continue
            if label in _JOURNALIST:
                wrong.append(f"{item.name}: {item.text[unit.start : unit.end][:80]!r} given to {unit.speaker.name}")
            answers[(unit.speaker.name, unit.speaker.party or "no party")] += 1
    lines = [f"{pages} briefings, {questions} sentences of questions, {sum(answers.values())} statements", ""]
    lines += [f"  {name} ({party}): {count}" for (name, party), count in answers.most_common()]
    lines += ["", f"{len(wrong)} statements in a journalist's turn", *wrong[:20]]
    return "\n".join(lines), len(wrong)
