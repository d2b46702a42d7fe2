"""A token -> whose it is, as Slack tells, however long that takes; or a sentence for the person who has to mend it."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.adapters.slack.identity import APP, BOT
from bot.adapters.slack.sending import LONGEST_WAIT, Refused, Wire, call
from bot.desk.backoff import Backoff
from bot.domain.errors import ConfigError

LOGIN_SECONDS = 30.0
LONGEST = 15.0
"""Seconds for Slack to answer, and between two tries."""

_AGAIN = "install the app again and copy the new one"
_KINDS = "see README, On Slack, which token goes where"

LOGIN: Mapping[str, tuple[str, str]] = {
    "invalid_auth": (f"Slack does not accept {BOT}", f"copy the Bot User OAuth Token (xoxb-) into {BOT}"),
    "not_authed": (f"Slack does not accept {BOT}", f"copy the Bot User OAuth Token (xoxb-) into {BOT}"),
    "account_inactive": (f"the bot of {BOT} is gone: the app was removed from the workspace", _AGAIN),
    "token_revoked": (f"{BOT} was revoked", _AGAIN),
    "token_expired": (f"{BOT} has expired", f"switch token rotation off for the app; {_AGAIN}"),
    "not_allowed_token_type": (f"{BOT} is not a bot's token", _KINDS),
    "team_access_not_granted": (f"the workspace of {BOT} is not open to the app", _AGAIN),
    "org_login_required": ("the workspace is being moved into an organisation", "try again when it is"),
}
"""What ``auth.test`` says that no further try changes: the sentence and the mend."""

OPENING: Mapping[str, tuple[str, str]] = {
    "invalid_auth": (f"Slack does not accept {APP}", f"copy an App-Level Token (xapp-) into {APP}"),
    "not_authed": (f"Slack does not accept {APP}", f"copy an App-Level Token (xapp-) into {APP}"),
    "account_inactive": (f"the app of {APP} is gone", f"make it again and copy its token into {APP}"),
    "token_revoked": (f"{APP} was revoked", "make a new App-Level Token: the app's page, Basic Information"),
    "token_expired": (f"{APP} has expired", "make a new App-Level Token: the app's page, Basic Information"),
    "not_allowed_token_type": (f"{APP} is not an app-level token", _KINDS),
    "missing_scope": (f"{APP} lacks the scope connections:write", "make a new App-Level Token that has it"),
    "no_permission": (f"{APP} lacks the scope connections:write", "make a new App-Level Token that has it"),
}
"""The same for ``apps.connections.open``."""

_log = logging.getLogger("onrecord.slack")


def refusal(code: str, known: Mapping[str, tuple[str, str]]) -> ConfigError | None:
    """What to tell the person of a code that no further try changes; None for one that may pass."""
    if code not in known:
        return None
    message, mend = known[code]
    return ConfigError(message, hint=mend)


async def logged_in(wire: Wire, token: str) -> Mapping[str, Any]:
    """Whose token it is, as ``auth.test`` tells. Raises ConfigError when it is refused."""
    client, backoff = wire.client_for(token, patient=False), Backoff(LONGEST)
    while True:
        try:
            async with asyncio.timeout(LOGIN_SECONDS):
                return await call(client, "auth.test")
        except Refused as error:
            if (final := refusal(error.code, LOGIN)) is not None:
                raise final from None
            why, wait = error.code, min(error.wait, LONGEST_WAIT)
        except (aiohttp.ClientError, OSError) as error:
            why, wait = type(error).__name__, 0.0
        pause = max(backoff.delay(), wait)
        _log.warning("Slack cannot be reached (%s); next try in %.1f s", why, pause)
        await asyncio.sleep(pause)
