"""On Record: what governments said, quoted word for word, with speaker, date and source.

The rooms, bottom up: ``domain`` says what things are, ``ports`` and ``config`` what is needed and what can be set,
``names`` knows who is who, ``ingest`` makes statements out of pages, ``search`` answers, ``schedule`` tells which
statement is a day's and when, ``archive`` joins them, ``desk`` holds every chat command once, ``posting`` posts each
day exactly once, ``storage`` keeps, ``index`` finds, ``adapters`` carry to Discord, Slack and the terminal,
``wiring`` connects, ``cli`` starts. Each imports only what stands before it in that list;
``lint-imports`` proves it.
"""
