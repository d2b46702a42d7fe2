"""A page as read and the labels people gave it -> verdicts on each unit -> grades."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.archive import read_documents
from bot.domain.source import Span
from bot.domain.statement import Label, Page, Unit
from bot.names import Registry
from tests.quality.floors import Grade
from tests.quality.gold import Gold, labelled, located

_LEFT_OUT = (Label.FURNITURE, Label.META, Label.COMMENT)
"""What the reader of an HTML page may leave out."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a labelled unit.

    ``unit`` is the one read that covers most of it; ``right`` tells that the labels agree. ``astray`` are units
    that give words of this one to a party who did not say them.
    """

    gold: Gold
    unit: Unit | None
    right: bool
    astray: tuple[Unit, ...] = ()

    @property
    def attributed(self) -> bool:
        """Whether the statement was found, surely enough to be quoted, as one of the party that made it."""
        unit = self.unit
        return unit is not None and unit.quotable and _party(unit) == self.gold.party


def judged(page: Page | None, gold: Sequence[Gold]) -> list[Verdict]:
    """A verdict on every labelled unit. ``page`` is None for one that was refused, as a listing is.

    Of a refused page every unit that is nobody's statement counts as right.
    """
    if page is None:
        return [Verdict(unit, None, unit.label.voice is None) for unit in gold]
    placed = located(gold, page.source.text)
    owners = [(unit, _nearest(unit.span, placed)) for unit in page.units if unit.quotable and _party(unit)]
    return [_verdict(one, page.units, [unit for unit, owner in owners if owner is one]) for one in placed]


def _verdict(gold: Gold, units: Sequence[Unit], quoted: Sequence[Unit]) -> Verdict:
    if gold.span is None:
        return Verdict(gold, None, gold.label in _LEFT_OUT)
    unit = max(units, key=lambda unit: _closeness(unit.span, gold.span), default=None)
    if unit is None or not _overlap(unit.span, gold.span):
        return Verdict(gold, None, right=False)
    suspects = dict.fromkeys([*quoted, unit] if unit.quotable and _party(unit) else quoted)
    astray = tuple(one for one in suspects if _party(one) != gold.party)
    return Verdict(gold, unit, unit.label is gold.label, astray)


def _nearest(span: Span, gold: Sequence[Gold]) -> Gold | None:
    best = max(gold, key=lambda one: _closeness(one.span, span))
    return best if _overlap(best.span, span) else None


def _closeness(one: Span | None, other: Span | None) -> tuple[int, int]:
    """More words in common first, then the shorter: a fragment lies inside its sentence."""
    return _overlap(one, other), one.start - one.end if one else 0


def _overlap(one: Span | None, other: Span | None) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start)) if one and other else 0


def _party(unit: Unit) -> str | None:
    return unit.speaker.party if unit.speaker else None


def graded(part: str, verdicts: Sequence[Verdict]) -> list[Grade]:
    """The grades of a set of pages."""
    wrong = [one for one in verdicts if not one.right]
    spoken = [one for one in verdicts if one.gold.party and one.gold.label.voice]
    missed = [one for one in spoken if not one.attributed]
    astray = [one for one in verdicts if one.astray]
    sorts = Counter(one.gold.label.value for one in astray)
    return [
        Grade(part, "label right", len(verdicts) - len(wrong), len(verdicts), tuple(map(_told_label, wrong))),
        Grade(part, "party found", len(spoken) - len(missed), len(spoken), tuple(map(_told_party, missed))),
        Grade(
            part,
            "misattributed",
            len(astray),
            len(verdicts),
            tuple(map(_told_astray, astray)),
            most=True,
            detail=", ".join(f"{label} {count}" for label, count in sorts.most_common()),
        ),
    ]


def measured(part: str, gold: Path, folder: Path, registry: Registry) -> list[Grade]:
    """The grades of the pages in a folder against a gold file."""
    return graded(part, [verdict for page, units in pages(gold, folder, registry) for verdict in judged(page, units)])


def pages(gold: Path, folder: Path, registry: Registry) -> Iterator[tuple[Page | None, list[Gold]]]:
    """Each labelled page as the product reads it, and its labels."""
    for file, units in labelled(gold).items():
        for _, page, _ in read_documents([folder / file], registry):
            yield page, units


def _told_label(verdict: Verdict) -> str:
    read = verdict.unit.label.value if verdict.unit else "nothing"
    return f"{_told(verdict.gold)} is {verdict.gold.label.value}, read as {read}"


def _told_party(verdict: Verdict) -> str:
    unit = verdict.unit
    read = f"{unit.label.value} by {_speaker(unit)}" if unit else "nothing"
    return f"{_told(verdict.gold)} is {verdict.gold.party}'s, read as {read}"


def _told_astray(verdict: Verdict) -> str:
    gold = verdict.gold
    given = "; ".join(f"{_speaker(unit)} by {unit.rule}" for unit in verdict.astray)
    return f"{_told(gold)} is {gold.label.value} by {gold.party or 'no party'}, given to {given}"


def _speaker(unit: Unit) -> str:
    return f"{unit.speaker.name} ({unit.speaker.party}, {unit.confidence:.2f})" if unit.speaker else "nobody"


def _told(gold: Gold) -> str:
    words = " ".join(gold.text.split())
    return f'{gold.id} "{words[:60]}{"…" if len(words) > 60 else ""}"'
