"""The system of record: pages and their original bytes kept whole, statements fetched by number.

``sqlite`` is the default (one file, WAL), ``postgres`` what many machines share (a server, with its replicas),
``memory`` their twin for tests and trial runs; all pass the same contract suites and share what is no business of a
database: ``versions`` (what keeping a page means), ``coherence`` (what makes a page whole), ``neighbours`` (the
sentences around a statement), ``lookup`` (which source a name means), ``withdrawals`` (what an attribution taken back
means, now and when the page is read again), ``tally`` (who speaks how often) and ``settling`` (which flag may be
closed).

The two databases share their SQL as well, told once in SQLite's words through a ``session``: the store is ``sql``, its
pages ``writing`` and ``reading``, its lists ``listing``, what is wrong with it ``checking``, all of it moved elsewhere
``portable``; its ledger of what the desk must not forget (settings, answers, flags, notes) ``ledger``, with schedules
and their posts in ``outbox``, through ``transactions``. ``rows`` and ``packing`` say what a value is there. What
differs is opening, locking and losing them: ``connections``, ``sqlite_session``, ``schema`` and ``migrations`` for a
file; ``postgres_hosts``, ``postgres_connections``, ``postgres_session``, ``postgres_schema``, ``postgres_errors`` and
``postgres_listening`` (which change is the newest) for a server. ``backup``, ``copying`` and their neighbours operate
an archive that is open.

May import ``domain`` and ``ports`` only. A statement's words are never stored beside its span: they are cut
from the source's text each time, after the text has passed its hash, so that "verbatim" cannot come apart.
"""
