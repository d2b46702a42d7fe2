"""An office with the words around it -> the party it belongs to, as far as the phrase tells.

The party named beside an office is its own ("Norway's minister"), and so is what stands behind "of", "for", "from" and
"at"; what stands behind "to" or "in" is where it works or sits.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from bot.domain.party import Form, Mention
from bot.ingest.items import Item, nameless
from bot.ingest.words import word_set
from bot.names import cues

PREPOSITIONS = word_set(
    """
    of for from at in to with on who which that whose near under against about over into by based representing
    responsible between among during after before since until via
    """
)
"""Words behind which a noun phrase no longer names the speaker but what belongs to him."""
_BELONGS = word_set("of for from at with representing")
_NO_EMPLOYER = (Form.MEDIA, Form.OTHER, Form.PERSON)
_LANDS = (Form.NAME, Form.DEMONYM, Form.CAPITAL)
_ARMED = word_set("defence defense army navy staff security intelligence military police guard force forces air state")
"""Fields whose heads are a state's: "the chief of Norway's defence"."""
_ANYBODYS = word_set(
    "president spokesperson spokesman spokeswoman secretary-general governor speaker treasurer commander"
)
"""Offices that a company or a club has as well as a state."""
_OF_OFFICES = _ARMED | word_set(
    """
    foreign prime vice senior chief deputy acting first permanent press special assistant executive general national
    central federal regional home top high joint supreme principal political public affairs operations policy armed
    fisheries economics emergencies communications relations sports customs human rights trade climate energy finance
    health interior justice economic commercial cultural digital cyber border election elections transport development
    environment education science space nuclear new interim current serving outgoing incoming then longtime veteran
    embassy us eu un mr ms mrs dr own elected de-facto counter-terrorism antitrust competition enlargement anti-drug
    """
)
"""Words that offices are made of."""
_EXECUTIVE = word_set("ministry department embassy mission consulate")
"""Bodies whose people speak for the state; of a parliament nobody alone does."""
_ADVERBS = word_set("here there today yesterday now then later also")
_OPENS = re.compile(r"(?:^|[.!?][\"'\u201d)]*\s+|\n)(?:The\s+|the\s+)?$")
"""What stands before a name that opens a sentence."""


def belongs(before: Sequence[Item], rest: Sequence[Item]) -> tuple[str | None, bool]:
    """The party named beside an office, and whether it is an office at all.

    ``before`` are the words up to the office, at least one; ``rest`` those behind its first preposition.
    """
    nouns = cues.nouns()
    last, behind = before[-1], employers(rest)
    around = [*before, *behind]
    if not _holds_office(before) or _speaks_for_others(around) or nameless([*before, *rest]):
        return None, False
    named = [item.mention for item in around if item.mention and item.mention.form not in _NO_EMPLOYER]
    party = next((mention.entity.party for mention in named), None)
    if any(mention.entity.kind == "organisation" and mention.entity.party != party for mention in named):
        return None, False  # "head of the Norwegian Red Cross"
    if _is_led_by_private(before) or any(_is_private(segment) for segment in _segments(rest)):
        return None, False
    firm = last.among(nouns.office) or last.among(nouns.body) or last.mention is not None
    if party is None and not firm and behind and not any(item.among(nouns.body) for item in around):
        return None, False
    return party, True


def _holds_office(before: Sequence[Item]) -> bool:
    """Whether words tell of an office, and end in it or in the body it belongs to."""
    last = before[-1].mention
    return any(_tells_office(item) for item in before) and (last is None or last.form is Form.INSTITUTION)


def _speaks_for_others(around: Sequence[Item]) -> bool:
    """Whether an outsider or a medium stands beside an office: "Russia's TASS news agency"."""
    outsider = cues.nouns().outsider
    return any(item.among(outsider) or (item.mention and item.mention.form is Form.MEDIA) for item in around)


