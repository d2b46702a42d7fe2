"""The statement of the day at the desk: the commands ``daily …`` and ``today``, and what a post shows.

``setting`` keeps schedules and ``turning`` turns them off and on; ``listing`` shows them and what they posted,
``looking`` the next post and today's, ``telling`` says why one came or did not. ``which`` finds the schedule that is
meant and its next day, ``wording`` tells of both. ``composing`` makes the posts themselves, and the notes that correct
them.
"""
