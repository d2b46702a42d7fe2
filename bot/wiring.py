"""Settings in, the application out: the only module that names concrete stores and indexes.

The archive is one SQLite file, or a PostgreSQL database. Its index is derived and never backed up: a folder beside the
file (``archive.db.index``), or one in the data folder, named by the database's ``ident``, which all processes of the
machine share. An archive that is not there is made from ``seeds/``, a file under another name and then put in its place
in one step, a database's in one transaction, so that two processes starting at once, or one killed half-way, never
leave a half-made one.
"""

import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.archive import Archive, read_documents
from bot.config import Settings
from bot.domain.address import Address
from bot.domain.errors import ArchiveError, ArchiveReadOnly, ConfigError
from bot.names import Registry

if TYPE_CHECKING:
    import asyncio

    from bot.desk.desk import Desk
    from bot.desk.health import Health
    from bot.domain.statement import Page
    from bot.ports import Ledger
    from bot.posting.outlet import Outlets
    from bot.posting.runner import Posting
    from bot.storage.postgres import PostgresStore
    from bot.storage.sqlite import SqliteStore

ARCHIVE_NAME = "archive.db"
HISTORY_NAME = "history"


def data_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Where a person's programs keep their data (XDG base directories; the counterparts of macOS and Windows)."""
    if platform == "win32" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"]) / "onrecord"
    if environ.get("XDG_DATA_HOME"):
        return Path(environ["XDG_DATA_HOME"]) / "onrecord"
    try:
        home = Path.home()
    except RuntimeError:  # no home folder, as in some containers
        return Path("onrecord-data").absolute()
    if platform == "darwin":
        return home / "Library" / "Application Support" / "onrecord"
    return home / ".local" / "share" / "onrecord"


def archive_place(settings: Settings, environ: Mapping[str, str]) -> Path | Address:
    """The archive's file or database: the one set, else ``archive.db`` in the data folder."""
    if isinstance(settings.archive, Address):
        return settings.archive
    return settings.archive.expanduser() if settings.archive else data_folder(environ) / ARCHIVE_NAME


def archive_is_there(settings: Settings, environ: Mapping[str, str]) -> bool:
    """Whether there is an archive to be opened; of a database it is said when it is opened."""
    place = archive_place(settings, environ)
    return isinstance(place, Address) or place.exists()


def archive_secrets(settings: Settings, environ: Mapping[str, str]) -> list[str]:
    """What must not be logged of how the archive is reached."""
    place = archive_place(settings, environ)
    return [*place.secrets, *filter(None, [environ.get("PGPASSWORD")])] if isinstance(place, Address) else []


def history_place(settings: Settings, environ: Mapping[str, str]) -> Path:
    """Where chat remembers its questions: the file set, else ``history`` in the data folder."""
    chosen = settings.terminal.history
    return chosen.expanduser() if chosen else data_folder(environ) / HISTORY_NAME


def seeds_folder() -> Path | None:
    """The pages a new archive is made from: beside the package in a checkout, else where they were installed."""
    places = (Path(__file__).resolve().parent.parent / "seeds", Path(sys.prefix) / "share" / "onrecord" / "seeds")
    return next((place for place in places if place.is_dir()), None)


@contextmanager
def opened(settings: Settings, environ: Mapping[str, str], *, seeded: bool = True) -> Iterator[Archive]:
    """The application over the archive of the settings, closed at the end.

    A missing archive is made: from the seeds, or empty if not ``seeded``. Raises ConfigError (the names file) and
    the ArchiveErrors.
    """
    # Here and not above: `onrecord --help` must not pay for a database and a search engine.
    from bot.index.fulltext import open_index

    place = archive_place(settings, environ)
    registry = Registry.load(settings.names.expanduser() if settings.names else None)
    with ExitStack() as open_things:
        store: PostgresStore | SqliteStore
        folder: AbstractContextManager[Path]
        if isinstance(place, Address):
            store = open_database(place, registry if seeded else None)
            folder = _own_folder(data_folder(environ) / "indexes" / store.ident)
        else:
            store = _open_file(place, registry if seeded else None, ours=settings.archive is None)
            folder = _index_folder(place)
        open_things.callback(store.close)
        path = open_things.enter_context(folder)
        index = open_index(path)
        open_things.callback(index.close)
        yield Archive(store, index, index.spelling, registry, folder=path)


