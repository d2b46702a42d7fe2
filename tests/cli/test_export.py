"""Answers as files: the words unaltered, no formula runs, no file is lost."""

import csv
import io
import json
from pathlib import Path

import pytest

from bot.adapters.terminal.export import as_csv, as_markdown, exported, guarded, write
from bot.domain.answer import Answer
from bot.domain.errors import UsageError
from bot.domain.source import Basis, Fact, Facts
from tests.builders import GENG, a_page, a_when, official, reported
from tests.cli.excerpts import answer_of, excerpt_of


def an_answer(*texts: str, title: str = "Remarks") -> Answer:
    facts = Facts(title=Fact(title, Basis.PAGE), url=Fact("https://example.org/a", Basis.PAGE), said=a_when("2019-02"))
    page = a_page(*(official(text, GENG) for text in texts), facts=facts)
    return answer_of(*(excerpt_of(page, number) for number in range(len(texts))))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("text", ['He said "no", twice;\nthen left.', "中国“反对”", "plain", "🇨🇳 e\u0301"])
def test_csv_keeps_a_quotation_to_the_letter(text: str) -> None:
    answer = an_answer(text)

    row = rows(as_csv(answer))[0]

    assert row["text"] == text
    assert answer.excerpts[0].source.text[int(row["start"]) : int(row["end"])] == text
    assert guarded(answer) == 0


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_cell_a_spreadsheet_would_run_gets_an_apostrophe_and_is_counted(start: str) -> None:
    answer = an_answer(f"{start}HYPERLINK(1) is what they said", title=f"{start}1+1")

    row = rows(as_csv(answer))[0]

    assert row["text"] == f"'{start}HYPERLINK(1) is what they said"
    assert row["title"] == f"'{start}1+1"
    assert guarded(answer) == 2


def test_csv_has_one_row_an_excerpt_and_crlf_ends() -> None:
    text = as_csv(an_answer("One.", "Two."))

    assert [row["text"] for row in rows(text)] == ["One.", "Two."]
    assert text.count("\r\n") == 3


def test_markdown_shows_the_words_as_they_are() -> None:
    text = as_markdown(an_answer("This is *groundless*, [so] there.\n1. <b>No</b>\n- #1"), {"CN": "China"}.__getitem__)

    assert "> “This is \\*groundless\\*, \\[so\\] there.\n> 1\\. \\<b\\>No\\</b\\>\n> \\- \\#1”" in text
    assert "— **Geng Shuang**, Foreign Ministry Spokesperson, China · official text · February 2019 · Remarks" in text
    assert "<https://example.org/a>" in text


def test_markdown_puts_a_paraphrase_in_no_quotation_marks() -> None:
    page = a_page(reported("China protested.", GENG))

    assert "> China protested.\n" in as_markdown(answer_of(excerpt_of(page, 0)), {"CN": "China"}.__getitem__)


def test_json_is_the_contract() -> None:
    assert json.loads(exported(an_answer("One."), "json", str))["excerpts"][0]["text"] == "One."


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "x\r\ny\r\n", force=False)

    assert (tmp_path / "a.csv").read_bytes() == b"x\r\ny\r\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_file_that_is_there_stays_unless_forced(tmp_path: Path) -> None:
    place = tmp_path / "a.md"
    place.write_text("old", encoding="utf-8")

    with pytest.raises(UsageError, match=r"a\.md is there already \(write over it with --force\)"):
        write(place, "new", force=False)
    assert place.read_text(encoding="utf-8") == "old"

    write(place, "new", force=True)
    assert place.read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no such file or directory"):
        write(tmp_path / "none" / "a.md", "x", force=False)
    with pytest.raises(UsageError, match=r"is there already|directory"):
        write(tmp_path, "x", force=True)
