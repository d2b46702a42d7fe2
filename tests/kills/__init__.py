"""``python -m tests.kills``: everything that writes, killed in the middle, and what is found afterwards.

``killing`` runs a piece of work in a process of its own and ends it with ``kill -9``: at a moment, or before the nth
call by which it would change the disk or send something (``calls``). ``pages`` makes what is taken in, ``works`` are
the pieces of work, ``holding`` what an archive holds and answers, ``sweeping`` one work killed at many moments.

Every moment costs some tenths of a second: ``--moments 200`` is for people, a dozen of each sort are tests.
"""
