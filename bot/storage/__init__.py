"""The system of record: pages and their original bytes kept whole, statements fetched by number.

``sqlite`` is the default (one file, WAL), ``memory`` its twin for tests and trial runs; both pass the same
contract suites and share what is no business of a database: ``versions`` (what keeping a page means),
``coherence`` (what makes a page whole), ``neighbours`` (the sentences around a statement), ``lookup``
(which source a name means), ``withdrawals`` (what an attribution taken back means, now and when the page is
read again), ``tally`` (who speaks how often) and ``settling`` (which flag may be closed). Each has a ledger
(``ledger``, ``memory_ledger``) of what the desk must not forget: settings, answers, flags, notes, and in its outbox
(``outbox``, ``memory_outbox``) schedules and their posts.

The file is opened by ``connections``, laid out by ``schema``, filled by ``writing``, read by ``reading`` and looked
through by ``checking``; ``transactions`` write to whichever schema it is of. ``rows`` and ``packing`` say what a value
is there.

May import ``domain`` and ``ports`` only. A statement's words are never stored beside its span: they are cut
from the source's text each time, after the text has passed its hash, so that "verbatim" cannot come apart.
"""
