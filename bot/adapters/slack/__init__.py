"""Slack's side of the desk: Bolt's events as requests, the replies in Block Kit.

What a reply looks like is decided without Slack's libraries (``mrkdwn``, ``blocks``, ``limits``, ``render``);
``events`` and ``spoken`` read payloads, ``forms``, ``views`` and ``home`` make what people fill in. ``app`` registers
the listeners of ``listening`` and ``submitting``, ``answering`` carries their turns to the desk, ``delivering`` and
``sending`` bring the replies to people. ``sockets`` and ``envelopes`` are Socket Mode, ``http_mode`` is the other door,
``serving`` opens one of them.

Asynchronous and thin. May import the desk and what lies below it, slack-bolt and slack-sdk; no other adapter.
"""
