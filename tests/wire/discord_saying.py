"""Bodies and statuses -> Discord's responses: JSON as it writes it, refusals as it words them."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

SENTENCES = {
    10003: "Unknown Channel", 10004: "Unknown Guild", 10007: "Unknown Member", 10008: "Unknown Message",
    10013: "Unknown User", 10015: "Unknown Webhook", 10062: "Unknown interaction",
    40060: "Interaction has already been acknowledged.", 50001: "Missing Access",
    50005: "Cannot edit a message authored by another user", 50007: "Cannot send messages to this user",
    50008: "Cannot send messages in a non-text channel", 50013: "Missing Permissions", 50035: "Invalid Form Body",
    50083: "Thread is archived", 160002: "Cannot reply without permission to read message history",
    160005: "Thread is locked",
}  # fmt: skip


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """JSON; without a charset in its type, as Discord sends it (discord.py compares the whole header)."""
    data = json.dumps(body).encode()
    return web.Response(body=data, status=status, headers=headers, content_type="application/json")


def refusal(status: int, retry_after: float = 0.3) -> web.Response:
    """Trouble on Discord's side, or too many requests."""
    if status == 429:
        headers = {
            "Via": "1.1 google", "Retry-After": str(retry_after), "X-RateLimit-Limit": "5", "X-RateLimit-Scope": "user",
            "X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": str(retry_after), "X-RateLimit-Bucket": "abcd",
        }  # fmt: skip
        body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": False}
        return answer(body, status=429, headers=headers)
    if status == 401:
        return answer({"message": "401: Unauthorized", "code": 0}, status=401)
    return web.Response(status=status, text=f"<html><h1>{status}</h1>upstream connect error</html>")


def error(status: int, code: int) -> web.Response:
    return answer({"message": SENTENCES[code], "code": code}, status=status)
