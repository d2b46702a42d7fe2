"""A desk made ready: asked what people ask, of what the archive holds, and nothing of it kept."""

from bot.desk.reply import Outcome
from bot.desk.warming import warmed
from tests.desk.conftest import Talk


def test_what_the_archive_holds_most_of_is_asked_for(talk: Talk) -> None:
    talk.archive.offers = [("Talks", "talks")]

    reply = warmed(talk.desk, "discord")

    assert reply.outcome is Outcome.FOUND
    questions = [asked[1] for asked in talk.archive.asked if asked[0] == "ask"]
    assert questions == ["what did talks say about talks", "who mentioned talks"]
    assert talk.archive.ledger.recent(reply.remember.place, 5) == [] if reply.remember else False


def test_an_empty_archive_can_be_made_ready_too(talk: Talk) -> None:
    talk.archive.busy = True

    assert warmed(talk.desk, "discord").outcome is Outcome.FAILED
