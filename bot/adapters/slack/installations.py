"""Bolt's stores of installations and of states of OAuth, kept in the archive's database through ports.

An installation is kept under its workspace (or organisation, if the app is installed in all of it) with the bot's
token and no other: a person's own token or a webhook, were there one, would be a secret that nothing needs.
"""

import asyncio
import hashlib
import hmac
import logging
import re
import secrets
import time
from collections.abc import Callable

import msgspec
from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.domain.errors import OnRecordError
from bot.ports import Events, Installations

PLATFORM = "slack"

STATE_SECONDS = 600
"""How long a person may take to allow an installation; Bolt's cookie lives as long (OAuthStateUtils)."""

_STATE = re.compile(r"(?P<nonce>[\w-]{22})\.(?P<at>[0-9]{1,12})\.(?P<mac>[0-9a-f]{64})", re.ASCII)

_log = logging.getLogger("onrecord.slack")


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """An installation as JSON, as far as the bot needs it; names as in Bolt's ``Installation``."""

    bot_token: str
    bot_id: str
    bot_user_id: str
    user_id: str
    installed_at: float
    app_id: str | None = None
    enterprise_id: str | None = None
    enterprise_name: str | None = None
    team_id: str | None = None
    team_name: str | None = None
    bot_scopes: list[str] = []
    bot_refresh_token: str | None = None
    bot_token_expires_at: int | None = None
    is_enterprise_install: bool = False

    def __repr__(self) -> str:
        return f"Kept({self.enterprise_id}, {self.team_id})"  # no token into a log


class InstallationStore(AsyncInstallationStore):
    """Where Bolt finds the bot's token of a workspace. ``kept`` may block for a moment, so a thread asks it."""

    def __init__(self, kept: Installations) -> None:
        self._kept = kept

    @property
    def logger(self) -> logging.Logger:
        """Where Bolt's own code writes."""
        return _log

    async def async_save(self, installation: Installation) -> None:
        """Keep the installation in the place of the one before. Raises BoltError, which Bolt tells the person."""
        await self._save(installation.to_bot(), installation.user_id or "")

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a token that was renewed. Raises BoltError."""
        before = await self._found(bot.enterprise_id, bot.team_id, bot.is_enterprise_install)
        await self._save(bot, before.user_id if before else "")

    async def _save(self, bot: Bot, person: str) -> None:
        server = _server(bot.enterprise_id, bot.team_id, everywhere=bot.is_enterprise_install)
        if not server or not bot.bot_token:
            raise BoltError("an installation without a workspace, or without a bot, is of no use")
        values = {name: getattr(bot, name, None) for name in Kept.__struct_fields__ if name != "user_id"}
        try:
            kept = msgspec.convert(values | {"user_id": person}, Kept)
            value = msgspec.json.encode(kept).decode()
            await asyncio.to_thread(self._kept.install, PLATFORM, server, value)
        except (OnRecordError, msgspec.ValidationError) as error:
            _log.error("the installation in %s could not be kept: %s", server, error)
            raise BoltError("the installation could not be kept") from None
        _log.info("installed in %s", server)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot of the workspace; else of the organisation that has it everywhere."""
        kept = await self._found(enterprise_id, team_id, is_enterprise_install)
        return _installation(kept).to_bot() if kept else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The installation in the workspace. No person has one of their own."""
        kept = None if user_id else await self._found(enterprise_id, team_id, is_enterprise_install)
        return _installation(kept) if kept else None

    async def _found(self, enterprise: str | None, team: str | None, everywhere: bool | None) -> Kept | None:  # noqa: FBT001  as Bolt hands it on
        places = (_server(enterprise, team, everywhere=bool(everywhere)), enterprise)
        for server in dict.fromkeys(place for place in places if place):
            value = await asyncio.to_thread(self._kept.installed, PLATFORM, server)
            if value is not None:
                return _read(value, server)
        return None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Let go of the token."""
        server = _server(enterprise_id, team_id, everywhere=False)
        if not server:
            return
        gone = await asyncio.to_thread(self._kept.uninstall, PLATFORM, server)
        if gone:
            _log.info("uninstalled from %s", server)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Let go of the token, unless a person's is meant: theirs are not kept."""
        if not user_id:
            await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)


def _server(enterprise: str | None, team: str | None, *, everywhere: bool) -> str:
    """Under what an installation is kept; the ids of workspaces (T…) and organisations (E…) never meet."""
    return (enterprise if everywhere else team or enterprise) or ""


def _read(value: str, server: str) -> Kept | None:
    try:
        return msgspec.json.decode(value, type=Kept)
    except (msgspec.MsgspecError, UnicodeEncodeError):
        _log.error("the installation in %s cannot be read: install it again", server)
        return None


def _installation(kept: Kept) -> Installation:
    return Installation(**msgspec.structs.asdict(kept))


class States(AsyncOAuthStateStore):
    """Tells a state that it issued, lately and once, from any other.

    A state carries its moment and a code only this app can make, so issuing keeps nothing: whoever calls up the
    install page ten thousand times leaves no trace. What is used up is an event, known to every process.
    """

    def __init__(self, events: Events, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._events = events
        self._key = hashlib.sha256(b"state of oauth:" + secret.encode()).digest()
        self._clock = clock

    @property
    def logger(self) -> logging.Logger:
        """Where Bolt's own code writes."""
        return _log

    async def async_issue(self, *_: object, **__: object) -> str:
        """A new state."""
        signed = f"{secrets.token_urlsafe(16)}.{int(self._clock())}"
        return f"{signed}.{self._code(signed)}"

    async def async_consume(self, state: str) -> bool:
        """Whether the state was issued here less than STATE_SECONDS ago and is not used up; now it is."""
        read = _STATE.fullmatch(state or "")
        if read is None or not hmac.compare_digest(self._code(f"{read['nonce']}.{read['at']}"), read["mac"]):
            return False
        now = self._clock()
        if not 0 <= now - int(read["at"]) + 1 <= STATE_SECONDS:
            return False
        return await asyncio.to_thread(self._events.first_time, f"slack:state:{read['nonce']}", int(now))

    def _code(self, signed: str) -> str:
        return hmac.new(self._key, signed.encode(), hashlib.sha256).hexdigest()
