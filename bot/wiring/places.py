"""Settings and the environment -> where the archive, its index, the history and the seeds lie."""

import sys
from collections.abc import Mapping
from pathlib import Path

from bot.config import Settings
from bot.domain.address import Address

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
    places = (Path(__file__).resolve().parents[2] / "seeds", Path(sys.prefix) / "share" / "onrecord" / "seeds")
    return next((place for place in places if place.is_dir()), None)


def index_place(place: Path) -> Path:
    """The index's folder, beside the archive."""
    return place.with_name(place.name + ".index")
