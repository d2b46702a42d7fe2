"""The command ``settings``: what is typed into its options -> a server's settings, kept, and shown in words."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace

from bot.archive import Archive
from bot.desk.here import house, is_shared
from bot.desk.languages import language_of, told
from bot.desk.reply import Line, Listing, Reply, Row
from bot.desk.request import Request
from bot.domain.errors import UsageError
from bot.domain.place import Place, PlaceSettings
from bot.names import Registry

NONE = "none"
"""Typed or chosen, it clears the party."""

CHANNELS = 100
"""Channels a server may choose; a place that needs more lets the bot answer everywhere."""

_CHANNEL = re.compile(r"<#(?P<named>[A-Za-z0-9]{1,32})(?:\|[^<>]*)?>|(?P<id>(?=[A-Z]*[0-9])[A-Z0-9]{1,32})")
"""A channel's id, bare or as Discord and Slack write a channel's mention; a bare word ("general") is a name, by which
no channel would ever be known again."""

_SHARED_ONLY = {"channel", "everywhere", "private"}


class Settling:
    """Shows and changes what a server has set."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._changing = threading.Lock()

    def settings(self, request: Request) -> Reply:
        """The command ``settings``: without options it shows them. Raises UsageError for a value that cannot be."""
        alone = not is_shared(request.place)
        for name in request.arguments:
            if alone and name in _SHARED_ONLY:
                mend = f"set it in the {house(request.place)} itself"
                raise UsageError(f"{name} is for places where others read along", hint=mend)
        ledger = self._archive.ledger
        with self._changing:  # what another has set meanwhile is not undone
            before = ledger.place_settings(request.place)
            after = before
            for name, value in request.arguments.items():
                after = self._changed(after, name, value)
            if after != before:
                ledger.set_place(request.place, after)
        rows = self._listing(after, request.place)
        if not request.arguments:
            return Reply((rows,), private=not request.open)
        done = Line("Kept." if after != before else "Nothing to change: it was so already.")
        return Reply((done, rows), private=not request.open)

    def shown(self, place: Place) -> Listing:
        """What is set for the place, for everybody to see."""
        return self._listing(self._archive.ledger.place_settings(place), place)

    def _listing(self, settings: PlaceSettings, place: Place) -> Listing:
        shared = is_shared(place)
        title = f"Settings of this {house(place) if shared else 'conversation'}"
        return Listing(title, tuple(self._rows(settings, alone=not shared)))

    def _changed(self, settings: PlaceSettings, name: str, value: str) -> PlaceSettings:
        if name == "channel":
            return replace(settings, channels=_toggled(settings.channels, value))
        if name == "everywhere":
            return replace(settings, channels=()) if value == "yes" else settings
        if name == "private":
            return replace(settings, private=value == "yes")
        if name == "party":
            party = None if value.casefold() == NONE else named_party(self._archive.registry, value)
            return replace(settings, party=party)
        return replace(settings, language=language_of(value))

    def _rows(self, settings: PlaceSettings, *, alone: bool) -> Iterator[Row]:
        if not alone:
            yield Row("Answers in", "" if settings.channels else "every channel", channels=settings.channels)
            seen = "the asker alone, until they share it" if settings.private else "everybody in the channel"
            yield Row("An answer is for", seen)
        party = self._archive.party_name(settings.party) if settings.party else "everybody"
        yield Row("A question that names no speaker asks for the statements of", party)
        yield Row("Dates in", told(settings.language))


def named_party(registry: Registry, value: str) -> str:
    """The id of the party meant by its id or a name of it in any language. Raises UsageError."""
    for party in (registry.party(value.upper()), registry.iso3(value)):
        if party is not None:
            return party.id
    if (named := _whole_name(registry, value)) is not None:
        return named
    near = [entity.name for entity, _, _ in registry.closest(value) if entity.party == entity.id]
    hint = f"did you mean {' or '.join(dict.fromkeys(near))}?" if near else "such as Norway, or none"
    raise UsageError(f"no country or organisation is known as “{value}”", hint=hint)


def named_channel(value: str) -> str:
    """The id of a channel from its id or mention. Raises UsageError for a name."""
    match = _CHANNEL.fullmatch(value)
    if match is None:
        raise UsageError(f"“{value}” is no channel's id", hint="choose the channel from the list, or mention it")
    return match["named"] or match["id"]


def _whole_name(registry: Registry, value: str) -> str | None:
    """The party whose name, in any language, the words are from beginning to end."""
    mentions = registry.find(value, every_language=True)
    if len(mentions) != 1:
        return None
    name = mentions[0]
    beside = (value[: name.start] + value[name.end :]).strip().casefold()
    return name.entity.id if beside in ("", "the") and name.entity.party == name.entity.id else None


def _toggled(channels: tuple[str, ...], value: str) -> tuple[str, ...]:
    """The channels with this one added, or without it if it was among them."""
    channel = named_channel(value)
    if channel in channels:
        return tuple(each for each in channels if each != channel)
    if len(channels) >= CHANNELS:
        raise UsageError(f"{CHANNELS} channels are chosen already", hint="let it answer in all: everywhere: yes")
    return (*channels, channel)
