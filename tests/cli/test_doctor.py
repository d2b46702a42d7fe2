"""The doctor on this machine: settings, archive, names and ports, and what it says to do."""

import socket
import sqlite3
import time
from collections.abc import Iterator
from datetime import date
from datetime import time as time_of_day
from pathlib import Path

import pytest
import tantivy

from bot.cli import main
from bot.domain.checkup import Finding, State
from bot.domain.place import Place
from bot.domain.post import Entry, Post, Stage
from bot.domain.schedule import Schedule
from bot.ports import Ledger
from bot.storage.sqlite import SqliteStore
from tests.examining import Examine, seeds_in


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose archive holds the seeds."""
    return seeds_in(tmp_path_factory.mktemp("doctor"))


@pytest.fixture
def archive(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The archive of the seeds, where no chat platform is served."""
    for platform in ("DISCORD", "SLACK"):
        monkeypatch.setenv(f"ONRECORD_{platform}_ENABLED", "never")
    return home / "share" / "onrecord" / "archive.db"


@pytest.fixture
def examine(capsys: pytest.CaptureFixture[str]) -> Examine:
    return Examine(capsys)


def test_settings_that_cannot_be_read_are_all_there_is_to_say(archive: Path, examine: Examine) -> None:
    (archive.parents[2] / "config.yaml").write_text("limitt: 5\n", encoding="utf-8")

    ran = examine("--config", "config.yaml")

    assert (ran.code, list(ran.found)) == (1, ["settings"])
    assert ran.found["settings"] == Finding(
        State.BAD, "config.yaml, line 1: unknown key 'limitt'", "did you mean 'limit'?"
    )


