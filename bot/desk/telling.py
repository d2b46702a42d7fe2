"""The evidence for a statement, what stands around it, and what is known of its source -> rows of plain words."""

from collections.abc import Iterable, Iterator

from bot.archive import Explanation
from bot.desk import words
from bot.desk.cards import PartyName, card_of
from bot.desk.dates import day
from bot.desk.links import link
from bot.desk.reply import Row
from bot.desk.words import count, one_line
from bot.domain.answer import Match, Neighbour
from bot.domain.source import Basis, Fact, When
from bot.domain.statement import Label, Page, Voice
from bot.ports import SourceLine

RULES = {
    "turn": "an answer in a transcript, by the one who answers in it",
    "whole document": "the issuer's own text from beginning to end",
    "quotation with a cue": "a quotation, and beside it who said it",
    "quotation goes on": "a quotation that goes on where the one before it stopped",
    "quotation without a cue": "a quotation with nobody named beside it, after one of this speaker",
    "subject of a speech verb": "the speaker stands before a verb of saying",
    "cue behind": "who said it stands behind the words",
    "cue inserted": "who said it stands amid the words",
}
"""The rules of bot.ingest in words; a rule that is not here is shown by its own name."""

_WHERE = {"statement": "in the words", "context": "in the words around them", "title": "in the title"}


def why_rows(told: Explanation, party_name: PartyName, language: str) -> Iterator[Row]:
    """Whose words they are and by what rule, how we have them, what matched, and whether all was checked."""
    excerpt = told.excerpt
    card = card_of(excerpt, party_name, language=language)
    yield Row("Whose words", ", ".join((("likely " if card.likely else "") + card.name, *card.about)))
    yield Row("Because", RULES.get(told.rule, told.rule))
    sure = "shown as likely" if card.likely else "shown as fact"
    yield Row("How sure", f"{told.confidence:.2f} of 1, {sure}")
    if told.speaker_words:
        yield Row("Named on the page as", f"“{one_line(told.speaker_words)}”")
    if told.cue_words and told.cue_words != told.speaker_words:
        yield Row("Told by the words", f"“{one_line(told.cue_words)}”")
    if told.question:
        yield Row("In answer to the question", f"“{one_line(told.question)}”")
    yield Row("How we have it", card.badge)
    yield Row("Kind of page", _kind(told.kind.value, told.why))
    yield Row("Date", _date(excerpt.when, language))
    if excerpt.matched:
        yield Row("Matched", "; ".join(dict.fromkeys(map(_match, excerpt.matched))))
    yield Row("Place", f"{one_line(excerpt.source.name)}, characters {excerpt.start} to {excerpt.end}")
    checked = "slice, text and bytes agree with their hashes" if told.verified else "FAILED: not to be quoted"
    yield Row("Checked", checked)


def context_rows(around: Iterable[Neighbour]) -> Iterator[Row]:
    """What stands around a statement, in the page's order, each named by whose words it is; itself marked."""
    for neighbour in around:
        if name := _whose(neighbour):
            yield Row(name, neighbour.text, marked=neighbour.own)


def source_rows(page: Page, language: str) -> Iterator[Row]:
    """All that is known of a source, each fact with its basis where the page itself does not say it."""
    source, facts = page.source, page.source.facts
    named = (
        ("Title", facts.title),
        ("Publisher", facts.publisher),
        ("Agency", facts.agency),
        ("Issued by", facts.issuer),
    )
    yield from (Row(name, _fact(fact)) for name, fact in named if fact)
    if facts.said:
        yield Row("Said", _date(facts.said, language))
    if facts.published or not facts.said:
        yield Row("Published", _date(facts.published, language))
    yield Row("Kind of page", _kind(source.kind.value, source.why))
    if facts.url:
        yield Row("Link", one_line(facts.url.value), link=link(facts.url.value) or None)
    yield Row("File", one_line(source.name))
    yield Row("SHA-256", source.id)
    yield Row("Statements that can be quoted", f"{sum(unit.quotable for unit in page.units):,}")


def listed(line: SourceLine, language: str) -> Row:
    """A source as one row of a list."""
    facts = line.facts
    carried = dict.fromkeys(one_line(fact.value) for fact in (facts.publisher, facts.agency) if fact)
    said = (words.date_of(facts, language), *carried, line.kind.value, count(line.statements, "statement"))
    name = one_line(facts.title.value) if facts.title else one_line(line.name)
    file = (one_line(line.name),) if facts.title else ()
    return Row(name, " · ".join((*said, *file, line.id[:8])), link(facts.url.value) or None if facts.url else None)


def _whose(neighbour: Neighbour) -> str:
    """Whose words they are; empty for what is no part of what was said (headings, comments, furniture)."""
    if neighbour.label is Label.QUESTION:
        return f"asked by {words.asked_by(neighbour.speaker.name if neighbour.speaker else '')}"
    if neighbour.label is Label.NARRATION:
        return "the reporter's own words"
    if neighbour.label.voice is None:
        return ""
    if neighbour.speaker is None:
        return "nobody named as the speaker"
    name = one_line(neighbour.speaker.name)
    return f"{name}, paraphrased by the reporter" if neighbour.label.voice is Voice.REPORTED else name


def _fact(fact: Fact) -> str:
    basis = "" if fact.basis in (Basis.STATED, Basis.PAGE) else f" ({words.known_from(fact.basis)})"
    return one_line(fact.value) + basis


def _date(when: When | None, language: str) -> str:
    return f"{day(when.date, language)}, {words.known_from(when.basis)}" if when else "unknown"


def _kind(kind: str, why: Iterable[str]) -> str:
    reasons = one_line("; ".join(why))
    return f"{kind}: {reasons}" if reasons else kind


def _match(match: Match) -> str:
    text, asked = one_line(match.text), one_line(match.asked)
    meant = "" if asked.casefold() in ("", text.casefold()) else f" for {asked}"
    return f"“{text}”{meant}, {_WHERE.get(match.where, match.where)}"
