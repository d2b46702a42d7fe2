"""Log records into lines, as text or JSON: what happened, its facts as key=value, never a secret."""

import json
import logging
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

from bot.config import LogSettings

FACTS = "facts"
"""The attribute of a record that holds its facts: a mapping of plain values."""

HIDDEN = "(secret)"

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}

_URL_TOKENS = re.compile(
    r"(/(?:interactions|webhooks)/\d+/|hooks\.slack\.com/\w+/\w+/\w+/|[?&]ticket=)[^/\s?\"'&]+"
)
"""In URLs stand the tokens that answer an interaction of Discord's for fifteen minutes and one of Slack's for thirty,
and the ticket by which a socket of Slack's is opened."""

_TOKENS = re.compile(r"\bx(?:ox[a-z]|app)-[\w-]{8,}")
"""Slack's tokens, of which the archive may hold many that are no settings."""

_URL_LOGIN = re.compile(r"(?<=://)[^/\s?#]+@")
"""Who logs in at a proxy, and with what password, stands in its URL, which errors on the way there repeat."""

_QUIET = ("discord", "slack_bolt", "slack_sdk", "aiohttp", "asyncio")
"""Libraries whose chatter below a warning quotes what people write, whole."""

_PLAIN = re.compile(r"[\w.:/+@-]+")


@contextmanager
def written(settings: LogSettings, secrets: Sequence[str] = (), stream: TextIO | None = None) -> Iterator[None]:
    """For its time, every record of the process goes to ``stream`` (standard error), without the secrets."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter((JsonLines if settings.format == "json" else TextLines)(secrets))
    level = _LEVELS[settings.level]
    levels = {"": level} | dict.fromkeys(_QUIET, max(logging.WARNING, level))
    before = {name: logging.getLogger(name).level for name in levels}
    logging.getLogger().addHandler(handler)
    try:
        _set(levels)
        yield
    finally:
        _set(before)
        logging.getLogger().removeHandler(handler)
        handler.close()


def _set(levels: Mapping[str, int]) -> None:
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


class _Lines(logging.Formatter):
    """What both forms share: the time in UTC, the facts, and the secrets taken out of the finished line."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__()
        # The longest first: one secret may hold another.
        self._secrets = sorted((secret for secret in secrets if secret.strip()), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line; a traceback follows on lines of its own, or as a field."""
        line = self.line(record, _facts(record), self._trace(record))
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        line = _TOKENS.sub(HIDDEN, _URL_TOKENS.sub(rf"\1{HIDDEN}", line))
        return _URL_LOGIN.sub(f"{HIDDEN}@", line)

    def line(self, record: logging.LogRecord, facts: Mapping[str, Any], trace: str) -> str:
        """The line before its secrets are taken out."""
        raise NotImplementedError

    def _trace(self, record: logging.LogRecord) -> str:
        return self.formatException(record.exc_info) if record.exc_info else ""


class TextLines(_Lines):
    """``2026-11-22T09:30:00.123Z info discord: ask outcome=found ms=12``."""

    def line(self, record: logging.LogRecord, facts: Mapping[str, Any], trace: str) -> str:
        """One line whatever its words hold."""
        told = " ".join([_visible(record.getMessage()), *(f"{key}={_value(value)}" for key, value in facts.items())])
        line = f"{_at(record)} {record.levelname.lower()} {_room(record)}: {told}"
        return f"{line}\n{_visible(trace, keep=chr(10))}" if trace else line


class JsonLines(_Lines):
    """One JSON object a line."""

    def line(self, record: logging.LogRecord, facts: Mapping[str, Any], trace: str) -> str:
        """The fields every record has, then its own."""
        told: dict[str, Any] = {
            "at": _at(record),
            "level": record.levelname.lower(),
            "logger": _room(record),
            "message": record.getMessage(),
        }
        told.update(facts)
        if trace:
            told["trace"] = trace
        return json.dumps(told, default=str)


def _facts(record: logging.LogRecord) -> Mapping[str, Any]:
    facts = getattr(record, FACTS, None)
    return {key: value for key, value in facts.items() if value is not None} if isinstance(facts, Mapping) else {}


def _at(record: logging.LogRecord) -> str:
    moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    return f"{moment}.{int(record.msecs):03d}Z"


def _room(record: logging.LogRecord) -> str:
    """The logger's name as a reader needs it: our own rooms by their last name."""
    return record.name.rpartition(".")[2] if record.name.startswith(("bot.", "onrecord.")) else record.name


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = f"{value:.1f}" if isinstance(value, float) else str(value)
    return text if _PLAIN.fullmatch(text) else _visible(json.dumps(text, ensure_ascii=False))


def _visible(text: str, keep: str = "") -> str:
    """The text on one line: nothing in it moves the cursor, ends the line or turns its direction."""
    return "".join(
        letter if letter.isprintable() or letter in keep else letter.encode("unicode_escape").decode()
        for letter in text
    )
