"""A sentence -> the verbs in it that tell of speech, or of a party's position."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.domain.party import Mention
from bot.domain.source import Span
from bot.ingest.words import word_set
from bot.names import cues

_TOKEN = re.compile(r"[\w'.-]*[\w']")
_BE = word_set("is are was were be been being 's 're am isn't aren't wasn't weren't get got gets")
_BETWEEN = word_set("also being widely often not repeatedly reportedly now still later")
"""Words between the two parts of a passive: "was widely reported"."""
_NOUNISH = word_set(
    """
    a an the this that these those his her its their our my any such no of's with for of on by over about under in
    so-called any every each to and from at
    """
)
"""Words behind which a verb's form is a noun, or an infinitive."""
_NOUN_VERBS = word_set(
    """
    call calls report reports claim claims demand demands request requests protest protests support supports post posts
    note notes comment comments charge charges back offer offers appeal appeals challenge challenges question questions
    term terms label labels brand brands blame welcome press hold holds share shares value stand stands state states
    voice voices hope hopes remark remarks answer answers reply replies counter object objects pledge pledges vow vows
    promise promises estimate estimates warning address visit visits issue issues release releases talk talks meet brief
    attribute attributes dispute disputes praise regret regrets respect tweet tweets
    """
)
"""Forms that are nouns as well ..."""
_AFTER_NOUN = word_set("of from in are were was is about against between by have had has") | {""}
"""... and what tells that they are: "Calls for", "Reports in the"."""
_RUMOURED = word_set("said alleged thought believed known reported")
"""Forms that with "to" behind them tell what others say: "is said to"."""
_APART = re.compile("[,;:.\u2013\u2014]")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb where it stands, and its form as the list of cues has it ("pointed out")."""

    span: Span
    form: str


def speech_verbs(masked: str, sentence: Span, mentions: Sequence[Mention]) -> list[Verb]:
    """The verbs of a sentence that are no part of a name: not the one in "United States", nor any other in capitals."""
    named = [(m.start, m.end) for m in mentions]
    found = []
    for verb in _verbs(list(_TOKEN.finditer(masked, *sentence))):
        at = verb.span.start
        if not masked[at].islower() and at != sentence.start:
            continue
        if not any(start <= at < end for start, end in named):
            found.append(verb)
    return found


@cache
def _heads() -> dict[str, list[tuple[str, ...]]]:
    """The forms of cues by their first word, the longest first."""
    known = cues.verbs()
    table: dict[str, list[tuple[str, ...]]] = {}
    for form in known.say | known.act | known.stance | known.empty:
        words = tuple(form.split())
        table.setdefault(words[0], []).append(words)
    for rows in table.values():
        rows.sort(key=len, reverse=True)
    return table


def _verbs(tokens: Sequence[re.Match[str]]) -> Iterator[Verb]:
    heads, ing = _heads(), cues.verbs().ing
    words = [token[0].casefold() for token in tokens]
    for n, word in enumerate(words):
        rows = heads.get(word)
        if rows is None:
            if word in ing and n and words[n - 1] in _BE:
                yield Verb(Span(tokens[n].start(), tokens[n].end()), word)
            continue
        form = next((row for row in rows if tuple(words[n : n + len(row)]) == row), None)
        if form is not None and not _other_use(words, n, form) and not _passive(tokens, words, n, form):
            yield Verb(Span(tokens[n].start(), tokens[n + len(form) - 1].end()), " ".join(form))


def _other_use(words: Sequence[str], n: int, form: tuple[str, ...]) -> bool:
    """Whether the words around a form make a noun, a passive or hearsay of it."""
    before = words[n - 1] if n else ""
    after = words[n + len(form)] if n + len(form) < len(words) else ""
    if after == "by" or before in _NOUNISH or (before.endswith("'s") and form[0] not in _BE):
        return True
    if words[n] in _NOUN_VERBS and after in _AFTER_NOUN and before != "also":
        return True
    return after == "to" and words[n] in _RUMOURED


def _passive(tokens: Sequence[re.Match[str]], words: Sequence[str], n: int, form: tuple[str, ...]) -> bool:
    """Whether a form of "to be" stands before: "was told", "is often called"."""
    if not n or form[0] in _BE:
        return False
    text = tokens[0].string
    if _APART.search(text, tokens[n - 1].end(), tokens[n].start()):
        return False
    return words[n - 1] in _BE or (n > 1 and words[n - 2] in _BE and words[n - 1] in _BETWEEN)
