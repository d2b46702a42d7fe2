"""What Slack tells of the bot into findings: what is wrong, and what to do about it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial

from bot.adapters.slack.credentials import CLIENT_ID, CLIENT_SECRET, SIGNING, Credentials, credentials_of
from bot.adapters.slack.enquiry import Login, Moment, Silence, Told, enquire
from bot.adapters.slack.identity import APP, BOT, Tokens, tokens_of
from bot.adapters.slack.manifest import scopes
from bot.config import SlackSettings
from bot.domain.checkup import Check, Finding, State
from bot.domain.errors import ConfigError

CLOCK = 60.0
"""Seconds our clock may be off: http mode refuses requests that are 300 s old, and logs should be right."""

REINSTALL = "on the app's page under App Manifest, paste what `onrecord slack manifest` prints, then install it again"
PAGE = "on the app's page (https://api.slack.com/apps)"

_REFUSED = {
    "invalid_auth": f"copy it again {PAGE}: Slack does not know this one",
    "not_authed": f"copy it again {PAGE}",
    "account_inactive": "the app was taken out of its workspace: install it again, and set the new token",
    "token_revoked": f"the token was revoked: install the app again {PAGE}, and set the new token",
    "token_expired": "the token is of an app with token rotation: switch that off, and install the app again",
    "not_allowed_token_type": f"it is a token of another kind: {BOT} begins with xoxb-, {APP} with xapp-",
    "missing_scope": f"make a new one {PAGE} under Basic Information, App-Level Tokens, with connections:write",
}
"""Slack's word for an error -> what to do."""


def wanted(settings: SlackSettings, environ: Mapping[str, str]) -> bool:
    """Whether Slack is to be served, well or not."""
    if settings.enabled != "auto":
        return settings.enabled == "always"
    try:
        tokens, credentials = tokens_of(environ), credentials_of(environ)
    except ConfigError:  # something is set
        return True
    return bool(tokens.bot or tokens.app or (settings.mode == "http" and credentials.many))


def checks(
    settings: SlackSettings, environ: Mapping[str, str], installed: Callable[[], Sequence[str]]
) -> tuple[Check, ...]:
    """What to look at on Slack. ``installed`` lists the workspaces that installed the app by themselves.

    The first check that needs the network asks for all of them; that takes at most some seconds.
    """
    if settings.enabled == "never":
        return (_stated("slack", Finding(State.OK, "switched off by the setting slack.enabled")),)
    try:
        tokens, credentials = tokens_of(environ), credentials_of(environ)
    except ConfigError as error:
        return (_stated("slack tokens", Finding(State.BAD, error.message, error.hint)),)
    http = settings.mode == "http"
    if not wanted(settings, environ):
        return (_stated("slack tokens", Finding(State.OK, "none is set, so Slack is not served")),)

    @cache
    def told() -> Told:
        return asyncio.run(enquire(settings.api_url, tokens))

    return (
        _stated("slack tokens", secrets_found(tokens, credentials) if http else tokens_found(tokens)),
        Check("slack reach", lambda: reach(told())),
        Check("slack clock", lambda: clock(told().moment)),
        *(_of_token(told) if tokens.bot and not (http and credentials.many) else ()),
        *(() if http or not tokens.app else (Check("slack socket", lambda: socket(told().socket)),)),
        *((Check("slack spaces", partial(workspaces, installed)),) if http and credentials.many else ()),
    )


def _of_token(told: Callable[[], Told]) -> tuple[Check, ...]:
    return (
        Check("slack login", lambda: login(told().login)),
        Check("slack scopes", lambda: granted(told().login)),
    )


def _stated(name: str, finding: Finding) -> Check:
    """A check that needs no looking."""
    return Check(name, lambda: finding)


def tokens_found(tokens: Tokens) -> Finding:
    """Whether both tokens of a socket are there; nothing of them is ever shown."""
    if not tokens.bot:
        return Finding(
            State.BAD,
            f"{BOT} is not set",
            f"copy the Bot User OAuth Token {PAGE} under Install App, and set {BOT} to it in the environment",
        )
    if not tokens.app:
        return Finding(
            State.BAD,
            f"{APP} is not set, without which no socket can be opened",
            f"make one {PAGE} under Basic Information, App-Level Tokens, with the scope connections:write",
        )
    return _shapes(tokens)


def _shapes(tokens: Tokens) -> Finding:
    """Whether each begins as its kind does; one that stands in the other's place is an error already."""
    pairs = ((BOT, tokens.bot, "xoxb-"), (APP, tokens.app, "xapp-"))
    odd = [f"{name} does not begin with {start}" for name, token, start in pairs if token and token[:5] != start]
    if odd:
        return Finding(State.WARN, "; ".join(odd), f"copy it again {PAGE}")
    return Finding(State.OK, "set, and of the right kind: " + ", ".join(name for name, token, _ in pairs if token))


