"""An answer as a file to keep: Markdown, CSV or JSON."""

import csv
import io
import json
import os
import re
from pathlib import Path

from bot.adapters.terminal.contract import answer_json
from bot.adapters.terminal.screen import one_line, visible
from bot.desk.cards import PartyName, card_of
from bot.desk.links import page_of
from bot.domain.answer import Answer, Excerpt
from bot.domain.errors import UsageError
from bot.domain.statement import Voice

FORMATS = ("md", "csv", "json")

_COLUMNS = (
    "text", "speaker", "role", "party", "voice", "confidence", "date", "date_precision", "date_basis", "title",
    "publisher", "reported_by", "url", "file", "source", "start", "end",
)  # fmt: skip

# What spreadsheets take for a formula when a cell begins with it (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#&~|])")
_LIST_MARK = re.compile(r"^(\s*)(\d+)([.)])|^(\s*)([-+=])", re.MULTILINE)


def exported(answer: Answer, form: str, party_name: PartyName) -> str:
    """The answer in one of FORMATS."""
    if form == "json":
        return json.dumps(answer_json(answer), ensure_ascii=False, indent=2) + "\n"
    return as_csv(answer) if form == "csv" else as_markdown(answer, party_name)


def as_csv(answer: Answer) -> str:
    """A header and one row an excerpt (RFC 4180).

    A cell that a spreadsheet would run as a formula gets an apostrophe before it, which says "text" there and is
    not shown; every other cell, and so nearly every quotation, is exactly as it stands in the source.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for excerpt in answer.excerpts:
        writer.writerow([_cell(value) for value in _row(excerpt)])
    return out.getvalue()


def guarded(answer: Answer) -> int:
    """How many cells ``as_csv`` puts an apostrophe before."""
    return sum(str(value).startswith(_FORMULA) for excerpt in answer.excerpts for value in _row(excerpt))


def as_markdown(answer: Answer, party_name: PartyName) -> str:
    """The question as heading, each excerpt as a block quotation with its citation.

    Marks of Markdown inside a quotation are escaped, so that it shows as it was said.
    """
    question = answer.question
    lines = [f"# {_escaped(one_line(question.text))}", ""]
    if question.read_as:
        lines += [f"Read as: {_escaped(one_line(question.read_as))}", ""]
    for excerpt in answer.excerpts:
        lines += [*_quoted(excerpt), "", _attributed(excerpt, party_name), ""]
    return "\n".join(lines)


def write(path: Path, text: str, *, force: bool) -> None:
    """Write the file whole or not at all. Raises UsageError if it is there and not ``force``, or cannot be written."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        # newline="": CSV has its own line ends.
        unfinished.write_text(text, encoding="utf-8", newline="")
        if force:
            unfinished.replace(path)
        else:
            _put_new(unfinished, path)
    except FileExistsError:
        raise UsageError(f"{path} is there already", hint="write over it with --force") from None
    except OSError as error:
        reason = (error.strerror or "cannot be written").lower()
        raise UsageError(f"{path}: {reason}", hint="name another file with -o") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _put_new(made: Path, path: Path) -> None:
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError from None
        made.replace(path)


def _row(excerpt: Excerpt) -> list[object]:
    facts, speaker, when = excerpt.source.facts, excerpt.speaker, excerpt.when
    return [
        excerpt.text,
        speaker.name,
        speaker.role or "",
        speaker.party or "",
        excerpt.voice.value,
        round(excerpt.statement.unit.confidence, 4),
        when.date.value if when else "",
        when.date.precision if when else "",
        when.basis.value if when else "",
        facts.title.value if facts.title else "",
        facts.publisher.value if facts.publisher else "",
        excerpt.reported_by or "",
        facts.url.value if facts.url else "",
        excerpt.source.name,
        excerpt.source.id,
        excerpt.start,
        excerpt.end,
    ]


def _cell(value: object) -> object:
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


def _quoted(excerpt: Excerpt) -> list[str]:
    text = _escaped(visible(excerpt.text))
    if excerpt.voice is not Voice.REPORTED:
        text = f"“{text}”"
    return [f"> {line}".rstrip() for line in text.split("\n")]


def _attributed(excerpt: Excerpt, party_name: PartyName) -> str:
    card = card_of(excerpt, party_name)
    likely = "likely " if card.likely else ""
    parts = [
        f"— {likely}**{_shown(card.name)}**" + "".join(f", {_shown(part)}" for part in card.about),
        _shown(card.badge),
        _shown(card.date),
        *map(_shown, dict.fromkeys((card.title, *card.carried))),
        f"<{page_of(card.url)}>" if card.url else "",
        f"`{one_line(excerpt.source.name)}` {excerpt.start}–{excerpt.end}, sha256 `{excerpt.source.id}`",
    ]
    return " · ".join(part for part in parts if part)


def _shown(text: str) -> str:
    return _escaped(one_line(text))


def _escaped(text: str) -> str:
    """The text so that Markdown shows every letter of it."""
    text = _MARKDOWN.sub(r"\\\1", text)
    return _LIST_MARK.sub(
        lambda match: f"{match[1]}{match[2]}\\{match[3]}" if match[2] else f"{match[4]}\\{match[5]}", text
    )
