"""The statement of the day over a real archive of the seeds: set, looked at before, posted, withdrawn, corrected."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.archive import Archive
from bot.config import Settings
from bot.desk.daily.composing import Composed, Composing
from bot.desk.desk import Desk
from bot.desk.reply import Outcome, Reply
from bot.desk.request import Press, Request
from bot.domain.place import Place
from bot.domain.post import Post, Stage
from bot.domain.question import Form
from bot.domain.statement import Voice
from bot.schedule.when import upcoming
from bot.wiring import opened
from tests.desk.conftest import cards, facts, lines
from tests.desk.daily.conftest import Clock

HERE = Place("slack", "T1", "C1")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with opened(replace(Settings(), archive=tmp_path / "archive.db"), {}) as archive:
        yield archive


def run(desk: Desk, line: str) -> Reply:
    command, arguments = desk.read_line(line)
    return desk.handle(Request(command, HERE, "boss", arguments, may_manage=True))


def posted(archive: Archive, clock: Clock) -> tuple[Post, Composed]:
    """The next post, as the runner would leave it."""
    (schedule,) = archive.ledger.schedules(HERE)
    day, due = upcoming(schedule, clock.now)
    clock.now = due + 1
    post = Post(f"p{due}", schedule.id, day, HERE, due, Stage.CLAIMED)
    composed = Composing(archive).compose(schedule, post, due)
    assert isinstance(composed, Composed)
    post = replace(post, stage=Stage.POSTED, shown=composed.shown, message="1.2")
    assert archive.ledger.put_posts([post]) == [True]
    archive.ledger.remember([composed.remember])
    return post, composed


def test_what_is_previewed_is_posted_and_stands_in_its_source(archive: Archive) -> None:
    clock = Clock()
    desk = Desk(archive, clock=clock)
    assert run(desk, "daily set 09:00 zone: Oslo").outcome is Outcome.DONE

    for _ in range(5):
        preview = run(desk, "daily preview")
        post, composed = posted(archive, clock)

        assert preview.parts[1:] == composed.reply.parts
        (shown,), (card,) = post.shown, cards(composed.reply)
        assert archive.show(shown.source).source.text[shown.start : shown.end] == card.words.text
        assert card.voice is not Voice.REPORTED
        assert card.words.text in str(run(desk, "today").parts)
        pressed = desk.press(Press("why", post.id, 0, HERE, "bob"))
        assert facts(pressed)["Checked"] == "slice, text and bytes agree with their hashes"
    assert len({each.key for each in archive.ledger.shown_in(HERE)}) == 5


def test_a_schedule_about_something_posts_what_the_archive_finds_on_it(archive: Archive) -> None:
    clock = Clock()
    desk = Desk(archive, clock=clock)

    nothing = run(desk, "daily set 09:00 zone: Oslo about: penguins")
    found = run(desk, "daily set 09:00 zone: Oslo about: Norway party: China")
    _, composed = posted(archive, clock)

    assert (nothing.outcome, found.outcome) == (Outcome.REFUSED, Outcome.DONE)
    assert lines(nothing)[0] == "The archive holds nothing that could be posted among statements about penguins."
    found_by_asking = archive.said(Form(who="China", about="Norway"), 200).excerpts
    assert composed.shown[0].statement in [each.statement.id for each in found_by_asking]


def test_what_is_withdrawn_is_corrected_and_never_shown_as_theirs_again(archive: Archive) -> None:
    clock = Clock()
    desk = Desk(archive, clock=clock)
    run(desk, "daily set 09:00 zone: Oslo")
    post, composed = posted(archive, clock)
    (shown,), (card,) = post.shown, cards(composed.reply)

    archive.withdraw(shown.source, shown.start, shown.end, "somebody else said it")
    correction = Composing(archive).correction(replace(post, wrong="somebody else said it"), int(clock.now))

    assert cards(correction) == []
    assert lines(correction)[1] == (
        f"Correction, 22 November 2026: this post attributed words to {card.name}. "
        "That attribution was withdrawn: somebody else said it."
    )
    assert run(desk, "today").outcome is Outcome.GONE
    assert desk.press(Press("why", post.id, 0, HERE, "bob")).outcome is Outcome.GONE
    assert "no longer stands" in str(run(desk, "daily history").parts)
    for _ in range(8):
        _, later = posted(archive, clock)
        assert card.words.text not in [each.words.text for each in cards(later.reply)]
