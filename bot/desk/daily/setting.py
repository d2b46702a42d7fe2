"""The command ``daily set``: what is typed into its options -> a schedule, checked in every way before it is kept."""

import threading
from collections.abc import Callable
from dataclasses import replace

from bot.archive import Archive
from bot.desk.commands import ANY
from bot.desk.daily.which import changed, coming, first_day, meant
from bot.desk.daily.wording import due_words, in_channel, narrowed, numbered, rhythm, told
from bot.desk.here import house, is_shared
from bot.desk.refusing import refused
from bot.desk.reply import Line, Reply
from bot.desk.request import Request
from bot.desk.settling import NONE, named_channel, named_party
from bot.domain.errors import UsageError
from bot.domain.place import Place
from bot.domain.schedule import Schedule
from bot.domain.statement import Voice
from bot.ports import Ledger
from bot.schedule.choice import choose
from bot.schedule.typed import Days, read_days, read_time
from bot.schedule.when import local_date
from bot.schedule.zones import find_zone

SCHEDULES = 25
"""Schedules of a server at most: as many as can be offered to choose from."""

_LONGEST = 100
"""Characters of what a schedule is about."""


class Setting:
    """Sets schedules and changes them. ``clock`` tells seconds since 1970, ``new_id`` gives random ids."""

    def __init__(self, archive: Archive, clock: Callable[[], float], new_id: Callable[[], str]) -> None:
        self._archive = archive
        self._clock = clock
        self._new_id = new_id
        self._adding = threading.Lock()

    def set(self, request: Request) -> Reply:
        """The reply. Raises UsageError, and keeps nothing, for whatever could never post."""
        ledger = self._archive.ledger
        before = meant(ledger, request) if "which" in request.arguments else None
        wanted = self._wanted(request, before)
        if before is None and (same := _same(ledger, wanted)):
            wanted = self._wanted(request, same)  # with what was set before, else it may hold nothing
        self._check_pool(wanted)
        obstacle = request.obstacle(wanted.place)
        if obstacle is not None:
            return refused(obstacle.problem, obstacle.mend)
        with self._adding:  # of two who add the same at once the second changes it
            twin = _same(ledger, wanted)
            if before and twin and twin.id != before.id:
                mend = f"change that one, or end it with “daily off which: {twin.number}”"
                raise UsageError(f"{numbered(twin).lower()} posts there at that time already", hint=mend)
            before = before or twin
            kept = self._changed(ledger, request, before) if before else self._added(ledger, request, wanted)
        return self._told(kept, request, new=before is None, named="which" in request.arguments)

    def _added(self, ledger: Ledger, request: Request, wanted: Schedule) -> Schedule:
        if len(ledger.schedules(wanted.place)) >= SCHEDULES:
            many = f"there are {SCHEDULES} statements of the day here already"
            raise UsageError(many, hint="change one, with which: and its number, or end one with “daily off”")
        kept = changed(ledger, wanted, lambda same: same)
        first = _same(ledger, kept)
        if first is None or first.id == kept.id:
            return kept
        changed(ledger, kept, lambda read: replace(read, ended=True))  # another process added it at the same moment
        return self._changed(ledger, request, first)

    def _changed(self, ledger: Ledger, request: Request, before: Schedule) -> Schedule:
        return changed(ledger, before, lambda read: self._wanted(request, read))

    def _wanted(self, request: Request, before: Schedule | None) -> Schedule:
        """The schedule that is asked for: of one that stands already, what is not named stays as it is."""
        now, typed = self._clock(), request.arguments
        at = read_time(typed["time"]) if before is None or "time" in typed else before.at
        zone = find_zone(typed["zone"], self._archive.registry) if before is None or "zone" in typed else before.zone
        old = before or Schedule(self._new_id(), request.place, at, zone)
        days = read_days(typed["days"]) if "days" in typed else Days(old.days, old.each)
        new = replace(
            old,
            place=self._place(request, old),
            at=at,
            zone=zone,
            days=days.days,
            each=days.each,
            party=self._party(typed["party"]) if "party" in typed else old.party,
            about=_about(typed["about"]) if "about" in typed else old.about,
            voice=_voice(typed["voice"]) if "voice" in typed else old.voice,
            person=request.person,
            paused="",
        )
        moved = before is None or _rhythm(new) != _rhythm(before) or bool(before.paused)
        return replace(new, since=first_day(new, now)) if moved else new

    def _place(self, request: Request, old: Schedule) -> Place:
        typed = request.arguments.get("channel")
        if typed is None:
            return old.place
        if not is_shared(request.place):
            mend = f"set it in the {house(request.place)} itself"
            raise UsageError("channel is for places where others read along", hint=mend)
        return replace(request.place, channel=named_channel(typed))

    def _party(self, typed: str) -> str | None:
        return None if typed.casefold() == NONE else named_party(self._archive.registry, typed)

    def _check_pool(self, wanted: Schedule) -> None:
        pool = self._archive.pool(wanted.party, wanted.about, wanted.voice)
        if not choose(local_date(self._clock(), wanted.zone), (), pool).chosen:
            what = narrowed(wanted, self._archive.party_name)
            among = f" among statements{what}" if what else ""
            named = [name for name in ("party", "about", "voice") if getattr(wanted, name) is not None]
            mend = "a post takes somebody's own words, surely theirs, of 60 to 600 characters"
            mend += f"; change {' or '.join(named)}, or leave it out" if named else ""
            raise UsageError(f"the archive holds nothing that could be posted{among}", hint=mend)

    def _beside(self, kept: Schedule) -> Schedule | None:
        """Another of the same channel: somebody may have meant to change it."""
        others = (each for each in self._archive.ledger.schedules(kept.place) if each.place == kept.place)
        return next((each for each in others if each.id != kept.id), None)

    def _told(self, kept: Schedule, request: Request, *, new: bool, named: bool) -> Reply:
        ledger, now = self._archive.ledger, self._clock()
        language = ledger.place_settings(request.place).language
        day, due = coming(ledger, kept, now)
        done = f"Kept as {numbered(kept).lower()}" if new else f"{numbered(kept)} is changed"
        lines = [
            in_channel(f"{done}: {told(kept, self._archive.party_name)}", kept),
            Line(f"Next: {due_words(due, kept.zone, now, language)}."),
        ]
        if new and day == local_date(now, kept.zone):
            lines.append(Line("The first post is today."))
        if new and (other := self._beside(kept)):
            also = f"{numbered(other)} posts there too, {rhythm(other)}; “daily off which: {other.number}” ends it."
            lines.append(Line(also, aside=True))
        if not new and not named:
            again = "It was set there for that time already; for another one choose another time."
            lines.append(Line(again, aside=True))
        after = Line("“daily preview” shows it before it comes, “daily why” tells what became of one.", aside=True)
        return Reply((*lines, after), private=not request.open)


def _same(ledger: Ledger, wanted: Schedule) -> Schedule | None:
    """The schedule that is to post in the same channel at the same time of the same days already."""
    fitting = (each for each in ledger.schedules(wanted.place) if each.place == wanted.place)
    return next((each for each in fitting if _rhythm(each) == _rhythm(wanted)), None)


def _rhythm(schedule: Schedule) -> tuple[object, ...]:
    return schedule.at, schedule.zone, schedule.days, schedule.each


def _about(typed: str) -> str | None:
    if len(typed) > _LONGEST:
        raise UsageError(f"about has more than {_LONGEST} characters", hint="a word or a name is enough")
    return None if typed.casefold() == NONE else typed


def _voice(typed: str) -> Voice | None:
    return None if typed == ANY else Voice(typed)
