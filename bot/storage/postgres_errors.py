"""What PostgreSQL and its driver report into the errors of the domain, each with a mend and without any secret."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import psycopg_pool
from psycopg import errors

from bot.domain.errors import ArchiveBusy, ArchiveCorrupt, ArchiveError, ArchiveFull, ArchiveReadOnly

TRIED = "it is tried again; see that the server runs and can be reached"

RESTORE = "restore it from a backup"

FEWER = "let its max_connections grow, or run fewer processes"


class Lost(ArchiveBusy):
    """The server went away, or has not come back yet: what was read can be read again."""


Known = tuple[tuple[type[psycopg.Error], ...], type[ArchiveError], str, str]

_GONE = (
    errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow, errors.IdleInTransactionSessionTimeout,
    errors.IdleSessionTimeout, errors.ConnectionException, errors.ConnectionDoesNotExist, errors.ConnectionFailure,
)  # fmt: skip

_KNOWN: tuple[Known, ...] = (
    (_GONE, Lost, "{} cannot be reached", TRIED),
    ((errors.TooManyConnections,), Lost, "{} has no connection left", FEWER),
    ((errors.DiskFull,), ArchiveFull, "no room is left for {}", "free some disk space; nothing was half kept"),
    (
        (errors.ReadOnlySqlTransaction,),
        ArchiveReadOnly, "{} takes no writes: it is a standby, or set so", "name the primary in the address as well",
    ),
    (
        (errors.InsufficientPrivilege,),
        ArchiveReadOnly, "{} does not let this user do that", "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES …",
    ),
    ((errors.ProgramLimitExceeded,), ArchiveError, "{} takes no name as long as that", "shorten it"),
    (
        (errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure),
        ArchiveBusy, "another process is writing to {}", "try again in a moment",
    ),
    ((errors.QueryCanceled,), ArchiveBusy, "{} took too long to answer", "try again; see what else the server does"),
    ((errors.OutOfMemory, errors.InsufficientResources), ArchiveBusy, "{} lacks memory", "try again in a moment"),
    ((errors.DataCorrupted, errors.IndexCorrupted), ArchiveCorrupt, "{} is damaged", RESTORE),
    ((errors.UndefinedTable, errors.UndefinedColumn), ArchiveCorrupt, "{} lacks a table or a column", RESTORE),
    ((errors.IoError, errors.UndefinedFile), ArchiveError, "{} cannot be read or written", "check the server's disk"),
)  # fmt: skip
"""By the driver's class of error (www.postgresql.org/docs/current/errcodes-appendix.html): ours, message, mend."""

_OPENING: tuple[tuple[str, str], ...] = (
    ("password authentication failed", "give the password in PGPASSWORD or ~/.pgpass"),
    ("no password supplied", "give the password in PGPASSWORD or ~/.pgpass"),
    ("no pg_hba.conf entry", "let this machine in: pg_hba.conf on the server"),
    ("authentication failed", "see which user the address names, and pg_hba.conf on the server"),
    ("too many clients", FEWER),
    ("database", "make it first: createdb --encoding UTF8 --template template0 NAME"),
    ("role", "make the user first: createuser NAME, or name another in the address"),
)
"""What the driver says where it cannot connect, for which it has no code: a part of it, and the mend."""


@contextmanager
def domain_errors(name: str) -> Iterator[None]:
    """Turn what the server reports into ArchiveError and its kinds; our own mistakes pass."""
    try:
        yield
    except psycopg_pool.PoolClosed:
        raise ArchiveError("the archive is closed", hint="open it again") from None
    except psycopg_pool.PoolTimeout:
        raise ArchiveBusy(f"{name} cannot be reached", hint=TRIED) from None
    except psycopg.Error as error:
        known = translated(name, error)
        if known is None:
            raise
        raise known from error


def translated(name: str, error: psycopg.Error) -> ArchiveError | None:
    """The error as a person hears of it; None for a mistake of our own."""
    for kinds, ours, message, hint in _KNOWN:
        if isinstance(error, kinds):
            return ours(message.format(name), hint=hint)
    # Without a code the driver itself has lost the connection.
    lost = isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)) and error.sqlstate is None
    return Lost(f"{name} cannot be reached", hint=TRIED) if lost else None


def not_opened(name: str, error: psycopg.Error) -> ArchiveError:
    """The error for an address at which no connection was made."""
    said = " ".join(str(error).split())
    _, fatal, told = said.rpartition("FATAL: ")  # the rest repeats the address
    for part, mend in _OPENING:
        if fatal and part in told:
            return ArchiveError(f"{name} cannot be opened: {told.strip()}", hint=mend)
    return Lost(f"{name} cannot be reached: {told.strip()}", hint="see that the server runs and the address is right")
