"""``python -m tests.quality``: how right the readings and the answers are, held to pinned floors.

``gold`` reads what people labelled, ``pages`` grades the reading of pages against it, ``questions`` the answers,
``floors`` holds the grades to ``floors.json``, ``parts`` runs all of it over what the repository holds. ``un``
measures the search over the speeches of the UN General Debate next to ``bm25``, a plain SQLite full-text search.

A floor goes down only by hand, with its reason in the commit that does it. A label that seems wrong is argued in
the commit that changes it: the digest of every gold file is printed with the grades.
"""
