"""An archive's file, looked at and changed behind the store's back."""

import sqlite3
from pathlib import Path

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
