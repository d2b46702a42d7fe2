"""Modals and the Home tab: calls of ``views.*`` -> views people see, or Slack's errors."""

import time
from typing import TYPE_CHECKING

from aiohttp import web

from tests.wire.slack_interactions import OPENED, PUBLISHED, TRIGGER_LIFE, UPDATED, Interaction
from tests.wire.slack_limits import view_faults
from tests.wire.slack_saying import fine, invalid, refused
from tests.wire.slack_world import Json, Posted, new_id

if TYPE_CHECKING:
    from tests.wire.slack_methods import Call
    from tests.wire.slack_server import SlackServer


class Views:
    """Every view of the app that is open."""

    def __init__(self, server: "SlackServer") -> None:
        self._server = server

    async def open(self, call: "Call") -> web.Response:
        return self._triggered(call, pushed=False)

    async def push(self, call: "Call") -> web.Response:
        return self._triggered(call, pushed=True)

    async def update(self, call: "Call") -> web.Response:
        server = self._server
        known = server.views.get(str(call["view_id"]))
        if known is None or known.view is None:
            return refused("not_found")
        if call["hash"] and call["hash"] != known.view["hash"]:
            return refused("hash_conflict")
        if faults := view_faults(call["view"], known.view["type"]):
            return self._invalid("views.update", faults)
        view = server.keep_view(call["view"], known.view["id"], str(known.private_to))
        if (claimed := server.claimed(person=view.private_to, on=view)) is not None:
            claimed.comes(UPDATED, view)
        return fine({"view": view.view})

    async def publish(self, call: "Call") -> web.Response:
        server, person = self._server, str(call["user_id"])
        if person not in server.persons:
            return refused("invalid_arguments")
        if faults := view_faults(call["view"], "home"):
            return self._invalid("views.publish", faults)
        known = server.homes.get(person)
        number = known.view["id"] if known and known.view else new_id("V")
        view = server.homes[person] = server.keep_view(call["view"], number, person)
        if (claimed := server.claimed(person=person)) is not None:
            claimed.comes(PUBLISHED, view)
        return fine({"view": view.view})

    def _triggered(self, call: "Call", *, pushed: bool) -> web.Response:
        name = "views.push" if pushed else "views.open"
        matching = (each for each in self._server.interactions if each.trigger == call["trigger_id"])
        interaction = next(matching, None)
        if error := _trigger_error(interaction):
            self._server.refuse(name, [error])
            return refused(error)
        if interaction is None:
            return refused("invalid_trigger_id")
        if faults := view_faults(call["view"], "modal"):
            return self._invalid(name, faults)
        interaction.triggered = True
        view = self._server.keep_view(call["view"], new_id("V"), interaction.person.id)
        interaction.comes(OPENED, view)
        return fine({"view": view.view})

    def _invalid(self, name: str, faults: list[str]) -> web.Response:
        self._server.refuse(name, faults)
        return invalid(faults, "invalid_arguments")


def _trigger_error(interaction: Interaction | None) -> str:
    if interaction is None:
        return "invalid_trigger_id"
    if interaction.triggered:
        return "exchanged_trigger_id"
    return "expired_trigger_id" if time.perf_counter() - interaction.started > TRIGGER_LIFE else ""


def kept_view(view: Json, number: str, person: str, facts: Json) -> Posted:
    """A view as Slack keeps it: with an id and a hash, every block with an id."""
    blocks = [{"block_id": new_id("b")} | block for block in view["blocks"]]
    empty: Json = {
        "private_metadata": "", "callback_id": "", "state": {"values": {}}, "close": None, "submit": None,
        "clear_on_close": False, "notify_on_close": False, "external_id": "", "previous_view_id": None,
    }  # fmt: skip
    whole = empty | facts | view | {"id": number, "root_view_id": number, "hash": new_id("h"), "blocks": blocks}
    return Posted(None, None, {}, person, view=whole)

