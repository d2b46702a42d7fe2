"""An archive's file, looked at and changed behind the store's back."""

import sqlite3
from pathlib import Path


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
