"""Taking pages in by the command line: reports, refusals, exit codes, and that nothing is half kept."""

import io
import json
import sys
from pathlib import Path

import pytest

from bot.adapters.terminal.report import total
from bot.archive import Report
from bot.ports import Added
from tests.cli.conftest import ROOT, Run

PAGE = """China rejects accusation

"China firmly rejects this groundless accusation," said Foreign Ministry spokesperson Hua Chunying on Monday.
"""
SEEDS = ROOT / "seeds"


@pytest.fixture
def page(bare: Path) -> Path:
    place = bare / "page.txt"
    place.write_text(PAGE, encoding="utf-8")
    return place


def test_a_report_tells_kind_and_why_blocks_statements_and_what_is_not_quoted(run: Run) -> None:
    ran = run("ingest", SEEDS / "000_c336ce04155d90cd.txt")

    assert ran.code == 0
    assert ran.out.startswith("000_c336ce04155d90cd.txt: transcript, 7 statements, kept\n    why: ")
    for row in ("    blocks: ", "    statements: transcript 7\n", "    not quoted: journalist's question 4, "):
        assert row in ran.out
    assert ran.out.splitlines()[-1].startswith("1 document (1 new), 7 statements, 2.1 kB in ")


def test_ingest_begins_with_an_empty_archive_and_reading_with_the_seeds(run: Run, page: Path) -> None:
    run("ingest", page, "--archive", "mine.db")

    assert len(run("sources", "--archive", "mine.db").out.splitlines()) == 1
    assert len(run("sources", "--archive", "other.db").out.splitlines()) == 5


def test_the_same_bytes_twice_are_one_source(run: Run, page: Path) -> None:
    run("ingest", page)

    again = run("ingest", page)

    assert "page.txt: report, 1 statement, known already" in again.out
    assert "1 document (0 new)" in again.out


def test_a_changed_page_is_a_new_version(run: Run, page: Path) -> None:
    run("ingest", page)
    page.write_text(PAGE.replace("firmly", "resolutely"), encoding="utf-8")

    assert "page.txt: report, 1 statement, kept as a new version" in run("ingest", page).out
    assert len(run("sources").out.splitlines()) == 1


def test_a_dry_run_keeps_nothing(run: Run, page: Path) -> None:
    ran = run("ingest", "--dry-run", page)

    assert "page.txt: report, 1 statement, would be kept" in ran.out
    assert "dry run, nothing kept: 1 document" in ran.out
    assert "the archive is empty" in run("sources").err


def test_bad_files_get_a_line_each_and_the_rest_goes_on(run: Run, page: Path) -> None:
    (page.parent / "empty.txt").touch()
    (page.parent / "binary.txt").write_bytes(b"\x00\x01\x02" * 100)

    ran = run("ingest", page, "empty.txt", "binary.txt", "none.txt")

    assert ran.code == 2
    assert [line.partition(": ")[0] for line in ran.err.splitlines()] == [
        "refused empty.txt", "refused binary.txt", "refused none.txt",
    ]  # fmt: skip
    assert "page.txt: report, 1 statement, kept" in ran.out
    assert ran.out.splitlines()[-1].endswith("; 3 refused")


def test_a_document_over_the_limit_is_refused_by_flag_and_by_setting(
    run: Run, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare / "big.txt").write_text(PAGE * 8_000, encoding="utf-8")

    assert run("ingest", "big.txt", "--max-mb", 1).code == 2
    monkeypatch.setenv("ONRECORD_INGEST_MAX_MB", "1")
    assert "refused big.txt: " in run("ingest", "big.txt").err


def test_standard_input_is_a_document(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))

    ran = run("ingest", "-")

    assert ran.code == 0
    assert "report, 1 statement, kept" in ran.out


def test_many_documents_get_a_line_each_unless_told_otherwise(run: Run, bare: Path) -> None:
    for number in range(7):
        (bare / f"page{number}.txt").write_text(PAGE + f"\nNumber {number}.\n", encoding="utf-8")
    pages = sorted(bare.glob("page*.txt"))

    assert len(run("ingest", "--dry-run", *pages).out.splitlines()) == 8
    assert len(run("ingest", "--dry-run", "-q", *pages).out.splitlines()) == 1
    assert run("ingest", "--dry-run", "-v", *pages).out.count("\n    why: ") == 7


def test_json_reports_are_an_object_a_line(run: Run, page: Path) -> None:
    (page.parent / "empty.txt").touch()

    ran = run("ingest", "--json", page, "empty.txt")
    kept, refused = (json.loads(line) for line in ran.out.splitlines())

    assert ran.code == 2
    assert (kept["file"], kept["added"], kept["kind"], kept["refused"]) == ("page.txt", "new", "report", None)
    assert kept["statements"] == {"direct": 1}
    assert (refused["file"], refused["added"], list(refused["refused"])) == ("empty.txt", None, ["reason", "mend"])


def test_the_total_tells_speed_only_where_it_means_something() -> None:
    small, large = Report("a", 10, added=Added.NEW), Report("b", 4_000_000, added=Added.KNOWN)

    assert total([small], 1.0) == "1 document (1 new), 0 statements, 10 B in 1.0 s"
    assert total([small, large], 2.0) == "2 documents (1 new), 0 statements, 4.0 MB in 2.0 s, 2.0 MB/s"