def _open_file(place: Path, seeding: Registry | None, *, ours: bool) -> "SqliteStore":
    from bot.storage.drafts import sweep
    from bot.storage.sqlite import SqliteStore

    _prepare(place, ours=ours)
    if seeding is not None and not place.exists():
        make(place, seeding)
    elif place.exists() and place.stat().st_nlink > 1:  # whoever made it may have been killed with both names given
        with suppress(OSError):
            sweep(place)
    return SqliteStore(place)


def open_database(address: Address, seeding: Registry | None = None) -> "PostgresStore":
    """The archive in a database; an empty one is made an archive, from the seeds if a registry is given.

    Raises the ArchiveErrors, one of them where the driver is not installed.
    """
    try:
        from bot.storage.postgres import PostgresStore  # 0.1 s that only those with a database pay
    except ImportError as error:
        raise ArchiveError(
            f"{address} needs PostgreSQL's driver: {error}", hint="pip install 'onrecord[postgresql]'"
        ) from error

    return PostgresStore(address, seeds=None if seeding is None else lambda: _seeds(seeding))


def _seeds(registry: Registry) -> "Iterator[tuple[Page, bytes]]":
    """The pages a new archive is made from; none for an installation that left them out."""
    folder = seeds_folder()
    if folder is not None:
        yield from ((page, data) for _, page, data in read_documents([folder], registry) if page is not None)


def index_place(place: Path) -> Path:
    """The index's folder, beside the archive."""
    return place.with_name(place.name + ".index")


def _own_folder(folder: Path) -> "AbstractContextManager[Path]":
    """A folder of ours, made if need be, or one for this time only where nothing can be made."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return nullcontext(folder) if folder.is_dir() and _writable(folder) else _scratch()


@contextmanager
def _index_folder(place: Path) -> Iterator[Path]:
    """The index's folder, or one for this time only if an archive is kept where nothing can be written."""
    folder = index_place(place)
    if _writable(folder if folder.exists() else folder.parent):
        yield folder
        return
    with _scratch() as scratch:
        yield scratch


@contextmanager
def _scratch() -> Iterator[Path]:
    import tempfile  # the rare case only

    with tempfile.TemporaryDirectory(prefix="onrecord-") as scratch:
        yield Path(scratch)


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


def make(place: Path, registry: Registry) -> None:
    """Make the archive from the seeds, whole, unless another process is quicker.

    Without seeds (an installation that left them out) an empty archive is made. What a process that was killed left of
    one is swept away.
    """
    from bot.storage.drafts import sweep
    from bot.storage.sqlite import SqliteStore

    sweep(place)
    being_made = place.with_name(f".{place.name}.{os.getpid()}.new")
    try:
        store = SqliteStore(being_made)
        try:
            store.add_all(_seeds(registry))
        finally:
            store.close()
        _put(being_made, place)
    finally:
        for leftover in place.parent.glob(being_made.name + "*"):
            leftover.unlink(missing_ok=True)


def _put(made: Path, place: Path) -> None:
    """Give the finished file its name in one step; one that is there already stays."""
    try:
        os.link(made, place)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not place.exists():
            made.replace(place)


def _prepare(place: Path, *, ours: bool) -> None:
    """The archive's folder: made if it is our own data folder, else it must be there."""
    if place.is_dir():
        raise ArchiveError(f"{place} is a folder", hint=f"name a file in it, such as {place / ARCHIVE_NAME}")
    try:
        if ours:
            place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "cannot be made").lower()
        raise ArchiveReadOnly(
            f"{place.parent}: {reason}", hint="name a place for the archive with --archive or ONRECORD_ARCHIVE"
        ) from None
    if not place.parent.is_dir():
        raise ArchiveError(f"{place.parent}: no such folder", hint="make it first, or mend --archive")
    if not place.exists() and not _writable(place.parent):
        raise ArchiveReadOnly(f"{place.parent} cannot be written", hint="name another place with --archive")


