"""A contestant's index made from the passages, in a process of its own -> how long it took, and its size."""

from pathlib import Path

from bot import wiring
from bot.config import Settings
from tests.bench.apart import Figures, answering
from tests.bench.others import OTHERS, bytes_of


def built(order: Figures) -> Figures:
    """Build the contestant ``name`` from the file ``passages`` into ``folder``; of On Record the archive's index."""
    folder = Path(order["folder"])
    if order["name"] not in OTHERS:
        with wiring.opened(Settings(archive=folder), {}) as archive:
            archive.rebuild()
        return {"size": bytes_of([wiring.index_place(folder)])}
    folder.mkdir()
    OTHERS[order["name"]][0](Path(order["passages"]), folder)
    return {"size": bytes_of([folder])}


if __name__ == "__main__":
    answering(built)
