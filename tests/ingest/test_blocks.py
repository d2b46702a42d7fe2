"""A page's paragraphs and what each is there for."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from bot.domain.source import Role
from bot.domain.statement import Page

PROSE = "The cable was cut on the bottom of the sea, and it is not yet known by whom or why, said Eva Lund, a diver."


def roles(page: Page) -> list[tuple[Role, str]]:
    return [(block.role, page.source.text[block.start : block.end]) for block in page.blocks]


def role_of(read: Callable[..., Page], line: str) -> Role:
    """What a line in the middle of a story is taken for."""
    page = read(f"Ministers meet over the cable\n\n{PROSE}\n\n{line}\n\n{PROSE}")
    found = [role for role, words in roles(page) if words == line]
    assert len(found) == 1, roles(page)
    return found[0]


@pytest.mark.parametrize(
    "line",
    [
        "Share on Facebook",
        "Print",
        "Share | Tweet | Email",
        "Home > News > World",
        "Read more: Norway buys frigates",
        "Related stories",
        "Most read",
        "Sign in",
        "Photo: Reuters",
        "(Photo: NTB)",
        "Norwegian minister Kari Moe in Oslo (AFP)",
        "https://example.org/page",
        "press@example.org",
        "Page 2 of 3",
        "***",
        "Subscribe to our newsletter",
        "Advertisement",
        "Follow us on Twitter",
        "Reporting by Anna Berg; editing by John Doe",
        "\u00a9 2024 The Norway Times. All rights reserved.",
    ],
)
def test_furniture(read: Callable[..., Page], line: str) -> None:
    """Navigation, sharing, captions, credits, addresses."""
    assert role_of(read, line) is Role.FURNITURE


@pytest.mark.parametrize(
    "line",
    [
        "March 4, 2024",
        "Published: 4 March 2024, 12:30 GMT",
        "Source: Xinhua",
        "By Anna Berg",
        "By Anna Berg, Staff Reporter",
        "Press release",
        "12:30 CET",
    ],
)
def test_meta(read: Callable[..., Page], line: str) -> None:
    """Dates, sources, bylines."""
    assert role_of(read, line) is Role.META


@pytest.mark.parametrize("line", ["The cable off Gotland", "Norway says China cut the cable", "A history of cables"])
def test_a_line_that_is_no_sentence_is_a_heading(read: Callable[..., Page], line: str) -> None:
    """Also in the middle of a page."""
    assert role_of(read, line) is Role.HEADING


@pytest.mark.parametrize(
    "line",
    [
        "Print workers in Norway went on strike.",
        "Home was far away for the crew.",
        "Read in parliament, the letter made no mention of China.",
        "Search teams from Norway found the ship.",
        "Published reports differ, the ministry said.",
        "Page after page told of the cable.",
        "Follow the cable and you reach Norway.",
        "March 4 was a cold day in Oslo.",
    ],
)
def test_sentences_that_begin_like_furniture(read: Callable[..., Page], line: str) -> None:
    """A sentence of the story is a paragraph."""
    assert role_of(read, line) is Role.PARAGRAPH


@pytest.mark.parametrize(
    "opener",
    [
        "5 comments",
        "Comments",
        "Comments (2)",
        "Leave a comment",
        "Join the conversation",
        "Kommentarer",
        "评论",
        "What do you think?",
        "Have your say",
    ],
)
def test_comments_hold_to_the_end_of_the_page(read: Callable[..., Page], opener: str) -> None:
    """However official a reader sounds."""
    page = read(f"Ministers meet over the cable\n\n{PROSE}\n\n{opener}\n\nWe agree.\n\n{PROSE}\n\nNorway said no.")

    assert [role for role, _ in roles(page)] == [
        Role.HEADING,
        Role.PARAGRAPH,
        Role.FURNITURE,
        Role.COMMENT,
        Role.COMMENT,
        Role.COMMENT,
    ]


@pytest.mark.parametrize("mark", ["ENDS", "###", "-30-", "(END)", "Enditem"])
def test_nothing_below_the_end_mark_belongs_to_the_text(read: Callable[..., Page], mark: str) -> None:
    """Press releases and agencies say where they end."""
    page = read(f"Ministers meet over the cable\n\n{PROSE}\n\n{mark}\n\nNorway said no.\n\nContact: Anna Berg")

    assert [role for role, _ in roles(page)] == [
        Role.HEADING,
        Role.PARAGRAPH,
        Role.FURNITURE,
        Role.FURNITURE,
        Role.FURNITURE,
    ]


def test_other_headlines_hold_until_the_story_goes_on(read: Callable[..., Page]) -> None:
    """The page's own sentences are told from lines that are none."""
    page = read(
        f"Ministers meet over the cable\n\n{PROSE}\n\nRelated stories\n\nNorway buys frigates\n\n"
        f"China says no\n\n{PROSE}"
    )

    assert [role for role, _ in roles(page)] == [
        Role.HEADING,
        Role.PARAGRAPH,
        Role.FURNITURE,
        Role.FURNITURE,
        Role.FURNITURE,
        Role.PARAGRAPH,
    ]


def test_front_matter_is_meta(read: Callable[..., Page]) -> None:
    """Whatever its lines look like."""
    page = read(f"---\ntitle: China says no\nQ: why\n---\n\nMinisters meet over the cable\n\n{PROSE}")

    assert {role for role, words in roles(page) if page.source.text.index(words) < 30} == {Role.META}


def test_blocks_are_in_order_and_apart(read: Callable[..., Page]) -> None:
    """Each begins where the one before has ended, or later."""
    blocks = read(
        f"Ministers meet\n\n{PROSE}\n\nShare\n\nOSLO, March 4 (NTB) -- {PROSE} Enditem\n\nComments\n\nNo."
    ).blocks

    assert all(a.end <= b.start for a, b in pairwise(blocks))
