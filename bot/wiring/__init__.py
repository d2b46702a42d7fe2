"""Settings in, the application out: the only room that names concrete stores, indexes and platforms.

``places`` says where things lie, ``opening`` opens the archive and its index (and makes them where they are not there),
``serving`` says what is served on which chat platform.
"""

from bot.wiring.opening import make, open_database, opened
from bot.wiring.places import (
    archive_is_there,
    archive_place,
    archive_secrets,
    data_folder,
    history_place,
    index_place,
    seeds_folder,
)
from bot.wiring.serving import Platform, platforms, posting, send_seconds

__all__ = [
    "Platform",
    "archive_is_there",
    "archive_place",
    "archive_secrets",
    "data_folder",
    "history_place",
    "index_place",
    "make",
    "open_database",
    "opened",
    "platforms",
    "posting",
    "seeds_folder",
    "send_seconds",
]
