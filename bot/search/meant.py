"""A candidate and what was asked -> whether it is meant: the names found are those asked for, the phrase is whole.

The index knows stems only: "South China Sea" holds *china*, "except Hua Chunying" is about a speaker.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.party import Entity
from bot.domain.question import Question, Topic
from bot.domain.statement import Sheet, Speaker, Statement
from bot.names import Registry
from bot.search.plan import Plan
from bot.search.rank import ENOUGH, Found, Ranked
from bot.search.terms import terms

Sheets = Callable[[str], Sheet | None]
"""A source's sheet, None for one that fails its check."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Judges candidates for one question, by the registry's eyes.

    Where ``inside``, a name as it was asked for may stand in another: the Taiwan of "Taiwan Strait", not the Paris of
    "Paris Agreement" for France.
    """

    question: Question
    asked: Plan
    registry: Registry
    sheets: Sheets
    inside: bool = False

    def fits(self, ranked: Ranked, statement: Statement) -> bool:
        """Whether the names found are the ones meant ("South China Sea" is not China), the phrase and speaker too."""
        question = self.question
        speaker = statement.unit.speaker
        if speaker is None or any(self._is_speaker(topic, speaker) for topic in question.without):
            return False
        if question.phrase and _words(question.phrase) not in _words(statement.text):
            return False
        texts: dict[str, str] = {}
        wrong = 0.0
        for found in ranked.evidence:
            if self.inside and found.group.terms[found.term] == 1:
                continue
            if found.group.entity and not self._names(self._read(found.field, statement, texts), found):
                wrong += found.worth
        return not wrong or ranked.support - wrong / len(self.asked.groups) >= ENOUGH

    def _is_speaker(self, topic: Topic, speaker: Speaker) -> bool:
        """Whether who speaks is who was left out by name: "except Hua Chunying"; a party left out is one spoken of."""
        entity = self.registry.get(topic.entity) if topic.entity else None
        if entity and entity.id == entity.party:
            return False
        named = {_words(topic.text), _words(entity.name) if entity else ""}
        return _words(speaker.name) in named or bool(entity and entity.id == speaker.entity)

    def _read(self, field: str, statement: Statement, texts: dict[str, str]) -> str:
        """The words of a statement's field as they stand."""
        if field == "statement":
            return statement.text
        sheet = self.sheets(statement.source) if field not in texts else None
        if sheet:
            title = sheet.source.facts.title
            spans = (statement.unit.answers,) if field == "question" else (statement.before, statement.after)
            texts[field] = (title.value if title else "") if field == "title" else " … ".join(
                sheet.source.slice(span) for span in spans if span)
        return texts.get(field, "")

    def _names(self, text: str, found: Found) -> bool:
        """Whether a text that holds a party's name names the party, in the registry's eyes."""
        wanted = found.group.entity
        if wanted != (self.registry.get(wanted or "") or _NOBODY).party:
            return True
        return any(wanted in (mention.entity.id, mention.entity.party) for mention in self.registry.find(text))


_NOBODY = Entity("", "other", "", None, None, None, ())


def _words(text: str) -> str:
    """The folded words of a text, each between spaces, a compound with a hyphen as two: to compare word for word."""
    return f" {' '.join(token.word for token in terms(text) if '-' not in text[token.start : token.end])} "
