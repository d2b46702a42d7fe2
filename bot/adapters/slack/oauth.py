"""The app's credentials and the archive's ledger into Bolt's settings for installing in many workspaces."""

import logging

from slack_bolt.authorization.async_authorize import AsyncInstallationStoreAuthorize
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.credentials import Credentials
from bot.adapters.slack.installations import STATE_SECONDS, InstallationStore, States
from bot.adapters.slack.manifest import INSTALL_PATH, REDIRECT_PATH, scopes
from bot.ports import Ledger

_log = logging.getLogger("onrecord.slack")


def settings_for(credentials: Credentials, ledger: Ledger, client: AsyncWebClient) -> AsyncOAuthSettings:
    """What ``AsyncApp(oauth_settings=…)`` takes; ``client`` reaches Slack and has no token.

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
    return settings
