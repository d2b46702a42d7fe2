"""Small builders of domain values for tests: say only what the test is about, the rest is filled in and coherent.

::

    page = a_page(
        heading("Regular press conference"),
        question("AFP: Will you sign?"),
        transcript("We oppose this.", GENG),
        said="2019-02-18",
    )
    store = a_store(page)

Each line becomes a block and a unit of its own, parted by an empty line; a transcript answers the question before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.source import Basis, Block, Fact, Facts, Kind, PartialDate, Role, Source, Span, When, digest
from bot.domain.statement import Label, Page, Speaker, Unit
from bot.ports import Store
from bot.storage.memory import MemoryStore

CHINA_MFA = Speaker("Foreign Ministry Spokesperson", role="spokesperson", party="CN", entity="cn.mfa")
GENG = Speaker("Geng Shuang", role="Foreign Ministry Spokesperson", party="CN", entity="cn.mfa.geng_shuang")
HUA = Speaker("Hua Chunying", role="Foreign Ministry Spokesperson", party="CN", entity="cn.mfa.hua_chunying")
SOREIDE = Speaker("Ine Eriksen Søreide", role="Foreign Minister", party="NO", entity="no.mfa.soreide")
ANALYST = Speaker("Li Wei", role="analyst")
REPORTS = Speaker("reports", named=False)

ROLES = {
    Label.HEADING: Role.HEADING,
    Label.META: Role.META,
    Label.QUESTION: Role.QUESTION,
    Label.COMMENT: Role.COMMENT,
    Label.FURNITURE: Role.FURNITURE,
    Label.TRANSCRIPT: Role.ANSWER,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page to be: its words, what they are, whose they are."""

    text: str
    label: Label = Label.NARRATION
    speaker: Speaker | None = None
    confidence: float = 1.0
    rule: str = "test"

    @property
    def role(self) -> Role:
        """The role of the block it stands in."""
        return ROLES.get(self.label, Role.PARAGRAPH)


def heading(text: str) -> Line:
    """A title."""
    return Line(text, Label.HEADING)


def meta(text: str) -> Line:
    """A date line, a source line."""
    return Line(text, Label.META)


def narration(text: str) -> Line:
    """A reporter's own words."""
    return Line(text)


def question(text: str) -> Line:
    """A journalist's question."""
    return Line(text, Label.QUESTION)


def comment(text: str) -> Line:
    """A reader's comment."""
    return Line(text, Label.COMMENT)


def furniture(text: str) -> Line:
    """Navigation, advertisements, other headlines."""
    return Line(text, Label.FURNITURE)


def transcript(text: str, speaker: Speaker = CHINA_MFA, confidence: float = 0.97) -> Line:
    """An answer in a Q&A."""
    return Line(text, Label.TRANSCRIPT, speaker, confidence, "turn")


def official(text: str, speaker: Speaker = CHINA_MFA, confidence: float = 0.9) -> Line:
    """The party's own text."""
    return Line(text, Label.OFFICIAL, speaker, confidence, "document")


def direct(text: str, speaker: Speaker = CHINA_MFA, confidence: float = 0.95) -> Line:
    """Words in quotation marks in somebody's report."""
    return Line(text, Label.DIRECT, speaker, confidence, "cue")


def reported(text: str, speaker: Speaker = CHINA_MFA, confidence: float = 0.8) -> Line:
    """Somebody's paraphrase."""
    return Line(text, Label.REPORTED, speaker, confidence, "cue")


def a_when(value: str, basis: Basis = Basis.PAGE) -> When:
    """A date from ``2019-02-18``, ``2019-02``, ``2019`` or ``--02-18``."""
    return When(PartialDate.parse(value), basis)


def some_facts(  # noqa: PLR0913  one a fact
    *,
    title: str | None = None,
    publisher: str | None = None,
    agency: str | None = None,
    issuer: str | None = None,
    url: str | None = None,
    said: str | None = None,
    published: str | None = None,
    basis: Basis = Basis.PAGE,
) -> Facts:
    """Facts of one basis."""

    def fact(value: str | None) -> Fact | None:
        return None if value is None else Fact(value, basis)

    return Facts(
        title=fact(title),
        publisher=fact(publisher),
        agency=fact(agency),
        issuer=fact(issuer),
        url=fact(url),
        said=None if said is None else a_when(said, basis),
        published=None if published is None else a_when(published, basis),
    )


def a_source(
    text: str = "We are open.\n",
    *,
    name: str = "page.txt",
    origin: str | None = None,
    data: bytes | None = None,
    kind: Kind = Kind.REPORT,
    facts: Facts | None = None,
    reader: str = "rules-1",
) -> Source:
    """A coherent source; without ``data`` its bytes are the text's UTF-8, without ``origin`` it lies in /archive."""
    return Source(
        id=digest(text.encode() if data is None else data),
        name=name,
        origin=f"/archive/{name}" if origin is None else origin,
        text=text,
        text_hash=digest(text.encode()),
        media_type="text/plain",
        encoding="utf-8",
        kind=kind,
        why=("test",),
        facts=facts or Facts(),
        reader=reader,
    )


def a_page(  # noqa: PLR0913  one a field
    *lines: Line,
    name: str = "page.txt",
    origin: str | None = None,
    data: bytes | None = None,
    kind: Kind = Kind.REPORT,
    facts: Facts | None = None,
    reader: str = "rules-1",
    title: str | None = None,
    publisher: str | None = None,
    said: str | None = None,
    published: str | None = None,
) -> Page:
    """A page of these lines (one official sentence if none).

    What is known of it is given as ``facts``, or the commonest of them one by one: ``said="2019-02-18"``.
    """
    lines = lines or (official("We are open."),)
    text = "\n\n".join(line.text for line in lines) + "\n"
    source = a_source(
        text,
        name=name,
        origin=origin,
        data=data,
        kind=kind,
        facts=facts or some_facts(title=title, publisher=publisher, said=said, published=published),
        reader=reader,
    )
    spans = _spans(lines)
    blocks = tuple(Block(*span, line.role) for span, line in zip(spans, lines, strict=True))
    return Page(source, blocks, tuple(_units(lines, spans)))


def _spans(lines: Sequence[Line]) -> list[Span]:
    spans, at = [], 0
    for line in lines:
        spans.append(Span(at, at + len(line.text)))
        at += len(line.text) + len("\n\n")
    return spans


def _units(lines: Sequence[Line], spans: Sequence[Span]) -> Iterable[Unit]:
    asked: Span | None = None
    for line, span in zip(lines, spans, strict=True):
        if line.label is Label.QUESTION:
            asked = span
        answers = asked if line.label is Label.TRANSCRIPT else None
        yield Unit(*span, line.label, line.rule, line.speaker, line.confidence, answers=answers)


def bytes_of(page: Page) -> bytes:
    """The original bytes of a page built without ``data``."""
    return page.source.text.encode()


def keep(store: Store, *pages: Page) -> list[str]:
    """Keep pages built without ``data``; what was done, in a word each."""
    return [store.add(page, bytes_of(page)).value for page in pages]


def a_store(*pages: Page) -> MemoryStore:
    """A store in memory that holds these pages."""
    store = MemoryStore()
    keep(store, *pages)
    return store


def reread(page: Page, *, reader: str = "rules-2", facts: Facts | None = None) -> Page:
    """The same bytes read again, by newer rules or with other facts."""
    return replace(page, source=replace(page.source, reader=reader, facts=facts or page.source.facts))
