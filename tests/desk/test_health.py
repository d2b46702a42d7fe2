"""What was done: one line in the log, counted where that is wanted, and nothing said that is nobody's business."""

import logging
import socket
from urllib.request import urlopen

import pytest

from bot.desk.health import Done, Health
from bot.desk.logs import FACTS
from bot.desk.metrics import Metrics
from bot.domain.errors import ConfigError
from tests.ports import free_port

ASKED = Done("discord", "ask", "found", 0.0124, "100", question="what did China say")


def facts(caplog: pytest.LogCaptureFixture) -> list[tuple[str, dict[str, object]]]:
    return [
        (record.getMessage(), {key: value for key, value in getattr(record, FACTS).items() if value is not None})
        for record in caplog.records
    ]


def test_a_command_is_one_line_without_its_question(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    Health().done(ASKED)

    told = {"platform": "discord", "outcome": "found", "ms": 12.4, "deferred": False, "server": "100"}
    assert facts(caplog) == [("ask", told)]


def test_the_question_stands_in_the_line_only_where_it_is_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    Health(questions=True).done(ASKED)

    assert facts(caplog)[0][1]["question"] == "what did China say"


def test_a_persons_own_id_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    Health().done(Done("discord", "ask", "found", 0.1, "dm:4711"))

    assert facts(caplog)[0][1]["server"] == "dm"
    assert "4711" not in caplog.text


def test_everything_that_happens_is_counted() -> None:
    metrics = Metrics()
    health = Health(counts=metrics)

    health.done(ASKED)
    health.done(ASKED)
    health.error("discord", "ask")
    health.synced("discord", "done")
    health.connected("discord", up=True)
    health.shard("discord", 2, up=True)
    health.remembering("discord", 3)
    health.statements(63)

    value = metrics.registry.get_sample_value
    on = {"platform": "discord"}
    assert value("onrecord_commands_total", on | {"command": "ask", "outcome": "found"}) == 2
    assert value("onrecord_answer_seconds_count", on) == 2
    assert value("onrecord_answer_seconds_bucket", on | {"le": "0.025"}) == 2
    assert value("onrecord_answer_seconds_bucket", on | {"le": "0.01"}) == 0
    assert value("onrecord_errors_total", on | {"where": "ask"}) == 1
    assert value("onrecord_command_syncs_total", on | {"outcome": "done"}) == 1
    assert value("onrecord_connected", on) == 1
    assert value("onrecord_shard_connected", on | {"shard": "2"}) == 1
    assert value("onrecord_remembering", on) == 3
    assert value("onrecord_statements") == 63


def test_metrics_are_read_on_a_port_of_this_machine() -> None:
    metrics, port = Metrics(), free_port()
    metrics.set("statements", "", 63)

    stop = metrics.serve(port)
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as response:
            told = response.read().decode()
    finally:
        stop()

    assert "onrecord_statements 63.0" in told.splitlines()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_port_that_is_taken_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(ConfigError, match=f"metrics.port {port}: address already in use"):
            Metrics().serve(port)
