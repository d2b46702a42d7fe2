"""Bodies and errors -> Slack's responses: 200 with ``ok`` false for a refusal, HTML where its machines fail."""

from typing import Any

from aiohttp import web

from tests.wire.slack_world import Json


def fine(body: Json | None = None, headers: dict[str, str] | None = None) -> web.Response:
    """What a method answers when all is well."""
    return web.json_response({"ok": True} | (body or {}), headers=headers)


def refused(error: str, **more: Any) -> web.Response:
    """What a method answers when it refuses."""
    return web.json_response({"ok": False, "error": error} | more)


def invalid(faults: list[str], error: str) -> web.Response:
    """A payload that breaks Slack's rules."""
    return refused(error, errors=faults, response_metadata={"messages": [f"[ERROR] {fault}" for fault in faults]})


def gone(error: str) -> web.Response:
    """What a ``response_url`` answers when it works no longer."""
    return web.json_response({"ok": False, "error": error}, status=404)


def trouble(status: int, retry_after: float = 1) -> web.Response:
    """Trouble on Slack's side, or too many requests (Retry-After in whole seconds, as Slack writes it)."""
    if status == 429:
        headers = {"Retry-After": str(max(0, round(retry_after)))}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
    return web.Response(status=status, text=f"<html><h1>{status}</h1>upstream connect error</html>")
