"""An archive's file, looked at and changed behind the store's back."""

import sqlite3
from pathlib import Path

from bot.storage import schema

FREED = (
    (
        "CREATE TABLE filler AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
        "SELECT randomblob(500) FROM n"
    ),
    "DROP TABLE filler",
)
"""What leaves some 400 pages of a file unused."""


def tamper(path: Path, *statements: str) -> None:
    """Change the file behind the store's back."""
    db = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        db.execute(statement)
    db.close()


def version(path: Path) -> int:
    """The schema of a file."""
    db = sqlite3.connect(path)
    (number,) = db.execute("PRAGMA user_version").fetchone()
    db.close()
    return int(number)


def damaged(data: bytes, where: str) -> bytes:
    """The bytes of an archive, changed."""
    page = 4096
    at = {"header": 0, "schema": 100, "middle": len(data) // 2 // page * page, "end": len(data) - page}
    if where == "truncated":
        return data[: len(data) // 2]
    if where == "empty":
        return b""
    return data[: at[where]] + b"\xa5" * min(page, 900) + data[at[where] + min(page, 900) :]


def make_older(path: Path, number: int) -> None:
    """Take away from an archive what came after that schema."""
    later = [table for brought in schema.TABLES[number:] for table in brought]
    indexes = ["sources_by_name", "sources_standing"]
    tamper(
        path,
        *(f"DROP TABLE {table}" for table in later),
        *(f"DROP INDEX {index}" for index in indexes),
        f"PRAGMA user_version = {number}",
    )
