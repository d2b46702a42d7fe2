"""Posts onto the platforms: each day of each schedule claimed, sent and confirmed, exactly once.

``outlet`` is what a platform's adapter offers. ``agenda`` knows what is due next, ``claims`` makes that this process's
to send, or what somebody left who died; ``steps`` take one post from its claim to its confirmation, ``pausing`` ends
the attempts where a platform refuses, ``strays`` takes away what stands twice, ``correcting`` edits posts whose
statement was withdrawn. ``shift`` does all that for one platform, within its rate, ``runner`` for those that are open.
``entries`` are the words of a post's log, ``means`` what all of it works with.

A post's row in the ledger is all there is to know: whoever comes later goes on from there, and nothing is kept in
memory that another process could miss. Every change of a row is a compare-and-swap, so of two at one post one goes on.

May import the desk and what lies below it, no platform.
"""
