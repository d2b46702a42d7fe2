"""Reports of ingesting, the list of sources, and explanations, as lines for a person or as JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from bot.adapters.terminal.contract import Json
from bot.adapters.terminal.paint import Ink, Paint
from bot.adapters.terminal.replies import labelled
from bot.adapters.terminal.screen import NARROWEST, cells, one_line
from bot.archive import Explanation, Report
from bot.desk import words
from bot.desk.cards import PartyName
from bot.desk.dates import day
from bot.desk.telling import RULES
from bot.domain.answer import Match
from bot.ports import Added, SourceLine

WORTH_A_SPEED = 1_000_000
"""Bytes below which a speed would tell how long the start took, not the reading."""

Name = TypeVar("Name", bound=str)

_ADDED = {
    Added.NEW: "kept",
    Added.KNOWN: "known already",
    Added.VERSION: "kept as a new version",
    Added.REREAD: "read again",
}
_WOULD = {
    Added.NEW: "would be kept",
    Added.KNOWN: "is known already",
    Added.VERSION: "would be kept as a new version",
    Added.REREAD: "would be read again",
}


def refusal(report: Report, paint: Paint) -> str:
    """The one line of a document that was not kept: file, reason, mend."""
    mend = f" ({one_line(report.mend)})" if report.mend else ""
    return f"{paint('refused', Ink.BAD)} {one_line(report.name)}: {one_line(report.reason)}{mend}"


def report_line(report: Report, paint: Paint, *, dry_run: bool) -> str:
    """One line: name, kind, statements, what happened to it."""
    if report.added is None or report.kind is None:
        return refusal(report, paint)
    what = (_WOULD if dry_run else _ADDED)[report.added]
    number = words.count(sum(report.statements.values()), "statement")
    return f"{one_line(report.name)}: {report.kind.value}, {number}, {paint(what, Ink.GOOD)}"


def report_block(report: Report, paint: Paint, *, dry_run: bool) -> Iterator[str]:
    """The line, and below it why, blocks by role, statements by voice, what was dropped and why."""
    yield report_line(report, paint, dry_run=dry_run)
    if report.refused:
        return
    rows = (
        ("why", "; ".join(one_line(why) for why in report.why)),
        ("blocks", _counts(report.blocks)),
        ("statements", _counts(report.statements)),
        ("not quoted", _counts(report.dropped)),
    )
    for name, text in rows:
        if text:
            yield f"    {paint(name, Ink.ASIDE)}: {text}"
    for warning in report.warnings:
        yield f"    {paint('note', Ink.REPORTED)}: {one_line(warning)}"


def report_json(report: Report, *, dry_run: bool) -> Json:
    """A report as an object of one JSON line."""
    refused = {"reason": report.reason, "mend": report.mend} if report.refused else None
    return {
        "file": report.name,
        "bytes": report.size,
        "source": report.source,
        "added": report.added and report.added.value,
        "dry_run": dry_run,
        "refused": refused,
        "kind": report.kind and report.kind.value,
        "why": list(report.why),
        "blocks": {role.value: number for role, number in report.blocks.items()},
        "statements": {voice.value: number for voice, number in report.statements.items()},
        "not_quoted": dict(report.dropped),
        "warnings": list(report.warnings),
    }


def total(reports: Sequence[Report], seconds: float) -> str:
    """The closing line: documents, bytes, statements, speed, refusals."""
    kept = [report for report in reports if not report.refused]
    read = sum(report.size for report in kept)
    new = sum(report.added is not Added.KNOWN for report in kept)
    statements = sum(sum(report.statements.values()) for report in kept)
    speed = f", {read / seconds / 1_000_000:.1f} MB/s" if seconds > 0 and read >= WORTH_A_SPEED else ""
    refused = len(reports) - len(kept)
    return (
        f"{words.count(len(kept), 'document')} ({new:,} new), {words.count(statements, 'statement')}, "
        f"{words.size(read)} in {seconds:.1f} s{speed}" + (f"; {refused:,} refused" if refused else "")
    )


def sources_table(sources: Iterable[SourceLine], paint: Paint, width: int) -> Iterator[str]:
    """One line a source: id, date, kind, statements, parties, name and title."""
    width = max(width, NARROWEST)
    for line in sources:
        parties = ",".join(line.parties) or "–"
        date = words.short_date(line.facts.shown_date)
        head = f"{line.id[:8]}  {date:<10}  {line.kind.value:<10}  {line.statements:>5}  {parties:<8}  "
        title = line.facts.title
        text = one_line(line.name) + (f"  {one_line(title.value)}" if title else "")
        room = width - cells(head)
        if room >= 24:  # a file name's worth
            yield paint(head, Ink.ASIDE) + _clipped(text, room)
        else:
            yield paint(" ".join(head.split()), Ink.ASIDE)
            yield "  " + _clipped(text, width - 2)


def source_json(line: SourceLine) -> Json:
    """A source of the list as an object of one JSON line."""
    facts = line.facts
    when = facts.shown_date
    return {
        "source": line.id,
        "file": line.name,
        "kind": line.kind.value,
        "title": facts.title and facts.title.value,
        "publisher": facts.publisher and facts.publisher.value,
        "agency": facts.agency and facts.agency.value,
        "url": facts.url and facts.url.value,
        "date": when
        and {"value": when.date.value, "precision": when.date.precision, "basis": when.basis.value},
        "statements": line.statements,
        "parties": list(line.parties),
    }


def explanation(told: Explanation, paint: Paint, width: int, party_name: PartyName) -> Iterator[str]:
    """Why an excerpt is whose it is, and why it was found."""
    for name, text in _reasons(told, party_name):
        yield from labelled(name, text, paint, max(width, NARROWEST))


def _reasons(told: Explanation, party_name: PartyName) -> Iterator[tuple[str, str]]:
    excerpt = told.excerpt
    speaker = excerpt.speaker
    party = f" for {party_name(speaker.party)} ({speaker.party})" if speaker.party else ", who speaks for no party"
    sure = "likely" if words.likely(told.confidence) else "shown as fact"
    yield "words", one_line(excerpt.text)
    yield "speaker", one_line(speaker.name) + party
    rule = RULES.get(told.rule, told.rule)
    yield "because", f"{rule} (rule “{told.rule}”, confidence {told.confidence:.2f}, {sure})"
    if told.speaker_words:
        yield "named on the page as", f"“{one_line(told.speaker_words)}”"
    if told.cue_words:
        yield "by the cue", f"“{one_line(told.cue_words)}”"
    if told.question:
        yield "in answer to", f"“{one_line(told.question)}”"
    yield "voice", one_line(words.voice_of(excerpt))
    yield "page", f"{told.kind.value}: {one_line('; '.join(told.why))}" if told.why else told.kind.value
    when = excerpt.when
    if when is None:
        yield "date", "unknown"
    else:
        yield "date", f"{day(when.date)}, {words.known_from(when.basis)}"
    yield from (("matched", text) for text in dict.fromkeys(map(_match, excerpt.matched)))
    yield "place", f"{one_line(excerpt.source.name)}, characters {excerpt.start} to {excerpt.end}"
    yield "source", excerpt.source.id
    yield "checked", "slice, text and bytes agree with their hashes" if told.verified else "FAILED: not to be quoted"


def _match(match: Match) -> str:
    where = {"statement": "in the words", "context": "in the words around them", "title": "in the title"}
    return f"“{one_line(match.text)}” for {one_line(match.asked)}, {where.get(match.where, match.where)}"


def _counts(numbers: Mapping[Name, int]) -> str:
    pairs = sorted(numbers.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{name} {number}" for name, number in pairs)


def _clipped(text: str, room: int) -> str:
    if cells(text) <= room:
        return text
    while text and cells(text) > room - 1:
        text = text[:-1]
    return text + "…"