def _tells_office(item: Item) -> bool:
    if item.mention is not None:
        return item.mention.form is Form.INSTITUTION
    nouns = cues.nouns()
    return item.among(nouns.office) or item.among(nouns.weak) or item.among(nouns.body)


def _segments(rest: Sequence[Item]) -> list[list[Item]]:
    """What stands behind each preposition."""
    parts: list[list[Item]] = []
    for item in rest:
        if item.mention is None and item.folded in PREPOSITIONS:
            parts.append([])
        elif parts:
            parts[-1].append(item)
    return parts


def _is_private(employer: Sequence[Item]) -> bool:
    """Whether what a country's name leads is no body of a state: "Japan's fisheries cooperatives", "China's Huawei"."""
    named = next((n for n, item in enumerate(employer) if item.mention and item.mention.form in _LANDS), None)
    if named is None:
        return False
    behind = takewhile(lambda item: not item.apart, employer[named + 1 :])
    own = [item for item in behind if item.folded not in _ADVERBS]
    if not own or any(item.mention and item.mention.form not in _NO_EMPLOYER for item in own):
        return False
    nouns = cues.nouns()
    return not any(item.among(nouns.body) or item.among(nouns.office) or item.folded in _ARMED for item in own)


def _is_led_by_private(before: Sequence[Item]) -> bool:
    """Whether the words between a country's name and an office name no body of a state: "China's Huawei chairman"."""
    nouns, last = cues.nouns(), before[-1]
    if not (last.among(nouns.weak) or last.noun in _ANYBODYS):
        return False
    lands = [n for n, item in enumerate(before) if item.mention and item.mention.form in _LANDS]
    between = before[lands[-1] + 1 : -1] if lands else ()
    if any(item.mention or item.among(nouns.body) or item.among(nouns.office) for item in between):
        return False
    strange = (item for item in between if item.noun not in _OF_OFFICES)
    return any(item.capital or item.noun.endswith("s") or item.word.endswith("'") for item in strange)


def employers(rest: Sequence[Item]) -> list[Item]:
    """What stands behind "of", "for", "from", "at": not behind "to" or "in", which name where, not whose."""
    kept, behind = [], ""
    for item in rest:
        if item.mention is None and item.folded in PREPOSITIONS:
            behind = item.folded
        elif behind in _BELONGS and not (behind == "for" and _is_task(item)):
            kept.append(item)
    return kept


def _is_task(item: Item) -> bool:
    """Whether a country behind "for" is a task, not an employer: "coordinator for Haiti", "envoy for Yemen"."""
    mention = item.mention
    return mention is not None and mention.form is not Form.INSTITUTION and mention.entity.kind != "organisation"


def body_behind(rest: Sequence[Item]) -> Item | None:
    """The ministry or mission that a person without a role is of: "Mr Miller of the State Department"."""
    if len(rest) not in (2, 3) or rest[0].folded not in ("of", "from", "with") or nameless(rest):
        return None
    body = rest[-1]
    if body.mention is None or body.mention.form is not Form.INSTITUTION or (len(rest) > 2 and rest[1].folded != "the"):
        return None
    return body if _EXECUTIVE & set(body.folded.replace("'s", "").split()) else None


def seat(rest: Sequence[Item]) -> str | None:
    """The party whose capital a body sits in: "the foreign ministry in Taipei"."""
    if len(rest) < 2 or rest[0].folded != "in":
        return None
    place = rest[1].mention
    return place.entity.party if place is not None and place.form is Form.CAPITAL else None


def owner(twin: str, before: int, mentions: Sequence[Mention]) -> str | None:
    """The party that opens the sentence "its" stands in, or the one before it: "Norway said …; its minister …"."""
    for mention in reversed(mentions):
        if mention.end >= before or mention.entity.party is None:
            continue
        if mention.form not in (Form.NAME, Form.CAPITAL, Form.INSTITUTION):
            continue
        if mention is mentions[0] or _OPENS.search(twin[max(0, mention.start - 12) : mention.start]):
            return mention.entity.party
    return None
