"""Slack's side of the desk: events of Bolt into ``Request`` and ``Press``, a ``Reply`` into Block Kit.

Asynchronous and thin. May import the desk and what lies below it, slack-bolt and slack-sdk; no other adapter.
"""
