"""The app on a local Slack, anew for each test."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.slack.house import House, at_home


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    async with at_home() as house:
        yield house
