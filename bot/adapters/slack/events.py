"""Slack's payloads into the desk's terms: where, who, which words, which button, what was filled in.

Whatever stands in a payload was written by strangers: what has not the expected form is left out, never an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.adapters.slack.spoken import message_words, spoken, without
from bot.adapters.slack.views import channel_in
from bot.domain.place import Place

PLATFORM = "slack"

PEOPLES = (None, "file_share", "thread_broadcast")
"""Subtypes of messages in which a person says something new: plain, with a file, in a thread and its channel."""

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an event comes from and what leads back there; empty where there is nothing of the kind.

    ``ts`` is the message a button stands on, which only the person sees if ``alone``. ``view`` is the view it stands
    in, ``home`` or ``modal`` by its ``kind``; its conversation is the one it was opened in. ``trigger`` opens a view
    within three seconds.
    """

    team: str
    person: str
    channel: str = ""
    thread: str = ""
    response_url: str = ""
    trigger: str = ""
    ts: str = ""
    alone: bool = False
    view: str = ""
    kind: str = ""

    @property
    def between(self) -> bool:
        """Whether two people may be talking here: Slack does not tell that from a person's own talk with the bot."""
        return self.channel.startswith("D") and bool(self.response_url)

    @property
    def place(self) -> Place:
        """The place; a conversation with the bot alone is a person's own."""
        if not self.channel or self.channel.startswith("D"):
            return Place(PLATFORM, f"dm:{self.team}:{self.person}", self.channel)
        return Place(PLATFORM, self.team, self.channel)


def of_command(body: Body) -> Origin:
    """A slash command."""
    return Origin(
        team=_text(body, "team_id") or _text(body, "enterprise_id"),
        person=_text(body, "user_id"),
        channel=_text(body, "channel_id"),
        response_url=_text(body, "response_url"),
        trigger=_text(body, "trigger_id"),
    )


def of_interaction(body: Body) -> Origin:
    """A button, a shortcut, a form, a word being typed."""
    container, message, view = _mapping(body, "container"), _mapping(body, "message"), _mapping(body, "view")
    user = _mapping(body, "user")
    team = _text(_mapping(body, "team"), "id") or _text(user, "team_id") or _text(_mapping(body, "enterprise"), "id")
    return Origin(
        team=team,
        person=_text(user, "id"),
        channel=_text(_mapping(body, "channel"), "id")
        or _text(container, "channel_id")
        or channel_in(_text(view, "private_metadata")),
        thread=_text(container, "thread_ts") or _text(message, "thread_ts"),
        response_url=_text(body, "response_url"),
        trigger=_text(body, "trigger_id"),
        ts=_text(container, "message_ts"),
        alone=container.get("is_ephemeral") is True,
        view=_text(view, "id"),
        kind=_text(view, "type"),
    )


def of_event(body: Body) -> Origin:
    """A message or another event; an answer to a message belongs into its thread, save where nobody else is."""
    event = _mapping(body, "event")
    channel = _text(event, "channel")
    thread = _text(event, "thread_ts")
    if not channel.startswith("D"):
        thread = thread or _text(event, "ts")
    return Origin(
        team=_text(body, "team_id") or _text(event, "team") or _text(body, "enterprise_id"),
        person=_text(event, "user"),
        channel=channel,
        thread=thread,
    )


def heard(body: Body, me: str) -> str | None:
    """What a message says to the bot; None if it is no person's new message: a bot's, an edit, a note of Slack's."""
    event = _mapping(body, "event")
    if event.get("bot_id") or event.get("bot_profile") or event.get("edited") or event.get("hidden"):
        return None
    if event.get("subtype") not in PEOPLES or not _text(event, "user") or _text(event, "user") == me:
        return None
    return spoken(without(_text(event, "text"), me))


def key(body: Body) -> str:
    """By what a message is known when it comes again, or as another event too; by its event otherwise."""
    event = _mapping(body, "event")
    known = (_text(event, "channel"), _text(event, "ts"))
    about = ":".join(known) if all(known) else _text(body, "event_id")
    return f"{PLATFORM}:{_text(body, 'api_app_id')}:{_text(body, 'team_id')}:{about}"


def typed(body: Body) -> str:
    """The words behind a slash command."""
    return spoken(_text(body, "text"))


def pointed_at(body: Body) -> str:
    """The words of the message whose menu was used."""
    return message_words(_mapping(body, "message"))


def kind(body: Body) -> str:
    """The kind of an event."""
    return _text(_mapping(body, "event"), "type")


def opened_home(body: Body) -> bool:
    """Whether it is the Home tab that was opened, not the messages beside it."""
    return _text(_mapping(body, "event"), "tab") in ("home", "")


def button(body: Body) -> Body:
    """The button that was pressed."""
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    return first if isinstance(first, Mapping) else {}


def field(body: Body) -> str:
    """The action id of the field that is typed into."""
    return _text(body, "action_id")


def being_typed(body: Body) -> str:
    """What stands in it so far."""
    return spoken(_text(body, "value"))


def form(body: Body) -> str:
    """Which form it stands in."""
    return _text(_mapping(body, "view"), "callback_id")


def within(origin: Origin, place: Place) -> Origin:
    """The origin as if it lay in that place's conversation."""
    return replace(origin, channel=place.channel)


def hooks(body: Body) -> tuple[str, str]:
    """The conversation a form's answer is to go to, and the URL that leads there; empty if none was chosen."""
    urls = body.get("response_urls")
    first = urls[0] if isinstance(urls, list) and urls else None
    return (_text(first, "channel_id"), _text(first, "response_url")) if isinstance(first, Mapping) else ("", "")


def _mapping(body: Body, name: str) -> Body:
    found = body.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(body: Body, name: str) -> str:
    found = body.get(name)
    return found if isinstance(found, str) else ""
