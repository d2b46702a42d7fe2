"""Answers, pages, schedules and posts as JSON that others program against. The keys are a contract: README, "JSON"."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.domain.answer import Answer, Excerpt
from bot.domain.place import Place
from bot.domain.post import Post
from bot.domain.question import Question
from bot.domain.schedule import Schedule
from bot.domain.source import When
from bot.domain.statement import Page

Json = dict[str, object]


def answer_json(answer: Answer) -> Json:
    """An answer. Dates are ISO 8601, offsets half-open code points into the source's text."""
    nothing = answer.nothing
    return {
        "question": _question(answer.question),
        "excerpts": [excerpt_json(excerpt) for excerpt in answer.excerpts],
        "nothing": None
        if nothing is None
        else {"reason": nothing.reason, "nearest": [excerpt_json(excerpt) for excerpt in nothing.nearest]},
        "left_out": dict(answer.left_out),
        "took_ms": round(answer.took_ms, 3),
    }


def excerpt_json(excerpt: Excerpt) -> Json:
    """One excerpt, with its citation and the reasons it matched."""
    facts = excerpt.source.facts
    speaker = excerpt.speaker
    context = excerpt.context
    return {
        "text": excerpt.text,
        "source": excerpt.source.id,
        "file": excerpt.source.name,
        "start": excerpt.start,
        "end": excerpt.end,
        "title": facts.title and facts.title.value,
        "publisher": facts.publisher and facts.publisher.value,
        "url": facts.url and facts.url.value,
        "date": _date(excerpt.when),
        "speaker": {"name": speaker.name, "role": speaker.role, "party": speaker.party},
        "voice": excerpt.voice.value,
        "confidence": round(excerpt.statement.unit.confidence, 4),
        "reported_by": excerpt.reported_by,
        "context": context
        and {
            "text": context.text,
            "start": context.span.start,
            "end": context.span.end,
            "role": context.role,
        },
        "matched": [{"text": match.text, "for": match.asked, "where": match.where} for match in excerpt.matched],
        "also_in": list(excerpt.also_in),
        "score": round(min(max(excerpt.score, 0.0), 1.0), 4),
    }


def page_json(page: Page) -> Iterator[Json]:
    """Every unit of a page in the order of its text."""
    for unit in page.units:
        yield {
            "start": unit.start,
            "end": unit.end,
            "label": unit.label.value,
            "speaker": unit.speaker and unit.speaker.name,
            "party": unit.speaker and unit.speaker.party,
            "confidence": round(unit.confidence, 4),
            "rule": unit.rule,
            "speaker_span": unit.speaker_span and list(unit.speaker_span),
            "cue": unit.cue and list(unit.cue),
            "text": page.source.slice(unit.span),
        }


def schedule_json(schedule: Schedule, coming: int | None) -> Json:
    """A schedule. ``days`` are ISO weekdays; ``coming`` is the moment of its next post, None if there is none."""
    return {
        "number": schedule.number,
        **_place(schedule.place),
        "time": schedule.at.strftime("%H:%M"),
        "zone": schedule.zone,
        "days": list(schedule.days),
        "each": schedule.each,
        "party": schedule.party,
        "about": schedule.about,
        "voice": schedule.voice and schedule.voice.value,
        "paused": schedule.paused or None,
        "next": coming and moment_json(coming),
    }


def post_json(post: Post, number: int) -> Json:
    """A post of the schedule of that number: where what it showed stands, and its life, oldest first."""
    return {
        "number": number,
        **_place(post.place),
        "day": post.day.isoformat(),
        "due": moment_json(post.due),
        "stage": post.stage.value,
        "message": post.message or None,
        "shown": [{"source": shown.source, "start": shown.start, "end": shown.end} for shown in post.shown],
        "wrong": post.wrong or None,
        "corrected": moment_json(post.corrected) if post.corrected else None,
        "log": [{"at": moment_json(entry.at), "step": entry.step, "text": entry.text} for entry in post.log],
    }


def moment_json(at: int) -> str:
    """Seconds since 1970 in ISO 8601, as UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _place(place: Place) -> Json:
    return {"platform": place.platform, "server": place.server, "channel": place.channel}


def _question(question: Question) -> Json:
    return {
        "text": question.text,
        "read_as": question.read_as,
        "party": question.party,
        "speaker": question.speaker or question.unknown_speaker,
        "topics": [topic.text for topic in question.topics],
        "phrase": question.phrase,
        "since": question.since and question.since.isoformat(),
        "until": question.until and question.until.isoformat(),
        "corrections": dict(question.corrections),
    }


def _date(when: When | None) -> Json | None:
    if when is None:
        return None
    return {"value": when.date.value, "precision": when.date.precision, "basis": when.basis.value}
