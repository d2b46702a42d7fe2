"""The app's credentials and the archive's ledger into Bolt's flow for installing in many workspaces."""

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt.authorization.async_authorize import AsyncInstallationStoreAuthorize
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.credentials import Credentials
from bot.adapters.slack.installations import STATE_SECONDS, InstallationStore, States
from bot.adapters.slack.manifest import INSTALL_PATH, REDIRECT_PATH, scopes
from bot.ports import Ledger

_log = logging.getLogger("onrecord.slack")


class Flow(AsyncOAuthFlow):
    """Bolt's flow, but for how a code becomes an installation.

    Bolt's own writes the code into the log and reaches Slack by a way of aiohttp's that is to go (``BasicAuth``).
    """

    async def run_installation(self, code: str) -> Installation | None:
        """The installation Slack grants for a person's code; None, which Bolt tells them, if it grants none."""
        app = {"client_id": self.settings.client_id, "client_secret": self.settings.client_secret}
        try:
            told = _data(await self.client.api_call("oauth.v2.access", data={"code": code, **app}))
            token = told.get("access_token")
            bot = _data(await self.client.auth_test(token=token)) if isinstance(token, str) else {}
        except SlackApiError as error:
            _log.warning("an installation was refused by Slack: %s", _data(error.response).get("error"))
            return None
        return _installation(told, bot)


def _data(response: Any) -> Mapping[str, Any]:
    data = getattr(response, "data", None)
    return data if isinstance(data, Mapping) else {}


def _installation(told: Mapping[str, Any], bot: Mapping[str, Any]) -> Installation:
    """Of ``oauth.v2.access`` and ``auth.test`` what is kept (see ``installations.Kept``)."""
    team, enterprise, person = (told.get(key) or {} for key in ("team", "enterprise", "authed_user"))
    return Installation(
        app_id=told.get("app_id"),
        enterprise_id=enterprise.get("id"),
        enterprise_name=enterprise.get("name"),
        team_id=team.get("id"),
        team_name=team.get("name"),
        bot_token=told.get("access_token"),
        bot_id=bot.get("bot_id"),
        bot_user_id=told.get("bot_user_id"),
        bot_scopes=told.get("scope") or "",
        bot_refresh_token=told.get("refresh_token"),
        bot_token_expires_in=told.get("expires_in"),
        user_id=person.get("id") or "",
        is_enterprise_install=told.get("is_enterprise_install") is True,
    )


def flow_for(credentials: Credentials, ledger: Ledger, client: AsyncWebClient) -> Flow:
    """What ``AsyncApp(oauth_flow=…)`` takes; ``client`` reaches Slack and has no token.

    Asks for the manifest's scopes and for none of a person's. Bolt's own way to authorize asks ``auth.test`` at every
    event: here a token is asked about once, and its workspace looked up each time, so that one uninstalled is gone.
    """
    store = InstallationStore(ledger)
    settings = AsyncOAuthSettings(
        client_id=credentials.client_id,
        client_secret=credentials.client_secret,
        scopes=list(scopes()),
        user_scopes=[],
        install_path=INSTALL_PATH,
        redirect_uri_path=REDIRECT_PATH,
        installation_store=store,
        installation_store_bot_only=True,
        state_store=States(ledger, credentials.client_secret),
        state_expiration_seconds=STATE_SECONDS,
        logger=_log,
    )
    settings.authorize = AsyncInstallationStoreAuthorize(
        logger=_log,
        installation_store=store,
        client_id=credentials.client_id,
        client_secret=credentials.client_secret,
        client=client,
        bot_only=True,
        cache_enabled=True,
    )
    return Flow(client=client, logger=_log, settings=settings)
