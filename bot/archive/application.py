"""One store, its index and the names, joined: every question of a person, answered in values.

Errors are those of the ports (bot.domain.errors). Everything may be called from several threads at once.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, BinaryIO

from bot.archive.explanation import Explanation, explained
from bot.archive.intake import Batch, Readers, Report, read_documents
from bot.archive.upkeep import Upkeep
from bot.domain.answer import Answer, Excerpt, Likeness, Neighbour
from bot.domain.errors import ArchiveBusy, NotFound
from bot.domain.question import Form, Question
from bot.domain.remembered import Found
from bot.domain.statement import Page, Statement, Voice
from bot.names import Registry
from bot.ports import Index, Ledger, SourceLine, Spelling, Store

if TYPE_CHECKING:
    from bot.archive.catalogue import Catalogue
    from bot.archive.inspecting import Inspection
    from bot.schedule.choice import Pool


class Archive:
    """All of On Record for one store and the index derived from it. ``clock`` tells today's date.

    ``folder`` is where the index lies: what else is derived of the store may be kept there, see ``Derived``.
    """

    def __init__(
        self,
        store: Store,
        index: Index,
        spelling: Spelling,
        registry: Registry,
        clock: Callable[[], date] = date.today,
        folder: Path | None = None,
    ) -> None:
        self._store = store
        self._index = index
        self._spelling = spelling
        self._registry = registry
        self._clock = clock
        self._upkeep = Upkeep(store, index, spelling, registry, folder)

    @property
    def registry(self) -> Registry:
        """Who is who."""
        return self._registry

    @property
    def ledger(self) -> Ledger:
        """What the desk must not forget."""
        return self._store.ledger

    def party_name(self, party: str) -> str:
        """The English name of a party id; the id itself for a stranger."""
        entity = self._registry.party(party)
        return entity.name if entity else party

    # ---- Questions

    def ask(self, text: str, limit: int = 5, *, more: int = 0, party: str | None = None) -> Answer:
        """The answer to a question as a person typed it; ``more`` skips so many of the best excerpts.

        ``party`` is the id of the party meant where the question names no speaker (not where it asks who mentioned
        something): ``read_as`` then says that the place has set it.
        """
        from bot.search.answer import answer  # only questions need the search
        from bot.search.read import read

        started = time.perf_counter()
        standing = self._upkeep.caught_up()
        question = read(text, self._registry, self._spelling, self._upkeep.speakers, self._clock())
        found = answer(
            question, self._index, standing, self._registry, self._spelling, limit=limit, more=more, party=party
        )
        return _timed(found, started)

    def said(self, form: Form, limit: int = 5, *, party: str | None = None) -> Answer:
        """The answer to a question in its typed form; ``party`` as for ``ask``, not where a source is named.

        Raises UsageError for a form without a word and for a field that cannot be read, NotFound and Ambiguous for the
        source.
        """
        from bot.search.answer import answer
        from bot.search.form import read_form

        started = time.perf_counter()
        standing = self._upkeep.caught_up()
        name = (form.source or "").strip()
        source = self._store.sheet(self._find(name)).source if name else None
        question = read_form(form, source, self._registry, self._spelling, self._upkeep.speakers, self._clock())
        found = answer(question, self._index, standing, self._registry, self._spelling, limit=limit, party=party)
        return _timed(found, started)

    def further(self, question: Question, limit: int, more: int) -> Answer:
        """Further excerpts for a question as an answer has it, after the first ``more``; none when there are no more.

        It is read in that way and no other, so they belong to those shown before. ``nothing`` is never said.
        """
        from bot.search.answer import further

        started = time.perf_counter()
        found = further(
            question, self._index, self._upkeep.caught_up(), self._registry, self._spelling, limit=limit, more=more
        )
        return _timed(found, started)

    def who_said(self, text: str) -> Likeness | None:
        """The statement on record nearest to any text (its first 4,000 characters); None when nothing is near."""
        from bot.search.likeness import nearest

        return nearest(text, self._index, self._upkeep.caught_up())

    # ---- What stands around an answer

    def excerpt(self, found: Found) -> Excerpt | None:
        """A remembered excerpt made again from the store and checked; None, logged, if it does not stand any more."""
        from bot.search.again import made_again

        return made_again(found, self._store)

    def around(self, statement: int, before: int = 2, after: int = 2) -> tuple[Neighbour, ...]:
        """The units around a statement on its page, in order, itself included; none if it does not stand any more.

        Headings, date and source lines, page furniture and readers' comments are left out.
        """
        from bot.search.again import neighbours

        return neighbours(statement, self._store, before, after)

    def explain(self, excerpt: Excerpt) -> Explanation:
        """The evidence for an excerpt. Raises ArchiveCorrupt when the stored bytes fail their check."""
        return explained(excerpt, self._store)

    # ---- The statement of the day

    def pool(self, party: str | None = None, about: str | None = None, voice: Voice | None = None) -> "Pool":
        """What a schedule chooses among: of a party, by its id; what the archive finds on a topic; of a voice.

        Empty for a topic that nothing is found on, or that names nothing. Raises ArchiveBusy where that cannot be known
        yet, as while the index is made anew.
        """
        from bot.archive.pool import Filter, on_topic

        pools = self._upkeep.pools()
        among = None
        if about is not None:
            key = (party, about, voice, self._index.size())  # the index may come after the store
            among = pools.found(key, lambda: on_topic(self.said, about, party, voice))
        pool = pools.pool(Filter(party, voice, among))
        if among is not None and not pool.ranked() and self.indexed() < self._store.count():
            raise ArchiveBusy("the index is being made", hint="try again in a moment")
        return pool

    def statement(self, number: int) -> Excerpt | None:
        """A statement read from the store and checked, with what it answers or leans on.

        None, logged, if it does not stand any more.
        """
        from bot.search.again import alone

        return alone(number, self._store)

    # ---- Completion of what is typed: (shown, value) pairs, each of at most 100 characters, no value twice

    def complete_parties(self, typed: str, limit: int = 25) -> list[tuple[str, str]]:
        """Parties whose name, in any language, begins so: those who speak here first, by their statements."""
        return self._upkeep.completions().parties(typed, limit)

    def complete_speakers(self, typed: str, limit: int = 25, party: str | None = None) -> list[tuple[str, str]]:
        """People and bodies (of a party, by its id): those who speak here first, by their statements."""
        return self._upkeep.completions().speakers(typed, limit, party)

    def complete_topics(self, typed: str, limit: int = 25) -> list[tuple[str, str]]:
        """Names, and words of the archive: the most frequent here first."""
        return self._upkeep.completions().topics(typed, limit)

    def complete_sources(self, typed: str, limit: int = 25) -> list[tuple[str, str]]:
        """Sources by file name, title or the beginning of their hash; the value is twelve letters of the hash."""
        return self._upkeep.completions().sources(typed, limit)

    def warm(self) -> None:
        """Bring the index up to the store and make the lists to complete from, so that nobody waits for them later."""
        self._upkeep.caught_up()
        self._spelling.warm()
        for complete in (self.complete_parties, self.complete_topics, self.complete_sources):
            complete("")
        self._upkeep.pools().begin()  # takes ten seconds at a million statements, and is not asked for at once
        for letter in ascii_lowercase:  # the names of countries in all languages, and how often each is mentioned
            self.complete_topics(letter)

    # ---- The archive itself

    def show(self, name: str) -> Page:
        """The page with this hash prefix, file name, the beginning of just one file name, or path.

        Raises NotFound and Ambiguous.
        """
        return self._store.page(self._find(name))

    def _find(self, name: str) -> str:
        try:
            return self._store.find(name)
        except ValueError as error:  # no path can hold it: a NUL, half a surrogate pair
            raise NotFound(f"no source is called {name!a}", hint="onrecord sources lists them") from error

    def sources(self, *, superseded: bool = False) -> list[SourceLine]:
        """What the archive holds, in the order it came; older versions of pages too if asked."""
        return self._store.sources(superseded=superseded)

    @property
    def catalogue(self) -> "Catalogue":
        """Lists of some of its sources."""
        return self._upkeep.catalogue()

    def speakers(self) -> list[tuple[str, str | None, str | None, int]]:
        """Who speaks in the archive, as ``ports.Statements.speakers``."""
        return self._store.speakers()

    def count(self) -> int:
        """How many statements can be quoted."""
        return self._store.count()

    def verify(self) -> list[str]:
        """Every byte, text and slice checked against its hash: one line per fault."""
        return self._store.check()

    def inspect(self) -> "Inspection":
        """What ``verify`` checks, and the index and the spelling table against the store."""
        from bot.archive.inspecting import inspect  # only ``onrecord archive check`` asks for it

        return inspect(self._store, self._index, self._spelling)

    def withdraw(self, source: str, start: int, end: int, reason: str) -> list[Statement]:
        """Take back the attribution of the statements there, see ``ports.Keeper``; the index knows when it returns."""
        taken = self._store.withdraw(source, start, end, reason)
        self._upkeep.follow()
        return taken

    def rebuild(self) -> int:
        """The index made anew from the store; the number of sources in it."""
        return self._index.rebuild(self._store)

    def indexed(self) -> int:
        """How many statements the index holds, once it has caught up."""
        self._upkeep.caught_up()
        return self._index.size()

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        stdin: BinaryIO | None = None,
        largest: int | None = None,
        dry_run: bool = False,
        on_progress: Callable[[int], None] | None = None,
        on_warning: Callable[[str], None] | None = None,
        readers: Readers | None = None,
    ) -> Iterator[Report]:
        """Take in files and folders; a report for each document, once it is kept (or would be, in a dry run).

        ``largest`` is the most bytes one document may have; ``on_progress`` hears the bytes of each one read,
        ``on_warning`` what is wrong with no document in particular. ``readers`` read the pages, if not this process.
        Whatever stops the iteration, every document is kept whole or not at all, and the next start goes on
        where this one stopped. Raises ArchiveBusy, ArchiveFull, ArchiveReadOnly, ArchiveCorrupt, and as ``readers``.
        """
        from bot.archive.abreast import Abreast  # questions take nothing in
        from bot.archive.known import Known

        batch = Batch(self._store, dry_run=dry_run)
        known = Known(self._store, self._registry).page
        with Abreast(self._upkeep.follow) as index:
            for taken in read_documents(
                paths, self._registry, stdin=stdin, largest=largest, on_warning=on_warning, known=known, readers=readers
            ):
                if on_progress is not None:
                    on_progress(taken.report.size)
                batch.put(taken)
                if batch.full:
                    size = 0 if dry_run else batch.size
                    yield from batch.keep()
                    index.kept(size)
            yield from batch.keep()
            if not dry_run:
                index.finish()


def _timed(answer: Answer, started: float) -> Answer:
    return replace(answer, took_ms=(time.perf_counter() - started) * 1000)
