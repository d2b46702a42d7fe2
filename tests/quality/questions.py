"""Questions with their gold words, and an archive to ask -> verdicts on each answer -> grades."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.answer import Answer, Excerpt
from tests.quality.floors import Grade
from tests.quality.gold import Asked, Place

Ask = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A question, its answer, and what is right about it; None where the question does not ask for it.

    ``first`` excerpt, refusal of the ``unanswerable``, what must come ``after`` the gold, all the ``parties`` and
    no other, the ``dated`` first mention. ``forbidden`` are excerpts of words that must not be shown,
    ``strangers`` those of another party than the one asked about.
    """

    asked: Asked
    answer: Answer
    first: bool | None
    unanswerable: bool | None
    after: bool | None
    parties: bool | None
    dated: bool | None
    forbidden: tuple[Excerpt, ...]
    strangers: tuple[Excerpt, ...]


def judged(asked: Asked, answer: Answer) -> Verdict:
    """The verdict on an answer."""
    shown = answer.excerpts
    when = shown[0].when if shown else None
    return Verdict(
        asked,
        answer,
        first=bool(shown) and _among(shown[0], asked.gold) if asked.gold else None,
        unanswerable=None if asked.gold else answer.nothing is not None and not shown,
        after=_follows(shown, asked) if asked.after else None,
        parties={one.speaker.party for one in shown} == asked.parties if asked.parties is not None else None,
        dated=when is not None and when.date.value.startswith(asked.first) if asked.first else None,
        forbidden=tuple(one for one in shown if _among(one, asked.must_not)),
        strangers=tuple(one for one in shown if asked.party and one.speaker.party != asked.party),
    )


def _among(excerpt: Excerpt, places: Sequence[Place]) -> bool:
    return any(place.meets(excerpt.source.name, excerpt.start, excerpt.end) for place in places)


def _follows(shown: Sequence[Excerpt], asked: Asked) -> bool:
    """Whether what comes after is there, and the gold before all of it."""
    later = [at for at, one in enumerate(shown) if _among(one, asked.after)]
    return bool(later) and any(_among(one, asked.gold) for one in shown[: later[0]])


def graded(part: str, verdicts: Sequence[Verdict]) -> list[Grade]:
    """The grades of a set of questions."""
    return [
        _share(part, "first excerpt right", verdicts, lambda one: one.first),
        _share(part, "unanswerable refused", verdicts, lambda one: one.unanswerable),
        _share(part, "what comes after", verdicts, lambda one: one.after),
        _share(part, "who all said it", verdicts, lambda one: one.parties),
        _share(part, "when first said", verdicts, lambda one: one.dated),
        _unwanted(part, "words that must not show", verdicts, lambda one: one.forbidden),
        _unwanted(part, "words of another party", verdicts, lambda one: one.strangers),
    ]


def measured(part: str, asked: Sequence[Asked], ask: Ask) -> list[Grade]:
    """The grades of the answers to these questions."""
    return graded(part, [judged(one, ask(one.question)) for one in asked])


def _share(part: str, what: str, verdicts: Sequence[Verdict], right: Callable[[Verdict], bool | None]) -> Grade:
    counted = [one for one in verdicts if right(one) is not None]
    failed = tuple(_told(one) for one in counted if not right(one))
    return Grade(part, what, len(counted) - len(failed), len(counted), failed)


def _unwanted(
    part: str, what: str, verdicts: Sequence[Verdict], found: Callable[[Verdict], tuple[Excerpt, ...]]
) -> Grade:
    failed = tuple(f"{_heading(one)}: {_quoted(excerpt)}" for one in verdicts for excerpt in found(one))
    shown = sum(len(one.answer.excerpts) for one in verdicts)
    return Grade(part, what, len(failed), shown, failed, most=True)


def _told(verdict: Verdict) -> str:
    answer = verdict.answer
    got = "; ".join(map(_quoted, answer.excerpts[:2])) if answer.excerpts else "nothing"
    return f"{_heading(verdict)}: {got} [{answer.question.read_as}]"


def _heading(verdict: Verdict) -> str:
    return f"{verdict.asked.id} {verdict.asked.kind} ({verdict.asked.question})"


def _quoted(excerpt: Excerpt) -> str:
    words = " ".join(excerpt.text.split())
    return f'{excerpt.speaker.party} {excerpt.source.name[:8]} {excerpt.start} "{words[:50]}…"'
