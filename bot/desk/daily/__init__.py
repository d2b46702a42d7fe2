"""The statement of the day at the desk: the commands ``daily …`` and ``today``, and what a post shows.

``setting`` keeps schedules, ``listing`` shows them and what they posted, ``telling`` says why, ``composing`` makes the
posts themselves and the notes that correct them.
"""
