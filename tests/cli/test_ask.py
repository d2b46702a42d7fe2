"""Questions on the command line over the seeds: words, JSON, exit codes, explanations, files, pages."""

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run
from tests.cli.schema import ANSWER, UNIT, faults

pytestmark = pytest.mark.usefixtures("home")

NORWAY = "what did China say about Norway"
SEEDS = ROOT / "seeds"


def test_a_question_needs_no_command_and_no_quotation_marks(run: Run) -> None:
    bare, named, loose = run(NORWAY), run("ask", NORWAY), run(*NORWAY.split())

    assert bare == named == loose
    assert bare.code == 0
    assert bare.out.startswith("Read as: statements by China about Norway\n\n1 ")
    assert bare.err == ""


@pytest.mark.parametrize("place", [("--limit", "1", NORWAY), (NORWAY, "-n", "1"), ("ask", "--limit=1", NORWAY)])
def test_the_limit_is_kept_wherever_it_stands(run: Run, place: tuple[str, ...]) -> None:
    assert len(json.loads(run(*place, "--json").out)["excerpts"]) == 1


@pytest.mark.parametrize(
    ("question", "code"),
    [(NORWAY, 0), ("what did China say about penguins", 1), ("what did Stan Marsh say", 1), ("who mentioned PRISM", 0)],
)
def test_json_keeps_the_contract_and_the_exit_code_tells_whether_anything_was_found(
    run: Run, question: str, code: int
) -> None:
    ran = run("ask", "--json", question)
    made = json.loads(ran.out)

    assert (ran.code, ran.err) == (code, "")
    assert faults(made, ANSWER) == []
    assert (made["nothing"] is None) == (code == 0)
    assert ran.out.count("\n") == 1


def test_every_excerpt_is_a_slice_of_the_file_it_names(run: Run) -> None:
    for excerpt in json.loads(run(NORWAY, "--json").out)["excerpts"]:
        data = (SEEDS / excerpt["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == excerpt["source"]
        assert data.decode().replace("\r\n", "\n")[excerpt["start"] : excerpt["end"]] == excerpt["text"]


def test_an_archive_is_named_before_or_after_the_question_or_by_the_environment(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = home / "share" / "onrecord" / "archive.db"
    here = run("sources").out

    assert run("--archive", place, "sources").out == here
    assert run("sources", "--archive", place).out == here
    monkeypatch.setenv("ONRECORD_ARCHIVE", str(place))
    assert run("sources").out == here


def test_bytes_that_are_no_text_in_a_question_are_no_fault(run: Run) -> None:
    ran = run("--json", "what did China say about \udcff\udcfe Norway")

    assert ran.code in (0, 1)
    assert faults(json.loads(ran.out), ANSWER) == []


def test_colour_by_wish_and_never_in_a_pipe(run: Run) -> None:
    assert "\x1b[" not in run(NORWAY).out
    assert "\x1b[1;4m" in run(NORWAY, "--colour", "always").out
    assert "\x1b[" not in run(NORWAY, "--color=never").out


def test_the_width_is_kept(run: Run) -> None:
    assert max(len(line) for line in run(NORWAY, "--width", "40").out.splitlines()) <= 40


def test_why_explains_an_excerpt(run: Run) -> None:
    ran = run("why", NORWAY)

    assert ran.code == 0
    for name in ("words:", "speaker:", "because:", "voice:", "date:", "matched:", "checked: slice, text and bytes"):
        assert f"\n{name}" in f"\n{ran.out}", name


def test_why_of_an_excerpt_that_is_not_there(run: Run) -> None:
    assert "excerpts, not 40" in run("why", NORWAY, 40).err
    assert run("why", "what did Stan Marsh say").code == 1


def test_export_writes_each_format_to_a_file_by_its_ending(run: Run, home: Path) -> None:
    for name in ("a.md", "a.csv", "a.json"):
        assert run("export", NORWAY, "-o", name).code == 0
    first = json.loads((home / "a.json").read_text(encoding="utf-8"))["excerpts"][0]
    row = next(csv.DictReader(io.StringIO((home / "a.csv").read_text(encoding="utf-8"))))

    assert (row["text"], row["source"]) == (first["text"], first["source"])
    assert (home / "a.md").read_text(encoding="utf-8").startswith(f"# {NORWAY}\n")


def test_export_does_not_write_over_a_file_nor_write_nothing(run: Run, home: Path) -> None:
    run("export", NORWAY, "-o", "a.md")

    assert "is there already" in run("export", NORWAY, "-o", "a.md").err
    assert run("export", NORWAY, "-o", "a.md", "--force").code == 0
    assert run("export", "what did Stan Marsh say", "-o", "b.md").code == 1
    assert not (home / "b.md").exists()


def test_show_prints_a_page_by_name_hash_or_path_and_as_json(run: Run) -> None:
    name = "003_ecda48ad0aa175a0.txt"
    by_name = run("show", name)
    units = [json.loads(line) for line in run("show", "--json", name).out.splitlines()]
    source = hashlib.sha256((SEEDS / name).read_bytes()).hexdigest()

    assert by_name.out == run("show", source[:8]).out == run("show", SEEDS / name).out
    assert [fault for unit in units for fault in faults(unit, UNIT)] == []
    assert [unit["start"] for unit in units] == sorted(unit["start"] for unit in units)


def test_sources_and_verify_tell_what_is_held(run: Run) -> None:
    listed = [json.loads(line) for line in run("sources", "--json").out.splitlines()]

    assert [one["file"] for one in listed] == sorted(path.name for path in SEEDS.glob("*.txt"))
    assert len(run("sources").out.splitlines()) == 5
    assert run("verify").out.startswith("5 sources and ")


def test_verify_finds_a_changed_byte(run: Run, home: Path) -> None:
    place = home / "share" / "onrecord" / "archive.db"
    place.write_bytes(place.read_bytes().replace(b"Norwegian side suddenly", b"Norwegian side rightly."))

    ran = run("verify")

    assert ran.code == 1
    assert ran.err.startswith("onrecord: ")


def test_the_index_can_be_made_anew(run: Run, home: Path) -> None:
    import shutil

    before = json.loads(run(NORWAY, "--json").out)["excerpts"]
    shutil.rmtree(home / "share" / "onrecord" / "archive.db.index")

    assert json.loads(run(NORWAY, "--json").out)["excerpts"] == before
    assert run("rebuild").out == "index made anew from 5 sources\n"
    assert json.loads(run(NORWAY, "--json").out)["excerpts"] == before
