"""Records as lines: one each, whatever they hold, and never with a secret."""

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import LogSettings
from bot.desk import logs
from bot.desk.logs import FACTS, JsonLines, TextLines

TOKEN = "MTIz.GabcdE.s3cret-s3cret"  # noqa: S105  nobody's
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ")


@contextmanager
def logging_to(
    form: Literal["text", "json"] = "text", level: Literal["debug", "info", "error"] = "info"
) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    with logs.written(LogSettings(level=level, format=form), [TOKEN], stream):
        yield stream


def test_afterwards_all_is_as_before() -> None:
    root, library = logging.getLogger(), logging.getLogger("discord")
    before = root.level, library.level, list(root.handlers)

    with logging_to(level="debug"):
        pass

    assert (root.level, library.level, root.handlers) == before


def record(message: str, **facts: object) -> logging.LogRecord:
    made = logging.LogRecord("onrecord.desk", logging.INFO, "", 0, message, (), None)
    made.__dict__[FACTS] = facts
    return made


def test_a_record_is_a_line_with_its_facts() -> None:
    with logging_to() as stream:
        logging.getLogger("onrecord.desk").info("ask", extra={FACTS: {"ms": 12.0, "deferred": False, "why": None}})

    assert STAMP.sub("", stream.getvalue()) == "info desk: ask ms=12.0 deferred=no\n"


def test_a_record_is_an_object_where_programs_read_it() -> None:
    with logging_to("json") as stream:
        logging.getLogger("onrecord.desk").info("ask", extra={FACTS: {"ms": 12.5, "deferred": True}})

    told = json.loads(stream.getvalue())
    assert STAMP.fullmatch(told.pop("at") + " ")
    assert told == {"level": "info", "logger": "desk", "message": "ask", "ms": 12.5, "deferred": True}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain-1.5/x", "plain-1.5/x"),
        ("two words", '"two words"'),
        ('a="b"', '"a=\\"b\\""'),
        ("", '""'),
        ("挪威", "挪威"),
        ("line\nlevel=error", '"line\\nlevel=error"'),
        ("\x1b[2J", '"\\u001b[2J"'),
        ("\u202eback", '"\\u202eback"'),
    ],
)
def test_a_value_cannot_pretend_to_be_anything_else(value: str, shown: str) -> None:
    assert STAMP.sub("", TextLines().format(record("ask", value=value))) == f"info desk: ask value={shown}"


@given(st.text(), st.text())
def test_any_text_is_one_line(message: str, value: str) -> None:
    line = TextLines().format(record(message.replace("%", "%%"), value=value))

    assert len(line.splitlines()) == 1
    assert line.isprintable()


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("level", ["info", "debug"])
def test_the_token_is_in_no_line_and_no_traceback(
    form: Literal["text", "json"], level: Literal["info", "debug"]
) -> None:
    log = logging.getLogger("onrecord.discord")
    with logging_to(form, level) as stream:
        log.warning("sent %s", {"Authorization": f"Bot {TOKEN}"}, extra={FACTS: {"token": TOKEN}})
        try:
            int(TOKEN)
        except ValueError:
            log.exception("it failed with %s", TOKEN)

    assert TOKEN not in stream.getvalue()
    assert stream.getvalue().count(logs.HIDDEN) >= 4


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://discord.com/api/v10/interactions/12/aW50ZX.x-y_z/callback", "/interactions/12/(secret)/callback"),
        ("/webhooks/12/aW50ZX/messages/@original?x=1", "/webhooks/12/(secret)/messages/@original?x=1"),
        ("https://hooks.slack.com/actions/T1/12/aW50ZX", "https://hooks.slack.com/actions/T1/12/(secret)"),
        ("wss://wss-primary.slack.com/link/?ticket=1b-2c&app_id=A1", "/link/?ticket=(secret)&app_id=A1"),
        ("with xoxb-123-456-abcdef", "with (secret)"),
    ],
)
def test_what_answers_an_interaction_is_hidden_in_urls(url: str, shown: str) -> None:
    assert TextLines().format(record(f"POST {url} failed")).endswith(f"{shown} failed")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://bob:herring@proxy:3128", "http://(secret)@proxy:3128"),
        ("url='http://bob:he%20rr@ng@127.0.0.1:1/x'", "url='http://(secret)@127.0.0.1:1/x'"),
        ("http://bob@proxy", "http://(secret)@proxy"),
        ("https://example.org/@bob/a@b", "https://example.org/@bob/a@b"),
        ("https://example.org?mail=a@b", "https://example.org?mail=a@b"),
    ],
)
@pytest.mark.parametrize("form", [TextLines, JsonLines])
def test_who_logs_in_at_a_proxy_is_hidden_in_urls(form: type[TextLines | JsonLines], url: str, shown: str) -> None:
    line = form().format(record(f"no way through {url} today"))

    assert f"no way through {shown} today" in line
    assert "herring" not in line


def test_a_traceback_is_kept() -> None:
    with logging_to() as stream:
        try:
            int("of no use")
        except ValueError:
            logging.getLogger("onrecord.desk").exception("it failed")

    assert stream.getvalue().splitlines()[1] == "Traceback (most recent call last):"
    assert stream.getvalue().splitlines()[-1] == "ValueError: invalid literal for int() with base 10: 'of no use'"


def test_libraries_do_not_say_what_people_write_even_when_all_is_logged() -> None:
    with logging_to(level="debug") as stream:
        logging.getLogger("discord.gateway").debug("WebSocket Event: what did China say")
        logging.getLogger("discord.gateway").warning("cannot keep up")

    assert STAMP.sub("", stream.getvalue()) == "warning discord.gateway: cannot keep up\n"


def test_the_level_asked_for_is_kept() -> None:
    with logging_to(level="error") as stream:
        logging.getLogger("onrecord.desk").warning("not now")
        logging.getLogger("discord").warning("nor this")

    assert stream.getvalue() == ""


def test_an_object_holds_whatever_is_a_fact() -> None:
    assert json.loads(JsonLines().format(record("ask", value={1})))["value"] == "{1}"
