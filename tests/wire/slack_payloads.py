"""What people do -> the payloads Slack sends of it, the same over its sockets and over HTTP."""

import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tests.wire.slack_interactions import Interaction
from tests.wire.slack_world import Channel, Json, Person, Posted, elements, new_id, timestamp

if TYPE_CHECKING:
    from tests.wire.slack_server import SlackServer


def pressed(button: Json) -> Json:
    """A button as it stands under ``actions`` of a press."""
    kept = ("type", "action_id", "block_id", "text", "value", "style", "url")
    return {name: button[name] for name in kept if name in button} | {"action_ts": timestamp()}


def commanded(words: str, channels: Iterable[Channel]) -> str:
    """Words behind a command, with channels and links as ``should_escape`` has them."""
    ids = {channel.name: channel.id for channel in channels if channel.person is None}
    words = re.sub(r"https?://\S+", r"<\g<0>>", words)
    return re.sub(r"#([\w-]+)", lambda match: f"<#{ids[match[1]]}|{match[1]}>" if match[1] in ids else match[0], words)


class Payloads:
    """Payloads of one server's world."""

    def __init__(self, server: "SlackServer") -> None:
        self._server = server

    def command(self, begun: Interaction, words: str) -> Json:
        """A slash command."""
        channel = self._place(begun)
        team = self._server.team_of(channel)
        if self._server.escapes:
            words = commanded(words, self._server.channels.values())
        return {
            "token": "verification-is-by-signature", "team_id": team.id, "team_domain": "newsroom",
            "channel_id": channel.id, "channel_name": channel.name, "user_id": begun.person.id,
            "user_name": begun.person.name, "command": "/onrecord", "text": words, "api_app_id": self._server.app,
            "is_enterprise_install": "false", "response_url": self._hook(begun), "trigger_id": begun.trigger,
        }  # fmt: skip

    def event(self, channel: Channel, event: Json, number: str = "") -> Json:
        """An event in its wrapping."""
        team = self._server.team_of(channel)
        own = {"enterprise_id": None, "team_id": team.id, "user_id": team.user, "is_bot": True}
        return {
            "token": "verification-is-by-signature", "team_id": team.id, "api_app_id": self._server.app,
            "event": event, "type": "event_callback", "event_id": number or new_id("Ev"),
            "event_time": int(time.time()), "authorizations": [own | {"is_enterprise_install": False}],
            "is_ext_shared_channel": False, "event_context": "4-context",
        }  # fmt: skip

    def message(self, kind: str, typed: Posted) -> Json:
        """The event of a message, where the app is told of it."""
        channel = typed.channel or self._server.channel
        team = self._server.team_of(channel)
        told = typed.told(team.id, self._server.bot(channel))
        direct = {"channel_type": "im"} if kind == "message" and channel.person else {}
        return told | direct | {"type": kind, "channel": channel.id, "event_ts": typed.ts}

    def opened(self, person: Person, channel: Channel) -> Json:
        """The event of a Home that is looked at, with the view that stands there already."""
        told: Json = {"type": "app_home_opened", "user": person.id, "channel": channel.id, "tab": "home"}
        home = self._server.homes.get(person.id)
        return told | {"event_ts": timestamp()} | ({"view": home.view} if home else {})

    def press(self, begun: Interaction, action: Json) -> Json:
        """A pressed button. Of a message that one person sees Slack tells the place only."""
        on = begun.on or Posted(None, None, {})
        told = self._who("block_actions", begun) | {"actions": [action], "state": {"values": {}}}
        if on.view is not None:
            return told | {"container": {"type": "view", "view_id": on.view["id"]}, "view": on.view}
        channel = self._place(begun)
        container: Json = {"type": "message", "message_ts": on.ts, "channel_id": channel.id}
        container["is_ephemeral"] = on.private
        if on.thread:
            container["thread_ts"] = on.thread
        told |= {"container": container, "response_url": self._hook(begun), "channel": self._named(channel)}
        return told if on.private else told | {"message": self._message(on, channel)}

    def message_action(self, begun: Interaction, callback: str) -> Json:
        """A shortcut from a message's menu."""
        channel, on = self._place(begun), begun.on or Posted(None, None, {})
        return self._who("message_action", begun) | {
            "callback_id": callback, "response_url": self._hook(begun), "channel": self._named(channel),
            "message_ts": on.ts, "message": self._message(on, channel), "action_ts": timestamp(),
        }  # fmt: skip

    def shortcut(self, begun: Interaction, callback: str) -> Json:
        """A shortcut from the list of all."""
        return self._who("shortcut", begun) | {"callback_id": callback, "action_ts": timestamp()}

    def suggestion(self, begun: Interaction, block: Json, element: Json, typed: str) -> Json:
        """A letter typed into a menu."""
        view = begun.on.view if begun.on else None
        told = self._who("block_suggestion", begun) | {"action_id": element["action_id"], "value": typed}
        del told["trigger_id"]
        container = {"type": "view", "view_id": (view or {}).get("id")}
        return told | {"block_id": block["block_id"], "view": view, "container": container}

    def submission(self, begun: Interaction, view: Json) -> Json:
        """A view that was sent, with a way to the conversation chosen in it."""
        urls = []
        for block, part in elements(view["blocks"]):
            state = view["state"]["values"].get(block["block_id"], {}).get(part["action_id"], {})
            chosen = self._server.channels.get(state.get("selected_conversation") or "")
            if part.get("response_url_enabled") and chosen is not None:
                begun.channel = chosen
                urls.append({
                    "block_id": block["block_id"], "action_id": part["action_id"], "channel_id": chosen.id,
                    "response_url": self._hook(begun),
                })  # fmt: skip
        return self._who("view_submission", begun) | {"view": view, "response_urls": urls}

    def _who(self, kind: str, begun: Interaction) -> Json:
        team = self._server.team_of(begun.channel or self._server.channel)
        person = {"id": begun.person.id, "username": begun.person.name, "name": begun.person.name, "team_id": team.id}
        return {
            "type": kind, "user": person, "api_app_id": self._server.app, "token": "verification-is-by-signature",
            "team": {"id": team.id, "domain": "newsroom"}, "enterprise": None, "is_enterprise_install": False,
            "trigger_id": begun.trigger,
        }  # fmt: skip

    def _message(self, on: Posted, channel: Channel) -> Json:
        return on.told(self._server.team_of(channel).id, self._server.bot(channel))

    def _hook(self, begun: Interaction) -> str:
        return f"{self._server.address}/hooks/{begun.hook}"

    def _place(self, begun: Interaction) -> Channel:
        return begun.channel or self._server.channel

    @staticmethod
    def _named(channel: Channel) -> dict[str, Any]:
        return {"id": channel.id, "name": channel.name}