def secrets_found(tokens: Tokens, credentials: Credentials) -> Finding:
    """Whether http mode has the secrets it needs."""
    where = f"copy it {PAGE} under Basic Information, App Credentials"
    if not credentials.signing:
        return Finding(State.BAD, f"{SIGNING} is not set: no request could be told from a forged one", where)
    if credentials.many and tokens.bot:
        return Finding(
            State.WARN, f"{BOT} is set but not used: every workspace's own installation is", f"leave {BOT} out"
        )
    if credentials.many:
        return Finding(State.OK, f"{SIGNING}, {CLIENT_ID} and {CLIENT_SECRET} are set: any workspace can install it")
    if not tokens.bot:
        return Finding(
            State.BAD,
            f"neither {BOT} nor {CLIENT_ID} with {CLIENT_SECRET} is set",
            "set the token to serve one workspace, or id and secret to serve many",
        )
    return _shapes(Tokens(tokens.bot))


def reach(told: Told) -> Finding:
    """Whether the API answers from here."""
    moment = told.moment
    if isinstance(moment, Moment):
        return Finding(State.OK, "the API answers")
    if moment.status == 429 or moment.status >= 500:
        return Finding(State.WARN, moment.text, "try again in a while; https://slack-status.com tells of outages")
    return Finding(State.BAD, moment.text, "look at the network, the firewall and the proxy, and at slack.api_url")


def clock(moment: Moment | Silence) -> Finding:
    """Whether this machine's clock agrees with Slack's."""
    if isinstance(moment, Silence):
        return _unseen(moment)
    if abs(moment.ahead) <= CLOCK:
        return Finding(State.OK, "this clock and Slack's agree within a minute")
    way = "ahead of" if moment.ahead > 0 else "behind"
    return Finding(
        State.WARN,
        f"this clock is {abs(moment.ahead):.0f} s {way} Slack's; from 300 s on, http mode refuses every request",
        "let the system keep the time: timedatectl set-ntp true",
    )


def login(told: Login | Silence) -> Finding:
    """Whether Slack takes the bot's token."""
    if isinstance(told, Silence):
        return _refused(BOT, told)
    if not told.bot:
        return Finding(State.BAD, f"{BOT} is a person's token", f"copy the Bot User OAuth Token {PAGE}")
    return Finding(State.OK, f"the token is taken: {told.user} in {told.team}")


def granted(told: Login | Silence) -> Finding:
    """Whether the scopes are those of the manifest."""
    if isinstance(told, Silence):
        return _unseen(told)
    if told.scopes is None:
        return Finding(State.WARN, "not looked at: Slack did not tell the scopes")
    wanted = frozenset(scopes())
    lacking, beyond = sorted(wanted - told.scopes), sorted(told.scopes - wanted)
    if lacking:
        return Finding(State.BAD, f"scopes are missing: {', '.join(lacking)}", REINSTALL)
    if beyond:
        return Finding(
            State.WARN,
            f"there are scopes that the bot never uses: {', '.join(beyond)}",
            "what a bot cannot do it cannot do by mistake: " + REINSTALL,
        )
    return Finding(State.OK, f"as in the manifest: {', '.join(sorted(wanted))}")


def socket(told: Silence | None) -> Finding:
    """Whether a socket may be opened with the app-level token."""
    if told is None:
        return Finding(State.OK, "a socket may be opened")
    return _refused(APP, told)


def workspaces(installed: Callable[[], Sequence[str]]) -> Finding:
    """Where the app is installed."""
    number = len(installed())
    if not number:
        return Finding(State.WARN, "no workspace has installed it yet", "open /slack/install at the bot's address")
    return Finding(State.OK, f"installed in {number} workspace{'' if number == 1 else 's'}")


def _refused(variable: str, told: Silence) -> Finding:
    if not told.code:
        return _unseen(told)
    if told.code == "ratelimited" or told.status >= 500:
        return Finding(State.WARN, f"not looked at: {told.text}", "try again in a while")
    mend = _REFUSED.get(told.code, f"look up {told.code} at https://docs.slack.dev")
    return Finding(State.BAD, f"Slack refuses {variable}: {told.code}", mend)


def _unseen(told: Silence) -> Finding:
    if told.code:
        return Finding(State.WARN, f"not looked at: {told.text}", "mend what is bad first")
    again = "try again in a while" if told.status == 429 or told.status >= 500 else ""
    return Finding(State.WARN, f"not looked at: {told.text}", again or "see slack reach")