def test_settings_that_cannot_be_read_are_told_in_words_too(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (archive.parents[2] / "config.yaml").write_text("limitt: 5\n", encoding="utf-8")

    code = main(["doctor", "--config", "config.yaml"])

    assert code == 1
    assert capsys.readouterr().out.splitlines() == [
        "bad   settings          config.yaml, line 1: unknown key 'limitt'",
        "                        → did you mean 'limit'?",
        "",
        "1 bad",
    ]


def test_the_archive_is_counted_and_compared(archive: Path, examine: Examine) -> None:
    found = examine().found["archive"]

    with sqlite3.connect(archive) as db:
        (sources,) = db.execute("SELECT count(*) FROM sources").fetchone()
    db.close()
    assert found.state is State.OK
    assert found.text.startswith(f"{archive}: {sources} sources, ")
    assert found.text.endswith(f"all in the index; {sources} texts read agree with their hashes")


def test_an_archive_that_is_not_there_is_not_made(archive: Path, examine: Examine) -> None:
    archive.unlink()

    ran = examine()

    assert ran.troubles == {"archive": f"there is none yet at {archive}"}
    assert not archive.exists()


def test_an_archive_without_statements_is_to_be_filled(archive: Path, examine: Examine, tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    (tmp_path / "nothing").mkdir()
    main(["ingest", "nothing", "--archive", str(empty)])

    ran = examine("--archive", str(empty))

    assert archive.exists()
    assert ran.found["archive"] == Finding(
        State.WARN, f"{empty} holds no statements", "fill it: onrecord ingest PATH"
    )


def test_a_changed_text_is_bad(archive: Path, examine: Examine) -> None:
    with sqlite3.connect(archive) as db:
        db.execute("UPDATE texts SET text = text || ' ' WHERE source = 3")
    db.close()

    ran = examine()

    assert (ran.code, ran.found["archive"].state) == (1, State.BAD)


def test_a_file_that_is_no_archive_is_bad(archive: Path, examine: Examine) -> None:
    archive.write_text("this is no database", encoding="utf-8")

    ran = examine()

    assert (ran.code, ran.found["archive"].state) == (1, State.BAD)
    assert str(archive) in ran.found["archive"].text


def test_an_index_that_lost_something_is_bad(archive: Path, examine: Examine) -> None:
    with sqlite3.connect(archive) as db:
        (source,) = db.execute("SELECT id FROM sources WHERE no = 1").fetchone()
    db.close()
    (place,) = archive.with_name("archive.db.index").glob("fulltext-*")
    writer = tantivy.Index.open(str(place)).writer()
    writer.delete_documents_by_term("source", source)
    writer.commit()
    writer.wait_merging_threads()

    found = examine().found["archive"]

    assert found.state is State.BAD
    assert found.mend == "make the index anew: onrecord rebuild"


def test_a_registry_file_of_ones_own_is_read(archive: Path, examine: Examine) -> None:
    own = archive.parent / "names.yaml"
    own.write_text("- id: [", encoding="utf-8")

    ran = examine("--names", str(own))

    assert (ran.code, ran.found["names"].state) == (1, State.BAD)
    assert str(own) in ran.found["names"].text


def test_a_port_that_is_taken_is_told(
    archive: Path, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert archive.exists()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("ONRECORD_METRICS_PORT", str(port))
        during = examine().found["metrics port"]
    after = examine().found["metrics port"]

    assert (during.state, during.text) == (
        State.WARN, f"127.0.0.1:{port} is taken; rightly so if On Record is serving now",
    )  # fmt: skip
    assert after == Finding(State.OK, f"127.0.0.1:{port} is free")


def test_a_wrong_use_of_the_doctor_is_exit_code_2(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert archive.exists()

    assert main(["doctor", "--jsonn"]) == 2
    assert "No such option" in capsys.readouterr().err


# ---- what is posted

NOW = int(time.time())
NEWS = Place("discord", "1", "10")


def a_post(day: int, stage: Stage, due: int, *, why: str = "") -> Post:
    log = (Entry(due, "step", why),) if why else ()
    return Post(f"post{day:08}", "schedule0001", date(2026, 1, day), NEWS, due, stage, log=log)


@pytest.fixture
def ledger(archive: Path) -> Iterator[Ledger]:
    store = SqliteStore(archive)
    yield store.ledger
    store.close()


def scheduled(ledger: Ledger, number: int = 1, *, paused: str = "") -> None:
    place = Place("slack", f"T{number}", "C1") if number > 1 else NEWS
    ledger.keep_schedule(Schedule(f"schedule{number:04}", place, time_of_day(9), "Europe/Oslo", paused=paused))


def test_without_a_statement_of_the_day_there_is_nothing_to_look_at(archive: Path, examine: Examine) -> None:
    kept = examine().found["daily posts"]
    archive.unlink()

    assert kept == examine().found["daily posts"] == Finding(State.OK, "no statement of the day is set")
    assert not archive.exists()


def test_schedules_are_counted_and_what_is_paused_is_told(ledger: Ledger, examine: Examine) -> None:
    scheduled(ledger, 1)
    scheduled(ledger, 2, paused="the channel is gone")
    ledger.put_posts([
        a_post(1, Stage.MISSED, NOW - 90_000), a_post(2, Stage.POSTED, NOW - 3_600), a_post(3, Stage.SKIPPED, NOW),
        a_post(4, Stage.FAILED, NOW + 86_400),
    ])  # fmt: skip

    text = "2 schedules, 1 paused (slack:T2/C1 number 1: the channel is gone); no post of the last day is lacking"
    assert examine().found["daily posts"] == Finding(State.OK, text)


@pytest.mark.parametrize("stage", [Stage.MISSED, Stage.FAILED])
def test_a_post_that_did_not_come_is_worth_a_look(ledger: Ledger, examine: Examine, stage: Stage) -> None:
    scheduled(ledger)
    ledger.put_posts([a_post(1, stage, NOW - 7_200, why="Discord could not be reached")])

    ran = examine()

    assert (ran.code, ran.found["daily posts"]) == (0, Finding(
        State.WARN,
        f"1 schedule; lacking of the last day: 1 post (discord:1/10 number 1: {stage}, Discord could not be reached)",
        "onrecord daily why --channel discord:1/10 --which 1",
    ))  # fmt: skip


def test_of_many_only_some_are_named(ledger: Ledger, examine: Examine) -> None:
    for number in range(1, 7):
        scheduled(ledger, number, paused="why")

    text = examine().found["daily posts"].text

    assert text == (
        "6 schedules, 6 paused (discord:1/10 number 1: why; slack:T2/C1 number 1: why; slack:T3/C1 number 1: why; "
        "and 3 more); no post of the last day is lacking"
    )
