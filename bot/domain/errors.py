"""The errors a person may meet, each with one line of what is wrong and one of the mend.

::

    OnRecordError
    ├── ConfigError          a setting, or a registry file, that cannot be used (file, line, key)
    ├── UsageError           a request that cannot be understood or names nothing
    │   ├── NotFound         no such source
    │   ├── UnknownZone      a time zone that this machine's data do not have
    │   └── Ambiguous        a prefix or name that fits several sources
    ├── InputError           a file that cannot be ingested
    ├── ClusterError         nobody is there to read pages for this process, or none that reads as it does
    └── ArchiveError         the system of record cannot do what was asked
        ├── ArchiveBusy      another process holds the write lock
        ├── ArchiveCorrupt   the database, or a stored text, fails its check
        ├── ArchiveFull      the disk is full
        └── ArchiveReadOnly  the place cannot be written
"""


class OnRecordError(Exception):
    """What went wrong (``message``, one line) and what to do about it (``hint``, one line, may be empty)."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class ConfigError(OnRecordError):
    """A setting or registry entry that cannot be used."""


class UsageError(OnRecordError):
    """A request that cannot be understood."""


class NotFound(UsageError):
    """Nothing in the archive has that name."""


class UnknownZone(UsageError, ValueError):
    """No such time zone here: what keeps it may have been written where the data of the zones is another."""


class Ambiguous(UsageError):
    """A name that fits more than one source."""


class InputError(OnRecordError):
    """A file that cannot be ingested."""


class ClusterError(OnRecordError):
    """Those who were to read pages for this process cannot, or would read otherwise."""


class ArchiveError(OnRecordError):
    """The system of record cannot do what was asked."""


class ArchiveBusy(ArchiveError):
    """Another process is writing."""


class ArchiveCorrupt(ArchiveError):
    """A check of the stored data failed."""


class ArchiveFull(ArchiveError):
    """No room is left on the disk."""


class ArchiveReadOnly(ArchiveError):
    """The archive's place cannot be written."""
