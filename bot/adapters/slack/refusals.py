"""What Slack says to a post, or what broke on the way -> what may pass, or what people have to mend, in sentences.

Slack's words for errors: docs.slack.dev, the methods ``chat.postMessage``, ``chat.update``, ``chat.delete``,
``conversations.info`` and ``conversations.history``.
"""

import logging
from collections.abc import Mapping
from types import MappingProxyType

import aiohttp

from bot.adapters.slack.delivering import UNFIT
from bot.adapters.slack.sending import FAULT, TOO_MANY, Refused
from bot.posting.outlet import Barred, Passing, Unfit

ANOTHER = "or name another channel."
AGAIN = "Install it again, with the manifest it has now (onrecord slack manifest)."

UNINSTALLED = ("On Record is not installed in this workspace any more.", "Install it again.")
UNSEEN = (
    "That channel is not in this workspace, or On Record cannot see it.",
    f"If it is a private one, type /invite @On Record in it; {ANOTHER}",
)
STRANGER = ("On Record is not a member of that channel.", f"Type /invite @On Record in it, {ANOTHER}")
ARCHIVED = ("That channel is archived.", f"Take it out of the archive, {ANOTHER}")
CLOSED = (
    "On Record may not post in that channel: only some people may.",
    f"Let it post there (the channel's settings, Posting permissions), {ANOTHER}",
)
UNGRANTED = ("On Record was installed in this workspace without a right that it needs for this.", AGAIN)
UNCHANGEABLE = (
    "The workspace does not let On Record change or delete that message any more.",
    "An admin may delete it, or let messages be edited (the workspace's settings, Message editing & deletion).",
)
UNREACHED = ("Slack does not let On Record write to that person.", "")

BARS: Mapping[str, tuple[str, str]] = MappingProxyType(
    dict.fromkeys(
        ("account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed", "not_allowed_token_type",
         "team_access_not_granted", "access_denied", "app_not_installed"),
        UNINSTALLED,
    )
    | dict.fromkeys(
        ("restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
         "restricted_action_non_threadable_channel", "ekm_access_denied"),
        CLOSED,
    )
    | dict.fromkeys(("missing_scope", "no_permission"), UNGRANTED)
    | dict.fromkeys(
        ("edit_window_closed", "cant_update_message", "cant_delete_message", "compliance_exports_prevent_deletion"),
        UNCHANGEABLE,
    )
    | dict.fromkeys(("user_not_found", "user_disabled", "cannot_dm_bot", "messages_tab_disabled"), UNREACHED)
    | {
        "channel_not_found": UNSEEN,
        "not_in_channel": STRANGER,
        "is_archived": ARCHIVED,
        "message_not_found": ("That message is gone.", ""),
    }
)  # fmt: skip
"""Slack's word for what no further try changes -> the problem and the mend."""

WAITING = frozenset({
    "ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable", "team_added_to_org",
    "org_login_required", "request_timeout", "invalid_cursor",
})  # fmt: skip
"""Slack's words for what it has not done and may do later."""

TORN = frozenset({"fatal_error", "internal_error"})
"""Slack's words for what went wrong on its side: "it's possible some aspect of the operation succeeded"."""

_log = logging.getLogger("onrecord.slack")


def trouble(error: Exception) -> Passing | Barred:
    """What the failure of a call means for a post, of all that ``sending.UNSENT`` names and what is no answer."""
    if isinstance(error, Refused):
        return _refusal(error)
    if isinstance(error, aiohttp.ClientConnectorError):  # nothing was sent
        return Passing("Slack cannot be reached")
    if isinstance(error, TimeoutError):
        return Passing("Slack does not answer", uncertain=True)
    return Passing(f"the connection to Slack broke ({type(error).__name__})", uncertain=True)


def _refusal(error: Refused) -> Passing | Barred:
    code = error.code
    if error.status == TOO_MANY or code in WAITING:
        return Passing(f"Slack asks to wait ({code})", wait=error.wait)
    if error.status >= FAULT or code in TORN:
        return Passing(f"Slack has trouble ({code})", wait=error.wait, uncertain=True)
    if code.startswith("http_"):  # somebody between us and Slack
        return Passing(f"no answer of Slack's came ({code})", uncertain=error.status < 400)
    if code in UNFIT:
        _log.error("Slack refuses a post as unfit: %s", code)
        return Unfit("Slack does not take the post as it is, which is a fault of On Record.")
    problem, mend = BARS.get(code, (f"Slack refuses it: {code[:60]}.", ""))
    return Barred(problem, mend)
