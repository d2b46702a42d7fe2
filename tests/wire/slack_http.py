"""HTTP mode: what is to be delivered -> signed requests to the app's own address, and what it answers.

Signatures as Slack makes them (reference: Verifying requests from Slack), and as others may forge them.
"""

import asyncio
import hashlib
import hmac
import json
import re
import time
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

import aiohttp

from tests.wire.slack_socket import COMMAND, EVENT, IN_TIME, Delivery
from tests.wire.slack_world import Json

PATH = "/slack/events"


@dataclass(frozen=True, slots=True)
class Signed:
    """A request as it goes out."""

    body: bytes
    headers: dict[str, str]


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """A delivery's body and its type: a form for commands, a form with JSON in it for what people press, else JSON."""
    if delivery.kind == EVENT:
        return json.dumps(delivery.payload).encode(), "application/json"
    told = delivery.payload if delivery.kind == COMMAND else {"payload": json.dumps(delivery.payload)}
    return urlencode(told).encode(), "application/x-www-form-urlencoded"


def signed(body: bytes, kind: str, secret: str, *, at: float | None = None) -> Signed:
    """The request with the signature of that secret, made ``at`` (seconds since 1970; now unless told)."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}", "Content-Type": kind}
    return Signed(body, headers)


class Door:
    """The app's address, as Slack uses it; ``last`` is the last request, to be sent again by somebody else."""

    def __init__(self, base: str, secret: str) -> None:
        self.base = base
        self.address = base + PATH
        self.last: Signed | None = None
        self._secret = secret
        self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=IN_TIME + 1))
        self._tasks: set[asyncio.Task[None]] = set()

    async def deliver(self, delivery: Delivery) -> None:
        """Send it, and an event that is not taken once more; does not wait for the answer."""
        task = asyncio.create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def knock(self, request: Signed) -> int:
        """Send any request; the status."""
        async with self._client.post(self.address, data=request.body, headers=request.headers) as response:
            return response.status

    async def install(self, code: str, *, state: str = "") -> int:
        """Install the app as a person does in a browser, Slack coming back with this code; the last page's status."""
        async with self._client.get(f"{self.base}/slack/install", allow_redirects=False) as page:
            text = unescape(await page.text()) + page.headers.get("Location", "")
            cookies = "; ".join(each.partition(";")[0] for each in page.headers.getall("Set-Cookie", []))
        given = re.search(r"[?&]state=([^&\"']+)", text)
        query = {"code": code, "state": state or (given[1] if given else "")}
        back = f"{self.base}/slack/oauth_redirect"
        async with self._client.get(back, params=query, headers={"Cookie": cookies}) as page:
            return page.status

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self._client.close()

    async def _deliver(self, delivery: Delivery) -> None:
        for attempt in range(3 if delivery.kind == EVENT else 1):
            request = signed(*encoded(delivery), self._secret)
            if attempt:
                request.headers.update({"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_error"})
            delivery.sent += 1
            self.last = request
            if await self._answered(delivery, request):
                return

    async def _answered(self, delivery: Delivery, request: Signed) -> bool:
        try:
            async with self._client.post(self.address, data=request.body, headers=request.headers) as response:
                if response.status != 200:
                    return False
                delivery.acknowledge(_answer(await response.text(), response.content_type))
        except (aiohttp.ClientError, TimeoutError):
            return False
        return True


def _answer(text: str, kind: str) -> Json:
    if not text:
        return {}
    return dict(json.loads(text)) if kind == "application/json" else {"text": text}
