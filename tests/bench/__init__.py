"""``python -m tests.bench``: how fast, and against what. A report for people, never a test with a clock.

``corpus`` makes the pages, ``ours`` measures On Record as a person runs it (whole processes), ``others`` the same
passages in plain SQLite FTS5 and in a brute-force rapidfuzz search, ``__main__`` prints one table.
``python -m tests.bench.discord`` and ``tests.bench.slack`` measure commands on a platform's wire, beside the least bot
of its library; what they ask and how stands in ``chatting``. ``tests.bench.daily`` measures posts that
fall due together.
"""
