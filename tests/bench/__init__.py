"""``python -m tests.bench``: how fast, how good, and against what. A report for people, never a test with a clock.

``corpus`` makes documents, ``growing`` has them taken in by the command and measures at each size: ``passages`` writes
the statements down for all contestants, ``questions`` makes what they are asked, ``building`` and ``asking`` are one
contestant in a process of its own (``others`` are those beside On Record), ``serving`` a process that serves.
``tables`` and ``aims`` tell it, ``picture`` draws it. ``ours`` measures whole processes.

``python -m tests.bench.judged`` runs collections in the plain BEIR layout (``beir``; ``collecting`` makes some),
``tests.bench.soak`` serves for half an hour under a steady ``load`` and gives its ``verdict``.
``tests.bench.discord`` and ``tests.bench.slack`` measure commands on a platform's wire, beside the least bot of its
library; what they ask and how stands in ``chatting``. ``tests.bench.daily`` measures posts that fall due together,
``tests.bench.completing`` completion over long lists, ``tests.bench.cluster`` reading by many processes.
"""
