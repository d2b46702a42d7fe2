"""A ledger that forgets: what the desk must remember, in dictionaries."""

from collections.abc import Sequence

from bot.domain.place import Place, PlaceSettings
from bot.domain.remembered import Flag, Remembered
from bot.storage.memory_outbox import MemoryOutbox, server_of
from bot.storage.settling import REMEMBERED, insist_open


class MemoryLedger(MemoryOutbox):
    """A ``bot.ports.Ledger`` that lives as long as the process. One lock guards it; any thread may call."""

    def __init__(self) -> None:
        super().__init__()
        self._places: dict[tuple[str, str], PlaceSettings] = {}
        self._answers: dict[str, Remembered] = {}
        self._flags: list[Flag] = []
        self._settled: set[int] = set()
        self._notes: dict[str, str] = {}
        self._events: dict[str, int] = {}
        self._installations: dict[tuple[str, str], str] = {}

    # ---- Places

    def place_settings(self, place: Place) -> PlaceSettings:
        """The settings of the place's server; the defaults if it has set none."""
        with self._lock:
            return self._places.get(server_of(place), PlaceSettings())

    def set_place(self, place: Place, settings: PlaceSettings) -> None:
        """Keep the settings of the place's server."""
        with self._lock:
            self._places[server_of(place)] = settings

    # ---- Answers

    def remember(self, answers: Sequence[Remembered]) -> None:
        """Keep answers; one kept already is replaced."""
        with self._lock:
            self._answers.update((answer.id, answer) for answer in answers)

    def recall(self, answer: str) -> Remembered | None:
        """The answer of that id, None if it is gone."""
        with self._lock:
            return self._answers.get(answer)

    def recent(self, place: Place, limit: int) -> list[Remembered]:
        """The newest answers of the place's server, newest first; at most ``limit``."""
        with self._lock:
            here = [answer for answer in self._answers.values() if server_of(answer.place) == server_of(place)]
        # Backwards after the sort, which keeps the order of equals: of one second the last comes first.
        return sorted(here, key=lambda answer: answer.at)[::-1][: max(limit, 0)]

    def forget(self, before: int) -> int:
        """Let go of the answers given before that moment (seconds since 1970); how many."""
        with self._lock:
            old = [key for key, answer in self._answers.items() if answer.at < before]
            for key in old:
                del self._answers[key]
        return len(old)

    # ---- Flags

    def flag(self, flag: Flag) -> int:
        """Keep a flag; its number, from 1."""
        with self._lock:
            self._flags.append(flag)
            return len(self._flags)

    def flags(self, *, settled: bool = False) -> list[tuple[int, Flag]]:
        """The flags still open (or those settled), oldest first, with their numbers."""
        with self._lock:
            return [each for each in enumerate(self._flags, 1) if (each[0] in self._settled) == settled]

    def settle(self, number: int) -> None:
        """Close a flag. Raises NotFound for a number that is none, UsageError if it is settled already."""
        with self._lock:
            insist_open(number, settled=number in self._settled if 0 < number <= len(self._flags) else None)
            self._settled.add(number)

    # ---- Notes

    def note(self, key: str) -> str | None:
        """What was noted under the key."""
        with self._lock:
            return self._notes.get(key)

    def set_note(self, key: str, value: str) -> None:
        """Note it in the place of what was there."""
        with self._lock:
            self._notes[key] = value

    # ---- Events

    def first_time(self, key: str, at: int) -> bool:
        """Whether this key comes for the first time within a day; exactly one of all who ask is told so."""
        with self._lock:
            for other in [other for other, when in self._events.items() if when < at - REMEMBERED]:
                del self._events[other]
            if key in self._events:
                return False
            self._events[key] = at
            return True

    # ---- Installations

    def install(self, platform: str, server: str, value: str) -> None:
        """Keep what is known of the installation in the place of what was there."""
        with self._lock:
            self._installations[platform, server] = value

    def installed(self, platform: str, server: str) -> str | None:
        """What was kept of the installation there."""
        with self._lock:
            return self._installations.get((platform, server))

    def uninstall(self, platform: str, server: str) -> bool:
        """Let go of it; whether there was one."""
        with self._lock:
            return self._installations.pop((platform, server), None) is not None

    def installations(self, platform: str) -> list[str]:
        """The servers with an installation, in the order of their ids."""
        with self._lock:
            return sorted(server for there, server in self._installations if there == platform)
