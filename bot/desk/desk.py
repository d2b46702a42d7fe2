"""The desk: a command or a pressed button -> a reply, whatever the platform."""

import time
from collections.abc import Callable, Mapping, Sequence

from bot.archive import Archive
from bot.desk import refusing
from bot.desk.arguments import checked, plain
from bot.desk.asking import Asking
from bot.desk.command import Choice, Command
from bot.desk.commands import Handler, Handlers, declare
from bot.desk.completing import choices, completions
from bot.desk.daily.composing import Composing
from bot.desk.daily.listing import Listings
from bot.desk.daily.looking import Looking
from bot.desk.daily.setting import Setting
from bot.desk.daily.telling import Telling
from bot.desk.daily.turning import Turning
from bot.desk.glance import Glancing
from bot.desk.helping import help_reply
from bot.desk.here import may_answer, may_manage
from bot.desk.kept import Kept, random_id
from bot.desk.listing import Shelf
from bot.desk.pressing import Pressing
from bot.desk.reply import Outcome, Reply
from bot.desk.request import Press, Request
from bot.desk.settling import Settling
from bot.desk.tracing import Tracing
from bot.desk.typed import read_line
from bot.domain.errors import OnRecordError
from bot.domain.place import Place, PlaceSettings
from bot.domain.remembered import Remembered

_EVERYWHERE = frozenset({"help"})
"""Commands that work in every channel, as those do that manage the place, so that nobody is locked out."""


class Desk:
    """Every chat command over one archive; any thread may call.

    ``limit`` is how many excerpts are looked for at a time; ``remember_days`` how long the buttons of an answer work;
    ``clock`` tells seconds since 1970. ``glance`` tells what is held and set.
    """

    def __init__(
        self,
        archive: Archive,
        *,
        limit: int = 5,
        remember_days: int = 90,
        clock: Callable[[], float] = time.time,
        new_id: Callable[[], str] = random_id,
    ) -> None:
        self._archive = archive
        self._remember_days = remember_days
        self._kept = Kept(lambda: archive.ledger, clock, new_id)
        self._pressing = Pressing(archive, self._kept, limit)
        self._clock = clock
        settling = Settling(archive)
        self.glance = Glancing(archive, self._kept, settling)
        asking, shelf = Asking(archive, self._kept, limit), Shelf(archive)
        handlers = Handlers(
            ask=asking.ask,
            said=asking.said,
            source=shelf.source,
            sources=shelf.sources,
            settings=settling.settings,
            help=self._help,
            who=Tracing(archive, self._kept).who,
            **self._daily(),
        )
        self.commands: tuple[Command, ...] = declare(handlers, completions(archive))
        self._by_name = {command.name: command for command in self.commands}

    def command(self, name: str) -> Command | None:
        """The command of that name, or with that title in a message's menu."""
        shortcuts = (command for command in self.commands if command.shortcut and command.shortcut == name)
        return self._by_name.get(name) or next(shortcuts, None)

    def handle(self, request: Request) -> Reply:
        """The reply to a command. What is wrong with it, or with the archive, is said in the reply.

        Without parts where the bot is mentioned in a channel it may not answer in: then nothing is to be sent.
        """
        try:
            command = self.command(request.command)
            if command is None:
                return refusing.refused(f"There is no command “{plain(request.command)}”.", "“help” shows them all.")
            settings = self.settings(request.place)
            if not may_answer(request.place, settings):
                if request.open:
                    return Reply(outcome=Outcome.REFUSED)
                if not command.manage and command.name not in _EVERYWHERE:
                    return refusing.not_here(request.place, settings)
            if command.manage and not may_manage(request):
                return refusing.no_right(command.name, request.place.platform)
            return command.handler(checked(command, request))
        except OnRecordError as error:
            return refusing.error(error)

    def press(self, press: Press) -> Reply:
        """The reply to a pressed button, or to the form one opened; private wherever it cannot be carried out."""
        try:
            settings = self.settings(press.place)
            if not may_answer(press.place, settings) and not self._kept.is_post(press.answer, press.place):
                return refusing.not_here(press.place, settings)
            return self._pressing.press(press)
        except OnRecordError as error:
            return refusing.error(error)

    def complete(
        self, command: str, option: str, typed: str, place: Place, filled: Mapping[str, str]
    ) -> list[Choice]:
        """What an option's value may become, best first; nothing for an unknown option or an archive in trouble."""
        known = self.command(command)
        wanted = next((each for each in known.options if each.name == option), None) if known else None
        if wanted is None:
            return []
        if wanted.choices:
            begun = typed.strip().casefold()
            fitting = (each for each in wanted.choices if begun in each.name.casefold() or begun in each.value)
            return choices((each.name, each.value) for each in fitting)
        try:
            return wanted.complete(plain(typed), place, filled) if wanted.complete else []
        except OnRecordError:
            return []

    def read_line(self, line: str) -> tuple[str, dict[str, str]]:
        """A typed line as a command's name and its arguments; see ``bot.desk.typed``. Never fails."""
        return read_line(plain(line), self.commands)

    def remember(self, answers: Sequence[Remembered]) -> None:
        """Keep answers whose replies were sent. Raises ArchiveBusy, ArchiveFull, ArchiveReadOnly."""
        self._kept.remember(answers)

    def forget(self) -> int:
        """Let go of answers that are too old; how many. For the start and once a day. Raises as ``remember``."""
        return self._kept.forget(self._remember_days)

    def settings(self, place: Place) -> PlaceSettings:
        """What the place's server has set."""
        return self._archive.ledger.place_settings(place)

    def _daily(self) -> dict[str, Handler]:
        """What carries out ``today`` and the commands ``daily …``."""
        archive, clock, new_id = self._archive, self._clock, self._kept.new_id
        composing = Composing(archive)
        listings = Listings(archive, composing, clock)
        looking = Looking(archive, self._kept, composing, clock)
        turning = Turning(archive, clock, new_id)
        return {
            "today": looking.today,
            "daily_set": Setting(archive, clock, new_id).set,
            "daily_list": listings.schedules,
            "daily_preview": looking.preview,
            "daily_why": Telling(archive, composing, listings, clock).why,
            "daily_skip": turning.skip,
            "daily_pause": turning.pause,
            "daily_resume": turning.resume,
            "daily_history": listings.history,
            "daily_off": turning.off,
        }

    def _help(self, request: Request) -> Reply:
        return help_reply(request, self.commands)
