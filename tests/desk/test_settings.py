"""What a server sets: where the bot answers, for whom, whose statements are meant, the language of dates."""

import pytest

from bot.desk.reply import Outcome, Row
from bot.desk.request import Press, Request
from bot.domain.place import Place, PlaceSettings
from tests.desk.conftest import ALONE, SERVER, Talk, facts, lines, rows

ELSEWHERE = Place("discord", "100", "2")


def test_without_options_the_settings_are_shown(talk: Talk) -> None:
    reply = talk.manage()

    assert facts(reply) == {
        "Answers in": "every channel",
        "An answer is for": "everybody in the channel",
        "A question that names no speaker asks for the statements of": "everybody",
        "Dates in": "English (en)",
    }
    assert reply.private


def test_what_is_set_is_kept_for_the_server_and_shown(talk: Talk) -> None:
    reply = talk.manage(private="yes", party="norway", dates="german", channel="2")

    assert talk.desk.settings(ELSEWHERE) == PlaceSettings(("2",), private=True, party="NO", language="de")
    assert talk.desk.settings(Place("slack", "100")) == PlaceSettings()
    assert lines(reply) == ["Kept."]
    assert rows(reply) == (
        Row("Answers in", "", channels=("2",)),
        Row("An answer is for", "the asker alone, until they share it"),
        Row("A question that names no speaker asks for the statements of", "Norway"),
        Row("Dates in", "Deutsch, German (de)"),
    )


def test_setting_what_is_so_already_says_so(talk: Talk) -> None:
    assert lines(talk.manage(private="no")) == ["Nothing to change: it was so already."]


def test_a_channel_is_chosen_by_naming_it_and_left_out_by_naming_it_again(talk: Talk) -> None:
    seen = []
    for channel in ("1", "<#2>", "<#C3|talks>", "1", "2", "C3"):
        talk.manage(channel=channel)
        seen.append(talk.desk.settings(SERVER).channels)

    assert seen == [("1",), ("1", "2"), ("1", "2", "C3"), ("2", "C3"), ("C3",), ()]


def test_everywhere_forgets_the_channels_chosen(talk: Talk) -> None:
    talk.manage(channel="99")

    talk.manage(everywhere="no")
    assert talk.desk.settings(SERVER).channels == ("99",)
    talk.manage(everywhere="yes")

    assert talk.desk.settings(SERVER).channels == ()


@pytest.mark.parametrize(
    ("typed", "party"),
    [("NO", "NO"), ("no", "NO"), ("Norway", "NO"), ("the EU", "EU"), ("挪威", "NO"), ("nor", "NO"), ("NATO", "NATO")],
)
def test_a_party_is_known_by_its_codes_and_names(talk: Talk, typed: str, party: str) -> None:
    talk.manage(party=typed)

    assert talk.desk.settings(SERVER).party == party


def test_none_clears_the_party(talk: Talk) -> None:
    talk.manage(party="China")

    talk.manage(party="None")

    assert talk.desk.settings(SERVER).party is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [("de", "de"), ("Deutsch", "de"), ("GERMAN", "de"), ("Deutsch, German (de)", "de"), ("zh-hant", "zh_Hant"),
     ("norsk bokmål", "nb"), ("Bokmål", "nb"), ("Englis", "en"), ("English", "en")],
)  # fmt: skip
def test_a_language_is_known_by_code_own_name_and_english_name(talk: Talk, typed: str, code: str) -> None:
    talk.manage(dates=typed)

    assert talk.desk.settings(SERVER).language == code


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"private": "perhaps"}, ["Private is yes or no, not “perhaps”.", "Such as private: yes."]),
        ({"everywhere": "x"}, ["Everywhere is yes or no, not “x”.", "Such as everywhere: yes."]),
        ({"party": "Norwey"}, ["No country or organisation is known as “Norwey”.", "Did you mean Norway?"]),
        ({"party": "Reuters"}, ["No country or organisation is known as “Reuters”.", "Such as Norway, or none."]),
        ({"party": "Norway and China"}, ["No country or organisation is known as “Norway and China”.",
                                         "Such as Norway, or none."]),
        ({"dates": "Germann"}, ["Dates cannot be shown in “Germann”.", "Did you mean German?"]),
        ({"dates": "Norsk"}, ["Dates cannot be shown in “Norsk”.", "Did you mean norsk bokmål or norsk nynorsk?"]),
        ({"dates": "\u202e"}, ["Dates cannot be shown in “\u202e”.", "Such as English, Deutsch or zh."]),
        ({"channel": "<@1>"}, ["“<@1>” is no channel's id.", "Choose the channel from the list, or mention it."]),
        ({"channel": "#general"}, ["“#general” is no channel's id.",
                                   "Choose the channel from the list, or mention it."]),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_with_the_mend_and_nothing_changes(
    talk: Talk, arguments: dict[str, str], told: list[str]
) -> None:
    reply = talk.manage(**arguments)

    assert (lines(reply), reply.outcome, reply.private) == (told, Outcome.REFUSED, True)
    assert talk.desk.settings(SERVER) == PlaceSettings()


