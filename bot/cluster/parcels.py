"""Documents -> a parcel of bytes, and what became of them -> bytes, each with the way back.

What comes back is MessagePack made by the types, which takes a third of the time that pickles take; a text that
UTF-8 cannot hold, as the path of a file may be, makes it a pickle.
"""

import pickle
from collections.abc import Sequence
from functools import cache

import msgspec

from bot.archive.intake import Report
from bot.domain.statement import Page
from bot.ingest.document import Document
from bot.ingest.limits import Limits

Outcome = tuple[Report, Page | None]

_TYPED, _PICKLED = b"t", b"p"


def packed(documents: Sequence[Document], limits: Limits) -> bytes:
    """The documents, and how much may be read of each."""
    return pickle.dumps((list(documents), limits), pickle.HIGHEST_PROTOCOL)


def unpacked(parcel: bytes) -> tuple[list[Document], Limits]:
    """The inverse of ``packed``."""
    documents, limits = pickle.loads(parcel)  # noqa: S301  Dask carries pickles anyway: its network is trusted
    return documents, limits


def sealed(outcomes: Sequence[Outcome]) -> bytes:
    """What became of each document."""
    try:
        return _TYPED + msgspec.msgpack.encode(outcomes)
    except UnicodeEncodeError:
        return _PICKLED + pickle.dumps(list(outcomes), pickle.HIGHEST_PROTOCOL)


def opened(parcel: bytes) -> list[Outcome]:
    """The inverse of ``sealed``."""
    body = memoryview(parcel)[1:]
    if parcel[:1] == _TYPED:
        return _decoder().decode(body)
    outcomes: list[Outcome] = pickle.loads(body)  # noqa: S301  as above
    return outcomes


@cache
def _decoder() -> "msgspec.msgpack.Decoder[list[Outcome]]":
    return msgspec.msgpack.Decoder(list[Outcome])