@dataclass(frozen=True, slots=True)
class Platform:
    """A chat platform to serve on: its name, its secrets, and what serves on it until the event is set.

    While it serves, what it offers for posts is open at the outlets.
    """

    name: str
    secrets: tuple[str, ...]
    serve: "Callable[[Desk, Ledger, Health, Outlets, asyncio.Event], Awaitable[None]]"


def posting(archive: Archive, settings: Settings, health: "Health") -> "Posting":
    """What posts the statement of the day, on the platforms that are open."""
    from bot.desk.daily.composing import Composing
    from bot.posting.runner import Posting

    return Posting(Composing(archive), archive.ledger, settings.daily, health)


def send_seconds(settings: Settings) -> float:
    """How long one call to a platform about a post may take."""
    from bot.posting.means import patience

    return patience(settings.daily.claim_seconds)


def platforms(settings: Settings, environ: Mapping[str, str]) -> list[Platform]:
    """The platforms that are set up. Raises ConfigError when one that must be is not, or none is."""
    set_up = (_discord(settings, environ), _slack(settings, environ))
    found = [platform for platform in set_up if platform is not None]
    if not found:
        raise ConfigError(
            "nothing to serve: no chat platform is set up",
            hint="set DISCORD_TOKEN, or SLACK_BOT_TOKEN and SLACK_APP_TOKEN, in the environment; "
            "see README, On Discord and On Slack",
        )
    return found


def _discord(settings: Settings, environ: Mapping[str, str]) -> Platform | None:
    from bot.adapters.discord.identity import VARIABLE, proxy_of, token_of

    enabled = settings.discord.enabled
    token = token_of(environ) if enabled != "never" else ""
    if enabled == "always" and not token:
        raise ConfigError(
            f"discord.enabled is always, but {VARIABLE} is not set",
            hint=f"set {VARIABLE} in the environment to the bot's token",
        )
    if not token:
        return None
    proxy = proxy_of(environ, settings.discord)

    async def serve(
        desk: "Desk", ledger: "Ledger", health: "Health", outlets: "Outlets", stop: "asyncio.Event"
    ) -> None:
        from bot.adapters.discord import serving  # 0.2 s that only a served platform pays

        await serving.serve(
            desk, ledger, settings.discord, health, outlets=outlets, send_seconds=send_seconds(settings), token=token,
            stop=stop, proxy=proxy,
        )  # fmt: skip

    return Platform("Discord", (token,), serve)


def _slack(settings: Settings, environ: Mapping[str, str]) -> Platform | None:
    from bot.adapters.slack.credentials import CLIENT_ID, SIGNING, credentials_of
    from bot.adapters.slack.identity import APP, BOT, tokens_of

    enabled, http = settings.slack.enabled, settings.slack.mode == "http"
    if enabled == "never":
        return None
    tokens, credentials = tokens_of(environ), credentials_of(environ)
    many = http and credentials.many
    needed = ({SIGNING: credentials.signing} if http else {APP: tokens.app}) | ({} if many else {BOT: tokens.bot})
    lacking = [variable for variable, value in needed.items() if not value]
    if enabled == "auto" and not (tokens.bot or tokens.app or many):
        return None
    if lacking:
        raise ConfigError(
            f"Slack is to be served, but {' and '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} not set",
            hint=f"set {' and '.join(lacking)} in the environment"
            + (f", or {CLIENT_ID} and its secret for many workspaces" if http and BOT in lacking else "")
            + "; see README, On Slack",
        )

    async def serve(
        desk: "Desk", ledger: "Ledger", health: "Health", outlets: "Outlets", stop: "asyncio.Event"
    ) -> None:
        from bot.adapters.slack import serving  # 0.2 s that only a served platform pays

        await serving.serve(
            desk, ledger, settings.slack, health, outlets=outlets, send_seconds=send_seconds(settings), tokens=tokens,
            credentials=credentials, stop=stop,
        )  # fmt: skip

    secrets = (tokens.bot, tokens.app, credentials.signing, credentials.client_secret)
    return Platform("Slack", tuple(secret for secret in secrets if secret), serve)