def test_one_bad_value_among_good_ones_changes_nothing(talk: Talk) -> None:
    talk.manage(private="yes", dates="Klingon")

    assert talk.desk.settings(SERVER) == PlaceSettings()


def test_there_is_an_end_to_the_channels(talk: Talk) -> None:
    for number in range(101):
        reply = talk.manage(channel=str(number))

    assert len(talk.desk.settings(SERVER).channels) == 100
    assert reply.outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("platform", "right"),
    [
        ("discord", "the permission Manage Server"),
        ("slack", "being an admin of the workspace"),
        ("other", "the right to manage this place"),
    ],
)
def test_only_who_may_manage_the_place_changes_its_settings(talk: Talk, platform: str, right: str) -> None:
    place = Place(platform, "100", "1")

    reply = talk.run("settings", place=place, private="yes")

    assert lines(reply)[0] == f"Changing how On Record answers here takes {right}."
    assert (reply.outcome, reply.private) == (Outcome.REFUSED, True)
    assert talk.desk.settings(place) == PlaceSettings()


def test_where_a_person_is_alone_with_the_bot_the_settings_are_theirs(talk: Talk) -> None:
    reply = talk.run("settings", place=ALONE, dates="fr", party="EU")

    assert list(facts(reply)) == ["A question that names no speaker asks for the statements of", "Dates in"]
    assert talk.desk.settings(ALONE) == PlaceSettings(party="EU", language="fr")


@pytest.mark.parametrize("arguments", [{"private": "yes"}, {"channel": "1"}, {"everywhere": "yes"}])
def test_what_is_for_others_to_see_cannot_be_set_alone(talk: Talk, arguments: dict[str, str]) -> None:
    reply = talk.run("settings", place=ALONE, **arguments)

    assert reply.outcome is Outcome.REFUSED
    assert talk.desk.settings(ALONE) == PlaceSettings()


@pytest.mark.parametrize("command", ["ask", "said", "source", "sources", "who"])
def test_in_a_channel_that_is_not_chosen_it_says_where_it_answers(talk: Talk, command: str) -> None:
    talk.manage(channel="1")
    talk.manage(channel="3")

    reply = talk.run(command, place=ELSEWHERE, question="talks", about="talks", name="talk.txt", text="x")

    (line,) = reply.parts
    assert (line.text, line.channels) == ("In this server On Record answers elsewhere:", ("1", "3"))  # type: ignore[union-attr]
    assert (reply.private, reply.outcome) == (True, Outcome.REFUSED)
    assert talk.archive.asked == []


def test_in_a_chosen_channel_it_answers(talk: Talk) -> None:
    talk.manage(channel="1")

    assert talk.ask(place=SERVER).outcome is Outcome.FOUND


def test_settings_and_help_work_everywhere(talk: Talk) -> None:
    talk.manage(channel="1")

    assert talk.manage(ELSEWHERE, channel="2").outcome is Outcome.DONE
    talk.manage(channel="2")
    assert talk.run("help", place=ELSEWHERE).outcome is Outcome.DONE


def test_a_mention_in_a_channel_that_is_not_chosen_is_met_with_silence(talk: Talk) -> None:
    talk.manage(channel="1")

    for command in ("ask", "help"):
        reply = talk.desk.handle(Request(command, ELSEWHERE, "ann", {"question": "talks"}, open=True))

        assert (reply.parts, reply.ask, reply.outcome) == ((), None, Outcome.REFUSED)


def test_a_button_in_a_channel_that_is_chosen_no_more_says_so(talk: Talk) -> None:
    talk.ask(place=ELSEWHERE)
    talk.manage(channel="1")

    reply = talk.desk.press(Press("next", "answer1", 0, ELSEWHERE, "ann"))

    assert (lines(reply), reply.private) == (["In this server On Record answers elsewhere:"], True)


def test_where_one_is_alone_no_channel_is_shut(talk: Talk) -> None:
    talk.archive.ledger.set_place(ALONE, PlaceSettings(("1",)))

    assert talk.ask(place=ALONE).outcome is Outcome.FOUND
