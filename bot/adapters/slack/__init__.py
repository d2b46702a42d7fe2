"""Slack's side of the desk: Bolt's events as requests, the replies in Block Kit.

What a reply looks like is decided without Slack's libraries (``mrkdwn``, ``blocks``, ``limits``, ``render``);
``events`` and ``spoken`` read payloads, ``forms``, ``views`` and ``home`` make what people fill in, ``state`` is what
their buttons mean. ``app`` registers the listeners of ``listening`` and ``submitting``, which hear each thing ``once``;
``answering`` carries their turns to the desk, ``delivering`` and ``sending`` bring the replies to ``people``.
``outlet`` posts what nobody asked for just now, with the token that ``accounts`` knows, and finds it again by
``searching``; ``channels`` and ``refusals`` say what is in the way, ``obstacles`` asks it for the desk, ``looking`` for
a process that does not serve.
``sockets`` and ``envelopes`` are Socket Mode, ``http_mode`` is the other door, ``serving`` opens one of them after the
``login``. ``identity`` and ``credentials`` are its secrets, ``oauth`` and ``installations`` let many workspaces in;
``manifest``, ``doctor`` and ``enquiry`` help whoever sets the bot up.

Asynchronous and thin. May import posting and what lies below it, slack-bolt and slack-sdk; no other adapter.
"""
