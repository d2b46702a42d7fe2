"""The archive and a place at a glance: what is held, what is set, a person's own answers."""

from bot.desk.glance import FRESH, Glancing
from bot.desk.reply import Listing
from bot.desk.settling import Settling
from bot.domain.place import Place, PlaceSettings
from tests.builders import a_page, keep, official
from tests.desk.conftest import ALONE, SERVER, Talk

ELSEWHERE = Place("discord", "200", "1")


def told(listing: Listing) -> dict[str, str]:
    return {row.name: row.text for row in listing.rows}


def test_what_is_held_is_counted_and_the_newest_page_named(talk: Talk) -> None:
    shown = told(talk.desk.glance.archive("en"))

    held = f"{talk.archive.count()} statements that can be quoted, from {len(talk.archive.sources())} sources"
    assert shown["Holds"] == held
    assert shown["Most quoted"].startswith("China (")
    assert "May 2020" in shown["Newest page"]


def test_it_is_counted_again_only_after_a_while(talk: Talk) -> None:
    now = [0.0]
    glance = Glancing(talk.archive, talk.desk._kept, Settling(talk.archive), lambda: now[0])

    first = glance.archive("en")
    keep(talk.archive.store, a_page(official("One more."), name="more.txt"))
    now[0] = FRESH - 1
    same = glance.archive("en")
    now[0] = FRESH + 1
    newer = glance.archive("en")

    assert (same is first, newer == first) == (True, False)


def test_what_is_set_is_told_to_everybody_in_the_words_of_the_platform(talk: Talk) -> None:
    place = Place("slack", "T1", "C1")
    talk.archive.ledger.set_place(place, PlaceSettings(private=True))

    shown = talk.desk.glance.settings(place)

    assert shown.title == "Settings of this workspace"
    assert told(shown)["An answer is for"] == "the asker alone, until they share it"
    assert talk.desk.glance.settings(SERVER).title == "Settings of this server"
    assert talk.desk.glance.settings(ALONE).title == "Settings of this conversation"


def test_ones_own_answers_are_found_written_or_not_place_by_place(talk: Talk) -> None:
    first = talk.ask("what about talks").remember
    assert first is not None
    talk.desk.remember([first])
    talk.ask("what about norway")
    talk.ask("what about fish", person="bob")
    talk.ask("what about talks", place=ELSEWHERE)
    talk.ask("what about trade", place=ALONE)

    shown = talk.desk.glance.recent((SERVER, ALONE), "ann", 5)

    asked = [each.question.text for each in shown]
    assert asked == ["what about norway", "what about talks", "what about trade"]
    assert len(talk.desk.glance.recent((SERVER,), "ann", 1)) == 1


def test_an_answer_that_waits_stands_once_in_its_newer_state(talk: Talk) -> None:
    first = talk.ask("what about talks")
    assert first.remember is not None
    talk.desk.remember([first.remember])
    talk.desk._kept.hold(first.remember)

    assert len(talk.desk.glance.recent((SERVER,), "ann", 5)) == 1
