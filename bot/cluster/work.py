"""A parcel of documents -> what became of them, in a process that reads as the one that sent it would.

The two sides must be the same program: ``terms`` says what their readings depend on, and a parcel is read only where
the terms are those of its sender. The names travel whole, so that entries of a person's own need no file over there.
"""

import hashlib
import pickle
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

from bot.archive.intake import read_document
from bot.cluster.parcels import sealed, unpacked
from bot.domain.errors import ClusterError
from bot.names import Registry

Terms = dict[str, str]

_RULES = ("archive", "cluster", "data", "domain", "ingest", "names")
_LIBRARIES = ("charset-normalizer", "lxml", "msgspec", "pypdf", "trafilatura")
"""Whose versions decide what text a page has, or how it travels."""

MEND = "install the same versions of onrecord and its libraries there as here"


@cache
def terms() -> Terms:
    """What a reading depends on beside the bytes and the names, each by name: versions, and the hash of the rules."""
    root = Path(__file__).resolve().parent.parent
    rules = hashlib.sha256()
    for folder in _RULES:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in (".py", ".yaml"):
                rules.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    found = {"Python": "{}.{}".format(*sys.version_info), "onrecord's rules": rules.hexdigest()[:12]}
    return found | {name: _version(name) for name in _LIBRARIES}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"


def difference(here: Terms, there: Terms) -> str | None:
    """The first point on which a worker differs from its client ("here"), for a person; None if both read alike."""
    differ = (name for name in {**here, **there} if here.get(name) != there.get(name))
    name = next(differ, None)
    return name and f"{name} {here.get(name, 'unknown')} here, {there.get(name, 'unknown')} there"


def names_of(registry: Registry) -> bytes:
    """The names to read with, to be sent once."""
    return pickle.dumps(registry, pickle.HIGHEST_PROTOCOL)


def work(parcel: bytes, sender: Terms, digest: str, names: bytes) -> bytes:
    """What became of a parcel's documents, sealed; ``names`` are those of the registry of this digest.

    Raises ClusterError, and nothing else, where this process would read otherwise than the sender, or cannot.
    """
    differ = difference(sender, terms())
    if differ is not None:
        raise ClusterError(f"a worker reads by other rules ({differ})", hint=MEND)
    try:
        learn(digest, names)
        return read_parcel(parcel, digest)
    except Exception as error:  # noqa: BLE001  what cannot be pickled would never reach the sender
        fault = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    raise ClusterError(f"a worker cannot read ({fault})", hint=MEND)


def read_parcel(parcel: bytes, digest: str) -> bytes:
    """What became of a parcel's documents, sealed; the names of this digest are learnt."""
    documents, limits = unpacked(parcel)
    return sealed([read_document(document, _learnt[digest], limits) for document in documents])


_learnt: dict[str, Registry] = {}
"""The registries worked with, by their digest: a matcher takes a tenth of a second to make."""


def learn(digest: str, names: bytes) -> None:
    """Have the registry of this digest at hand. Raises ClusterError if the names are others."""
    if digest not in _learnt:
        registry: Registry = pickle.loads(names)  # noqa: S301  as in parcels
        if registry.digest != digest:
            raise ClusterError("the names came to a worker as others than were sent", hint=MEND)
        _learnt[digest] = registry
