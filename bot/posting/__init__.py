"""Posts onto the platforms: each day of each schedule claimed, sent and confirmed, exactly once.

``outlet`` is what a platform's adapter offers; ``agenda`` knows what is due next; ``steps`` take one post from its
claim to its confirmation, or through what is left of it by somebody who died; ``runner`` does that for all schedules,
within the platforms' rates; ``correcting`` edits posts whose statement was withdrawn.

May import the desk and what lies below it, no platform.
"""
